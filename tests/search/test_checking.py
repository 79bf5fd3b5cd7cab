"""Index and database compared: what differs is named, told by the exit status, repaired when asked, in constant memory."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from missions.models import Mission
from search.checking import Report, check
from search.documents import key_of
from search.engine import SearchEngine
from search.rows import all_items, items_by_id, items_of
from search.sync import rebuild
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory
from tests.search.engine_contract import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def drifted(resource_index, engine: SearchEngine) -> dict[str, Page]:
    """One article missing, one stale, one surplus, and an item nobody knows."""
    pages = {what: ArticleFactory(parent=resource_index, title=f"Article {what}") for what in ("missing", "stale", "surplus")}
    rebuild(engine)
    engine.delete([f"article:{pages['missing'].pk}"])
    type(pages["stale"]).objects.filter(pk=pages["stale"].pk).update(title="Autre titre")
    Page.objects.filter(pk=pages["surplus"].pk).update(live=False)
    engine.write([item("article:strange")])
    return pages


def test_names_what_differs_and_leaves_it(drifted, engine: SearchEngine) -> None:
    report = check(engine)
    assert report.counts == {"missing": 1, "stale": 1, "surplus": 2}
    assert report.ids == {
        "missing": [f"article:{drifted['missing'].pk}"],
        "stale": [f"article:{drifted['stale'].pk}"],
        "surplus": [f"article:{drifted['surplus'].pk}", "article:strange"],
    }
    assert not report.clean
    assert check(engine).counts == report.counts


def test_repair_mends_all_of_it(drifted, engine: SearchEngine) -> None:
    assert check(engine, repair=True).repaired
    assert check(engine).clean
    assert engine.get(f"article:{drifted['stale'].pk}").title == "Autre titre"
    assert engine.get("article:strange") is None


def test_command_fails_on_a_difference_and_not_when_it_repairs(drifted, engine: SearchEngine, capsys) -> None:
    with pytest.raises(CommandError, match="--repair"):
        call_command("search_index", check=True)
    told = capsys.readouterr().out
    assert f"missing: article:{drifted['missing'].pk}" in told
    assert "surplus 2" in told
    call_command("search_index", check=True, repair=True, json=True)
    assert json.loads(capsys.readouterr().out)["repaired"] is True
    call_command("search_index", check=True)
    with pytest.raises(CommandError, match="goes with"):
        call_command("search_index", rebuild=True, repair=True)


def test_row_that_cannot_be_read_is_named_and_breaks_neither_check_nor_rebuild(engine: SearchEngine) -> None:
    good, bad = MissionFactory(), MissionFactory()
    Mission.objects.filter(pk=bad.pk).update(remote="maybe")
    rebuild(engine)
    assert engine.get(f"mission:{good.pk}") is not None
    report = check(engine)
    assert report.clean
    assert "maybe" in report.unreadable[f"mission:{bad.pk}"]


def test_items_come_in_the_order_of_ids_as_texts(db: None) -> None:
    for pk in (9, 10, 99, 100, 1000, 2, 20):
        MissionFactory(pk=pk)
    ids = [one.id for one in items_by_id({})]
    assert ids == sorted(ids)
    assert sorted(one.id for one in all_items()) == ids
    assert [one for one in ids if one.startswith("mission")][:4] == ["mission:10", "mission:100", "mission:1000", "mission:2"]


def test_every_id_leads_to_its_rows(resource_index, db: None) -> None:
    ArticleFactory(parent=resource_index)
    MissionFactory()
    for one in all_items():
        assert one.id in {found.id for found in items_of([key_of(one.id)])[key_of(one.id)]}
    for strange in ("article:x", "article:007", "skill:ecoute-de", "poem:1", "", "mission:", "mission:9" + "9" * 30):
        assert key_of(strange) is None


def peak(work: Callable[[], object]) -> int:
    """Bytes that Python held at most meanwhile."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many_missions(number: int) -> None:
    like = MissionFactory()
    copied = {field.attname: getattr(like, field.attname) for field in Mission._meta.concrete_fields}
    del copied["id"]
    first = like.pk
    Mission.objects.bulk_create(
        [Mission(**copied | {"client_id": f"copy-{first}-{n}", "title": f"Aider {n} " * 10}) for n in range(number)], 500
    )


def test_four_times_the_rows_take_no_more_memory(db: None) -> None:
    def stream() -> None:
        for number, _ in enumerate(items_by_id({})):
            if number % 500 == 0:
                # Rows and what was fetched with them know each other: only the collector frees them.
                gc.collect()
        assert number >= Mission.objects.count()

    many_missions(1_000)
    stream()
    few = peak(stream)
    many_missions(3_000)
    assert peak(stream) < few * 1.3


def test_four_times_the_index_takes_no_more_memory(engine: SearchEngine) -> None:
    reports: list[Report] = []

    def compare() -> None:
        reports.append(check(engine))

    with engine.rebuild() as index:
        index.add(item(f"article:{n:06d}x") for n in range(6_000))
    compare()
    few = peak(compare)
    with engine.rebuild() as index:
        index.add(item(f"article:{n:06d}x") for n in range(24_000))
    assert peak(compare) < few * 1.3
    assert reports[-1].counts["surplus"] == 24_000
    assert len(reports[-1].ids["surplus"]) == 20
