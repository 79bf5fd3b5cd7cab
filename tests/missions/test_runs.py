"""Imports as runs: one at a time, to the same end however they are cut, with a person's word where much would close."""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import socket
import sqlite3
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from missions import actions
from missions.actions import import_feed
from missions.choices import Status
from missions.feeds.feed import Feed
from missions.models import ImportRun, Mission, MissionEvent, MissionPlace, MissionSkill, Organisation, Source
from missions.receivers import announce
from missions.runs import applying
from missions.runs.deciding import NothingToDecide, close_gone, keep_gone, restore
from missions.runs.ending import end_missions
from missions.runs.health import warnings_of
from missions.runs.lock import ImportBusy, LockLost, beat, begin
from missions.runs.memory import kept_flat
from search.checking import check
from search.contract import CatalogueQuery
from search.engine import SearchEngine
from tests.missions.factories import MissionFactory, SourceFactory, page, row
from tests.missions.processes import copy_database, manage, needs_sqlite

pytestmark = pytest.mark.django_db
State = ImportRun.State


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [row(clientId=f"m{number}", title=f"Servir des repas {number}", **changes) for number in range(count)]


def feed_of(content: list[Any], total: int | None = None) -> Feed:
    return Feed(rows=lambda: iter(content), count=len(content), total=total)


@pytest.fixture
def source() -> Source:
    return SourceFactory(slug="essai", name="Essai")


def everything() -> dict[str, list[tuple]]:
    """Every row an import writes, without keys and times of its own."""
    place = ("mission__client_id", "city", "postal_code", "department_code", "lat", "lon")
    mission = [
        f.name for f in Mission._meta.concrete_fields if f.name not in {"id", "source", "organisation", "first_seen", "last_seen"}
    ]
    return {
        "missions": sorted(map(repr, Mission.objects.values_list("organisation__key", *mission))),
        "organisations": sorted(Organisation.objects.values_list("key", "name", "url", "description")),
        "places": sorted(map(repr, MissionPlace.objects.values_list(*place))),
        "skills": sorted(MissionSkill.objects.values_list("mission__client_id", "skill__slug", "level", "weight", "evidence")),
    }


def open_ids() -> set[str]:
    return set(Mission.objects.filter(status=Status.OPEN).values_list("client_id", flat=True))


def ask(*arguments: str, source: str = "essai") -> dict[str, Any]:
    out = StringIO()
    call_command("import_missions", *arguments, "--source", source, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


# --- one at a time -------------------------------------------------------------------------


def test_second_import_at_once_does_nothing_and_says_so(source: Source, tmp_path: Path) -> None:
    begin(source, ImportRun.Trigger.COMMAND)
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page(rows(2))))
    said = StringIO()
    out = StringIO()
    call_command("import_missions", str(feed), "--source", "essai", "--json", stdout=out, stderr=said)
    assert json.loads(out.getvalue())["state"] == "busy"
    assert "en cours" in said.getvalue()
    assert not Mission.objects.exists()


def test_dry_run_disturbs_nobody_and_leaves_its_record(source: Source) -> None:
    begin(source, ImportRun.Trigger.COMMAND)
    report = import_feed(source, feed_of(rows(2)), dry_run=True)
    assert (report.created, Mission.objects.count()) == (2, 0)
    assert source.runs.get(dry_run=True).state == State.DONE


