"""What nobody should type, at the catalogue's doors, on both engines: the right status, the engine still answering,
and questions of bounded size however much was typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from search.contract import CatalogueQuery, Near, Need, Point, RecommendationRequest, Sort, Term
from search.engine import SearchEngine, get_engine, open_engine
from search.engines.elasticsearch import lexicon
from search.relevance import MAX_WORDS
from search.sync import rebuild
from tests.resources.factories import LISTENING, STRESS, ArticleFactory
from tests.search.nodes import corner

TYPED = {
    "ten thousand letters": "a" * 10_000,
    "ten thousand letters of words": "trac " * 2_000,
    "as many different words as fit": " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(500)),
    "only small words": "de la le les et ou",
    "controls": "tr\x00ac\x07\x1b[31m\x7f\u200b",
    "emoji": "🙂👩\u200d👩\u200d👧🏽 trac 🎤",
    "right to left": "\u202eمرحبا بالعالم שלום",
    "half a surrogate pair": "%ED%A0%80",
    "an operator of every query language": 'title:* AND (a OR -b) ~2^5 [1 TO 9] {"match_all":{}} /.*/ \\',
}


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def catalogue(request: pytest.FixtureRequest, resource_index: object, settings: Any) -> Iterator[SearchEngine]:
    """Two articles, on each engine."""
    ArticleFactory(parent=resource_index, title="Le trac avant un oral", slug="trac", skills={STRESS: 3}, minutes=4)
    ArticleFactory(parent=resource_index, title="Écouter sans couper", slug="ecouter", skills={LISTENING: 2}, minutes=12)
    if request.param == "embedded":
        rebuild(get_engine())
        yield get_engine()
        return
    with corner() as url:
        settings.SEARCH_URL = url
        rebuild(get_engine())
        yield get_engine()


def test_anything_typed_is_a_page_an_answer_and_a_suggestion(client: Client, catalogue: SearchEngine) -> None:
    for what, typed in TYPED.items():
        text = typed if typed.startswith("%") else quote(typed)
        for page in (f"/recherche/?q={text}", f"/recherche/suggestions/?q={text}", f"/missions/?q={text}"):
            assert client.get(page).status_code == 200, what
        answer = client.get(f"/api/search/?q={text}")
        assert answer.status_code == 200, what
        assert answer.json()["engine"] is True, what


def test_any_page_is_a_page(client: Client, catalogue: SearchEngine) -> None:
    for page in ("10000", "-1", "0", "1e9", "99999999999999999999", "²", ""):
        answer = client.get(f"/api/search/?q=trac&page={page}")
        assert answer.status_code == 200, page
        assert answer.json()["engine"] is True, page
        assert client.get(f"/recherche/?q=trac&page={page}").status_code == 200, page


def test_page_10000_is_empty_and_knows_the_total(client: Client, catalogue: SearchEngine) -> None:
    answer = client.get("/api/search/?q=trac&page=10000").json()
    assert answer["total"] >= 1
    assert answer["results"] == []


def test_unknown_facets_and_values_are_left_out_and_said(client: Client, catalogue: SearchEngine) -> None:
    answer = client.get("/api/search/?q=trac&licorne=1&kind=licorne&skill=%00&level=99&sort=evil").json()
    assert answer["total"] == client.get("/api/search/?q=trac").json()["total"] >= 1
    assert answer["notes"]
    assert client.get("/recherche/?kind=licorne&licorne=1").status_code == 200


def test_impossible_place_is_a_bad_request(client: Client, catalogue: SearchEngine) -> None:
    for wrong in ("lat=45&lon=4&km=-5", "lat=45&lon=4&km=nan", "lat=91&lon=4", "lat=45&lon=4&km=99999"):
        assert client.get(f"/api/recommendations/?skill={STRESS}:2&{wrong}").status_code == 400, wrong


def test_engine_takes_any_radius(catalogue: SearchEngine) -> None:
    for km in (-1.0, 0.0, 1e9):
        near = Near(Point(45.0, 4.0), km, or_remote=False)
        for sort in Sort:
            assert catalogue.search(CatalogueQuery(near=near, sort=sort)).total == 0, km


def test_engine_takes_any_number_of_refusals(catalogue: SearchEngine) -> None:
    everything = frozenset(f"article:{n}" for n in range(3_000))
    needs = (Need(STRESS, 3, 1.0), Need(LISTENING, 2, 1.0))
    request = RecommendationRequest(needs, today=date(2026, 6, 1), exclude=everything)
    found = catalogue.items(catalogue.candidates(request))
    assert {item.id for item in found}.isdisjoint(everything)


@pytest.mark.elasticsearch
def test_long_question_asks_for_no_more_than_its_rarest_words() -> None:
    terms = tuple(Term(word) for word in TYPED["as many different words as fit"].split())
    asked = []
    with corner() as url:
        engine = _filled(url)

        def ask(body: dict) -> dict:
            asked.append(body)
            return engine._serving.ask(body)

        question = lexicon.read(ask, terms[:60], "fr", (), lexicon.KnownWords()).question
    assert len(question.clauses) == MAX_WORDS
    assert len(asked) <= 3
    assert not any("suggest" in body for body in asked)


def _filled(url: str) -> SearchEngine:
    engine = open_engine(url)
    with engine.rebuild():
        pass
    return engine
