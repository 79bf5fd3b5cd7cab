"""How sure we are that a mission trains a skill: one logistic regression for all skills over a mission's evidence.

What is learned (`manage.py train_tagger`) stands in missions/data/tagger_weights.yaml: a weight for each number of
`evidence.NAMES`, one for how usual the skill is, and the least confidence with which a skill is proposed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import mul
from pathlib import Path

import yaml

from missions.tagging.evidence import NAMES, Evidence

WEIGHTS_FILE = Path(__file__).resolve().parents[1] / "data" / "tagger_weights.yaml"


@dataclass(frozen=True, slots=True)
class Weighing:
    """`usual`: skill -> log of the share of missions that train it, smoothed; `least`: confidence (0-1)."""

    weights: dict[str, float]
    usual: dict[str, float]
    rare: float
    least: float
    ordered: tuple[float, ...] = field(init=False)
    """The weights of `NAMES`, in that order."""

    floors: dict[str, float] = field(init=False)
    """Skill -> a likeness so low that without a phrase the skill cannot be proposed, however many clauses are as like."""
    floor: float = field(init=False)
    """The same for a skill that nobody's labels know."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ordered", tuple(self.weights[name] for name in NAMES))
        object.__setattr__(self, "floors", {skill: self._floor(skill) for skill in self.usual})
        object.__setattr__(self, "floor", self._floor(""))

    def _floor(self, skill: str) -> float:
        low, high = 0.0, 1.0
        for _halving in range(30):
            middle = (low + high) / 2
            # As if every clause were as like as the likest: what it can be at most.
            best = Evidence(clauses=(middle,) * 3, sentences=(1,) * 3).numbers(clauses=0)
            best[NAMES.index("spread")] = best[NAMES.index("likeness")]
            best = [number if weight > 0 else 0.0 for number, weight in zip(best, self.ordered, strict=True)]
            low, high = (middle, high) if self.confidence(skill, best) < self.least else (low, middle)
        return low

    def confidence(self, skill: str, numbers: Sequence[float]) -> float:
        """Between 0 and 1."""
        score = self.weights["always"] + self.weights["usual"] * self.usual.get(skill, self.rare)
        score += sum(map(mul, self.ordered, numbers))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def how_usual(labels: Iterable[Iterable[str]], skills: int) -> tuple[dict[str, float], float]:
    """(skill -> log share of missions with it, the same for a skill that none has): two missions of doubt are added."""
    rows = [set(found) for found in labels]
    counts = Counter(skill for found in rows for skill in found)
    mean = counts.total() / max(len(rows), 1) / skills
    whole = len(rows) + 2
    return {skill: math.log((times + 2 * mean) / whole) for skill, times in counts.items()}, math.log(2 * mean / whole)


@cache
def load_weighing(path: Path = WEIGHTS_FILE) -> Weighing:
    """Raises KeyError, TypeError or yaml.YAMLError for a file that `train_tagger` did not write."""
    data = yaml.safe_load(path.read_bytes())
    return Weighing(
        weights={name: float(data["weights"][name]) for name in ("always", "usual", *NAMES)},
        usual={skill: math.log(share) for skill, share in data["usual"].items()},
        rare=math.log(data["rare"]),
        least=float(data["least"]),
    )
