"""A rebuild is counted before it serves, says why it does not, and what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from missions.models import Mission
from search import outbox, upkeep
from search.engine import SearchEngine, Trouble, get_engine, open_engine
from search.models import IndexReport, PendingSync
from search.rows import all_items, count_items
from search.sync import rebuild
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_items_are_counted_as_they_are_read(resource_index, db: None) -> None:
    ArticleFactory(parent=resource_index)
    MissionFactory()
    assert count_items() == sum(1 for _ in all_items())


def test_index_that_falls_short_does_not_serve(resource_index, engine: SearchEngine) -> None:
    for _ in range(12):
        MissionFactory()
    before = dict(engine.fingerprints())
    # More than a few odd ones: something else is wrong.
    Mission.objects.update(remote="maybe")
    PendingSync.objects.all().delete()
    with pytest.raises(CommandError, match=r"holds 90 of 102 items, 12 refused"):
        call_command("search_index", rebuild=True)
    assert dict(engine.fingerprints()) == before
    report = IndexReport.objects.get(work="rebuild")
    assert not report.ok
    assert "90 of 102" in report.message


def test_few_odd_rows_are_listed_and_do_not_keep_the_rest_from_serving(engine: SearchEngine) -> None:
    good, bad = MissionFactory(), MissionFactory()
    Mission.objects.filter(pk=bad.pk).update(remote="maybe")
    assert upkeep.rebuild(engine) == 91
    assert engine.get(f"mission:{good.pk}") is not None
    [row] = PendingSync.objects.all()
    assert (row.key, row.refused) == (f"mission:{bad.pk}", True)
    assert IndexReport.objects.get(work="rebuild").outcome == {"items": 91}


def test_new_index_is_counted_where_it_lies(engine: SearchEngine) -> None:
    with engine.rebuild() as index:
        index.add(all_items())
        assert index.count() == 90


def test_changes_not_yet_sent_are_no_shortfall(engine: SearchEngine) -> None:
    outbox.note(["mission:1"])
    with outbox.settled_by_rebuild() as changed_since:
        assert changed_since() == 0
        outbox.note(["mission:2", "mission:3"])
        assert changed_since() == 2


def test_check_and_its_repair_are_kept(engine: SearchEngine) -> None:
    engine.delete(["skill:gestion-du-stress-fr"])
    with pytest.raises(CommandError):
        call_command("search_index", check=True)
    report = IndexReport.objects.get(work="check")
    assert (report.ok, report.outcome["missing"], report.outcome["clean"]) == (True, 1, False)
    call_command("search_index", check=True, repair=True)
    assert IndexReport.objects.get(work="check").outcome["repaired"] is True


def test_another_layout_is_told_apart_from_no_index(client: Client, engine: SearchEngine, tmp_path: Path) -> None:
    said = engine.condition()
    assert (said.engine, said.health, said.documents, said.trouble) == ("Tantivy", "green", 90, None)
    assert said.version
    with override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'other'}"):
        assert get_engine().condition().trouble is Trouble.NO_INDEX
        rebuild(get_engine())
        name = (tmp_path / "other" / "current").read_text()
        (tmp_path / "other" / name).rename(tmp_path / "other" / "layout-00000000-0123456789ab")
        (tmp_path / "other" / "current").write_text("layout-00000000-0123456789ab")
        open_engine.cache_clear()
        assert get_engine().condition().trouble is Trouble.LAYOUT
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["engine_trouble"] == "rebuild-needed"
