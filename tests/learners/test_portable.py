"""What one device keeps, carried to another: everything arrives, nothing there is lost, bad rows are named."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import record_answer
from assessments.models import SelfAssessment
from assessments.results import profile_for
from learners.portable import collect, merge
from learners.reading import NotOurs
from resources.progress import done_lessons
from search.choices import choices
from search.goals import aims, set_goal
from search.learner import stored_context
from tests.assessments.factories import STRESS, TEAM, completed, started
from tests.learners.factories import choose, finish_lessons, keep, request_of
from tests.missions.factories import CommuneFactory
from tests.resources.factories import CourseFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(client: Client, resource_index) -> Client:
    """A device with a bit of everything."""
    CommuneFactory()
    course = CourseFactory(parent=resource_index)
    finish_lessons(client, *(LessonFactory(parent=course, quiz=[]).pk for _number in range(2)))
    completed(client, [STRESS, TEAM], keyed=3)
    half_done = started(client, [TEAM])
    record_answer(half_done, 1, None)
    choose(client, "article:7", "kept")
    choose(client, "mission:3", "refused", "too-far")
    client.post("/recommandations/contexte/", {"place": "Lyon", "km": "10", "age": "17"})
    request = request_of(client)
    set_goal(request, STRESS, 4)
    keep(client, request)
    return client


def taken(client: Client) -> dict[str, Any]:
    """What is kept, as it comes out of a file."""
    return json.loads(json.dumps(collect(request_of(client))))


def without_stamp(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "exported"}


def brought(client: Client, data: Any) -> tuple[Any, Any]:
    request = request_of(client)
    report = merge(request, data)
    keep(client, request)
    return report, request


def test_a_stranger_has_nothing_and_gets_no_session(client: Client) -> None:
    request = request_of(client)
    data = collect(request)
    assert not any(data[part] for part in ("assessments", "results", "choices", "goals", "lessons", "context"))
    assert not request.session.modified


def test_everything_arrives_on_a_new_device(full: Client) -> None:
    data, other = taken(full), Client()
    report, request = brought(other, data)
    assert not report.refused
    assert report.added == {"assessments": 2, "choices": 2, "goals": 1, "lessons": 2, "context": 1}
    assert without_stamp(collect(request)) == without_stamp(data)
    assert profile_for(request) == profile_for(request_of(full))
    assert SelfAssessment.objects.count() == 4


def test_merging_twice_is_merging_once(full: Client) -> None:
    data, other = taken(full), Client()
    brought(other, data)
    report, _request = brought(other, data)
    assert (report.total, report.refused) == (0, [])
    assert SelfAssessment.objects.count() == 4


def test_its_own_file_changes_nothing(full: Client) -> None:
    data = taken(full)
    report, request = brought(full, data)
    assert (report.total, report.refused) == (0, [])
    assert without_stamp(collect(request)) == without_stamp(data)


def test_answers_given_elsewhere_fill_in_what_is_open_and_never_overwrite(client: Client) -> None:
    here = started(client, [STRESS])
    record_answer(here, 1, 0)
    data = taken(client)
    for answer in data["assessments"][0]["answers"]:
        answer |= {"value": 4, "answered": timezone.now().isoformat()}
    report, _request = brought(client, data)
    assert report.added == {"assessments": 1}
    here.refresh_from_db()
    assert here.completed is not None
    assert list(here.answers.values_list("value", flat=True)) == [0, 4, 4, 4, 4]


def test_an_answer_completes_only_what_has_no_gap(client: Client) -> None:
    here = started(client, [STRESS])
    data = taken(client)
    data["assessments"][0]["answers"][2] |= {"value": 2, "answered": timezone.now().isoformat()}
    brought(client, data)
    here.refresh_from_db()
    assert here.completed is None
    assert here.next_open() == 1


def test_the_later_verdict_and_the_later_goal_count(full: Client) -> None:
    data = taken(full)
    earlier, later = timezone.now() - timedelta(days=3), timezone.now() + timedelta(minutes=1)
    data["choices"] = [
        {"item": "article:7", "verdict": "done", "why": "", "twin": "", "when": earlier.isoformat()},
        {"item": "mission:3", "verdict": "kept", "why": "", "twin": "", "when": later.isoformat()},
    ]
    data["goals"] = [{"skill": STRESS, "level": 2, "when": earlier.isoformat()}]
    _report, request = brought(full, data)
    assert {item: choice["verdict"] for item, choice in choices(request).items()} == {"article:7": "kept", "mission:3": "kept"}
    assert aims(request) == {STRESS: 4}


def test_age_and_place_given_here_stay(full: Client) -> None:
    data = taken(full)
    data["context"] |= {"age": 40, "place": "Brest (29)", "lat": 48.4, "lon": -4.5}
    _report, request = brought(full, data)
    assert (stored_context(request)["age"], stored_context(request)["place"]) == (17, "Lyon (69)")


def test_full_list_of_choices_keeps_ours(full: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.choices.LIMIT", 3)
    data, now = taken(full), timezone.now()
    data["choices"] = [
        {
            "item": f"article:{100 + number}",
            "verdict": "kept",
            "why": "",
            "twin": "",
            "when": (now - timedelta(days=number)).isoformat(),
        }
        for number in range(5)
    ]
    report, request = brought(full, data)
    assert report.added == {"choices": 1}
    assert set(choices(request)) == {"article:7", "mission:3", "article:100"}


def _with(path: tuple[Any, ...], value: Any) -> Any:
    """Changes one value deep in the file; a value of `...` removes it."""

    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        if value is ...:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


OLD = (timezone.now() - timedelta(days=400)).isoformat()
BAD = {
    "value off the scale": (("assessments", 0, "answers", 0, "value"), 5, "Évaluation 1", "entre 0 et 4"),
    "value true": (("assessments", 0, "answers", 0, "value"), True, "Évaluation 1", "entre 0 et 4"),
    "too old": (("assessments", 0, "started"), OLD, "Évaluation 1", "treize mois"),
    "no time zone": (("assessments", 0, "started"), "2026-11-01T10:00:00", "Évaluation 1", "date"),
    "in the future": (("assessments", 0, "started"), "2999-01-01T00:00:00+00:00", "Évaluation 1", "date"),
    "no answers": (("assessments", 0, "answers"), [], "Évaluation 1", "réponses"),
    "unknown statement": (("assessments", 0, "answers", 0, "statement"), "inconnue", "Évaluation 1", "existe plus ici"),
    "field missing": (("choices", 0, "when"), ..., "Choix 1", "champ"),
    "unknown field": (("choices", 0, "colour"), "red", "Choix 1", "champ"),
    "unknown verdict": (("choices", 0, "verdict"), ["kept"], "Choix 1", "gardé"),
    "no item": (("choices", 0, "item"), "../../etc", "Choix 1", "contenu"),
    "row is no object": (("choices", 0), "article:7", "Choix 1", "champ"),
    "unknown skill": (("goals", 0, "skill"), "voler", "Objectif 1", "compétence"),
    "level off the scale": (("goals", 0, "level"), 5, "Objectif 1", "niveau"),
    "lesson as text": (("lessons", 0), "12", "Leçon 1", "leçon"),
    "lesson that is none": (("lessons", 0), 999_999, "Leçon 1", "n'existe plus"),
    "age of nobody": (("context", "age"), 7, "Lieu et âge", "âge"),
    "place nowhere": (("context", "lat"), float("nan"), "Lieu et âge", "position"),
    "km as list": (("context", "km"), [5], "Lieu et âge", "distance"),
    "unknown part": (("photos",), [1], "« photos »", "connaît pas"),
    "part is no list": (("goals",), {"skill": STRESS}, "Objectif", "liste"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_row_is_named_and_the_good_ones_are_kept(full: Client, case: str) -> None:
    path, value, where, why = BAD[case]
    data = taken(full)
    whole = copy.deepcopy(data)
    _with(path, value)(data)
    report, request = brought(Client(), data)
    assert [refusal.where for refusal in report.refused] == [where]
    assert why in report.refused[0].why
    arrived = collect(request)
    for part in ("assessments", "choices", "goals", "lessons", "context"):
        if part != path[0]:
            assert arrived[part] == whole[part]


@pytest.mark.parametrize(
    "data", [[], "x", None, {}, {"format": "tremplin"}, {"format": "tremplin", "version": 2}, {"version": 1}]
)
def test_what_is_no_file_of_ours_is_refused_whole(client: Client, data: Any) -> None:
    request = request_of(client)
    with pytest.raises(NotOurs):
        merge(request, data)
    assert not request.session.modified


def test_too_many_rows_are_cut_and_said(full: Client) -> None:
    data = taken(full)
    data["lessons"] = data["lessons"] * 200
    report, request = brought(Client(), data)
    assert [refusal.where for refusal in report.refused] == ["Leçon 301"]
    assert len(done_lessons(request)) == 2