def test_lock_of_a_dead_process_is_taken_over_and_its_last_chunk_told(
    source: Source, engine: SearchEngine, django_capture_on_commit_callbacks
) -> None:
    mission = MissionFactory(source=source, title="Écrite juste avant la fin")
    dead = begin(source, ImportRun.Trigger.COMMAND)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ImportRun.objects.filter(pk=dead.pk).update(pid=gone.pid, host=socket.gethostname()[:100], last_chunk=[mission.pk])
    assert check(engine).counts["missing"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        begin(source, ImportRun.Trigger.COMMAND)
    assert ImportRun.objects.get(pk=dead.pk).state == State.ABANDONED
    assert check(engine).counts["missing"] == 0


@pytest.mark.parametrize(("age", "taken"), [(timedelta(minutes=29), False), (timedelta(minutes=31), True)])
def test_lock_of_another_machine_is_taken_over_when_it_is_silent(source: Source, age: timedelta, taken: bool) -> None:
    run = begin(source, ImportRun.Trigger.COMMAND)
    ImportRun.objects.filter(pk=run.pk).update(host="ailleurs", pid=1, beat=timezone.now() - age)
    report = None
    with contextlib.suppress(ImportBusy):
        report = import_feed(source, feed_of(rows(1)))
    assert (report is not None) == taken


def test_run_taken_for_dead_stops_before_it_writes(source: Source) -> None:
    run = begin(source, ImportRun.Trigger.COMMAND)
    ImportRun.objects.filter(pk=run.pk).update(state=State.ABANDONED)
    with pytest.raises(LockLost):
        beat(run, [])


# --- killed midway --------------------------------------------------------------------------


def test_import_that_breaks_in_a_chunk_is_finished_by_the_next(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 4)
    content = rows(10)

    def broken():
        yield from content[:6]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        import_feed(source, Feed(rows=broken, count=10))
    assert Mission.objects.count() == 4
    assert source.runs.first().state == State.FAILED
    report = import_feed(source, feed_of(content))
    assert (report.unchanged, report.created) == (4, 6)
    cut = everything()
    Mission.objects.all().delete()
    Organisation.objects.all().delete()
    import_feed(source, feed_of(content))
    assert everything() == cut


def test_import_stopped_between_chunks_keeps_what_is_written(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)

    def stop(read: int, count: int) -> None:
        raise actions.Stopped

    with pytest.raises(actions.Stopped):
        import_feed(source, feed_of(rows(6)), progress=stop)
    assert Mission.objects.count() == 2
    assert source.runs.get().state == State.ABANDONED


def test_import_that_a_person_asked_for_is_still_asked_for_when_it_was_stopped(source: Source, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page(rows(2))))
    asked = source.runs.create(state=State.ASKED, trigger=ImportRun.Trigger.ADMIN)

    def stop(read: int, count: int) -> None:
        raise actions.Stopped

    with pytest.raises(actions.Stopped):
        actions.import_source(source, feed, trigger=ImportRun.Trigger.ADMIN, progress=stop, asked=asked)
    assert source.runs.get().state == State.ASKED


@needs_sqlite
def test_import_killed_by_the_system_ends_like_one_that_was_not(source: Source, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page(rows(1600))))
    arguments = ("import_missions", str(feed), "--source", "essai", "--verbosity", "2")
    for name in ("cut", "whole"):
        copy_database(tmp_path / f"{name}.sqlite3")
    killed = manage(tmp_path / "cut.sqlite3", *arguments)
    written = ""
    while "500 / 1600" not in written:
        character = killed.stderr.read(1)
        assert character, written
        written += character
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert 0 < len(_dump(tmp_path / "cut.sqlite3")["mission"]) < 1600
    for name in ("cut", "whole"):
        again = manage(tmp_path / f"{name}.sqlite3", *arguments)
        _out, said = again.communicate()
        assert again.returncode == 0, said
    assert _dump(tmp_path / "cut.sqlite3") == _dump(tmp_path / "whole.sqlite3")


def _dump(database: Path) -> dict[str, list[tuple]]:
    """Missions, organisations, places and skills of a file, without keys and times."""
    with sqlite3.connect(database) as rows:
        return {
            "mission": sorted(
                rows.execute("select client_id, title, status, content_hash, min_age, description from missions_mission")
            ),
            "organisation": sorted(rows.execute("select key, name from missions_organisation")),
            "place": sorted(
                rows.execute(
                    "select m.client_id, p.city, p.lat from missions_missionplace p join missions_mission m on m.id = p.mission_id"
                )
            ),
            "skill": sorted(
                rows.execute(
                    "select m.client_id, s.skill_id, s.evidence from missions_missionskill s join missions_mission m on m.id = s.mission_id"
                )
            ),
        }


