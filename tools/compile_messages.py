"""Writes locale/*/LC_MESSAGES/*.mo from the .po files; needs no gettext on the machine."""

from pathlib import Path

import polib

for path in sorted((Path(__file__).resolve().parent.parent / "locale").glob("*/LC_MESSAGES/*.po")):
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
