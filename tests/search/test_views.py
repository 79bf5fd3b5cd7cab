"""The catalogue page, its fragments, and what becomes of it when the question or the engine is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings

from missions.models import MissionSkill
from resources.models import ArticlePage
from search.engine import SearchEngine
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import MissionFactory
from tests.resources.factories import LISTENING, STRESS, ArticleFactory, CourseFactory

GARBAGE = [
    "q=%00%00",
    "q=" + "a" * 5000,
    "q=%F0%9F%98%80%F0%9F%98%80",
    'q="((((&page=-1',
    "page=999999999999999999",
    "page=²",
    "kind=%27%3B+DROP+TABLE",
    "skill=nope&level=9&duration=x&language=xx&sort=evil",
    "q=a&q=b&kind=article&kind=article&kind=video&kind=" + "&kind=".join("x" * 30),
    "q=%ED%A0%80",
]


@pytest.fixture
def catalogue(resource_index, engine: SearchEngine) -> SearchEngine:
    ArticleFactory(parent=resource_index, title="Le trac avant un oral", slug="trac", skills={STRESS: 3}, minutes=4)
    ArticleFactory(parent=resource_index, title="Écouter sans couper", slug="ecouter", skills={LISTENING: 2}, minutes=12)
    CourseFactory(parent=resource_index, title="Tenir le coup <b>à l'oral</b>", slug="cours", skills={STRESS: 2}, minutes=25)
    rebuild(engine)
    return engine


def titles(client: Client, query: str) -> list[str]:
    context = client.get(f"/recherche/?{query}").context
    return [card["title"] for card in context["cards"] if card["kind"] != "skill"]


def test_words_find_what_they_are_in(client: Client, catalogue: SearchEngine) -> None:
    assert titles(client, "q=trac")[0] == "Le trac avant un oral"
    assert titles(client, "q=ECOUTER")[0] == "Écouter sans couper"


def test_filters_combine_and_counts_ignore_their_own_filter(client: Client, catalogue: SearchEngine) -> None:
    context = client.get(f"/recherche/?kind=article&skill={STRESS}").context
    assert [card["title"] for card in context["cards"]] == ["Le trac avant un oral"]
    facets = {facet["name"]: {value: count for value, _label, count, _selected in facet["values"]} for facet in context["facets"]}
    # The skill's own page carries it as well.
    assert facets["kind"]["course"] == 1
    assert facets["kind"]["article"] == 1
    assert facets["skill"][LISTENING] == 1


def test_titles_are_escaped_and_marked(client: Client, catalogue: SearchEngine) -> None:
    html = client.get("/recherche/?q=oral&kind=course").content.decode()
    assert "<b>à" not in html
    assert "<mark>" in html


@pytest.mark.parametrize("query", GARBAGE)
def test_garbage_is_a_page_and_not_an_error(client: Client, catalogue: SearchEngine, query: str) -> None:
    answer = client.get(f"/recherche/?{query}")
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()
    assert client.get(f"/api/search/?{query}").status_code == 200


def test_what_was_left_out_is_said(client: Client, catalogue: SearchEngine) -> None:
    html = client.get("/recherche/?kind=licorne").content.decode()
    assert "un filtre qu" in html


def test_nothing_found_helps(client: Client, catalogue: SearchEngine) -> None:
    html = client.get("/recherche/?q=zzzzzzz&kind=article").content.decode()
    assert "Rien trouvé" in html
    assert "Enlever les filtres" in html


def test_htmx_gets_the_list_alone(client: Client, catalogue: SearchEngine) -> None:
    answer = client.get("/recherche/?q=trac", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "Le trac avant un oral" in answer.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert "HX-Request" in answer["Vary"]


def test_going_back_gets_the_whole_page(client: Client, catalogue: SearchEngine) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/recherche/?q=trac", headers=headers).content.decode()


def test_every_value_of_a_facet_can_be_reached(client: Client, resource_index, engine: SearchEngine) -> None:
    html = client.get("/recherche/").content.decode()
    for skill in Skill.objects.all():
        assert f'name="skill" value="{skill.slug}"' in html


def test_boxes_of_a_facet_are_escaped_and_what_is_chosen_is_ticked(client: Client, resource_index, engine: SearchEngine) -> None:
    Skill.objects.filter(slug=STRESS).update(name_fr="Stress <b>& co</b>")
    html = client.get(f"/recherche/?skill={STRESS}&skill={LISTENING}").content.decode()
    assert f'name="skill" value="{STRESS}" checked><span>Stress &lt;b&gt;&amp; co&lt;/b&gt;</span>' in html
    assert f'name="skill" value="{LISTENING}" checked>' in html
    assert html.count(" checked>") == 2


def test_page_past_the_end_is_the_last(client: Client, catalogue: SearchEngine) -> None:
    context = client.get("/recherche/?kind=article&page=40").context
    assert context["page"].number == 1
    assert len(context["cards"]) == 2


def test_engine_away_the_database_answers_and_says_so(client: Client, catalogue: SearchEngine, tmp_path: Path) -> None:
    with override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'away'}"):
        answer = client.get("/recherche/?q=trac")
        assert answer.status_code == 200
        assert "Recherche simplifiée" in answer.content.decode()
        assert "Le trac avant un oral" in answer.content.decode()
        assert titles(client, f"skill={STRESS}&kind=course&level=2") == ["Tenir le coup <b>à l'oral</b>"]
        assert "Gérer son stress" in client.get("/recherche/?q=stress").content.decode()
        assert client.get("/recherche/suggestions/?q=tra").status_code == 200
        assert client.get(f"/recherche/competence/{STRESS}/").status_code == 200
        assert client.get("/recommandations/").status_code == 200
        assert client.get(f"/api/recommendations/?skill={STRESS}:2").status_code == 503


def test_deleted_page_still_in_the_index_is_gone_politely(client: Client, catalogue: SearchEngine) -> None:
    """The index may lag for a moment: the link then leads to a 404 page that leads on, and a check mends the index."""
    hit = next(card for card in client.get("/recherche/?q=trac").context["cards"] if card["kind"] == "article")

    ArticlePage.objects.filter(slug="trac").delete()
    answer = client.get(hit["href"])
    assert answer.status_code == 404
    assert "Retour à l'accueil" in answer.content.decode().replace("&#x27;", "'")


def test_suggestions_complete_what_is_typed(client: Client, catalogue: SearchEngine) -> None:
    html = client.get("/recherche/suggestions/?q=écou").content.decode()
    assert "Écouter sans couper" in html
    assert client.get("/recherche/suggestions/?q=").content.strip() == b""


def test_skill_fragment_shows_what_trains_it(client: Client, catalogue: SearchEngine) -> None:
    html = client.get(f"/recherche/competence/{STRESS}/").content.decode()
    assert "Le trac avant un oral" in html
    assert "Écouter sans couper" not in html
    assert client.get("/recherche/competence/licorne/").status_code == 404


def test_mission_found_from_a_skill_is_left_for_as_such(client: Client, engine: SearchEngine) -> None:
    mission = MissionFactory()
    MissionSkill.objects.create(mission=mission, skill=Skill.objects.get(slug=STRESS))
    rebuild(engine)
    html = client.get(f"/recherche/competence/{STRESS}/").content.decode()
    assert f'href="{mission.get_absolute_url()}?de=competence"' in html


@pytest.mark.parametrize("items", [1, 30])
def test_query_budget(client: Client, resource_index, engine: SearchEngine, django_assert_max_num_queries, items: int) -> None:
    for number in range(items):
        ArticleFactory(parent=resource_index, title=f"Le trac {number}")
    rebuild(engine)
    with django_assert_max_num_queries(12):
        assert client.get("/recherche/?q=trac").context["results"].total >= items


def test_catalogue_sets_no_cookie(client: Client, catalogue: SearchEngine) -> None:
    assert not client.get("/recherche/?q=trac").cookies
