"""« Je participe »: a note that only its owner sees, what to watch for, four questions afterwards, and what comes of it."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.lived import LIMIT, MOST_SIGNS, Lived, Note, State, keep_note, notes, with_lived
from assessments.results import profile_for
from learners.portable import collect, merge
from missions.models import Mission
from search.learner import learner_of
from search.recommend import needs_of
from search.sync import rebuild
from skills.models import Skill
from skills.profile import Estimate, SkillProfile
from tests.assessments.factories import STRESS, TEAM, completed
from tests.learners.factories import keep, request_of
from tests.missions.factories import MissionFactory, MissionSkillFactory

pytestmark = pytest.mark.django_db
SECRET = "J'ai eu peur devant Monsieur Untel"


@pytest.fixture
def mission() -> Mission:
    made = MissionFactory(title="Servir la soupe")
    for weight, slug in ((3.0, TEAM), (1.0, "empathie")):
        MissionSkillFactory(mission=made, skill=Skill.objects.get(slug=slug), weight=weight)
    return made


def page_of(mission: Mission) -> str:
    return f"/mon-espace/missions/{mission.pk}/"


def turned(client: Client, mission: Mission, *states: str) -> Any:
    for state in states:
        answer = client.post(page_of(mission), {"state": state})
        assert answer.status_code == 302
    return answer


def told(client: Client, mission: Mission, words: str = SECRET, used: list[str] | None = None) -> None:
    """From « je participe » to the last question, each answered."""
    turned(client, mission, "join", "doing", "done")
    for number in range(1, 5):
        data: dict[str, Any] = {"words": f"{words} {number}", "go": "next"}
        if number == 3:
            data["used"] = [TEAM] if used is None else used
        answer = client.post(f"{page_of(mission)}bilan/{number}/", data)
        assert answer.status_code == 302
    assert answer["Location"] == "/mon-espace/#missions"


def note_of(client: Client, mission: Mission) -> Note:
    return notes(request_of(client))[mission.pk]


# --- the note -----------------------------------------------------------------------------------


def test_looking_begins_no_session_and_joining_does(client: Client, mission: Mission) -> None:
    assert 'action="' + page_of(mission) in client.get(mission.get_absolute_url()).content.decode()
    assert client.get(page_of(mission)).status_code == 200
    assert client.get(f"{page_of(mission)}bouton/").status_code == 204
    assert client.get("/mon-espace/missions/").status_code == 200
    assert not Session.objects.exists()
    assert turned(client, mission, "join")["Location"] == page_of(mission)
    note = note_of(client, mission)
    assert (note.state, note.title, note.skills) == (State.PLANNED, "Servir la soupe", (TEAM, "empathie"))


def test_pages_about_one_person_are_kept_by_nobody(client: Client, mission: Mission) -> None:
    turned(client, mission, "done")
    for path in ("", "bouton/", "bilan/1/"):
        answer = client.get(page_of(mission) + path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def test_button_of_the_page_never_sets_back_what_is_further(client: Client, mission: Mission) -> None:
    turned(client, mission, "doing", "join")
    assert note_of(client, mission).state == State.DOING
    assert "Je la fais" in client.get(f"{page_of(mission)}bouton/").content.decode()


@pytest.mark.parametrize("state", ["", "nope", "DONE"])
def test_unknown_state_changes_nothing(client: Client, mission: Mission, state: str) -> None:
    turned(client, mission, "doing")
    assert client.post(page_of(mission), {"state": state}).status_code == 200
    assert note_of(client, mission).state == State.DOING


def test_nobody_elses_page_can_change_a_note(mission: Mission) -> None:
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger.post(page_of(mission), {"state": "join"}).status_code == 403
    assert stranger.post(f"{page_of(mission)}bilan/1/", {"words": "x"}).status_code == 403
    assert not Session.objects.exists()


@pytest.mark.parametrize(("facts", "status"), [({"status": "withdrawn"}, 404), ({"status": "closed"}, 302)])
def test_closed_mission_can_be_noted_withdrawn_one_cannot(client: Client, facts: dict, status: int) -> None:
    made = MissionFactory(**facts)
    assert client.post(page_of(made), {"state": "join"}).status_code == status
    assert client.get("/mon-espace/missions/9999999/").status_code == 404


def test_note_stays_with_the_title_that_was_seen(client: Client, mission: Mission) -> None:
    turned(client, mission, "doing")
    Mission.objects.update(title="Autre chose", status="closed")
    html = client.get(page_of(mission)).content.decode()
    assert "Servir la soupe" in html
    assert "n'est plus en ligne" in html
    Mission.objects.all().delete()
    for path in (page_of(mission), "/mon-espace/", "/mon-espace/missions/"):
        assert "Servir la soupe" in client.get(path).content.decode()
    turned(client, mission, "done")


def test_dropped_note_goes_with_all_that_was_said(client: Client, mission: Mission) -> None:
    told(client, mission)
    turned(client, mission, "drop")
    assert notes(request_of(client)) == {}
    assert "missions" not in client.session


def test_too_many_notes_are_refused_with_a_way_out(client: Client, mission: Mission) -> None:
    request = request_of(client)
    for number in range(LIMIT):
        keep_note(request, Note(10_000 + number, f"Mission {number}", "", (), "", State.PLANNED, timezone.now()))
    keep(client, request)
    answer = client.post(page_of(mission), {"state": "join"})
    assert answer.status_code == 409
    assert "Retires-en une" in answer.content.decode()
    assert len(notes(request_of(client))) == LIMIT


# --- what to watch for ----------------------------------------------------------------------------


def test_watching_follows_the_level_just_above(client: Client, mission: Mission) -> None:
    completed(client, [TEAM], keyed=3)
    turned(client, mission, "doing")
    level = profile_for(request_of(client)).level(TEAM)
    above = {row.text for row in Skill.objects.get(slug=TEAM).indicators.all() if row.level == int(level + 0.25) + 1}
    first = {row.text for row in Skill.objects.get(slug="empathie").indicators.filter(level=1)}
    for path in (page_of(mission), f"{page_of(mission)}bouton/", "/mon-espace/"):
        watches = client.get(path).context["row" if "missions" in path else "space"]
        watches = watches.missions[0].watches if path == "/mon-espace/" else watches.watches
        assert [watch.skill.slug for watch in watches] == [TEAM, "empathie"]
        assert set(watches[0].signs) < above
        assert set(watches[1].signs) <= first
    turned(client, mission, "done")
    assert "À observer" not in client.get(page_of(mission)).content.decode()


# --- the four questions ---------------------------------------------------------------------------


def test_four_questions_then_my_space_shows_what_was_lived(client: Client, mission: Mission) -> None:
    assert turned(client, mission, "done")["Location"] == f"{page_of(mission)}bilan/1/"
    told(client, mission)
    html = client.get("/mon-espace/").content.decode()
    assert "Vécu" in html
    assert "Coopér" in html
    note = note_of(client, mission)
    assert note.said == {name: f"{SECRET} {n}" for n, name in enumerate(("did", "hard", "came", "next"), start=1)}
    shown = client.get(page_of(mission)).content.decode()
    assert "J&#x27;ai eu peur devant Monsieur Untel 4" in shown


def test_every_button_keeps_what_is_typed_and_empty_passes(client: Client, mission: Mission) -> None:
    turned(client, mission, "done")
    ways = {(1, "next"): "bilan/2/", (2, "back"): "bilan/1/", (2, "later"): "", (1, "back"): "", (3, ""): "bilan/4/"}
    for (number, go), where in ways.items():
        answer = client.post(f"{page_of(mission)}bilan/{number}/", {"words": f"mots {number}", "go": go})
        assert answer["Location"] == page_of(mission) + where
        assert note_of(client, mission).said[("did", "hard", "came", "next")[number - 1]] == f"mots {number}"
        assert f"mots {number}" in client.get(f"{page_of(mission)}bilan/{number}/").content.decode()
    client.post(f"{page_of(mission)}bilan/4/", {"words": ""})
    assert note_of(client, mission).said["next"] == ""


def test_too_long_an_answer_comes_back_whole_with_the_reason(client: Client, mission: Mission) -> None:
    turned(client, mission, "done")
    long = "é" * MOST_SIGNS + "FIN"
    answer = client.post(f"{page_of(mission)}bilan/1/", {"words": long})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert f"{MOST_SIGNS} signes" in answer.content.decode().replace("\u00a0", " ")
    # A line end is one sign.
    assert client.post(f"{page_of(mission)}bilan/1/", {"words": "a\r\n" * (MOST_SIGNS // 2)}).status_code == 302


@pytest.mark.parametrize("number", [0, 5, 99])
def test_there_are_four_questions_and_only_about_what_is_done(client: Client, mission: Mission, number: int) -> None:
    assert client.get(f"{page_of(mission)}bilan/1/").status_code == 404
    turned(client, mission, "doing")
    assert client.get(f"{page_of(mission)}bilan/1/")["Location"] == page_of(mission)
    turned(client, mission, "done")
    assert client.get(f"{page_of(mission)}bilan/{number}/").status_code == 404


def test_any_skill_may_have_served_and_nothing_unknown(client: Client, mission: Mission) -> None:
    turned(client, mission, "done")
    client.post(f"{page_of(mission)}bilan/3/", {"words": "", "used": ["empathie"], "other": STRESS})
    assert note_of(client, mission).used == ("empathie", STRESS)
    assert client.post(f"{page_of(mission)}bilan/3/", {"used": ["nope"]}).status_code == 422
    assert client.post(f"{page_of(mission)}bilan/3/", {"other": "nope"}).status_code == 422


# --- evidence -------------------------------------------------------------------------------------


def test_what_was_lived_never_raises_a_level_and_takes_a_little_doubt(client: Client, mission: Mission) -> None:
    completed(client, [TEAM], keyed=2)
    before = profile_for(request_of(client)).estimates[TEAM]
    told(client, mission)
    after = profile_for(request_of(client)).estimates[TEAM]
    assert (after.level, after.when, after.source) == (before.level, before.when, before.source)
    assert after.confidence == pytest.approx(1 - (1 - before.confidence) * 0.9)


def test_three_experiences_count_and_the_fourth_adds_nothing() -> None:
    now = timezone.now()
    profile = SkillProfile({TEAM: Estimate(2.0, 0.5, now, "self"), STRESS: Estimate(0.0, 0.0, now, "self")})
    lived = [Lived(TEAM, now, "", number) for number in range(4)] + [Lived(STRESS, now, "", 1)]
    three, four = (with_lived(profile, lived[:count]).confidence(TEAM) for count in (3, 4))
    assert three == four == pytest.approx(1 - 0.5 * 0.9**3)
    # "Je ne sais pas" stays so.
    assert with_lived(profile, lived).estimates[STRESS] == profile.estimates[STRESS]


def test_skill_nobody_measured_enters_as_something_to_find_out(client: Client, mission: Mission) -> None:
    told(client, mission)
    estimate = profile_for(request_of(client)).estimates[TEAM]
    assert (estimate.level, estimate.confidence, estimate.source) == (0.0, 0.0, "lived")
    assert [need.skill for need in needs_of(profile_for(request_of(client)))] == [TEAM]
    html = client.get("/mon-espace/").content.decode()
    assert f'href="/evaluation/?skills={TEAM}"' in html
    assert "Ton chemin commence ici" in html


def test_done_without_a_skill_is_no_evidence_and_stopping_takes_it_back(client: Client, mission: Mission) -> None:
    told(client, mission, used=[])
    assert not profile_for(request_of(client))
    told(client, mission)
    assert TEAM in profile_for(request_of(client))
    turned(client, mission, "stopped")
    assert not profile_for(request_of(client))
    assert note_of(client, mission).said["did"] == f"{SECRET} 1"


def test_results_show_the_mission_and_its_date(client: Client, mission: Mission) -> None:
    completed(client, [TEAM], keyed=2)
    told(client, mission)
    for path in ("/mon-espace/", "/evaluation/resultats/"):
        assert "Servir la soupe, le" in client.get(path).content.decode()


@pytest.mark.parametrize("state", ["planned", "doing", "done", "stopped"])
def test_noted_mission_is_never_recommended_again_nor_its_twin(client: Client, engine: Any, mission: Mission, state: str) -> None:
    MissionSkillFactory(
        mission=(twin := MissionFactory(title="SERVIR LA SOUPE", organisation=mission.organisation)),
        skill_id=Skill.objects.get(slug=TEAM).pk,
    )
    other = MissionFactory(title="Planter des arbres")
    MissionSkillFactory(mission=other, skill=Skill.objects.get(slug=TEAM))
    rebuild(engine)
    completed(client, [TEAM], keyed=2)
    turned(client, mission, state)
    listed = client.get("/recommandations/").content.decode()
    assert f"mission:{other.pk}" in listed
    assert f"mission:{mission.pk}" not in listed
    assert f"mission:{twin.pk}" not in listed
    assert f"mission:{mission.pk}" in learner_of(request_of(client)).context.excluded


# --- taken along, erased, forgotten ---------------------------------------------------------------


def taken(client: Client) -> dict[str, Any]:
    return json.loads(json.dumps(collect(request_of(client))))


def test_file_carries_everything_to_another_device(client: Client, mission: Mission) -> None:
    told(client, mission)
    data = json.loads(client.get("/mon-espace/donnees/tremplin.json").content)
    assert data["missions"][0]["said"]["hard"] == f"{SECRET} 2"
    request = request_of(Client())
    report = merge(request, data)
    assert (report.added["missions"], report.refused) == (1, [])
    assert collect(request)["missions"] == data["missions"]
    assert merge(request, data).total == 0
    assert TEAM in profile_for(request)


def test_code_carries_it_too(client: Client, mission: Mission) -> None:
    told(client, mission)
    code = client.post("/mon-espace/donnees/code/").context["code"].text
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    other.post("/mon-espace/donnees/recevoir/code/", {"code": code})
    assert note_of(other, mission) == note_of(client, mission)


def test_two_devices_notes_join_and_no_answer_is_lost(client: Client, mission: Mission) -> None:
    turned(client, mission, "done")
    client.post(f"{page_of(mission)}bilan/1/", {"words": "ici"})
    elsewhere = taken(client)
    row = elsewhere["missions"][0]
    row["said"] |= {"did": "", "hard": "ailleurs"}
    row |= {"when": (datetime.fromisoformat(row["when"]) + timedelta(minutes=1)).isoformat(), "state": "stopped", "done": None}
    request = request_of(client)
    assert merge(request, elsewhere).added == {"missions": 1}
    joined = notes(request)[mission.pk]
    assert (joined.state, joined.said["did"], joined.said["hard"]) == (State.STOPPED, "ici", "ailleurs")
    assert merge(request, elsewhere).total == 0


@pytest.mark.parametrize(
    "change",
    [
        {"mission": 0}, {"mission": "1"}, {"mission": True}, {"title": "x" * 251}, {"title": None}, {"state": "won"}, {"done": None},
        {"skills": "a"}, {"skills": ["../etc"]}, {"used": [f"s{n}" for n in range(21)]}, {"said": {}}, {"said": {"did": "x"}}, {"said": None},
        {"said": {"did": "x" * (MOST_SIGNS + 1), "hard": "", "came": "", "next": ""}}, {"when": "2020-01-01T00:00:00+00:00"}, {"more": 1},
        {"said": {"did": "\x00", "hard": "", "came": "", "next": ""}},
    ],
)  # fmt: skip
def test_bad_row_is_named_and_the_good_one_kept(client: Client, mission: Mission, change: dict[str, Any]) -> None:
    told(client, mission)
    data = taken(client)
    good = {**data["missions"][0], "mission": mission.pk + 1}
    data["missions"] = [{**data["missions"][0], **change}, good]
    request = request_of(Client())
    report = merge(request, data)
    assert [(refusal.part, refusal.number) for refusal in report.refused] == [("missions", 1)]
    assert list(notes(request)) == [mission.pk + 1]


def test_skill_unknown_here_is_left_out_and_named(client: Client, mission: Mission) -> None:
    told(client, mission)
    data = taken(client)
    data["missions"][0]["used"] = [TEAM, "inconnue"]
    request = request_of(Client())
    assert [refusal.part for refusal in merge(request, data).refused] == ["missions"]
    assert notes(request)[mission.pk].used == (TEAM,)


def test_erasing_takes_notes_and_words_for_good(client: Client, mission: Mission) -> None:
    told(client, mission)
    assert "mission notée" in client.get("/mon-espace/effacer/").content.decode()
    client.post("/mon-espace/effacer/")
    assert not Session.objects.exists()
    assert "Servir la soupe" not in client.get("/mon-espace/").content.decode()


def test_purge_forgets_after_thirteen_months(client: Client, mission: Mission) -> None:
    told(client, mission)
    session = client.session
    stored = session["missions"][str(mission.pk)]
    session["missions"] = {
        str(mission.pk): {**stored, "when": (timezone.now() - timedelta(days=396)).isoformat()},
        "12": {**stored, "mission": 12},
    }
    session.save()
    call_command("purge_personal_data", verbosity=0)
    assert list(notes(request_of(client))) == [12]


def test_words_stay_out_of_logs_addresses_and_the_catalogue(
    client: Client, mission: Mission, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="tremplin"):
        told(client, mission)
    assert "Untel" not in caplog.text
    assert "Untel" not in client.get(mission.get_absolute_url()).content.decode()
    assert "Untel" not in client.get("/mon-espace/").content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_space_and_notes_keep_their_budget(
    client: Client, mission: Mission, count: int, django_assert_max_num_queries: Any
) -> None:
    completed(client, [TEAM], keyed=2)
    for _number in range(count):
        made = MissionFactory()
        MissionSkillFactory(mission=made, skill=Skill.objects.get(slug=TEAM))
        turned(client, made, "doing")
    for path in ("/mon-espace/", "/mon-espace/missions/", page_of(made), f"{page_of(made)}bouton/"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200
