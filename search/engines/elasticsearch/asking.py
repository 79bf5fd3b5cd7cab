"""A question's clauses as Elasticsearch queries, written as they are sent: a question has dozens of them.

Each in two ways: what gives an item its score, and what only says whether it is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from search.contract import MAIN_WEIGHT, FacetName
from search.engines.common.analysis import Word, folded
from search.engines.common.clauses import AnyOf, BestOf, Has, Is, OfKind, Part, Together, Trains
from search.engines.common.fields import whole_of
from search.engines.common.sketches import LEVELS
from search.engines.elasticsearch.mapping import FACETS, trained_term, valid
from search.relevance import halves

Query = dict[str, Any]
NOTHING: Query = {"match_none": {}}


@singledispatch
def to_query(part: Part) -> Query:
    raise TypeError(f"no clause: {part!r}")


@to_query.register
def _(part: Has) -> Query:
    return {"match": {part.name: {"query": part.word.form(part.name), "boost": part.boost}}}


@to_query.register
def _(part: Is) -> Query:
    return {"term": {part.name: {"value": folded(part.words), "boost": part.boost}}}


@to_query.register
def _(part: Together) -> Query:
    text = _text(part.name, part.words)
    phrase = {"match_phrase": {part.name: {"query": text, "slop": part.room, "boost": part.boost}}}
    if not part.room or len(part.words) == 1:
        return phrase
    # A phrase with room also finds its words the other way round; an ordered interval does not.
    in_order = {"intervals": {part.name: {"match": {"query": text, "max_gaps": part.room, "ordered": True}}}}
    # And it counts for half what has one word between: "maison de retraite" is no less than "maison retraite".
    words = {"match": {part.name: {"query": text, "operator": "and", "boost": part.boost}}}
    return {"bool": {"must": [words if part.room < len(part.words) else phrase], "filter": [in_order]}}


@to_query.register
def _(part: AnyOf) -> Query:
    return any_of([to_query(one) for one in part.parts], part.at_least, part.boost)


@to_query.register
def _(part: BestOf) -> Query:
    parts = [to_query(one) for one in part.parts]
    if not parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else {"dis_max": {"queries": parts, "tie_breaker": part.others}}


@to_query.register
def _(part: OfKind) -> Query:
    return {"constant_score": {"filter": {"term": {FACETS[FacetName.KIND]: part.kind}}, "boost": part.score}}


@to_query.register
def _(part: Trains) -> Query:
    mainly = {"trains": [trained_term(valid(part.skill), level, halves(MAIN_WEIGHT)) for level in LEVELS]}
    trains = {"terms": mainly} if part.mainly else {"term": {FACETS[FacetName.SKILL]: valid(part.skill)}}
    of_kind = {"terms": {FACETS[FacetName.KIND]: list(part.kinds)}}
    return {"constant_score": {"filter": {"bool": {"filter": [trains, of_kind]}}, "boost": part.score}}


def to_filter(part: Part) -> Query:
    """What the part finds, without its score: looked for where all the words are."""
    match part:
        case AnyOf() | BestOf():
            at_least = part.at_least if isinstance(part, AnyOf) else 1
            # A word in several fields is found once.
            found = [to_filter(one) for one in part.parts]
            parts = found if at_least > 1 else [one for n, one in enumerate(found) if one not in found[:n]]
            return parts[0] if len(parts) == 1 and at_least == 1 else any_of(parts, at_least)
        case Has():
            return {"match": {whole_of(part.name): part.word.form(part.name)}}
    return to_query(part)


def any_of(queries: Sequence[Query], at_least: int = 1, boost: float = 1.0) -> Query:
    """At least so many of the queries; nothing when there are none."""
    return {"bool": {"should": list(queries), "minimum_should_match": at_least, "boost": boost}} if queries else NOTHING


def _text(name: str, words: Sequence[Word]) -> str:
    return " ".join([word.form(name) for word in words])
