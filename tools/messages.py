"""Keeps locale/ in step with the code: French is the source, English must be complete.

`messages.py` renews both catalogues; `messages.py --check` fails when they are not what the code
says, or when an English text is missing, fuzzy, or has other placeholders than the French.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = ["--ignore=.venv", "--ignore=var", "--ignore=tests", "--ignore=tools", "--ignore=static/vendor"]
_BREAKING = re.compile(r" [:;?!»]|« ")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdi]|%[sd]|\{\w*\}")


def extract(folder: Path) -> None:
    """Run makemessages on a copy of the tree's sources, so that a check changes nothing."""
    command = [sys.executable, str(folder / "manage.py"), "makemessages", "-l", "fr", "-l", "en", "--no-location", "--no-wrap"]
    environment = {**os.environ, "SECRET_KEY": "extraction-only", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*command, *SKIPPED], cwd=folder, check=True, env=environment, capture_output=True)


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def tidy(path: Path, language: str) -> None:
    """French says of itself what it says; dates that change with every run go."""
    po = polib.pofile(str(path), wrapwidth=0)
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To"):
        po.metadata.pop(name, None)
    po.metadata["Project-Id-Version"] = "tremplin"
    po.metadata["Language"] = language
    po.metadata["Plural-Forms"] = "nplurals=2; plural=(n > 1);" if language == "fr" else "nplurals=2; plural=(n != 1);"
    po.header = ""
    po.metadata_is_fuzzy = False
    for entry in list(po):
        # Alone, without the singular before it, gettext takes it for a fault.
        entry.previous_msgid_plural = None
        if entry.obsolete:
            po.remove(entry)
        elif language == "fr":
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid
    po.sort(key=lambda entry: entry.msgid)
    po.save(str(path))


def renew(root: Path) -> None:
    for language in ("fr", "en"):
        catalogue(root, language).parent.mkdir(parents=True, exist_ok=True)
    extract(root)
    for language in ("fr", "en"):
        tidy(catalogue(root, language), language)


def faults(path: Path) -> list[str]:
    """English entries that are missing, fuzzy, or lost a placeholder."""
    found = []
    for entry in polib.pofile(str(path)):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if "fuzzy" in entry.flags:
            found.append(f"fuzzy: {entry.msgid[:80]!r}")
        elif not all(texts):
            found.append(f"missing: {entry.msgid[:80]!r}")
        elif any(
            sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            for text in texts[-1:]
        ):
            found.append(f"placeholders differ: {entry.msgid[:80]!r}")
    return found


def typography(path: Path) -> list[str]:
    """French texts with an ordinary space where the language wants one that does not break."""
    texts = [text for entry in polib.pofile(str(path)) for text in (entry.msgid, entry.msgid_plural) if text]
    return [f"needs a non-breaking space: {text[:80]!r}" for text in texts if _BREAKING.search(text)]


def check() -> int:
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", "var", ".git", "node_modules", "vendor", "demo"))
        renew(copy)
        problems = []
        for language in ("fr", "en"):
            ours = {(e.msgctxt, e.msgid) for e in polib.pofile(str(catalogue(ROOT, language)))}
            theirs = {(e.msgctxt, e.msgid) for e in polib.pofile(str(catalogue(copy, language)))}
            problems += [f"{language}: not extracted yet: {text[:80]!r}" for _context, text in sorted(theirs - ours, key=str)]
            problems += [f"{language}: no longer in the code: {text[:80]!r}" for _context, text in sorted(ours - theirs, key=str)]
        problems += [f"fr: {fault}" for fault in typography(catalogue(ROOT, "fr"))]
        problems += [f"en: {fault}" for fault in faults(catalogue(ROOT, "en"))]
    for problem in problems[:40]:
        print(problem)
    print(f"translations: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if shutil.which("xgettext") is None:
        sys.exit("gettext is missing. Debian: apt-get install gettext")
    if "--check" in sys.argv[1:]:
        sys.exit(check())
    renew(ROOT)
