"""A question's clauses as Elasticsearch queries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from elasticsearch.dsl.query import Bool, DisMax, Intervals, Match, MatchNone, MatchPhrase, Query, Term

from search.engines.common.analysis import Word, folded
from search.engines.common.clauses import AnyOf, BestOf, Has, Is, Part, Together


@singledispatch
def to_query(part: Part) -> Query:
    raise TypeError(f"no clause: {part!r}")


@to_query.register
def _(part: Has) -> Query:
    return Match(**{part.name: {"query": part.word.plain(part.name), "boost": part.boost}})


@to_query.register
def _(part: Is) -> Query:
    return Term(**{part.name: {"value": folded(part.words), "boost": part.boost}})


@to_query.register
def _(part: Together) -> Query:
    text = _text(part.name, part.words)
    phrase = MatchPhrase(**{part.name: {"query": text, "slop": part.room, "boost": part.boost}})
    if not part.room or len(part.words) == 1:
        return phrase
    # A phrase with room also finds its words the other way round; an ordered interval does not.
    in_order = Intervals(**{part.name: {"match": {"query": text, "max_gaps": part.room, "ordered": True}}})
    return Bool(must=[phrase], filter=[in_order])


@to_query.register
def _(part: AnyOf) -> Query:
    return any_of([to_query(one) for one in part.parts], part.at_least, part.boost)


@to_query.register
def _(part: BestOf) -> Query:
    parts = [to_query(one) for one in part.parts]
    if not parts:
        return MatchNone()
    return parts[0] if len(parts) == 1 else DisMax(queries=parts, tie_breaker=part.others)


def any_of(queries: Sequence[Query], at_least: int = 1, boost: float = 1.0) -> Query:
    """At least so many of the queries; nothing when there are none."""
    return Bool(should=list(queries), minimum_should_match=at_least, boost=boost) if queries else MatchNone()


def _text(name: str, words: Sequence[Word]) -> str:
    return " ".join([word.plain(name) for word in words])
