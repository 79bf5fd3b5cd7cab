"""What speaks for each skill in a mission, as a few numbers of known meaning."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from missions.skill_rules import REMEMBERED, Rules, found_in, without_denied
from missions.tagging.examples import LEAST, Likeness
from missions.tagging.reading import Reading
from missions.text import fold

NAMES = ("hint", "phrase", "strong", "phrases", "hints", "title", "likeness", "others", "spread", "both")
_FLOOR = LEAST
_LOG_FLOOR = math.log(_FLOOR)
_SILENCE = (0.0,) * 6
# As if every mission had so many clauses more that say nothing: a text of one line is no proof.
_SHORT = 4
# A clause must be this like a skill's examples for its sentence to be shown as what says so.
_LIKE = 0.15
# From here on (a phrase that is enough by itself, or a clause just like an example) a sentence is clearer than the title.
_CLEAR = 1.6


@dataclass(slots=True)
class Evidence:
    """For one skill: phrase weights by sentence, the likeness of every clause (0 where it says nothing) and its sentence."""

    phrases: dict[int, float] = field(default_factory=dict)
    clauses: Sequence[float] = ()
    sentences: Sequence[int] = ()
    label: str = ""

    @property
    def likeness(self) -> dict[int, float]:
        """By sentence: the clause that is most like the skill's examples."""
        found: dict[int, float] = {}
        for at, share in zip(self.sentences, self.clauses, strict=True):
            if share > found.get(at, 0.0):
                found[at] = share
        return found

    def numbers(self, clauses: int) -> list[float]:
        """In the order of `NAMES`. `clauses`: how many the mission has."""
        like = sorted(self.clauses, reverse=True) or [0.0]
        return [
            *(self._said() if self.phrases else _SILENCE),
            math.log(like[0] + _FLOOR) - _LOG_FLOOR,
            math.log(sum(like[1:3]) + _FLOOR) - _LOG_FLOOR,
            math.log(sum(like) / (clauses + _SHORT) + _FLOOR) - _LOG_FLOOR,
            self._both() if self.phrases else 0.0,
        ]

    def _said(self) -> tuple[float, ...]:
        weights = self.phrases.values()
        top = max(weights)
        strong = sum(weight >= 2 for weight in weights)
        hints = len(weights) - strong
        title = float(self.phrases.get(0, 0.0) >= 2)
        return float(top >= 1), float(top >= 2), float(top >= 3), math.log1p(strong), math.log1p(hints), title

    def _both(self) -> float:
        strong = [at for at, weight in self.phrases.items() if weight >= 2]
        if not strong:
            return 0.0
        likeness = self.likeness
        return max(likeness.get(at, 0.0) for at in strong)

    def best(self, said: Sequence[str]) -> str:
        """The sentence that shows the skill best; the title where nothing in the text says it clearly, "" where nothing does."""
        likeness = self.likeness
        rated = {at: weight + 2 * likeness.get(at, 0.0) for at, weight in self.phrases.items()}
        rated |= {at: 2 * like for at, like in likeness.items() if at not in rated and like >= _LIKE}
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
    sentences = [clause.sentence for clause in reading.clauses]
    # A row for each clause, turned: a mission has thirty clauses, and each is a little like twenty skills.
    columns = zip(*(_like(clause.text, likeness) for clause in reading.clauses), strict=True)
    for skill, shares in zip(likeness.skills, columns, strict=bool(sentences)):
        if any(shares):
            found[skill].clauses, found[skill].sentences = shares, sentences
    for label in soft_skills:
        if skill := rules.labels.get(fold(str(label)).strip()):
            found[skill].label = str(label)
    return found


@lru_cache(REMEMBERED)
def _phrases_of(sentence: str, rules: Rules) -> tuple[tuple[str, float], ...]:
    return tuple(found_in(sentence, rules).items())


@lru_cache(REMEMBERED)
def _like(clause: str, likeness: Likeness) -> tuple[float, ...]:
    """In the order of `likeness.skills`."""
    shares = likeness.of(without_denied(clause))
    return tuple(shares.get(skill, 0.0) for skill in likeness.skills)
