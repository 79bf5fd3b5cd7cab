"""The list without the engine (with it: tests/search/test_mission_list.py), a mission, and the fragments: budgets, kind answers to bad addresses, nothing unsafe."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from missions.models import Mission, MissionSkill
from skills.models import Skill
from tests.missions.factories import CommuneFactory, MissionFactory, MissionSkillFactory

pytestmark = pytest.mark.django_db
LYON = (45.749, 4.8471)
QUERIES, LIST_BYTES, DETAIL_BYTES = 12, 30 * 1024, 20 * 1024


@pytest.fixture(autouse=True)
def no_engine(settings) -> None:
    """What another test left in the index is none of these tests' business: the list comes from the database."""
    settings.SEARCH_URL = "embedded:///var/no-engine-here"


def some(count: int, **facts) -> list[Mission]:
    skills = list(Skill.objects.filter(slug__in=["empathie", "sens-du-service", "cooperation"]))
    missions = [MissionFactory(at=LYON, **facts) for _number in range(count)]
    MissionSkill.objects.bulk_create(MissionSkill(mission=mission, skill=skill) for mission in missions for skill in skills)
    return missions


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    "query", ["", "?place=Lyon&km=50&remote=1&skill=empathie&domain=solidarite-insertion&minors=1", "?place=lyon"]
)
def test_list_keeps_its_budget(client: Client, count: int, query: str, django_assert_max_num_queries) -> None:
    CommuneFactory()
    some(count, open_to_minors=True)
    with django_assert_max_num_queries(QUERIES):
        response = client.get(f"/missions/{query}")
    assert response.status_code == 200
    assert response.context["page"].paginator.count == count
    assert len(response.content) <= LIST_BYTES


@pytest.mark.parametrize("count", [1, 30])
def test_mission_keeps_its_budget(client: Client, count: int, django_assert_max_num_queries) -> None:
    mission = some(count)[0]
    with django_assert_max_num_queries(QUERIES):
        response = client.get(mission.get_absolute_url())
    assert response.status_code == 200
    assert len(response.content) <= DETAIL_BYTES


