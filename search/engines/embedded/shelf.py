"""The directory the indexes lie in.

current          the name of the directory that serves; replaced in one step
<layout>-<id>/   an index; the layout in its name says whether this code can read it
filling          the name of the directory that a rebuild fills, while it runs
changes          what was written or deleted live since that rebuild began: an id, a tab and the document, or nothing, a line
write.lock       held for one batch
rebuild.lock     held for a whole rebuild; free when its process is dead
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from search.engines.embedded.locks import FileLock, is_held
from search.engines.embedded.schema import layout

WRITE_PATIENCE_SECONDS = 30.0
# A writer that looks whether a rebuild is alive holds its lock for an instant.
REBUILD_PATIENCE_SECONDS = 0.5


class Shelf:
    """Names and files only; it never opens an index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def state(self) -> tuple[str, int, int]:
        """What serves now and in which version: cheap enough to ask before every search.

        Raises OSError when there is nothing.
        """
        name = self._read("current")
        meta = (self.root / name / "meta.json").stat()
        return name, meta.st_ino, meta.st_mtime_ns

    def serving(self) -> Path | None:
        """The directory that serves; None when there is none this code can read."""
        try:
            name = self._read("current")
        except OSError:
            return None
        return self.root / name if self.is_readable(name) else None

    @staticmethod
    def is_readable(name: str) -> bool:
        return name.startswith(f"{layout()}-") and "/" not in name

    def filling(self) -> Path | None:
        """The directory of a rebuild that is running."""
        try:
            name = self._read("filling")
        except OSError:
            return None
        return self.root / name if is_held(self.root / "rebuild.lock") else None

    def write_lock(self) -> FileLock:
        return FileLock(self.root / "write.lock", WRITE_PATIENCE_SECONDS)

    def rebuild_lock(self) -> FileLock:
        self.root.mkdir(parents=True, exist_ok=True)
        return FileLock(self.root / "rebuild.lock", REBUILD_PATIENCE_SECONDS)

    def begin(self) -> Path:
        """A new directory to fill; whatever a dead rebuild left is removed."""
        self.abandon()
        directory = self.root / f"{layout()}-{uuid4().hex[:12]}"
        directory.mkdir()
        self._replace("filling", directory.name)
        return directory

    def promote(self) -> None:
        """Make the filled directory serve, in one step, and remove the one that did."""
        self._replace("current", self._read("filling"))
        self.abandon()

    def abandon(self) -> None:
        """Remove everything that does not serve."""
        for name in ("filling", "changes"):
            (self.root / name).unlink(missing_ok=True)
        try:
            kept = self._read("current")
        except OSError:
            kept = ""
        for found in self.root.glob("layout-*"):
            if found.name != kept:
                # A reader may still hold its files; the system keeps them until it lets go.
                shutil.rmtree(found, ignore_errors=True)

    def note_changes(self, changes: Iterable[tuple[str, bytes | None]]) -> None:
        """For the rebuild that runs, in order; None for what was deleted."""
        with (self.root / "changes").open("ab") as notes:
            notes.writelines(b"%s\t%s\n" % (json.dumps(item_id).encode(), document or b"") for item_id, document in changes)

    def changes(self, place: int) -> Iterator[tuple[int, str, bytes | None]]:
        """What was noted from a place in the notes on, 0 at first: (where the next one is, id, document)."""
        try:
            notes = (self.root / "changes").open("rb")
        except FileNotFoundError:
            return
        with notes:
            notes.seek(place)
            for line in notes:
                # The last one may still be on its way.
                if line.endswith(b"\n"):
                    place += len(line)
                    item_id, _, document = line[:-1].partition(b"\t")
                    yield place, json.loads(item_id), document or None

    def _read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8").strip()

    def _replace(self, name: str, text: str) -> None:
        """Write a whole file in one step: a reader sees the old text or the new."""
        fresh = self.root / f"{name}.new"
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.root / name)