# --- what vanishes --------------------------------------------------------------------------


def vanished(source: Source) -> ImportRun:
    """Of ten missions three are gone, more than the brake lets go."""
    import_feed(source, feed_of(rows(10)))
    report = import_feed(source, feed_of(rows(7)))
    assert (report.state, report.closed, len(open_ids())) == (State.WAITING, 0, 10)
    return source.runs.first()


def test_what_vanished_beyond_the_brake_is_closed_when_a_person_says_so(source: Source) -> None:
    run = vanished(source)
    assert close_gone(run, None) == 3
    assert open_ids() == {f"m{number}" for number in range(7)}
    assert MissionEvent.objects.filter(kind="absent", run=run).count() == 3
    with pytest.raises(NothingToDecide):
        close_gone(run, None)


def test_what_a_person_keeps_open_waits_no_more_and_closes_after_it_came_back(source: Source) -> None:
    assert keep_gone(vanished(source), None) == 3
    report = import_feed(source, feed_of(rows(7)))
    assert (report.state, report.closed, len(open_ids())) == (State.DONE, 0, 10)
    import_feed(source, feed_of(rows(10)))
    report = import_feed(source, feed_of(rows(9)))
    assert (report.closed, "m9" in open_ids()) == (1, False)


def test_newer_complete_feed_replaces_the_waiting_question(source: Source) -> None:
    run = vanished(source)
    import_feed(source, feed_of(rows(10)))
    run.refresh_from_db()
    assert (run.state, run.decision) == (State.DONE, "superseded")


def test_mission_seen_since_is_not_closed_by_a_late_decision(source: Source) -> None:
    run = vanished(source)
    Mission.objects.filter(client_id="m9").update(last_seen=timezone.now())
    assert close_gone(run, None) == 2
    assert "m9" in open_ids()


def test_brake_of_the_source_decides(source: Source) -> None:
    source.closing_brake = 0.5
    source.save()
    import_feed(source, feed_of(rows(10)))
    assert import_feed(source, feed_of(rows(6))).closed == 4


def test_ended_missions_leave_the_feed_without_counting(source: Source) -> None:
    import_feed(source, feed_of(rows(10)))
    Mission.objects.filter(client_id__in=[f"m{n}" for n in range(5, 10)]).update(ends=timezone.localdate() - timedelta(days=1))
    report = import_feed(source, feed_of(rows(5)))
    assert (report.state, report.closed) == (State.DONE, 5)


def test_mission_that_comes_back_keeps_its_history(source: Source) -> None:
    import_feed(source, feed_of(rows(10)))
    first = Mission.objects.get(client_id="m9")
    import_feed(source, feed_of(rows(9)))
    import_feed(source, feed_of(rows(10)))
    back = Mission.objects.get(client_id="m9")
    assert (back.pk, back.first_seen, back.status) == (first.pk, first.first_seen, Status.OPEN)
    assert list(back.history.values_list("kind", flat=True)) == ["absent", "reopened"]


def test_restored_mission_stays_open_while_its_feed_does_not_hold_it(source: Source) -> None:
    import_feed(source, feed_of(rows(10)))
    import_feed(source, feed_of(rows(9)))
    assert restore([Mission.objects.get(client_id="m9").pk]) == 1
    import_feed(source, feed_of(rows(9)))
    assert "m9" in open_ids()


# --- differences ----------------------------------------------------------------------------