@pytest.mark.parametrize(
    "query",
    [
        "skill=%00&domain=%FF&place=%00&km=%00&page=%00",
        "skill[]=1&domain=../../etc&km=-1&page=-1",
        "km=1e9&page=99999999999999999999",
        "place=" + "é" * 2000,
        "place='%20OR%201=1--&skill=<script>alert(1)</script>",
        "place=%F0%9F%98%80&remote=maybe&minors=2",
        "km=٣&page=٣",
    ],
)
def test_garbage_in_the_address_is_left_out(client: Client, query: str) -> None:
    some(2)
    response = client.get(f"/missions/?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert response.context["page"].paginator.count == 2


@pytest.mark.parametrize("query", ["skill=nope", "domain=nope", "km=0", "km=101", "from=demain", "around=ici"])
def test_what_is_not_understood_is_said(client: Client, query: str) -> None:
    assert len(client.get(f"/missions/?{query}").context["question"].notices) == 1


def test_page_past_the_end_is_the_last(client: Client) -> None:
    some(20)
    context = client.get("/missions/?page=9").context
    assert (context["page"].number, len(context["cards"])) == (2, 8)


def test_list_filters_by_skill_domain_and_age(client: Client) -> None:
    wanted = MissionFactory(domain="sport", open_to_minors=True)
    MissionSkillFactory(mission=wanted, skill=Skill.objects.get(slug="cooperation"))
    MissionFactory()
    for query in ("skill=cooperation", "domain=sport", "minors=1"):
        assert [card["title"] for card in client.get(f"/missions/?{query}").context["cards"]] == [wanted.title]


def test_list_shows_the_distance_nearest_first(client: Client) -> None:
    CommuneFactory()
    MissionFactory(title="Plus loin", at=(45.85, 4.8471))
    MissionFactory(title="Tout près", at=LYON)
    MissionFactory(title="Ailleurs tout à fait", at=(48.85, 2.35))
    cards = client.get("/missions/?place=lyon").context["cards"]
    assert [card["title"] for card in cards] == ["Tout près", "Plus loin"]
    assert "à moins de 1 km" in cards[0]["meta"]
    assert "à 11 km" in cards[1]["meta"]


def test_remote_alone_shows_remote_missions_only(client: Client) -> None:
    MissionFactory(remote="no")
    remote = MissionFactory(remote="full")
    assert [card["title"] for card in client.get("/missions/?remote=1").context["cards"]] == [remote.title]


def test_unknown_place_is_kept_in_the_field_and_said(client: Client) -> None:
    html = client.get("/missions/?place=Poudlard").content.decode()
    assert 'value="Poudlard"' in html
    assert "On ne trouve pas « Poudlard »" in html.replace("\u00a0", " ")


def test_unclear_place_offers_links_that_keep_the_other_filters(client: Client) -> None:
    CommuneFactory(name="Saint-Denis", key="saintdenis", department_code="93", population=110_000)
    CommuneFactory(name="Saint-Denis", key="saintdenis", department_code="974", population=150_000)
    html = client.get("/missions/?place=saint-denis&remote=1").content.decode()
    assert "?place=Saint-Denis%20%2893%29&amp;remote=1" in html.replace("+", "%20")


def test_empty_list_offers_a_wider_radius_and_remote(client: Client) -> None:
    CommuneFactory()
    html = client.get("/missions/?place=lyon&km=5").content.decode()
    assert "km=10" in html
    assert "remote=1" in html


def test_htmx_gets_the_results_only(client: Client) -> None:
    some(1)
    fragment = client.get("/missions/", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert b"card__title" in fragment.content
    assert "HX-Request" in fragment["Vary"]
    restored = client.get("/missions/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in restored.content


def test_mission_shows_each_skill_with_the_sentence_that_says_so(client: Client) -> None:
    mission = MissionFactory()
    MissionSkillFactory(mission=mission, skill=Skill.objects.get(slug="empathie"), evidence="Tu accueilles <les> personnes")
    html = client.get(mission.get_absolute_url()).content.decode()
    assert 'href="/competences/empathie/"' in html
    assert "Tu accueilles &lt;les&gt; personnes" in html


def test_way_out_is_a_plain_link_that_tells_nothing(client: Client) -> None:
    mission = MissionFactory()
    html = client.get(mission.get_absolute_url()).content.decode()
    assert f'href="/missions/{mission.pk}/partir/?de=mission" rel="noopener noreferrer nofollow external"' in html


def test_structured_data_is_valid_and_says_volunteer(client: Client) -> None:
    mission = MissionFactory(title="Dire </script> sans danger", at=LYON, ends=timezone.localdate())
    html = client.get(mission.get_absolute_url()).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert (data["@type"], data["employmentType"], data["directApply"]) == ("JobPosting", "VOLUNTEER", False)
    assert data["title"] == "Dire </script> sans danger"
    assert data["jobLocation"][0]["address"]["addressLocality"] == "Lyon"


@pytest.mark.parametrize(
    "facts", [{"status": "closed"}, {"status": "withdrawn"}, {"ends": timezone.localdate() - timedelta(days=1)}]
)
def test_mission_that_is_over_is_gone_with_a_way_on(client: Client, facts: dict) -> None:
    mission = some(1, **facts)[0]
    response = client.get(mission.get_absolute_url())
    assert response.status_code == 410
    assert b"?skill=" in response.content
    assert b"plateforme.example" not in response.content


def test_unknown_mission_is_not_found_and_another_slug_moves(client: Client) -> None:
    mission = MissionFactory()
    assert client.get("/missions/999999-rien/").status_code == 404
    response = client.get(f"/missions/{mission.pk}-autre/")
    assert (response.status_code, response["Location"]) == (301, mission.get_absolute_url())


def test_english_pages_answer(client: Client) -> None:
    address = MissionFactory().get_absolute_url()
    assert client.get("/en/missions/").status_code == 200
    assert client.get(f"/en{address}").status_code == 200


def test_fragment_shows_four_and_sets_no_cookie(client: Client, django_assert_max_num_queries) -> None:
    some(6)
    # With nothing kept: the edition, the sites and the pages near the top are three of them.
    with django_assert_max_num_queries(7):
        response = client.get("/missions/fragment/competence/empathie/")
    assert response.content.count(b"<article") == 4
    assert "max-age=300" in response["Cache-Control"]
    assert not response.cookies
    assert client.get("/missions/fragment/competence/rien/").status_code == 404


def test_places_answer_json(client: Client) -> None:
    CommuneFactory()
    assert client.get("/missions/lieux/?q=lyo").json()["places"][0]["label"] == "Lyon (69)"
    assert client.get("/missions/lieux/?q=%00").json() == {"places": []}
    assert client.get("/missions/lieux/").json() == {"places": []}


def test_pages_set_no_cookie(client: Client) -> None:
    mission = MissionFactory()
    assert not client.get("/missions/").cookies
    assert not client.get(mission.get_absolute_url()).cookies


def test_pages_refuse_other_methods(client: Client) -> None:
    assert client.post("/missions/").status_code == 405


def test_french_words_on_an_english_page_say_so(client: Client) -> None:
    mission = some(1, title="Servir la soupe", schedule="Le lundi")[0]
    MissionSkill.objects.update(evidence="On sert à table.")
    listed = client.get("/en/missions/").content.decode()
    assert f'<a href="/en/missions/{mission.pk}-servir-la-soupe/?de=liste" lang="fr">Servir la soupe</a>' in listed
    shown = client.get(f"/en/missions/{mission.pk}-servir-la-soupe/").content.decode()
    assert '<h1 lang="fr">' in shown
    assert '<q lang="fr">' in shown
    assert '<div class="prose mission-text" lang="fr">' in shown
    assert '<dd lang="fr">Le lundi' in shown
    assert 'lang="fr">Servir' not in client.get("/missions/").content.decode()
    Mission.objects.update(status="closed", title="Servir & ranger")
    gone = client.get(f"/en/missions/{mission.pk}-servir-la-soupe/").content.decode()
    assert '<span lang="fr">Servir &amp; ranger</span>' in gone


def test_list_shows_towns_and_the_most_central_skills_in_order(client: Client) -> None:
    mission = some(1)[0]
    mission.skills.filter(skill__slug="cooperation").update(weight=3.0)
    card = client.get("/missions/").context["cards"][0]
    assert card["reason"].startswith("Fait travailler : Coopération")
    assert mission.place_label in card["meta"]
    assert mission.organisation.name in card["meta"]
