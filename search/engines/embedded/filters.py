"""What may be found at all: facet values, place, age, dates. Filters never touch the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tantivy import FieldType, Query

from search.contract import CatalogueQuery, FacetName, Kind, Near, Period, RecommendationRequest, Remote
from search.engines.embedded.combine import all_of, any_of, one_of, silent, term
from search.engines.embedded.places import Places
from search.engines.embedded.schema import FACETS, schema

# "possible" still asks to come by now and then: it needs to be near.
FROM_ANYWHERE = (Remote.FULL,)


def selected(filters: Mapping[FacetName, tuple[str, ...]], ignoring: FacetName | None = None) -> Iterator[Query]:
    """One filter per facet with accepted values, but the one ignored."""
    for name, values in filters.items():
        if values and name != ignoring:
            yield silent(one_of(FACETS[name], values))


def gates(query: CatalogueQuery) -> Iterator[Query]:
    """Age and dates of a search."""
    yield from open_to(query.today, query.age)
    if query.period:
        yield from _at_some_time(query.period)


def barred(query: CatalogueQuery) -> Iterator[Query]:
    """What a search never finds: skills in another language than the asker's, as each stands once a language.

    A few dozen to leave out; to ask for everything else costs as much as all the other gates.
    """
    skills = term(FACETS[FacetName.KIND], Kind.SKILL)
    yield all_of([skills], none_of=[term(FACETS[FacetName.LANGUAGE], query.language)])


def learner_gates(places: Places, request: RecommendationRequest) -> Iterator[Query]:
    """What a learner's request asks of every item; `learner_barred` has the rest.

    Value by value: a set of values is looked up in all documents before any is asked for.
    """
    yield from open_to(request.today, request.age)
    if len(request.kinds) == 1:
        yield silent(term(FACETS[FacetName.KIND], request.kinds[0]))
    yield silent(any_of([term(FACETS[FacetName.LANGUAGE], language) for language in request.languages]))
    if request.near:
        yield silent(any_of([near(places, request.near), term("located", "no")]))


def learner_barred(request: RecommendationRequest) -> Iterator[Query]:
    """Excluded ids, and kinds not asked for: few items, where those asked for are nearly all."""
    if request.exclude:
        yield one_of("id", sorted(request.exclude))
    if len(request.kinds) != 1:
        yield any_of([term(FACETS[FacetName.KIND], kind) for kind in Kind if kind not in request.kinds])


def open_to(today: date | None, age: int | None) -> Iterator[Query]:
    """What has not ended and accepts this age."""
    if today is not None:
        yield _at_least("ends", today.toordinal())
    if age is not None:
        yield _at_most("min_age", age)
        yield _at_least("max_age", age)


def _at_some_time(period: Period) -> Iterator[Query]:
    """What lasts on one day of the period at least."""
    if period.first is not None:
        yield _at_least("ends", period.first.toordinal())
    if period.last is not None:
        yield _at_most("starts", period.last.toordinal())


def _at_least(field: str, number: int) -> Query:
    return silent(Query.range_query(schema(), field, FieldType.Integer, lower_bound=number))


def _at_most(field: str, number: int) -> Query:
    return silent(Query.range_query(schema(), field, FieldType.Integer, upper_bound=number))


def near(places: Places, place: Near) -> Query:
    around = places.within(place.point, place.km)
    return any_of([around, from_anywhere()]) if place.or_remote else around


def from_anywhere() -> Query:
    return one_of(FACETS[FacetName.REMOTE], FROM_ANYWHERE)
