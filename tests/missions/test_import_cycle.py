"""One source through everything a partner's server may do, on a real server: what is in the database and on the run after each."""

from __future__ import annotations

import contextlib
import json
import signal
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from missions.choices import Status
from missions.feeds import fetching
from missions.models import ImportRun, Mission, Source
from missions.runs.due import due_sources
from tests.missions.factories import MissionFactory, SourceFactory, page, row
from tests.missions.feed_server import Asked, FeedServer, Reply, json_reply
from tests.missions.processes import copy_database, manage, needs_sqlite

pytestmark = pytest.mark.django_db
State = ImportRun.State


def rows(count: int) -> list[dict[str, Any]]:
    return [row(clientId=f"m{number}", title=f"Servir des repas {number}") for number in range(count)]


@dataclass
class Partner:
    """A source whose feed is on the test's own server."""

    source: Source
    server: FeedServer

    def answers(self, route: Any) -> ImportRun:
        """The run after the server answers so."""
        self.server.serve(route)
        with contextlib.suppress(CommandError):
            call_command("import_missions", "--source", self.source.slug, stdout=StringIO(), stderr=StringIO())
        self.source.refresh_from_db()
        return self.source.runs.first()

    @property
    def open(self) -> int:
        return Mission.objects.filter(source=self.source, status=Status.OPEN).count()


@pytest.fixture
def partner(feeds: FeedServer) -> Partner:
    source = SourceFactory(slug="partenaire", name="Partenaire", feed_url=feeds.url(), allow_http=True)
    return Partner(source, feeds)


def pages(everything: list[dict[str, Any]], size: int) -> Any:
    """The aggregator's API, `size` missions a page."""

    def answer(asked: Asked) -> Reply:
        skip = int(asked.params.get("skip", 0))
        return json_reply(page(everything[skip : skip + size], total=len(everything), skip=skip, limit=size))

    return answer


def test_one_source_through_a_whole_year(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    run = partner.answers(pages(rows(10), 4))
    assert (run.state, run.created, run.complete, partner.open) == (State.DONE, 10, True, 10)

    run = partner.answers(Reply(status=500))
    assert (run.state, partner.open) == (State.FAILED, 10)
    assert run.error

    whole = json.dumps(page(rows(10))).encode()
    run = partner.answers(Reply(whole, cut=len(whole) // 2))
    assert (run.state, run.closed, partner.open) == (State.FAILED, 0, 10)

    run = partner.answers(Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}))
    assert (run.state, partner.open) == (State.FAILED, 10)

    run = partner.answers(json_reply(page([])))
    assert (run.state, run.read, run.closed, partner.open) == (State.DONE, 0, 0, 10)
    assert [warning["code"] for warning in run.warnings] == ["empty"]

    run = partner.answers(json_reply(page(rows(7))))
    assert (run.state, run.closed, len(run.gone), partner.open) == (State.WAITING, 0, 3, 10)

    run = partner.answers(json_reply(page(rows(9))))
    assert (run.state, run.closed, partner.open) == (State.DONE, 1, 9)
    assert not partner.source.runs.filter(state=State.WAITING).exists()

    run = partner.answers(pages(rows(10), 100))
    assert (run.state, run.changed, partner.open) == (State.DONE, 1, 10)


def test_slow_server_ends_as_a_failed_run(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    partner.answers(json_reply(page(rows(3))))
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    run = partner.answers(Reply(drips=True))
    assert (run.state, partner.open) == (State.FAILED, 3)


def test_xml_bomb_ends_as_a_failed_run(partner: Partner) -> None:
    partner.answers(json_reply(page(rows(3))))
    Source.objects.update(kind=Source.Kind.AGGREGATOR_XML)
    bomb = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><source><mission><title>&b;</title></mission></source>'
    run = partner.answers(Reply(bomb))
    assert (run.state, partner.open) == (State.FAILED, 3)
    assert "DTD" in run.error


def test_unchanged_feed_is_not_read_again_and_its_missions_count_as_seen(partner: Partner) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304, headers={"ETag": '"v1"'})
        return json_reply(page(rows(3)), headers={"ETag": '"v1"'})

    partner.answers(answer)
    first = Mission.objects.first().last_seen
    run = partner.answers(answer)
    assert (run.state, run.not_modified, run.read, partner.open) == (State.DONE, True, 0, 3)
    assert Mission.objects.first().last_seen > first


# --- in turn --------------------------------------------------------------------------------


def later(hours: float) -> Any:
    return timezone.now() + timedelta(hours=hours)


def test_source_is_due_after_its_hours_and_sooner_after_a_failure(partner: Partner) -> None:
    assert [source.slug for source in due_sources()] == ["partenaire"]
    partner.answers(json_reply(page(rows(1))))
    assert due_sources() == []
    assert due_sources(later(5.9)) == []
    assert len(due_sources(later(6.1))) == 1
    partner.answers(Reply(status=500))
    assert due_sources() == []
    assert len(due_sources(later(1.1))) == 1
    Source.objects.update(active=False)
    assert due_sources(later(100)) == []


def test_source_that_fails_does_not_hold_back_the_others(partner: Partner) -> None:
    partner.server.serve(Reply(b"pas un flux"))
    other = SourceFactory(slug="autre", name="Autre", feed_url=partner.server.url("/autre"), allow_http=True)
    partner.server.serve(json_reply(page(rows(2))), "/autre")
    with pytest.raises(CommandError):
        call_command("import_due_missions", stdout=StringIO(), stderr=StringIO())
    assert other.missions.count() == 2
    assert partner.source.runs.get().state == State.FAILED
    call_command("import_due_missions", stdout=StringIO(), stderr=StringIO())
    assert ImportRun.objects.count() == 2


@needs_sqlite
def test_worker_stops_cleanly_when_asked(tmp_path: Path) -> None:
    MissionFactory(ends=timezone.localdate() - timedelta(days=1))
    copy_database(tmp_path / "copy.sqlite3")
    process = manage(tmp_path / "copy.sqlite3", "import_due_missions", "--loop", "--pause", "3600")
    # The first round has begun: the only mission has ended.
    assert "1" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _out, said = process.communicate()
    assert process.returncode == 0, said
    assert "Arrêt demandé" in said
