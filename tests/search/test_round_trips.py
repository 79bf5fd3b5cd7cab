"""How often Elasticsearch is asked for one answer, and that what is remembered of words for it hides nothing that is new."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from search.contract import CatalogueQuery, Kind, Near, Need, RecommendationRequest, Sort, Term
from search.engine import EngineUnavailable, SearchEngine, Trouble, open_engine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.lexicon import Counts, KnownWords
from search.engines.elasticsearch.proposing import answered
from search.parameters import FACETS
from search.recommend import Context, recommend
from search.relevance import ENOUGH, MILLIONTHS
from skills.profile import Estimate, SkillProfile
from tests.search.engine_contract import PARIS, fill, ids, item, mission, trains, words
from tests.search.nodes import client, corner
from tests.search.proxies import Proxy, proxy

TODAY = date(2026, 6, 1)
FREQUENT = [item(f"article:{n}", "Le courage, la patience, managing") for n in range(ENOUGH)]


@pytest.fixture
def url() -> Iterator[str]:
    with corner() as url:
        yield url


@pytest.fixture
def door() -> Iterator[Proxy]:
    with proxy(os.environ["ELASTICSEARCH_URL"]) as door:
        yield door


@pytest.fixture
def engine(url: str, door: Proxy) -> SearchEngine:
    engine = open_engine(f"{door.url(url.rsplit('/', 1)[1])}")
    fill(engine, *FREQUENT)
    return engine


@pytest.fixture
def other(url: str, engine: SearchEngine) -> SearchEngine:
    """Another process's engine."""
    return open_engine(url)


def asked(door: Proxy, engine: SearchEngine, query: CatalogueQuery) -> int:
    before = len(door.asked)
    engine.search(query)
    return len(door.asked) - before


@pytest.mark.elasticsearch
def test_a_page_of_known_words_with_its_facets_is_one_request(door: Proxy, engine: SearchEngine) -> None:
    assert asked(door, engine, words("courage patience", facets=FACETS)) == 2
    assert asked(door, engine, words("patience courage", facets=FACETS)) == 1
    assert asked(door, engine, CatalogueQuery(facets=FACETS)) == 1
    assert asked(door, engine, CatalogueQuery(near=Near(PARIS, 10.0, or_remote=False), sort=Sort.NEAREST, facets=FACETS)) == 1


@pytest.mark.elasticsearch
@pytest.mark.parametrize(("crowd", "requests"), [(Kind.MISSION, 2), (Kind.ARTICLE, 3)])
def test_recommendations_are_two_requests_and_a_third_where_lessons_leave_no_room_for_missions(
    door: Proxy, engine: SearchEngine, crowd: Kind, requests: int
) -> None:
    many = (mission(f"{n:03}", PARIS, skills=(trains("a", 2),)) for n in range(250))
    lessons = (item(f"article:{n:03}", skills=(trains("a", 2),)) for n in range(250))
    engine.write(many if crowd is Kind.MISSION else lessons)
    engine.write([mission("one", PARIS, skills=(trains("a", 2, 1.0),)), item("article:one", skills=(trains("a", 2, 1.0),))])
    profile = SkillProfile({"a": Estimate(1.0, 1.0, datetime(2026, 6, 1, tzinfo=UTC), "self")})
    before = len(door.asked)
    found = recommend(engine, profile, Context(today=TODAY, near=Near(PARIS, 25.0)))
    assert {one.item.kind for one in found} == {Kind.ARTICLE, Kind.MISSION}
    assert len(door.asked) - before == requests


