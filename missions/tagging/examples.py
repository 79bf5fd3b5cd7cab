"""How close a clause is to the examples of each skill (missions/data/skill_examples.txt).

Multinomial naive Bayes over beginnings of words and pairs of them (Manning, Raghavan, Schütze 2008, chapter 13), with
equal odds for every skill beforehand: how usual a skill is, is weighed elsewhere. Counted when first needed, so that an
edited file needs no step of its own.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from missions.text import fold

EXAMPLES_FILE = Path(__file__).resolve().parents[1] / "data" / "skill_examples.txt"
NOTHING = "-"
SMOOTHING = 0.15
# A probability below this says nothing and is left out.
LEAST = 1e-3
_STEM = 6
_WORD = re.compile(r"[a-z]{2,}")
_ENDING = re.compile(r"(?:er|ez|es|e|s|x)$")
_SILENT = frozenset(
    "le la les un une des du de au aux et ou en dans par pour sur avec sans ce cet cette ces son sa ses leur leurs notre nos"
    " votre vos mon ma mes ton ta tes je tu il elle on nous vous ils elles se qui que qu dont est sont sera seront etre avoir"
    " plus ne pas lors ainsi chaque tout toute tous toutes".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """`gains[gram]`: what a gram adds for each skill that has it; `absent[skill]`: what any gram costs; `nothing`: the place of NOTHING."""

    skills: tuple[str, ...]
    gains: dict[str, list[tuple[int, float]]]
    absent: list[float]
    nothing: int

    def of(self, clause: str) -> dict[str, float]:
        """Skill -> probability (0-1, together at most 1) that a clause is one of its examples; {} for unknown words.

        Less by the share of the clause's words that no example has: what is not understood is not vouched for.
        """
        # In the clause's own order, so that sums come out the same to the last digit in every process.
        scores, known, said = [0.0] * len(self.skills), 0, dict.fromkeys(grams(clause))
        for gram in said:
            if gains := self.gains.get(gram):
                known += 1
                for place, gain in gains:
                    scores[place] += gain
        if not known:
            return {}
        scores = [score + known * cost for score, cost in zip(scores, self.absent, strict=True)]
        top = max(scores)
        odds = [math.exp(score - top) for score in scores]
        words = [gram for gram in said if " " not in gram]
        whole = sum(odds) * len(words) / sum(gram in self.gains for gram in words)
        least = LEAST * whole
        return {self.skills[place]: share / whole for place, share in enumerate(odds) if share > least and place != self.nothing}


def grams(clause: str) -> list[str]:
    """The beginnings of a clause's words, and those of words that follow each other."""
    stems = [stem(word) for word in _WORD.findall(fold(clause)) if word not in _SILENT]
    return [*stems, *(f"{one} {other}" for one, other in pairwise(stems))]


def stem(word: str) -> str:
    """A folded French word's beginning, long enough to tell words apart and short enough to join their forms."""
    return word[:_STEM] if len(word) > _STEM else _ENDING.sub("", word)


def parse_examples(text: str) -> list[tuple[str, str]]:
    """(skill, example) of each line. Raises ValueError for an example before the first "## slug"."""
    found, skill = [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            skill = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            if not skill:
                raise ValueError(f"line {number}: « {line} » stands under no skill")
            found.append((skill, line.strip()))
    return found


def count(examples: Iterable[tuple[str, str]]) -> Likeness:
    """The likeness that examples teach."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for skill, example in examples:
        counts[skill].update(set(grams(example)))
    skills = tuple(sorted(counts))
    size = len({gram for found in counts.values() for gram in found})
    gains: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, skill in enumerate(skills):
        for gram, times in counts[skill].items():
            gains[gram].append((place, math.log((times + SMOOTHING) / SMOOTHING)))
    absent = [math.log(SMOOTHING / (counts[skill].total() + SMOOTHING * size)) for skill in skills]
    return Likeness(skills, dict(gains), absent, skills.index(NOTHING) if NOTHING in counts else -1)


@cache
def load_likeness(path: Path = EXAMPLES_FILE) -> Likeness:
    return count(parse_examples(path.read_text(encoding="utf-8")))
