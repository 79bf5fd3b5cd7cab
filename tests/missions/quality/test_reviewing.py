"""Missions of partners that need review wait; what a person said of the same words stands; the team's pages do their work."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from missions.choices import Status
from missions.models import ImportRun, Mission, MissionReport, Source
from tests.missions.factories import MissionFactory, SourceFactory, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return SourceFactory(needs_review=True)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))
    return client


@pytest.fixture
def importing(tmp_path: Path):
    def import_now(source: Source, *rows: dict[str, Any]) -> None:
        feed = tmp_path / "feed.json"
        feed.write_text(json.dumps(rows), encoding="utf-8")
        call_command("import_missions", str(feed), "--source", source.slug, "--json", stdout=StringIO(), stderr=StringIO())

    return import_now


def status() -> str:
    return Mission.objects.get().status


def judged(editor: Client, do: str, reason: str = "") -> str:
    data = {"mission": [Mission.objects.get().pk], "do": do, "reason": reason}
    return editor.post("/admin/missions/a-relire/", data, follow=True).content.decode()


def test_new_mission_waits_and_is_accepted(editor: Client, source: Source, importing) -> None:
    importing(source, row())
    assert status() == Status.PENDING
    assert "Servir des repas chauds" in editor.get("/admin/missions/a-relire/").content.decode()
    judged(editor, "accept")
    assert status() == Status.OPEN
    importing(source, row(places=7, startAt="2026-11-01T00:00:00.000Z"))
    assert status() == Status.OPEN
    importing(source, row(title="Servir des repas très chauds"))
    assert status() == Status.PENDING


def test_refused_mission_stays_refused_until_it_changes(editor: Client, source: Source, importing) -> None:
    importing(source, row())
    assert "Donne la raison" in judged(editor, "refuse")
    assert status() == Status.PENDING
    judged(editor, "refuse", "Pas une mission")
    assert status() == Status.REFUSED
    importing(source, row(places=7))
    assert status() == Status.REFUSED
    importing(source, row(description="Tu fais tout autre chose, cette fois."))
    assert status() == Status.PENDING


def test_waiting_mission_that_its_platform_takes_away_waits_no_longer(source: Source, importing) -> None:
    importing(source, *[row(clientId=f"m{number}", title=f"Servir des repas {number}") for number in range(6)])
    assert Mission.objects.filter(status=Status.PENDING).count() == 6
    importing(source, *[row(clientId=f"m{number}", title=f"Servir des repas {number}") for number in range(5)])
    assert Mission.objects.get(client_id="m5").status == Status.CLOSED


def test_what_a_run_would_change_tells_no_contact(importing) -> None:
    source = SourceFactory()
    told = {"description": "Tu sers des repas. Appelle le 06 12 34 56 78 pour venir."}
    importing(source, row(**told))
    importing(source, row(**told, title="Servir des soupes 06 12 34 56 78"))
    run = ImportRun.objects.latest("pk")
    assert "soupes" in str(run.diff)
    assert "06 12" not in str(run.diff)


def test_other_source_does_not_wait(importing) -> None:
    importing(SourceFactory(), row())
    assert status() == Status.OPEN


@pytest.mark.parametrize("page", ["a-relire", "signalements", "doublons"])
def test_team_pages_are_for_who_may_change_missions(client: Client, page: str) -> None:
    assert client.get(f"/admin/missions/{page}/").status_code == 302
    user = get_user_model().objects.create_user("writer", "w@example.org", "x")
    client.force_login(user)
    assert client.get(f"/admin/missions/{page}/").status_code == 302


def test_nothing_ticked_is_said(editor: Client) -> None:
    for page in ("a-relire", "signalements"):
        assert "Coche au moins" in editor.post(f"/admin/missions/{page}/", {"mission": "x"}, follow=True).content.decode()


def test_duplicates_are_joined_and_split_by_hand(editor: Client) -> None:
    one, other = MissionFactory(), MissionFactory(title="Autre chose entièrement")
    editor.post("/admin/missions/doublons/", {"first": one.pk, "second": other.pk, "do": "merge"})
    hidden = Mission.objects.get(duplicate_of__isnull=False)
    assert hidden.title in editor.get("/admin/missions/doublons/").content.decode().replace("&#x27;", "'")
    editor.post("/admin/missions/doublons/", {"mission": hidden.pk, "do": "split"})
    assert not Mission.objects.filter(duplicate_of__isnull=False).exists()
    answer = editor.post("/admin/missions/doublons/", {"first": one.pk, "second": one.pk, "do": "merge"}, follow=True)
    assert "deux missions différentes" in answer.content.decode()


def test_reports_are_looked_at(editor: Client) -> None:
    mission = MissionFactory()
    report = MissionReport.objects.create(mission=mission, reason="scam", text="Ils demandent de l'argent", who="a")
    Mission.objects.update(held=True)
    assert "demandent de l" in editor.get("/admin/missions/signalements/").content.decode()
    editor.post("/admin/missions/signalements/", {"report": report.pk, "do": "closed"})
    report.refresh_from_db()
    assert (report.state, report.who) == ("closed", "")
    assert not Mission.objects.get().held


def test_reported_mission_is_withdrawn(editor: Client) -> None:
    report = MissionReport.objects.create(mission=MissionFactory(), reason="scam", who="a")
    editor.post("/admin/missions/signalements/", {"report": report.pk, "do": "withdraw"})
    assert status() == Status.WITHDRAWN
    assert not MissionReport.objects.waiting().exists()
