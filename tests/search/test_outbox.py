"""What the engine has yet to hear of: in order, once, never lost, and nothing held up by what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from resources.models import Resource
from search import healing, outbox
from search.engine import EngineUnavailable, SearchEngine, get_engine
from search.models import PendingSync
from search.sync import drain, rebuild, sync
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits(db: None) -> None:
    """Loading the framework changed skills while there was no index."""
    PendingSync.objects.all().delete()


def waiting() -> list[str]:
    return list(PendingSync.objects.order_by("pk").values_list("key", flat=True))


@pytest.fixture
def away(tmp_path: Path):
    """While this is on, there is no engine."""
    return lambda: override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'away'}")


def titled(engine: SearchEngine, page: Resource) -> str:
    return engine.get(f"article:{page.pk}").title


def test_change_waits_from_its_own_transaction_on(resource_index, engine: SearchEngine) -> None:
    page, mission = ArticleFactory(parent=resource_index), MissionFactory()
    # A process killed here, before anything ran after the commit, would leave it to the next.
    assert {f"resource:{page.pk}", f"mission:{mission.pk}"} <= set(waiting())
    drain(engine, pause=lambda seconds: None)
    assert titled(engine, page) == page.title
    assert waiting() == []


def test_rolled_back_change_does_not_wait(resource_index, engine: SearchEngine) -> None:
    before = waiting()
    with pytest.raises(RuntimeError), transaction.atomic():
        ArticleFactory(parent=resource_index)
        raise RuntimeError
    assert waiting() == before


def test_oldest_goes_first_and_each_key_once() -> None:
    outbox.note(["mission:3", "mission:1"])
    outbox.note(["mission:2", "mission:3"])
    assert outbox.claim(2).keys == ("mission:3", "mission:1")
    assert outbox.claim(2).keys == ("mission:2",)
    assert outbox.claim(2) is None


def test_what_changes_while_it_is_sent_is_sent_again() -> None:
    outbox.note(["mission:1"])
    first = outbox.claim(10)
    outbox.note(["mission:1"])
    # Never by two at once: the earlier one has read the database before.
    assert outbox.claim(10) is None
    first.settle({})
    assert outbox.claim(10).keys == ("mission:1",)


def test_claim_of_a_dead_worker_is_free_again_and_its_late_end_takes_nothing_away() -> None:
    outbox.note(["mission:1"])
    dead = outbox.claim(10)
    PendingSync.objects.update(until=timezone.now() - outbox.CLAIM)
    alive = outbox.claim(10)
    assert alive.keys == ("mission:1",)
    dead.settle({})
    assert waiting() == ["mission:1"]
    alive.settle({})
    assert waiting() == []


def test_refused_row_is_listed_holds_nothing_up_and_waits_for_a_change_or_a_person(resource_index, engine: SearchEngine) -> None:
    bad, good = (ArticleFactory(parent=resource_index, title=f"Article {n}") for n in range(2))
    Resource.objects.filter(pk=bad.pk).update(kind="poem")
    drain(engine, pause=lambda seconds: None)
    assert titled(engine, good) == "Article 1"
    [row] = PendingSync.objects.all()
    assert (row.key, row.refused, row.attempts) == (f"resource:{bad.pk}", True, 1)
    assert "poem" in row.reason
    assert outbox.claim(10) is None
    # Asked for, and refused again.
    outbox.retry_refused()
    drain(engine, pause=lambda seconds: None)
    assert PendingSync.objects.get().attempts == 2
    # Changed.
    Resource.objects.filter(pk=bad.pk).update(kind="article")
    outbox.note([f"resource:{bad.pk}"])
    drain(engine, pause=lambda seconds: None)
    assert titled(engine, bad) == "Article 0"
    assert waiting() == []


def test_engine_away_keeps_everything_with_the_reason(resource_index, engine: SearchEngine, away) -> None:
    page = ArticleFactory(parent=resource_index)
    with away():
        assert sync([f"resource:{page.pk}"]) is False
        with pytest.raises(EngineUnavailable):
            drain(get_engine())
        with pytest.raises(CommandError, match="cannot be used"):
            call_command("search_index", drain=True)
    row = PendingSync.objects.filter(key=f"resource:{page.pk}").first()
    assert row.attempts == 3
    assert row.reason
    assert not row.refused


def test_deleted_stays_deleted_however_late_its_change_is_sent(resource_index, engine: SearchEngine) -> None:
    page = ArticleFactory(parent=resource_index)
    drain(engine, pause=lambda seconds: None)
    key = f"resource:{page.pk}"
    page.delete()
    outbox.note([key])
    drain(engine, pause=lambda seconds: None)
    assert engine.get(f"article:{page.pk}") is None


@override_settings(SEARCH_OUTBOX_RATE=50)
def test_what_waited_is_sent_at_a_bounded_rate(engine: SearchEngine) -> None:
    PendingSync.objects.all().delete()
    outbox.note(f"mission:{n}" for n in range(1, 251))
    pauses: list[float] = []
    assert drain(engine, pause=pauses.append) == 250
    assert pauses == [2.0, 2.0, 1.0]


def test_sent_by_itself_after_a_page_once_the_engine_is_back(
    resource_index, engine: SearchEngine, away, client: Client, django_capture_on_commit_callbacks
) -> None:
    with away(), django_capture_on_commit_callbacks(execute=True):
        page = ArticleFactory(parent=resource_index)
    assert f"resource:{page.pk}" in waiting()
    # A while after the failure.
    healing.look_again()
    client.get("/healthz")
    assert titled(engine, page) == page.title
    assert f"resource:{page.pk}" not in waiting()


def test_rebuild_settles_what_was_there_before_it_and_nothing_that_came_since(resource_index, engine: SearchEngine) -> None:
    before = ArticleFactory(parent=resource_index)
    with outbox.settled_by_rebuild():
        outbox.note(["mission:77"])
    assert waiting() == ["mission:77"]
    rebuild(engine)
    assert waiting() == []
    assert titled(engine, before) == before.title


def test_failed_rebuild_settles_nothing(engine: SearchEngine) -> None:
    outbox.note(["mission:77"])
    with pytest.raises(ZeroDivisionError), outbox.settled_by_rebuild():
        raise ZeroDivisionError
    assert "mission:77" in waiting()


def test_numbers_say_how_much_waits_and_since_when() -> None:
    PendingSync.objects.all().delete()
    assert outbox.numbers() == outbox.Waiting(0, None, 0)
    outbox.note(["mission:1", "mission:2"])
    outbox.note(["mission:1"])
    outbox.claim(1).settle({"mission:1": "no"})
    numbers = outbox.numbers()
    assert (numbers.waiting, numbers.refused) == (1, 1)
    assert numbers.oldest == PendingSync.objects.get(key="mission:2").since
