"""Static files in production: the style sheet's parts are written into it, then hashed and compressed.

The sources stay one file a component, with plain `@import`; a visitor makes one request.
"""

import re
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/tremplin.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);\n?')
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RELATIVE_URL = re.compile(r'url\("\.\./')
_SPACE = re.compile(r"\s*\n\s*")


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """CompressedManifestStaticFilesStorage that first inlines the style sheet's imports."""

    # A page must not break over an image that a library's style sheet names and does not ship.
    manifest_strict = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Looked up once a process: what is served is collected before."""
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = super().url(name, force)
        return found

    def post_process(self, paths, dry_run=False, **options):
        if STYLE_SHEET in paths and not dry_run:
            storage, source = paths[STYLE_SHEET]
            text = storage.open(source).read().decode()
            bundled = _IMPORT.sub(lambda found: self._part(storage, found), text)
            self.delete(STYLE_SHEET)
            self._save(STYLE_SHEET, ContentFile(bundled.encode()))
            paths = {**paths, STYLE_SHEET: (self, STYLE_SHEET)}
        yield from super().post_process(paths, dry_run, **options)

    @staticmethod
    def _part(storage, found: re.Match[str]) -> str:
        path = PurePosixPath(STYLE_SHEET).parent / found["path"]
        css = _COMMENT.sub("", storage.open(str(path)).read().decode())
        return f"@layer {found['layer']} {{{_SPACE.sub(' ', css)}}}\n"
