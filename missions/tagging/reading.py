"""A mission cut into what it has somebody do, clause by clause, and what it asks for beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from missions.skill_rules import Rules, task_sections
from missions.text import fold, sentences

# A clause shorter than this many words says too little alone and stays with the one before it.
_LEAST_WORDS = 3
_CUT = re.compile(r"\s*[;:()]\s*|,\s+|\s+et\s+(?=(?:de |d['’]|à )?\w+(?:er|ez|es|ir)\b)|\s+puis\s+")
_EDGES = " ,;:()-–•"


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
    said, asked = [title], [sentence for section in others for sentence in sentences(section) if _asks(sentence, rules)]
    for section in told:
        for sentence in sentences(section):
            folded = fold(sentence)
            if rules.asks.search(folded):
                asked.append(sentence)
            elif not rules.skip.search(folded):
                said.append(sentence)
    return Reading(said, [clause for number, one in enumerate(said) for clause in _clauses(one, number)], asked)


def _asks(sentence: str, rules: Rules) -> bool:
    return bool(rules.asks.search(fold(sentence)))


def _clauses(sentence: str, number: int) -> list[Clause]:
    cut: list[tuple[int, int]] = []
    start = 0
    for piece in [*_CUT.finditer(sentence), None]:
        stop = piece.start() if piece else len(sentence)
        if cut and len(sentence[start:stop].split()) < _LEAST_WORDS:
            start = cut.pop()[0]
        cut.append((start, stop))
        start = piece.end() if piece else stop
    return [Clause(part, number) for start, stop in cut if (part := sentence[start:stop].strip(_EDGES))]
