"""What speaks for each skill in a mission, as a few numbers of known meaning."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from missions.skill_rules import Rules, found_in, without_denied
from missions.tagging.examples import LEAST, Likeness
from missions.tagging.reading import Reading
from missions.text import fold

NAMES = ("hint", "phrase", "strong", "phrases", "hints", "title", "likeness", "others", "spread", "both")
_FLOOR = LEAST
# As if every mission had so many clauses more that say nothing: a text of one line is no proof.
_SHORT = 4
# A clause must be this like a skill's examples for its sentence to be shown as what says so.
_LIKE = 0.15
# From here on (a phrase that is enough by itself, or a clause just like an example) a sentence is clearer than the title.
_CLEAR = 1.6
# Sentences whose evidence is kept at hand.
_REMEMBERED = 2048


@dataclass(slots=True)
class Evidence:
    """For one skill: phrase weights by sentence, likeness by sentence (the clause that is most like its examples)."""

    phrases: dict[int, float] = field(default_factory=dict)
    likeness: dict[int, float] = field(default_factory=dict)
    clauses: list[float] = field(default_factory=list)
    label: str = ""

    def numbers(self, clauses: int) -> list[float]:
        """In the order of `NAMES`. `clauses`: how many the mission has."""
        top = max(self.phrases.values(), default=0.0)
        like = sorted(self.clauses, reverse=True) or [0.0]
        both = max((self.likeness.get(at, 0.0) for at, weight in self.phrases.items() if weight >= 2), default=0.0)
        return [
            float(top >= 1),
            float(top >= 2),
            float(top >= 3),
            math.log1p(sum(weight >= 2 for weight in self.phrases.values())),
            math.log1p(sum(weight < 2 for weight in self.phrases.values())),
            float(self.phrases.get(0, 0.0) >= 2),
            math.log(like[0] + _FLOOR) - math.log(_FLOOR),
            math.log(sum(like[1:3]) + _FLOOR) - math.log(_FLOOR),
            math.log(sum(like) / (clauses + _SHORT) + _FLOOR) - math.log(_FLOOR),
            both,
        ]

    def best(self, said: Sequence[str]) -> str:
        """The sentence that shows the skill best; the title where nothing in the text says it clearly, "" where nothing does."""
        rated = {at: weight + 2 * self.likeness.get(at, 0.0) for at, weight in self.phrases.items()}
        rated |= {at: 2 * like for at, like in self.likeness.items() if at not in rated and like >= _LIKE}
        if not rated:
            return self.label
        clear = [at for at, rating in rated.items() if at and rating >= _CLEAR]
        return said[max(clear or rated, key=lambda at: (rated[at], -at))]


def gather(reading: Reading, soft_skills: Sequence[Any], rules: Rules, likeness: Likeness) -> dict[str, Evidence]:
    """Skill -> evidence, for every skill that anything speaks for."""
    found: defaultdict[str, Evidence] = defaultdict(Evidence)
    for at, sentence in enumerate(reading.said):
        for skill, weight in _phrases_of(sentence, rules):
            found[skill].phrases[at] = weight
    for clause in reading.clauses:
        for skill, share in _like(clause.text, likeness):
            evidence = found[skill]
            evidence.clauses.append(share)
            evidence.likeness[clause.sentence] = max(share, evidence.likeness.get(clause.sentence, 0.0))
    for label in soft_skills:
        if skill := rules.labels.get(fold(str(label)).strip()):
            found[skill].label = str(label)
    return found


# Organisations say the same of themselves and of their evenings in every mission they publish.
@lru_cache(_REMEMBERED)
def _phrases_of(sentence: str, rules: Rules) -> tuple[tuple[str, float], ...]:
    return tuple(found_in(sentence, rules).items())


@lru_cache(_REMEMBERED)
def _like(clause: str, likeness: Likeness) -> tuple[tuple[str, float], ...]:
    return tuple(likeness.of(without_denied(clause)).items())
