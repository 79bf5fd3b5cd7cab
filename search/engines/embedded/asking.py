"""A question's clauses as Tantivy queries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from tantivy import Query

from search.contract import MAIN_WEIGHT, FacetName, Kind
from search.engines.common.analysis import Word, folded
from search.engines.common.clauses import AnyOf, BestOf, Has, Is, OfKind, Part, Together, Trains
from search.engines.common.sketches import LEVELS
from search.engines.embedded.combine import all_of, any_of, one_of, phrase, term, worth
from search.engines.embedded.schema import FACETS, trained_term


@singledispatch
def to_query(part: Part) -> Query:
    raise TypeError(f"no clause: {part!r}")


@to_query.register
def _(part: Has) -> Query:
    return _worth(term(part.name, part.word.form(part.name)), part.boost)


@to_query.register
def _(part: Is) -> Query:
    return _worth(term(part.name, folded(part.words)), part.boost)


@to_query.register
def _(part: Together) -> Query:
    return _worth(phrase(part.name, _forms(part.name, part.words), part.room), part.boost)


@to_query.register
def _(part: AnyOf) -> Query:
    return _worth(any_of([to_query(one) for one in part.parts], part.at_least), part.boost)


@to_query.register
def _(part: BestOf) -> Query:
    parts = [to_query(one) for one in part.parts]
    if not parts:
        return Query.empty_query()
    return parts[0] if len(parts) == 1 else Query.disjunction_max_query(parts, tie_breaker=part.others)


@to_query.register
def _(part: OfKind) -> Query:
    return worth(term(FACETS[FacetName.KIND], part.kind), part.score)


@to_query.register
def _(part: Trains) -> Query:
    mainly = [trained_term(part.skill, level, MAIN_WEIGHT) for level in LEVELS]
    trains = one_of("trains", mainly) if part.mainly else term(FACETS[FacetName.SKILL], part.skill)
    if len(part.kinds) == len(Kind):
        return worth(trains, part.score)
    return worth(all_of([trains, one_of(FACETS[FacetName.KIND], part.kinds)]), part.score)


def _forms(name: str, words: Sequence[Word]) -> list[str]:
    return [word.form(name) for word in words]


def _worth(query: Query, boost: float) -> Query:
    return query if boost == 1.0 else Query.boost_query(query, boost)