def test_dry_run_says_what_is_new_changed_and_gone(source: Source, tmp_path: Path) -> None:
    import_feed(source, feed_of(rows(10)))
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page([*rows(8), row(clientId="m8", title="Servir des goûters", places=9), row(clientId="neuve")])))
    report = ask(str(feed), "--dry-run")
    assert (report["created"], report["changed"], report["closed"], report["would_close"]) == (1, 1, 1, 1)
    assert [entry["client_id"] for entry in report["diff"]["new"]] == ["neuve"]
    assert [entry["client_id"] for entry in report["diff"]["gone"]] == ["m9"]
    fields = {name: (before, after) for name, before, after in report["diff"]["changed"][0]["fields"]}
    assert fields == {"titre": ("Servir des repas 8", "Servir des goûters"), "places": ("3", "9")}
    assert len(open_ids()) == 10
    assert source.runs.first().diff["changed"][0]["client_id"] == "m8"


def test_long_text_is_shown_from_where_it_changes(source: Source) -> None:
    import_feed(source, feed_of(rows(1, description="Un début commun. " * 20 + "Le lundi.")))
    report = import_feed(source, feed_of(rows(1, description="Un début commun. " * 20 + "Le mardi.")), dry_run=True)
    (_name, before, after) = report.altered[0]["fields"][0]
    assert before.endswith("Le lundi.")
    assert after.endswith("Le mardi.")
    assert len(before) < 80


def test_dry_run_on_the_command_line_prints_the_differences(source: Source, tmp_path: Path) -> None:
    import_feed(source, feed_of(rows(1)))
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page(rows(1, places=8))))
    out = StringIO()
    call_command("import_missions", str(feed), "--source", "essai", "--dry-run", stdout=out, stderr=StringIO())
    assert "« 3 » → « 8 »" in out.getvalue().replace("\u00a0", " ")


def test_source_without_an_address_needs_a_file(source: Source) -> None:
    with pytest.raises(CommandError):
        ask()
    with pytest.raises(CommandError, match="n'existe pas"):
        ask(source="inconnue")


# --- the end of a mission -------------------------------------------------------------------


def test_ended_mission_leaves_search_on_the_next_day_and_the_index_with_the_command(
    source: Source, engine: SearchEngine, django_capture_on_commit_callbacks
) -> None:
    today = timezone.localdate()
    mission = MissionFactory(source=source, title="Tenir la buvette", ends=today)
    with django_capture_on_commit_callbacks(execute=True):
        announce([mission.pk])

    def found(day) -> int:
        return engine.search(CatalogueQuery(today=day)).total

    tomorrow = today + timedelta(days=1)
    before = found(today)
    assert found(tomorrow) == before - 1
    Mission.objects.update(ends=today - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert end_missions() == 1
    assert f"mission:{mission.pk}" not in dict(engine.fingerprints())
    assert end_missions() == 0


# --- warnings -------------------------------------------------------------------------------


def codes(source: Source) -> list[str]:
    source.refresh_from_db()
    return [warning.code for warning in warnings_of(source)]


def test_source_that_does_well_has_no_warning(source: Source) -> None:
    for _time in range(3):
        import_feed(source, feed_of(rows(10)))
    assert codes(source) == []


def test_empty_feed_is_warned_of(source: Source) -> None:
    import_feed(source, feed_of(rows(3)))
    import_feed(source, feed_of([]))
    assert codes(source) == ["empty"]


def test_sudden_change_waiting_and_refusals_are_warned_of(source: Source) -> None:
    import_feed(source, feed_of(rows(10)))
    import_feed(source, feed_of([*rows(2), *[row(clientId=f"x{n}", title="Seul") for n in range(3)]]))
    assert codes(source) == ["waiting", "refused", "sudden"]


def test_source_that_was_not_read_for_two_days_is_warned_of(source: Source) -> None:
    import_feed(source, feed_of(rows(2)))
    Source.objects.update(feed_url="https://plateforme.example/feed", last_success=timezone.now() - timedelta(hours=49))
    assert codes(source) == ["stale"]
    Source.objects.update(active=False)
    assert codes(source) == []


def test_collector_is_put_back_as_it_was_whatever_happens() -> None:
    with contextlib.suppress(ZeroDivisionError), kept_flat() as tidy:
        assert not gc.isenabled()
        tidy()
        raise ZeroDivisionError
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
