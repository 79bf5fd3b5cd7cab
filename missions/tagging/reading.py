"""A mission cut into what it has somebody do, clause by clause, and what it asks for beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from missions.skill_rules import REMEMBERED, Rules, task_sections
from missions.text import fold, sentences

# A clause shorter than this many words says too little alone and stays with the one before it.
_LEAST_WORDS = 3
_CUT = re.compile(r"\s*[;:()]\s*|,\s+|\s+et\s+(?=(?:de |d['’]|à )?\w+(?:er|ez|es|ir)\b)|\s+puis\s+")
_EDGES = " ,;:()-–•"


class _Use(Enum):
    SAYS, ASKS, NONE = auto(), auto(), auto()


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    sentence: int
    """Number of its sentence; 0 is the title."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`said[0]` is the title, the rest are sentences of the text, in order; `asked` are those that ask for something."""

    said: list[str]
    clauses: list[Clause]
    asked: list[str]


def read(title: str, text: str, rules: Rules) -> Reading:
    """What a mission says: every sentence and clause is a substring of the title or of the text."""
    told, others = task_sections(text, rules)
    said, asked = [title], [one for section in others for one in sentences(section) if _use(one, rules) is _Use.ASKS]
    for section in told:
        for sentence in sentences(section):
            use = _use(sentence, rules)
            if use is _Use.ASKS:
                asked.append(sentence)
            elif use is _Use.SAYS:
                said.append(sentence)
    return Reading(said, [Clause(part, number) for number, one in enumerate(said) for part in _clauses(one)], asked)


@lru_cache(REMEMBERED)
def _use(sentence: str, rules: Rules) -> _Use:
    folded = fold(sentence)
    return _Use.ASKS if rules.asks.search(folded) else _Use.NONE if rules.skip.search(folded) else _Use.SAYS


@lru_cache(REMEMBERED)
def _clauses(sentence: str) -> tuple[str, ...]:
    cut: list[tuple[int, int]] = []
    start = 0
    for piece in [*_CUT.finditer(sentence), None]:
        stop = piece.start() if piece else len(sentence)
        if cut and len(sentence[start:stop].split()) < _LEAST_WORDS:
            start = cut.pop()[0]
        cut.append((start, stop))
        start = piece.end() if piece else stop
    return tuple(part for start, stop in cut if (part := sentence[start:stop].strip(_EDGES)))
