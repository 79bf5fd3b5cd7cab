"""Anybody may report a mission, without JavaScript or cookie; three people's serious reports set it aside."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from missions.models import Mission, MissionReport
from missions.quality.reports import look_at
from tests.missions.factories import MissionFactory

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


def reported(client: Client, mission: Mission, address: str = "192.0.2.1", **data):
    sent = {"reason": "scam", "text": "", "site": "", **data}
    return client.post(f"/missions/{mission.pk}/signaler/", sent, headers=OURS, REMOTE_ADDR=address)


def held() -> bool:
    return Mission.objects.get().held


def test_page_offers_the_way_and_the_form_answers(client: Client) -> None:
    mission = MissionFactory()
    address = f"/missions/{mission.pk}/signaler/"
    assert address in client.get(mission.get_absolute_url()).content.decode()
    form = client.get(address)
    assert "noindex" in form["X-Robots-Tag"]
    sent = reported(client, mission, text="On m'a demandé 50 €, écris à a@b.fr ou 06 12 34 56 78")
    assert sent.status_code == 200
    assert "Merci" in sent.content.decode()
    assert not sent.cookies
    kept = MissionReport.objects.get()
    assert kept.text == "On m'a demandé 50 €, écris à … ou …"
    assert "192" not in kept.who


def test_wrong_form_keeps_what_was_typed(client: Client) -> None:
    answer = reported(client, MissionFactory(), reason="", text="Des mots à garder")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Des mots à garder" in html
    assert "Choisis une raison" in html
    assert not MissionReport.objects.exists()


def test_too_long_a_text_is_said_and_kept(client: Client) -> None:
    answer = reported(client, MissionFactory(), text="a" * 501)
    assert answer.status_code == 422
    assert "a" * 501 in answer.content.decode()


def test_robot_in_the_trap_is_thanked_and_forgotten(client: Client) -> None:
    assert reported(client, MissionFactory(), site="https://spam.example").status_code == 200
    assert not MissionReport.objects.exists()


def test_other_site_cannot_report(client: Client) -> None:
    mission = MissionFactory()
    answer = client.post(f"/missions/{mission.pk}/signaler/", {"reason": "scam"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not MissionReport.objects.exists()


def test_three_people_set_it_aside_and_a_look_brings_it_back(client: Client) -> None:
    mission = MissionFactory()
    for number in (1, 2):
        reported(client, mission, f"192.0.2.{number}")
    assert not held()
    reported(client, mission, "192.0.2.3")
    assert held()
    page = client.get(mission.get_absolute_url())
    assert page.status_code == 404
    assert "On vérifie" in page.content.decode()
    look_at(list(MissionReport.objects.values_list("pk", flat=True)), "closed")
    assert not held()
    assert not MissionReport.objects.exclude(who="").exists()


def test_one_person_counts_once(client: Client) -> None:
    mission = MissionFactory()
    for reason in ("scam", "dangerous", "wrong_age", "discriminatory"):
        reported(client, mission, reason=reason)
    for number in range(5):
        reported(client, mission, f"2001:db8:1:2::{number + 1}")
    assert MissionReport.objects.count() == 2
    assert not held()


def test_reasons_that_are_not_serious_set_nothing_aside(client: Client) -> None:
    mission = MissionFactory()
    for number in range(1, 5):
        reported(client, mission, f"192.0.2.{number}", reason="closed")
    assert not held()


def test_number_of_people_is_a_setting(client: Client, settings) -> None:
    settings.MISSION_REPORTS_TO_HIDE = 1
    reported(client, MissionFactory())
    assert held()


def test_who_reports_all_day_is_stopped_and_loses_nothing(client: Client) -> None:
    missions = [MissionFactory() for _number in range(11)]
    answers = [reported(client, mission, text="À garder") for mission in missions]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "À garder" in answers[-1].content.decode()


def test_reporters_are_forgotten_after_a_month(client: Client) -> None:
    reported(client, MissionFactory())
    MissionReport.objects.update(made=timezone.localdate() - timedelta(days=40))
    call_command("group_missions", stdout=StringIO())
    assert MissionReport.objects.get().who == ""
