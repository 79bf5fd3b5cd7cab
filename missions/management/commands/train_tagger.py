"""`train_tagger FILE.jsonl …`: learn how much each kind of evidence says, from labelled missions.

Writes missions/data/tagger_weights.yaml. Every figure it prints is of missions that were not learned from (ten parts).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from missions.tagging.labelled import BadLine, Labelled, parse
from missions.tagging.training import best_least, f1_at, folds, learn, numbers_of
from missions.tagging.weighing import WEIGHTS_FILE, Weighing
from skills.models import Skill

PARTS = 10
HEAD = """# How much each kind of evidence says. Written by `manage.py train_tagger`, read by missions/tagging/weighing.py.
#
# weights: of the numbers in missions/tagging/evidence.py; "usual" goes with the log of a skill's share below, "always"
# with 1. least: the confidence with which a skill is proposed. usual, rare: the share of labelled missions that train a
# skill, smoothed; "rare" for the skills that none trains.
"""


class Command(BaseCommand):
    help = "Learn the tagger's weights from labelled missions and write missions/data/tagger_weights.yaml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", type=Path, nargs="+")
        parser.add_argument("--dry-run", action="store_true", help="Print the figures, write nothing.")

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, **options: Any) -> None:
        skills = sorted(Skill.objects.values_list("slug", flat=True))
        rows = [row for path in paths for row in self._read(path, frozenset(skills))]
        if len(rows) < PARTS:
            raise CommandError(f"{PARTS} labelled missions at least are needed, {len(rows)} were given.")
        numbers = [numbers_of(row, skills) for row in rows]
        sure = folds(rows, numbers, skills, PARTS)
        least = best_least(rows, sure)
        self.stdout.write(f"{len(rows)} missions, F1 on parts not learned from: {f1_at(least, rows, sure):.3f} (least {least})")
        if not dry_run:
            WEIGHTS_FILE.write_text(HEAD + written(learn(rows, numbers, skills), least), encoding="utf-8")

    def _read(self, path: Path, skills: frozenset[str]) -> list[Labelled]:
        try:
            rows = list(parse(path.read_text(encoding="utf-8").splitlines(), skills))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        if bad := [row for row in rows if isinstance(row, BadLine)]:
            raise CommandError("\n".join(f"{path}: {line}" for line in bad))
        return [row for row in rows if isinstance(row, Labelled)]


def written(weighing: Weighing, least: float) -> str:
    """The weights file's YAML."""
    data = {
        "weights": {name: round(weight, 3) for name, weight in weighing.weights.items()},
        "least": least,
        "usual": {skill: round(math.exp(share), 4) for skill, share in sorted(weighing.usual.items())},
        "rare": round(math.exp(weighing.rare), 4),
    }
    return yaml.safe_dump(data, sort_keys=False)
