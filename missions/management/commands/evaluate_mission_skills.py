"""`evaluate_mission_skills PATH [--json] [--part N/M]`: what the rules find against what people labelled.

PATH holds one JSON object a line: title, text, train: [{skill, span}], required: […].
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from missions.skill_rules import TrainedSkill, skills_of
from missions.text import fold


class Command(BaseCommand):
    help = "Measure the skill rules on labelled missions: precision@3, recall@5, F1 and how well the sentences agree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")
        parser.add_argument("--part", type=_part, default=(1, 1), help="N/M: only part N of M, in the file's order.")
        parser.add_argument("--misses", action="store_true", help="Print what was found wrongly and what was missed.")

    def handle(self, *args, path: Path, part: tuple[int, int], **options) -> None:
        try:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        number, parts = part
        rows = rows[len(rows) * (number - 1) // parts : len(rows) * number // parts]
        found = [skills_of(row["title"], row.get("domain", ""), row["text"], row.get("softSkills", [])) for row in rows]
        figures = measure(rows, found)
        if options["misses"]:
            self._print_misses(rows, found)
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            for name, value in figures.items():
                self.stdout.write(f"{name:14} {value}")

    def _print_misses(self, rows: list[dict[str, Any]], found: list[list[TrainedSkill]]) -> None:
        for row, skills in zip(rows, found, strict=True):
            gold = {label["skill"]: label["span"] for label in row["train"]}
            self.stdout.write(f"== {row['title']}")
            for skill in skills:
                self.stdout.write(
                    f"  {'ok' if skill.slug in gold else '++'} {skill.slug} {skill.weight} | {skill.evidence[:150]}"
                )
            for slug in gold.keys() - {skill.slug for skill in skills}:
                self.stdout.write(f"  -- {slug} | {gold[slug]}")


def _part(written: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", written)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ArgumentTypeError("N/M with 1 <= N <= M")
    return int(found[1]), int(found[2])


def measure(rows: list[dict[str, Any]], found: list[list[TrainedSkill]]) -> dict[str, float]:
    """Micro figures over all missions; `span_overlap` is the share of right skills whose sentence shares half its words."""
    counts: Counter[str] = Counter()
    for row, skills in zip(rows, found, strict=True):
        gold = {label["skill"]: label["span"] for label in row["train"]}
        right = [skill for skill in skills if skill.slug in gold]
        counts["top"] += len(skills[:3])
        counts["top_right"] += sum(skill.slug in gold for skill in skills[:3])
        counts["found"] += len(skills)
        counts["right"] += len(right)
        counts["gold"] += len(gold)
        counts["overlap"] += sum(overlaps(skill.evidence, gold[skill.slug]) for skill in right)
    precision, recall = _ratio(counts["right"], counts["found"]), _ratio(counts["right"], counts["gold"])
    return {
        "missions": len(rows),
        "precision@3": _ratio(counts["top_right"], counts["top"]),
        "precision@5": precision,
        "recall@5": recall,
        "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
        "span_overlap": _ratio(counts["overlap"], counts["right"]),
    }


def overlaps(one: str, other: str) -> bool:
    """Whether the shorter text shares at least half of its words with the longer."""
    first, second = (set(re.findall(r"[a-z0-9]{3,}", fold(text))) for text in (one, other))
    return bool(first and second) and 2 * len(first & second) >= min(len(first), len(second))


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
