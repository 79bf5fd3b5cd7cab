"""Recommendations on their page: reasons, choices that last, gates from what somebody told us."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import SelfAssessment
from resources.models import Resource
from search.engine import SearchEngine
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import CommuneFactory, MissionFactory, MissionSkillFactory
from tests.resources.factories import STRESS, ArticleFactory

PAGE, FRAGMENT, VERDICT, CONTEXT = (
    "/recommandations/",
    "/recommandations/extrait/",
    "/recommandations/avis/",
    "/recommandations/contexte/",
)


@pytest.fixture
def learner(client: Client, resource_index, engine: SearchEngine) -> Client:
    """Somebody who answered "parfois" to everything about stress: level 2.5."""
    for number in range(12):
        ArticleFactory(parent=resource_index, title=f"Article {number}", slug=f"a{number}", skills={STRESS: 3})
    rebuild(engine)
    client.post("/evaluation/", {"skills": [STRESS]})
    assessment = SelfAssessment.objects.get()
    for number in range(1, 6):
        client.post(f"/evaluation/{assessment.pk}/{number}/", {"value": "2"})
    return client


def ids(client: Client, path: str = PAGE) -> list[str]:
    return [row["id"] for row in client.get(path).context["rows"]]


def test_eight_first_each_with_its_reason(learner: Client) -> None:
    rows = learner.get(PAGE).context["rows"]
    assert len(rows) == 8
    assert all("Gérer son stress" in row["reasons"][0] and "confirmé" in row["reasons"][0] for row in rows)


def test_more_on_request_and_garbage_is_the_first_screen(learner: Client) -> None:
    assert len(ids(learner, PAGE + "?n=16")) == 12
    assert len(ids(learner, PAGE + "?n=-5")) == len(ids(learner, PAGE + "?n=²")) == len(ids(learner, PAGE + "?n=9e9")) == 8


def test_stranger_is_invited_and_gets_no_session(client: Client, engine: SearchEngine) -> None:
    answer = client.get(PAGE)
    assert "Commencer, 3 minutes" in answer.content.decode()
    assert "tremplin" not in answer.cookies


@pytest.mark.parametrize("verdict", ["refused", "done"])
def test_refused_and_done_do_not_come_back(learner: Client, verdict: str) -> None:
    first = ids(learner)[0]
    learner.post(VERDICT, {"item": first, "verdict": verdict, "why": "too-easy"})
    assert first not in ids(learner, PAGE + "?n=40")
    assert learner.session["choices"][first]["why"] == "too-easy"
    learner.post(VERDICT, {"item": first, "verdict": ""})
    assert first in ids(learner, PAGE + "?n=40")


def test_kept_stays_and_says_so(learner: Client) -> None:
    first = ids(learner)[0]
    learner.post(VERDICT, {"item": first, "verdict": "kept"})
    assert next(row for row in learner.get(PAGE).context["rows"] if row["id"] == first)["kept"]


@pytest.mark.parametrize(
    "data",
    [
        {"item": "article:1", "verdict": "loved"},
        {"item": "../etc/passwd", "verdict": "kept"},
        {"item": "", "verdict": "kept"},
        {},
    ],
)
def test_unknown_choice_is_refused_and_nothing_changes(learner: Client, data: dict) -> None:
    assert learner.post(VERDICT, data).status_code == 400
    assert "choices" not in learner.session


def test_back_leads_only_to_this_site(learner: Client) -> None:
    answer = learner.post(VERDICT, {"item": "article:1", "verdict": "kept", "back": "https://evil.example/"})
    assert answer["Location"] == PAGE


def test_htmx_gets_the_new_list(learner: Client) -> None:
    first = ids(learner)[0]
    answer = learner.post(VERDICT, {"item": first, "verdict": "done", "n": "8"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert first not in [row["id"] for row in answer.context["rows"]]
    assert "<html" not in html
    assert "Annuler" in html
    again = learner.post(VERDICT, {"item": first, "verdict": "", "n": "8"}, headers={"HX-Request": "true"})
    assert first in [row["id"] for row in again.context["rows"]]


def test_age_and_place_are_gates(learner: Client, engine: SearchEngine) -> None:
    CommuneFactory()
    stress, places = Skill.objects.get(slug=STRESS), {"here": (45.76, 4.85), "away": (48.85, 2.35)}
    adult = MissionFactory(title="Pour adultes", open_to_minors=False, at=places["here"])
    young = MissionFactory(title="Dès 16 ans", open_to_minors=True, at=places["here"])
    far = MissionFactory(title="Loin", open_to_minors=True, at=places["away"])
    for mission in (adult, young, far):
        MissionSkillFactory(mission=mission, skill=stress, level=3)
    rebuild(engine)
    assert {f"mission:{m.pk}" for m in (adult, young, far)} <= set(ids(learner, PAGE + "?n=40"))
    assert learner.post(CONTEXT, {"place": "Lyon", "km": "25", "age": "17"}).status_code == 302
    found = set(ids(learner, PAGE + "?n=40"))
    assert f"mission:{young.pk}" in found
    assert not {f"mission:{adult.pk}", f"mission:{far.pk}"} & found


def test_commune_with_namesakes_is_asked_again(learner: Client) -> None:
    CommuneFactory(name="Saint-Denis", key="saintdenis", department_code="93", population=113000)
    CommuneFactory(name="Saint-Denis", key="saintdenis", department_code="974", population=153000)
    answer = learner.post(CONTEXT, {"km": "25", "place": "Saint-Denis"})
    assert answer.status_code == 422
    assert "Saint-Denis (93)" in answer.content.decode()
    assert "Saint-Denis (974)" in answer.content.decode()


def test_mission_refused_on_one_platform_is_refused_on_the_other(learner: Client, engine: SearchEngine) -> None:
    stress = Skill.objects.get(slug=STRESS)
    twins = [MissionFactory(title="Servir la soupe", organisation__name="Les Marmites") for _platform in range(2)]
    for mission in twins:
        MissionSkillFactory(mission=mission, skill=stress, level=3)
    rebuild(engine)
    (shown,) = {f"mission:{mission.pk}" for mission in twins} & set(ids(learner, PAGE + "?n=40"))
    learner.post(VERDICT, {"item": shown, "verdict": "refused"})
    assert not {f"mission:{mission.pk}" for mission in twins} & set(ids(learner, PAGE + "?n=40"))


def test_text_done_in_french_is_done_in_english(learner: Client, engine: SearchEngine, english_index) -> None:
    french = Resource.objects.get(slug="a0")
    english = ArticleFactory(parent=english_index, skills={STRESS: 3}, translation_key=french.translation_key)
    rebuild(engine)
    assert ids(learner, "/en/recommandations/?n=40")[0] == f"article:{english.pk}"
    assert f"article:{french.pk}" not in ids(learner, "/en/recommandations/?n=40")
    learner.post(VERDICT, {"item": f"article:{french.pk}", "verdict": "done"})
    assert f"article:{english.pk}" not in ids(learner, "/en/recommandations/?n=40")


def test_service_civique_is_not_for_those_who_are_too_old(client: Client, engine: SearchEngine) -> None:
    mission = MissionFactory(type="volontariat_service_civique")
    MissionSkillFactory(mission=mission, skill=Skill.objects.get(slug=STRESS), level=3)
    rebuild(engine)

    def found(age: int) -> list[str]:
        return [row["id"] for row in client.get(f"/api/recommendations/?skill={STRESS}:2&age={age}").json()["results"]]

    assert found(20) == [f"mission:{mission.pk}"]
    assert found(45) == []


@pytest.mark.parametrize("data", [{"age": "200"}, {"age": "abc"}, {"km": "7"}, {"place": "Xyzzyville"}])
def test_wrong_context_comes_back_with_what_was_typed(learner: Client, data: dict) -> None:
    answer = learner.post(CONTEXT, {"km": "25", **data})
    assert answer.status_code == 422
    assert "context" not in learner.session
    for value in data.values():
        assert value in answer.content.decode()


def test_forged_session_cookie_is_a_stranger(engine: SearchEngine) -> None:
    client = Client()
    client.cookies["tremplin"] = "forged"
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("path", [PAGE, FRAGMENT])
def test_query_budget(learner: Client, path: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        assert len(learner.get(path).context["rows"]) == 8


def test_recommendations_are_never_cached(learner: Client) -> None:
    assert "no-store" in learner.get(PAGE)["Cache-Control"]
