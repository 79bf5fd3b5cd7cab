"""`evaluate_skill_suggestions PATH [--part dev|test|all] [--json]`: what is suggested against what authors declared.

PATH: a folder of resources as in home/demo/ (YAML), or a file of one JSON object a line, each with title, summary,
body (texts anywhere in it), language and skills ([{skill, level}], the most central first). Parts are made by a hash of
the slug: constants and cues are chosen on `dev`, and `test` is for measuring only.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.suggesting import Confidence, Suggestion, Text, body_text, suggest
from skills.levels import Level

TOP = 3


class Command(BaseCommand):
    help = "Measure the suggested skills and levels on resources whose authors declared theirs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--part", choices=["dev", "test", "all"], default="test")
        parser.add_argument("--language", default="fr", help="Texts in this language only; suggestions know French best.")
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")
        parser.add_argument("--misses", action="store_true", help="Print the texts whose first skill was not found.")

    def handle(self, *args: Any, path: Path, part: str, language: str, **options: Any) -> None:
        try:
            rows = [row for row in read(path) if part in {"all", part_of(row["slug"])} and row.get("language", "fr") == language]
            found = [suggest(text_of(row)) for row in rows]
            figures = measure(rows, found)
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise CommandError(f"{path}: {error!r}") from error
        for row, suggestions in zip(rows, found, strict=True) if options["misses"] else ():
            if row["skills"][0]["skill"] not in [one.slug for one in suggestions[:TOP]]:
                self.stdout.write(f"{row['slug']}: {row['skills'][0]['skill']}, not {[one.slug for one in suggestions]}")
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            for name, value in figures.items():
                self.stdout.write(f"{name:24} {value}")


def read(path: Path) -> list[dict[str, Any]]:
    if path.is_dir():
        return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(path.glob("*.yaml"))]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def part_of(slug: str) -> str:
    return "test" if int(hashlib.sha256(slug.encode()).hexdigest(), 16) % 2 else "dev"


def text_of(row: dict[str, Any]) -> Text:
    return Text(row["title"], row["summary"], body_text(row["body"]), row.get("language", "fr"))


def measure(rows: list[dict[str, Any]], found: list[list[Suggestion]]) -> dict[str, Any]:
    """Shares of texts, or of suggestions, from 0 to 1. Levels are looked at where the skill was declared;
    "level always usual" is what saying "pratique" every time would get."""
    counts: Counter[str] = Counter()
    for row, suggestions in zip(rows, found, strict=True):
        declared = {label["skill"]: label["level"] for label in row["skills"]}
        first, slugs = row["skills"][0]["skill"], [one.slug for one in suggestions]
        counts["first@1"] += first in slugs[:1]
        counts["first@3"] += first in slugs[:TOP]
        counts["first@5"] += first in slugs
        counts["declared"] += len(declared)
        counts["declared@5"] += sum(slug in slugs for slug in declared)
        for one in suggestions:
            counts[f"{one.confidence} given"] += 1
            counts[f"{one.confidence} right"] += one.slug in declared
            if one.slug in declared:
                counts["levels"] += 1
                counts["level exact"] += one.level == declared[one.slug]
                counts["level always usual"] += declared[one.slug] == Level.PRACTICE
                counts["level within one"] += abs(one.level - declared[one.slug]) <= 1
    return {
        "texts": len(rows),
        **{name: _share(counts[name], len(rows)) for name in ("first@1", "first@3", "first@5")},
        "declared@5": _share(counts["declared@5"], counts["declared"]),
        **{f"precision, {name}": _share(counts[f"{name} right"], counts[f"{name} given"]) for name in Confidence.values},
        **{name: _share(counts[name], counts["levels"]) for name in ("level exact", "level always usual", "level within one")},
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
