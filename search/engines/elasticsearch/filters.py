"""What may be found at all: facet values, place, age, dates. Filters never touch the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from elasticsearch.dsl.query import Bool, GeoDistance, MatchNone, Query, Range, Term, Terms

from search.contract import CatalogueQuery, FacetName, Kind, Near, Period, RecommendationRequest, Remote
from search.engines.elasticsearch.mapping import FACETS, valid

# "possible" still asks to come by now and then: it needs to be near.
FROM_ANYWHERE = (Remote.FULL,)
NOT_SKILLS = tuple(kind for kind in Kind if kind is not Kind.SKILL)
# Elasticsearch keeps places to a centimetre and wants a distance above zero.
_METRES_OF_ROUNDING = 0.05


def selected(filters: Mapping[FacetName, tuple[str, ...]], ignoring: FacetName | None = None) -> list[Query]:
    """One filter per facet with accepted values, but the one ignored."""
    return [one_of(FACETS[name], values) for name, values in filters.items() if values and name != ignoring]


def one_of(name: str, values: Sequence[str]) -> Query:
    return Terms(**{name: [valid(value) for value in values]})


def gates(query: CatalogueQuery) -> Iterator[Query]:
    """Place, age and dates of a search; skills in the asker's language alone, as each stands once a language."""
    yield from open_to(query.today, query.age)
    yield any_of([one_of(FACETS[FacetName.LANGUAGE], (query.language,)), one_of(FACETS[FacetName.KIND], NOT_SKILLS)])
    if query.period:
        yield from _at_some_time(query.period)
    if query.near:
        yield near(query.near)


def learner_gates(request: RecommendationRequest) -> Iterator[Query]:
    """Everything a learner's request excludes, save the excluded ids."""
    yield from open_to(request.today, request.age)
    yield one_of(FACETS[FacetName.KIND], request.kinds)
    yield one_of(FACETS[FacetName.LANGUAGE], request.languages)
    if request.near:
        yield any_of([near(request.near), Term(located=False)])


def any_of(queries: Sequence[Query]) -> Query:
    return Bool(should=list(queries), minimum_should_match=1)


def open_to(today: date | None, age: int | None) -> Iterator[Query]:
    """What has not ended and accepts this age."""
    if today is not None:
        yield _not("ends", "lt", today.isoformat())
    if age is not None:
        yield Range(min_age={"lte": age})
        yield _not("max_age", "lt", age)


def _at_some_time(period: Period) -> Iterator[Query]:
    """What lasts on one day of the period at least."""
    if period.first is not None:
        yield _not("ends", "lt", period.first.isoformat())
    if period.last is not None:
        yield _not("starts", "gt", period.last.isoformat())


def _not(name: str, comparison: str, limit: str | int) -> Query:
    """Nothing beyond a limit; what has no such value is within it."""
    return Bool(must_not=[Range(**{name: {comparison: limit}})])


def near(place: Near) -> Query:
    around = within(place)
    return any_of([around, from_anywhere()]) if place.or_remote else around


def within(place: Near) -> Query:
    """Items with a point in the circle."""
    if place.km < 0:
        return MatchNone()
    metres = place.km * 1_000 + _METRES_OF_ROUNDING
    return GeoDistance(distance=f"{metres}m", points=point(place))


def point(place: Near) -> dict[str, float]:
    return {"lat": place.point.lat, "lon": (place.point.lon + 180.0) % 360.0 - 180.0}


def from_anywhere() -> Query:
    return one_of(FACETS[FacetName.REMOTE], FROM_ANYWHERE)
