"""How well two announcements are told to be one mission, on labelled pairs.

A line of the file: {"a": announcement, "b": announcement, "same": true|false, "half": "tuning"|"held-out" (optional)}.
An announcement: title, organisation, description, platform, type, remote, starts and ends (ISO dates or null), and
places, a list of {"city", "postal_code"}. Found counts pairs that both meet under enough keys and are judged the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from missions.quality.listing import Listing, listing_of
from missions.quality.minhash import MEETINGS, keys_of
from missions.quality.similarity import is_same


class Command(BaseCommand):
    help = "Measure the search for duplicates on labelled pairs (JSON lines)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--misses", action="store_true", help="print the pairs judged otherwise than labelled")

    def handle(self, file: Path, *args: Any, **options: Any) -> None:
        counts: dict[str, Counter[str]] = {}
        misses = []
        for pair in _pairs(file):
            a, b = _listing(pair["a"]), _listing(pair["b"])
            found = len(set(keys_of(a)) & set(keys_of(b))) >= MEETINGS and is_same(a, b)
            outcome = ("true" if found == pair["same"] else "false") + ("_positive" if found else "_negative")
            for half in ("all", pair.get("half")):
                if half:
                    counts.setdefault(half, Counter())[outcome] += 1
            if found != pair["same"]:
                misses.append({"found": found, **pair})
        report = {half: _figures(count) for half, count in counts.items()}
        if options["json"]:
            self.stdout.write(
                json.dumps({**report, **({"misses": misses} if options["misses"] else {})}, ensure_ascii=False, indent=1)
            )
            return
        for half, figures in report.items():
            self.stdout.write(f"{half}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
        for miss in misses if options["misses"] else ():
            self.stdout.write(f"{'+' if miss['found'] else '-'} {miss['a']['title']} | {miss['b']['title']}")


def _pairs(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("Le fichier %(file)s ne se lit pas : %(error)s") % {"file": file, "error": error}) from error
    for number, line in enumerate(lines, start=1):
        try:
            pair = json.loads(line)
            yield {**pair, "a": dict(pair["a"]), "b": dict(pair["b"]), "same": bool(pair["same"])}
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                _("Ligne %(number)d de %(file)s : il faut a, b et same.") % {"number": number, "file": file}
            ) from error


def _listing(facts: dict[str, Any]) -> Listing:
    return listing_of(facts, facts.get("places") or [])


def _figures(count: Counter[str]) -> dict[str, float | int]:
    """Precision and recall, 0-1; 1 where there was nothing to find or nothing found."""
    right, wrong, missed = count["true_positive"], count["false_positive"], count["false_negative"]
    return {
        "pairs": count.total(),
        "same": right + missed,
        "precision": round(right / (right + wrong), 3) if right + wrong else 1.0,
        "recall": round(right / (right + missed), 3) if right + missed else 1.0,
        "false_positives": wrong,
        "false_negatives": missed,
    }
