"""`generate_missions N FILE --format json|xml [--seed S]`: a feed of missions that never were, to try imports on."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from missions.synthetic import Synthesis, xml_of

MOST = 1_000_000


def _count(written: str) -> int:
    if not written.isdecimal() or not 0 <= int(written) <= MOST:
        raise ArgumentTypeError(f"0-{MOST}")
    return int(written)


class Command(BaseCommand):
    help = "Write a realistic feed of generated missions, two in a hundred irregular; the same for the same seed and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", metavar="N", type=_count)
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["json", "xml"], default="json")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, help="The day the missions are around (today).")

    def handle(self, *args, count: int, file: Path, **options) -> None:
        rows = Synthesis(options["seed"], options["today"] or timezone.localdate()).rows(count)
        pieces = xml_of(rows) if options["format"] == "xml" else _json_of(rows, count)
        try:
            with file.open("w", encoding="utf-8") as out:
                out.writelines(pieces)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(f"{file}: {count} missions")


def _json_of(rows: Iterator[dict], count: int) -> Iterator[str]:
    """One page of the aggregator's API, a mission a line."""
    yield f'{{"ok": true, "total": {count}, "skip": 0, "limit": {count}, "data": [\n'
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
