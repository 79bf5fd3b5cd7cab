"""Engines against a model so plain that it must be right: lists, sums and sorting."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.contract import (
    Candidate,
    CatalogueItem,
    CatalogueQuery,
    Commitment,
    FacetName,
    Kind,
    Near,
    Need,
    Period,
    Point,
    RecommendationRequest,
    Remote,
    Sort,
    TaughtSkill,
    Term,
    duration_bucket,
)
from search.engine import SearchEngine, open_engine
from search.engines.embedded.engine import EmbeddedEngine
from search.geo import kilometres
from search.relevance import contributions
from search.twins import twin_key, twin_number
from tests.search.nodes import corner
from tests.search.proposals import proposed

TODAY = date(2026, 6, 1)
# Far enough apart that none is a form, a part or a misspelling of another.
WORDS = ("courage", "patience", "musique")
SPOTS = tuple(Point(48.8 + step / 10, 2.3 + step / 7) for step in range(5))
# Where a server answers, an example takes longer.
SLOW = hypothesis_settings(max_examples=12 if "ELASTICSEARCH_URL" in os.environ else 60, deadline=None)


@contextmanager
def embedded() -> Iterator[SearchEngine]:
    # Tantivy's own threads may still tidy up in there on a busy machine.
    with tempfile.TemporaryDirectory(prefix="tremplin-property-", ignore_cleanup_errors=True) as root:
        yield EmbeddedEngine(Path(root))


@contextmanager
def on_elasticsearch() -> Iterator[SearchEngine]:
    with corner() as url:
        yield open_engine(url)


ENGINES = [embedded, pytest.param(on_elasticsearch, marks=pytest.mark.elasticsearch)]

taught = st.builds(
    TaughtSkill,
    skill=st.sampled_from("abc"),
    family=st.sampled_from(["f", "g"]),
    level=st.integers(1, 4),
    weight=st.sampled_from([1.0, 2.0, 2.5, 3.0]),
)
few_words = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)


@st.composite
def an_item(draw: st.DrawFn, number: int) -> CatalogueItem:
    kind = draw(st.sampled_from([Kind.ARTICLE, Kind.VIDEO, Kind.MISSION]))
    is_mission = kind is Kind.MISSION
    return CatalogueItem(
        id=f"{kind}:{number}",
        kind=kind,
        title=draw(few_words),
        body=draw(few_words),
        url="/",
        language=draw(st.sampled_from(["fr", "en", "de"])),
        skills=tuple(draw(st.lists(taught, max_size=3))),
        minutes=None if is_mission else draw(st.sampled_from([None, 5, 6, 30, 31])),
        published=draw(st.none() | st.integers(0, 3).map(lambda day: datetime(2026, 1, 1 + day, tzinfo=UTC))),
        ends=draw(st.none() | st.integers(-1, 1).map(lambda days: TODAY + timedelta(days))) if is_mission else None,
        points=tuple(draw(st.lists(st.sampled_from(SPOTS), max_size=3))) if is_mission else (),
        remote=draw(st.sampled_from(Remote)) if is_mission else None,
        domain=draw(st.sampled_from(["", "sport", "sante"])),
        min_age=draw(st.sampled_from([0, 16, 18])),
        max_age=draw(st.sampled_from([None, 15, 25])),
        starts=draw(st.none() | st.integers(-2, 2).map(lambda days: TODAY + timedelta(days))) if is_mission else None,
        departments=tuple(draw(st.lists(st.sampled_from(["69", "2A"]), max_size=2))) if is_mission else (),
        commitment=draw(st.none() | st.sampled_from(Commitment)) if is_mission else None,
        accessible=draw(st.booleans()),
        organisation=draw(st.sampled_from(["", "Une, deux"])),
        source=draw(st.sampled_from(["", "Plateforme"])),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> list[CatalogueItem]:
    count = draw(st.integers(0, 25))
    return draw(st.permutations([draw(an_item(number)) for number in range(count)]))


filters = st.fixed_dictionaries(
    {},
    optional={
        FacetName.KIND: st.sampled_from([("article",), ("mission", "video")]),
        FacetName.SKILL: st.sampled_from([("a",), ("a", "b"), ("z",)]),
        FacetName.LEVEL: st.sampled_from([("1",), ("2", "3")]),
        FacetName.DURATION: st.sampled_from([("5",), ("15", "more")]),
        FacetName.LANGUAGE: st.sampled_from([("fr",), ()]),
        FacetName.REMOTE: st.sampled_from([("full", "no")]),
        FacetName.DEPARTMENT: st.sampled_from([("69",), ("2A", "69")]),
        FacetName.COMMITMENT: st.just(("one-off", "regular")),
        FacetName.ORGANISATION: st.just(("Une, deux",)),
        FacetName.MINORS: st.just(("yes",)),
    },
)
nearby = st.none() | st.builds(Near, point=st.sampled_from(SPOTS), km=st.sampled_from([0.0, 16.0, 40.0]), or_remote=st.booleans())
queries = st.builds(
    CatalogueQuery,
    terms=st.sampled_from([(), (Term("courage"),), (Term("musique"),)]),
    filters=filters,
    near=nearby,
    age=st.sampled_from([None, 15, 16]),
    today=st.sampled_from([None, TODAY]),
    period=st.none() | st.builds(Period, st.sampled_from([None, TODAY]), st.sampled_from([None, TODAY, TODAY + timedelta(1)])),
    sort=st.sampled_from(Sort),
    facets=st.just(tuple(FacetName)),
)


# --- the model --------------------------------------------------------------------------------


def values(item: CatalogueItem, name: FacetName) -> set[str]:
    found: dict[FacetName, list[str | None]] = {
        FacetName.KIND: [item.kind],
        FacetName.SKILL: [row.skill for row in item.skills],
        FacetName.FAMILY: [row.family for row in item.skills],
        FacetName.LEVEL: [str(row.level) for row in item.skills],
        FacetName.DURATION: [duration_bucket(item.minutes)],
        FacetName.LANGUAGE: [item.language],
        FacetName.DOMAIN: [item.domain],
        FacetName.REMOTE: [item.remote],
        FacetName.DEPARTMENT: [*item.departments],
        FacetName.COMMITMENT: [item.commitment],
        FacetName.ACCESSIBLE: ["yes"] if item.accessible else [],
        FacetName.MINORS: ["yes"] if item.kind is Kind.MISSION and item.min_age <= 16 else [],
        FacetName.ORGANISATION: [item.organisation],
        FacetName.SOURCE: [item.source],
    }
    return {str(value) for value in found[name] if value}


def km(item: CatalogueItem, near: Near | None) -> float | None:
    within = [kilometres(near.point, point) for point in item.points] if near else []
    return min((distance for distance in within if distance <= near.km), default=None)


def is_near(item: CatalogueItem, near: Near | None) -> bool:
    if near is None or km(item, near) is not None:
        return True
    return near.or_remote and item.remote is Remote.FULL


def is_open(item: CatalogueItem, today: date | None, age: int | None) -> bool:
    right_age = age is None or item.min_age <= age <= (item.max_age or age)
    return (not today or not item.ends or item.ends >= today) and right_age


def lasts_in(item: CatalogueItem, period: Period | None) -> bool:
    if period is None:
        return True
    over = period.first and item.ends and item.ends < period.first
    return not over and not (period.last and item.starts and item.starts > period.last)


def matches(item: CatalogueItem, query: CatalogueQuery, ignoring: FacetName | None = None) -> bool:
    return (
        is_open(item, query.today, query.age)
        and lasts_in(item, query.period)
        and is_near(item, query.near)
        and all(term.text in f"{item.title} {item.body}" for term in query.terms)
        and all(
            not accepted or name == ignoring or values(item, name).intersection(accepted)
            for name, accepted in query.filters.items()
        )
    )


def order(item: CatalogueItem, query: CatalogueQuery) -> tuple[float, str]:
    distance = km(item, query.near)
    keys = {
        Sort.NEWEST: -item.published.timestamp() if item.published else 1.0,
        Sort.SHORTEST: 1e9 if item.minutes is None else item.minutes,
        Sort.NEAREST: 1e9 if distance is None else distance,
        Sort.RELEVANCE: 0.0,
    }
    return keys[query.sort], item.id


# --- the properties ---------------------------------------------------------------------------


@pytest.mark.parametrize("make", ENGINES)
@SLOW
@given(items=catalogues(), split=st.integers(0, 25), asked=st.lists(queries, min_size=1, max_size=6))
def test_search_agrees_with_the_model(make: object, items: list[CatalogueItem], split: int, asked: list[CatalogueQuery]) -> None:
    with make() as engine:
        with engine.rebuild() as index:
            index.add(items[:split])
        engine.write(items[split:])
        for query in asked:
            agree(engine, items, query)


def agree(engine: SearchEngine, items: list[CatalogueItem], query: CatalogueQuery) -> None:
    expected = [item for item in items if matches(item, query)]
    found = engine.search(replace(query, limit=100))
    assert found.total == len(expected)
    assert [hit.km for hit in found.hits] == [pytest.approx(km(hit.item, query.near)) for hit in found.hits]
    if query.terms and (query.sort is Sort.RELEVANCE or (query.sort is Sort.NEAREST and not query.near)):
        assert sorted(hit.item.id for hit in found.hits) == sorted(item.id for item in expected)
        ranks = [(-hit.score, hit.item.id) for hit in found.hits]
        assert ranks == sorted(ranks)
    else:
        assert [hit.item for hit in found.hits] == sorted(expected, key=lambda item: order(item, query))
    pages = [engine.search(replace(query, offset=start, limit=4)) for start in range(0, len(expected) + 4, 4)]
    assert [hit.item for page in pages for hit in page.hits] == [hit.item for hit in found.hits]
    assert {page.total for page in pages} == {found.total}
    for facet in found.facets:
        model = Counter(
            value for item in items if matches(item, query, ignoring=facet.name) for value in values(item, facet.name)
        )
        chosen = query.filters.get(facet.name, ())
        assert {value.value: value.count for value in facet.values} == {**dict.fromkeys(chosen, 0), **model}
        assert {value.value for value in facet.values if value.selected} == set(chosen)
        ranks = [(-value.count, value.value) for value in facet.values]
        assert ranks == sorted(ranks)


requests = st.builds(
    RecommendationRequest,
    needs=st.lists(
        st.builds(Need, skill=st.sampled_from("abcz"), level=st.integers(1, 4), weight=st.sampled_from([0.0, 0.3, 0.7, 1.0])),
        max_size=4,
    ).map(tuple),
    today=st.just(TODAY),
    languages=st.sampled_from([("fr",), ("fr", "en")]),
    age=st.sampled_from([None, 16]),
    near=nearby,
    kinds=st.sampled_from([(Kind.MISSION,), tuple(Kind)]),
    exclude=st.sampled_from([frozenset(), frozenset({"article:0", "mission:1", "video:2"})]),
    limit=st.integers(1, 12),
    of_each_kind=st.sampled_from([0, 2]),
)


def passes(item: CatalogueItem, request: RecommendationRequest) -> bool:
    placeless = not item.points and item.remote is None
    return (
        is_open(item, request.today, request.age)
        and (placeless or is_near(item, request.near))
        and item.language in request.languages
        and item.kind in request.kinds
        and item.id not in request.exclude
    )


def told_of(one: Candidate) -> tuple:
    """What a candidate says of its item without the item being read."""
    return one.kind, one.language, one.published, one.quality, one.anywhere, one.twin, one.leads_to


def told_by(item: CatalogueItem, skills: Iterable[str]) -> tuple:
    highest = {skill: max(one.level for one in item.skills if one.skill == skill) for skill in skills}
    published = item.published.astimezone(UTC).toordinal() if item.published else 0
    anywhere = item.remote is Remote.FULL
    return item.kind, item.language, published, item.quality, anywhere, twin_number(twin_key(item)), highest


@pytest.mark.parametrize("make", ENGINES)
@SLOW
@given(items=catalogues(), split=st.integers(0, 25), asked=st.lists(requests, min_size=1, max_size=6))
def test_candidates_agree_with_the_model(
    make: object, items: list[CatalogueItem], split: int, asked: list[RecommendationRequest]
) -> None:
    with make() as engine:
        with engine.rebuild() as index:
            index.add(items[:split])
        engine.write(items[split:])
        for request in asked:
            scored = [(item, contributions(item, request.needs)) for item in items if passes(item, request)]
            ranked = sorted((round(-sum(parts.values()), 6), item.id) for item, parts in scored if parts)
            wanted = {ident for _, ident in ranked[: request.limit]}
            for kind in request.kinds:
                of_kind = [ident for _, ident in ranked if ident.startswith(f"{kind}:")]
                wanted.update(of_kind[: min(request.of_each_kind, request.limit)])
            found = proposed(engine, request)
            assert [(one.score, item.id) for item, one in found] == [
                (-score, ident) for score, ident in ranked if ident in wanted
            ]
            assert [one.order for _, one in sorted(found, key=lambda pair: pair[0].id)] == list(range(len(found)))
            for item, one in found:
                assert one.contributions == contributions(item, request.needs)
                assert one.km == (pytest.approx(km(item, request.near)) if km(item, request.near) is not None else None)
                assert told_of(one) == told_by(item, one.contributions)
