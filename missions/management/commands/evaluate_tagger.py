"""`evaluate_tagger FILE.jsonl [--json] [--misses]`: what the tagger finds against what people labelled.

FILE holds one JSON object a line: title, text, train: [{skill, span}] (the most central first), required: [skill].
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from missions.tagging.labelled import BadLine, Labelled, parse
from missions.tagging.measuring import measure
from missions.tagging.tagger import Tagging, tag
from skills.models import Skill


class Command(BaseCommand):
    help = "Measure the skills tagger on labelled missions: precision, recall and F1, micro, macro and per skill."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")
        parser.add_argument("--misses", action="store_true", help="Print what was found wrongly and what was missed.")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        rows, bad = self._read(path)
        for line in bad:
            self.stderr.write(f"{path}: {line}")
        if not rows:
            raise CommandError(f"{path}: no labelled mission in it")
        tag("", "")  # Reads the data files, which is not what is timed.
        start = process_time()
        found = [tag(row.title, row.text) for row in rows]
        per_second = round(len(rows) / max(process_time() - start, 1e-6))
        figures = measure(rows, found) | {"per_second": per_second, "bad_lines": [str(line) for line in bad]}
        if options["misses"]:
            self._print_misses(rows, found)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self._print(figures)

    def _read(self, path: Path) -> tuple[list[Labelled], list[BadLine]]:
        skills = frozenset(Skill.objects.values_list("slug", flat=True))
        if not skills:
            raise CommandError("No skill in the database: run migrate first.")
        try:
            with path.open(encoding="utf-8") as lines:
                read = list(parse(lines, skills))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        return [row for row in read if isinstance(row, Labelled)], [row for row in read if isinstance(row, BadLine)]

    def _print(self, figures: dict[str, Any]) -> None:
        self.stdout.write(f"{figures['missions']} missions")
        for name in ("micro", "macro"):
            one = figures[name]
            self.stdout.write(f"{name:30} precision {one['precision']:.3f}  recall {one['recall']:.3f}  F1 {one['f1']:.3f}")
        for slug, one in sorted(figures["skills"].items(), key=lambda entry: (-entry[1]["labelled"], entry[0])):
            self.stdout.write(
                f"{slug:30} precision {one['precision']:.3f}  recall {one['recall']:.3f}  F1 {one['f1']:.3f}"
                f"  ({one['right']} right, {one['proposed']} proposed, {one['labelled']} labelled)"
            )
        self.stdout.write(f"spans right                    {figures['spans_right']:.3f}")
        self.stdout.write(f"missions a second, one core    {figures['per_second']}")
        self.stdout.write(f"required proposed as trained   {figures['required_as_trained']}")

    def _print_misses(self, rows: Sequence[Labelled], found: Sequence[Tagging]) -> None:
        for row, tagging in zip(rows, found, strict=True):
            self.stderr.write(f"== {row.title}")
            for one in tagging.trained:
                mark = "ok" if one.slug in row.trained else "++"
                self.stderr.write(f"  {mark} {one.slug} {one.confidence} | {one.evidence[:150]}")
            for slug in row.trained.keys() - {one.slug for one in tagging.trained}:
                self.stderr.write(f"  -- {slug} | {row.trained[slug]}")
