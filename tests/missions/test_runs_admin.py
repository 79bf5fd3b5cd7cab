"""A source's imports in the admin: seen by who may, asked for again, decided, taken away as CSV."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from desk.models import Role
from missions.actions import import_feed
from missions.choices import Status
from missions.models import ImportRun, Mission, Source
from missions.runs.due import import_due
from tests.missions.factories import SourceFactory, row
from tests.missions.test_runs import feed_of, rows, vanished
from tests.staff import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return SourceFactory(slug="essai", name="Essai", feed_url="https://plateforme.example/feed")


def role_client(home: Any, key: str) -> Client:
    call_command("load_roles", verbosity=0)
    user = get_user_model().objects.create_user(key, f"{key}@example.org", "x")
    user.groups.add(Role.objects.get(key=key).group)
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(user)
    return browser


def test_source_page_counts_refusals_and_warns(source: Source, home: Any) -> None:
    import_feed(source, feed_of([*rows(1), row(clientId="a", title="Seul"), row(clientId="b", title="Seule")]))
    html = role_client(home, "missions").get(f"/admin/missions/sources/{source.pk}/imports/").content.decode()
    assert "66" in html
    assert "title-one-word" in html
    assert "<td>2</td>" in html


def test_authors_see_no_imports_and_change_none(source: Source, home: Any) -> None:
    import_feed(source, feed_of(rows(2)))
    author, run = role_client(home, "author"), source.runs.get()
    assert author.get(f"/admin/missions/sources/{source.pk}/imports/").status_code in {302, 403}
    for address in (f"sources/{source.pk}/relancer/", f"imports/{run.pk}/decider/", f"{Mission.objects.first().pk}/rouvrir/"):
        author.post(f"/admin/missions/{address}", {"decision": "close"})
    assert source.runs.count() == 1


def test_asking_again_twice_asks_once_and_the_next_round_does_it(source: Source, home: Any) -> None:
    team = role_client(home, "missions")
    address = f"/admin/missions/sources/{source.pk}/relancer/"
    assert team.get(address).status_code == 405
    for data in ({}, {}, {"dry_run": "1"}):
        assert team.post(address, data).status_code == 302
    asked = source.runs.filter(state=ImportRun.State.ASKED)
    assert sorted(asked.values_list("dry_run", flat=True)) == [False, True]
    outcomes = list(import_due())
    assert not asked.exists()
    # The address answers nobody: both fail, and say so.
    assert all(outcome.error for outcome in outcomes)


def test_waiting_run_is_decided_on_its_page(source: Source, home: Any) -> None:
    run, team = vanished(source), role_client(home, "missions")
    html = team.get(f"/admin/missions/imports/{run.pk}/").content.decode()
    assert "Garder ouvertes" in html
    assert "Servir des repas 9" in html
    team.post(f"/admin/missions/imports/{run.pk}/decider/", {"decision": "autre"})
    assert Mission.objects.filter(status=Status.CLOSED).count() == 0
    team.post(f"/admin/missions/imports/{run.pk}/decider/", {"decision": "close"})
    assert Mission.objects.filter(status=Status.CLOSED).count() == 3
    run.refresh_from_db()
    assert (run.decision, run.decided_by.username) == ("closed", "missions")
    assert "Garder ouvertes" not in team.get(f"/admin/missions/imports/{run.pk}/").content.decode()


def test_refusals_and_differences_are_csv_without_formulas(source: Source, home: Any) -> None:
    import_feed(
        source, feed_of([*rows(2), row(clientId="=1+1", title="@SUM"), row(clientId="+neuve", title="=HYPERLINK vers ici")])
    )
    run, team = source.runs.get(), role_client(home, "missions")
    refused = team.get(f"/admin/missions/imports/{run.pk}/refus.csv")
    assert refused["Content-Type"].startswith("text/csv")
    assert ",'=1+1,title,'@SUM," in refused.content.decode()
    different = team.get(f"/admin/missions/imports/{run.pk}/differences.csv").content.decode()
    assert "'+neuve,'=HYPERLINK vers ici" in different


def test_changed_fields_are_shown(source: Source, home: Any) -> None:
    import_feed(source, feed_of(rows(2)))
    import_feed(source, feed_of(rows(2, places=9)), dry_run=True)
    html = role_client(home, "missions").get(f"/admin/missions/imports/{source.runs.first().pk}/").content.decode()
    assert "<del>3</del>" in html
    assert "<ins>9</ins>" in html


def test_closed_mission_is_opened_again_from_its_page(source: Source, home: Any) -> None:
    import_feed(source, feed_of(rows(10)))
    import_feed(source, feed_of(rows(9)))
    mission, team = Mission.objects.get(client_id="m9"), role_client(home, "missions")
    html = team.get(f"/admin/snippets/missions/mission/edit/{mission.pk}/").content.decode()
    assert "absente du flux" in html
    assert team.post(f"/admin/missions/{mission.pk}/rouvrir/").status_code == 302
    mission.refresh_from_db()
    assert mission.status == Status.OPEN


def test_first_page_names_sources_to_look_at(source: Source, home: Any) -> None:
    team = role_client(home, "missions")
    assert 'id="missions-sources' not in team.get("/admin/").content.decode()
    import_feed(source, feed_of([]))
    html = team.get("/admin/").content.decode()
    assert 'id="missions-sources' in html
    assert "0 mission" in html
    assert "missions-sources" not in role_client(home, "author").get("/admin/").content.decode()
