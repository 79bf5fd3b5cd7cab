"""The JSON API: the pages' questions, for programs; wrong parameters are named."""

from __future__ import annotations

import pytest
from django.test import Client

from search.engine import SearchEngine
from search.sync import rebuild
from tests.missions.factories import MissionFactory
from tests.resources.factories import STRESS, ArticleFactory


@pytest.fixture
def catalogue(resource_index, engine: SearchEngine) -> SearchEngine:
    ArticleFactory(parent=resource_index, title="Le trac avant un oral", slug="trac", skills={STRESS: 3})
    rebuild(engine)
    return engine


def test_search_answers_as_the_page_does(client: Client, catalogue: SearchEngine) -> None:
    data = client.get("/api/search/?q=trac&kind=article").json()
    assert data["total"] == 1
    (result,) = data["results"]
    assert result["title"] == "Le trac avant un oral"
    assert result["url"] == "http://testserver/ressources/trac/"
    assert result["skills"] == [{"skill": STRESS, "level": 3, "weight": 3.0}]
    assert data["facets"]["level"] == [{"value": "3", "label": "Confirmé", "count": 1}]


def test_labels_in_english(client: Client, catalogue: SearchEngine) -> None:
    data = client.get("/api/search/?q=trac&kind=article&lang=en").json()
    assert data["facets"]["skill"][0]["label"] == "Managing stress"


def test_recommendations_for_a_profile(client: Client, catalogue: SearchEngine) -> None:
    data = client.get(f"/api/recommendations/?skill={STRESS}:2.1:0.7").json()
    (result,) = data["results"]
    assert result["reasons"][0]["skill"] == STRESS
    assert (result["reasons"][0]["from_level"], result["reasons"][0]["to_level"]) == (2, 3)
    assert "pratique" in result["reasons"][0]["text"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("skill=licorne:2", "licorne"),
        (f"skill={STRESS}:9", "skill"),
        (f"skill={STRESS}:x", "skill"),
        (f"skill={STRESS}:nan", "skill"),
        (f"skill={STRESS}:2&age=abc", "age"),
        (f"skill={STRESS}:2&lat=45", "lat"),
        (f"skill={STRESS}:2&lat=45&lon=999", "lon"),
        (f"skill={STRESS}:2&size=0", "size"),
        (f"skill={STRESS}:2&size=nan", "size"),
    ],
)
def test_wrong_parameter_is_named(client: Client, catalogue: SearchEngine, query: str, named: str) -> None:
    answer = client.get(f"/api/recommendations/?{query}")
    assert answer.status_code == 400
    assert named in answer.json()["error"]


def test_no_contact_data_leaves_by_the_api(client: Client, engine: SearchEngine) -> None:
    MissionFactory(
        title="Accueillir le public", description_html="<p>Écris à moi@asso.example ou au 06 00 00 00 00 pour accueillir.</p>"
    )
    rebuild(engine)
    text = client.get("/api/search/?q=accueillir&kind=mission").content.decode()
    assert "Accueillir le public" in text
    assert "moi@asso.example" not in text
    assert "06 00" not in text


def test_api_only_reads(client: Client, db: None) -> None:
    assert client.post("/api/search/").status_code == 405
    assert client.post("/api/recommendations/").status_code == 405


def test_documentation_page(client: Client, db: None) -> None:
    assert "/api/recommendations/" in client.get("/api/").content.decode()
