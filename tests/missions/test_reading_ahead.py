"""Imports helped by other processes: the same end as alone, whatever happens to the helpers."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from missions.actions import import_feed
from missions.feeds.aggregator import parse_row
from missions.feeds.feed import Feed, Parse
from missions.models import ImportRun, Mission, MissionKey, MissionPlace, MissionSkill, Organisation, Source
from missions.runs import ahead, applying
from missions.synthetic import Synthesis
from tests.missions.factories import CommuneFactory, SourceFactory
from tests.missions.readers import broken, deadly, signed

pytestmark = pytest.mark.django_db
CHUNK = 50


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", CHUNK)
    monkeypatch.setattr(ahead, "FEWEST", 10)
    CommuneFactory()


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    """With every kind of refusal and of bent rule, and a few missions that another platform repeats."""
    found = list(Synthesis().rows(240))
    return [*found, *({**row, "clientId": f"encore-{at}", "publisherName": "Ailleurs"} for at, row in enumerate(found[:10]))]


@pytest.fixture
def imported(settings: Any, rows: list[dict[str, Any]]) -> Callable[..., dict[str, list]]:
    def run(processes: int, parse: Parse = parse_row, **facts: Any) -> dict[str, list]:
        """What an import into an empty database leaves there, keys and times aside."""
        for model in (MissionKey, MissionSkill, MissionPlace, Mission, Organisation, Source):
            model.objects.all().delete()
        settings.IMPORT_PROCESSES = processes
        feed = Feed(rows=lambda: iter(rows), count=len(rows), parse=parse)
        report = import_feed(SourceFactory(slug="essai", name="Essai", **facts), feed)
        return {"counts": list(report.counts.items()), "refusals": report.refusals, **everything()}

    return run


def everything() -> dict[str, list]:
    unsaid = {"id", "source", "organisation", "duplicate_of", "first_seen", "last_seen"}
    said = [f.name for f in Mission._meta.concrete_fields if f.name not in unsaid]
    place = [f.name for f in MissionPlace._meta.concrete_fields if f.name not in {"id", "mission"}]
    return {
        "missions": list(Mission.objects.order_by("client_id").values("organisation__key", "duplicate_of__client_id", *said)),
        "organisations": list(Organisation.objects.order_by("key").values("key", "name", "url", "description")),
        "places": list(MissionPlace.objects.order_by("mission__client_id", "pk").values("mission__client_id", *place)),
        "skills": list(
            MissionSkill.objects.order_by("mission__client_id", "pk").values(
                "mission__client_id", "skill__slug", "level", "weight", "evidence", "confidence", "origin"
            )
        ),
        "keys": list(MissionKey.objects.order_by("mission__client_id", "key").values("mission__client_id", "key", "voice")),
    }


def readers() -> set[int]:
    return {int(pid) for pid in Mission.objects.values_list("activity", flat=True)}


@pytest.mark.parametrize("strict", [False, True])
def test_two_processes_write_the_same_as_one(imported, strict: bool) -> None:
    alone = imported(1, strict=strict)
    assert len(alone["missions"]) > (0 if strict else 200)
    assert strict or any(mission["duplicate_of__client_id"] for mission in alone["missions"])
    for processes in (2, 3):
        assert imported(processes, strict=strict) == alone


@pytest.mark.parametrize(("processes", "helpers"), [(2, 1), (3, 2)])
def test_rows_are_read_by_the_others(imported, processes: int, helpers: int) -> None:
    imported(processes, signed)
    assert len(readers() - {os.getpid()}) == helpers


def test_alone_nobody_else_reads(imported) -> None:
    imported(1, signed)
    assert readers() == {os.getpid()}


def test_small_feed_and_few_changes_start_nobody(imported, rows: list[dict[str, Any]]) -> None:
    whole = list(rows)
    del rows[CHUNK:]
    imported(2, signed)
    assert readers() == {os.getpid()}
    rows[:] = whole
    imported(2, signed)
    for row in rows[::20]:
        row["title"] += ", encore"
    source = Source.objects.get()
    report = import_feed(source, Feed(rows=lambda: iter(rows), count=len(rows), parse=signed))
    assert report.changed > 5
    changed = Mission.objects.filter(title__endswith=", encore").values_list("activity", flat=True)
    assert set(changed) == {str(os.getpid())}


def test_helper_killed_midway_leaves_the_import_to_end_as_alone(
    imported, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    alone, trace = imported(1), tmp_path / "killed"
    with caplog.at_level(logging.WARNING, "tremplin.missions"):
        assert imported(2, partial(deadly, os.getpid(), trace)) == alone
    assert trace.exists()
    assert "no help" in caplog.text
    assert ImportRun.objects.get().state == ImportRun.State.DONE


def test_machine_that_starts_no_process_imports_alone(imported, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = imported(1)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert imported(2) == alone


def test_fault_of_ours_fails_at_the_same_row(imported) -> None:
    left = []
    for processes in (1, 2):
        with pytest.raises(LookupError, match="a fault of ours"):
            imported(processes, broken)
        assert ImportRun.objects.get().state == ImportRun.State.FAILED
        left.append(everything())
    assert left[0] == left[1]
    assert len(left[0]["missions"]) > CHUNK


def test_feed_that_breaks_off_leaves_as_much_as_alone(settings: Any, rows: list[dict[str, Any]]) -> None:
    def cut() -> Iterator[dict[str, Any]]:
        yield from rows[: 3 * CHUNK + 1]
        raise OSError("the disk is gone")

    left = []
    for processes in (1, 2):
        settings.IMPORT_PROCESSES = processes
        source = SourceFactory(slug=f"essai-{processes}")
        with pytest.raises(OSError, match="disk"):
            import_feed(source, Feed(rows=cut, count=len(rows)))
        left.append(source.missions.count())
    assert left[0] == left[1] > 2 * CHUNK