@pytest.mark.elasticsearch
def test_a_form_that_others_write_of_a_known_word_is_found_at_once(engine: SearchEngine, other: SearchEngine) -> None:
    assert engine.search(words("managing")).total == ENOUGH
    other.write([item("article:new", "They managed", language="en")])
    found = engine.search(words("managing", limit=100))
    assert found.total == ENOUGH + 1
    assert "They <mark>managed</mark>" in {hit.title_html for hit in found.hits}


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("query", "title"),
    [
        (words("zumba"), "La zumba"),
        (words("zumba courage"), "Du courage pour la zumba"),
        (words("courage patience", limit=100), "Couragepatience"),
        (CatalogueQuery(terms=(Term("courage", ("bravoure",)),), limit=100), "La bravoure"),
        (CatalogueQuery(terms=(Term("courage", ("prise de risque",)),), limit=100), "La prise de risque"),
        (words("courrrage", limit=100), "Courrrage"),
    ],
)
def test_a_word_that_others_write_first_is_found_at_once(
    engine: SearchEngine, other: SearchEngine, query: CatalogueQuery, title: str
) -> None:
    for _ in range(2):
        assert "article:new" not in ids(engine.search(query))
    other.write([item("article:new", title)])
    assert "article:new" in ids(engine.search(query))


@pytest.mark.elasticsearch
def test_known_words_of_an_index_that_shrank_are_still_asked_for(engine: SearchEngine, other: SearchEngine) -> None:
    engine.write([item("article:rare", "Zumba")])
    assert engine.search(words("patience")).total == ENOUGH
    other.delete(one.id for one in FREQUENT[1:])
    query = CatalogueQuery(terms=(Term("zumba", ("patience",)),))
    assert ids(engine.search(query)) == ["article:rare", "article:0"]


@pytest.mark.elasticsearch
def test_an_index_that_is_gone_is_told_from_known_words_too(url: str, engine: SearchEngine) -> None:
    engine.search(words("courage patience"))
    client().indices.delete(index=list(client().indices.get(index=f"{url.rsplit('/', 1)[1].split('?')[0]}-*")))
    with pytest.raises(EngineUnavailable) as raised:
        engine.search(words("courage patience"))
    assert raised.value.trouble == Trouble.NO_INDEX


@pytest.mark.elasticsearch
def test_reasons_are_what_elasticsearch_says_of_named_clauses(engine: ElasticsearchEngine) -> None:
    levels = [trains("a", 1, 0.5), trains("a", 2, 2.0), trains("a", 3), trains("b", 4, 1.5), trains("c", 2)]
    engine.write(item(f"article:{n}", skills=(levels[n % 5], *levels[n % 3 : n % 4])) for n in range(40))
    needs = (Need("a", 2, 0.7), Need("b", 3, 1.0), Need("c", 1, 0.35))
    named = [{**answered(one.skill, [one]), "_name": one.skill} for one in needs]
    named = [{"dis_max": {**clause["dis_max"], "_name": clause["_name"]}} for clause in named]
    answer = client().search(
        index=engine._serving.alias, query={"bool": {"should": named}}, size=100, include_named_queries_score=True
    )
    told = {
        hit["_id"]: {skill: round(worth) / MILLIONTHS for skill, worth in hit["matched_queries"].items()}
        for hit in answer["hits"]["hits"]
        if hit.get("matched_queries")
    }
    found = engine.candidates(RecommendationRequest(needs, TODAY))
    assert {one.place: one.contributions for one in found} == told
    assert len(told) > 30


def test_known_words_are_forgotten_after_a_minute_and_are_never_many() -> None:
    now = [0.0]
    known = KnownWords(clock=lambda: now[0])
    counts = Counts((3, 2, 0), 100)
    known.learn({"courage": counts})
    now[0] = KnownWords.SECONDS + 1
    assert known.get("courage") == counts
    known.learn({"patience": counts})
    now[0] = 2 * KnownWords.SECONDS + 2
    assert (known.get("courage"), known.get("patience")) == (None, counts)
    now[0] += 10 * KnownWords.SECONDS
    assert known.get("patience") is None
    for n in range(3 * KnownWords.MOST):
        known.learn({str(n): counts})
    assert sum(known.get(str(n)) is not None for n in range(3 * KnownWords.MOST)) <= 2 * KnownWords.MOST
    known.forget()
    assert known.get(str(3 * KnownWords.MOST - 1)) is None


def test_a_rare_word_is_no_known_word() -> None:
    assert [Counts((count, 0, 1), 100).is_frequent for count in (0, 1, 2, 3)] == [False, False, False, True]
