"""What the skills that a question is about bring along and lift, as clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search import relevance
from search.contract import About, Kind
from search.engines.common.clauses import BestOf, Part, Trains

_LESSONS = (Kind.ARTICLE, Kind.VIDEO, Kind.COURSE)


def brought_along(about: Sequence[About], telling: int) -> Iterator[Part]:
    """Answers without the words of a question that has so many telling ones."""
    for one in about:
        sure = one.sureness * _beside(telling)
        yield BestOf([*_chiefly(one.skill, sure)] if one.beside else [*_mainly(one.skill, sure)], 0.0)


def lifted(about: Sequence[About], telling: int) -> Iterator[Part]:
    """What comes earlier among what is found."""
    for one in about:
        if not one.beside:
            yield Trains(one.skill, tuple(Kind), False, relevance.TRAINED * one.sureness * _beside(telling))


def _beside(telling: int) -> float:
    """What a sentence of many words is about weighs as much beside them all as it does beside a few."""
    return max(1.0, telling / relevance.FEW_WORDS)


def _chiefly(skill: str, sure: float) -> Iterator[Part]:
    """A skill's own page, what teaches it mainly."""
    yield Trains(skill, (Kind.SKILL,), False, relevance.SKILL_PAGE * sure)
    yield Trains(skill, _LESSONS, True, relevance.TEACHES * sure)


def _mainly(skill: str, sure: float) -> Iterator[Part]:
    """The same, what teaches it beside another, where it is practised."""
    yield from _chiefly(skill, sure)
    yield Trains(skill, _LESSONS, False, relevance.ALSO_TEACHES * sure)
    yield Trains(skill, (Kind.MISSION,), True, relevance.PRACTISES * sure)
