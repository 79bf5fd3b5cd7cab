"""Rebuild and check, with a word kept of how the last one went; and the same for the admin's buttons: at once, or asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResult, task

from search import checking, outbox, sync
from search.engine import EngineUnavailable, RebuildRunning, RebuildShort, SearchEngine, get_engine
from search.models import IndexReport, IndexWish
from search.rows import count_items


def rebuild(engine: SearchEngine) -> int:
    """See search.sync.rebuild."""
    with _reported(IndexReport.Work.REBUILD) as outcome:
        outcome["items"] = sync.rebuild(engine)
    return outcome["items"]


def check(engine: SearchEngine, repair: bool = False) -> checking.Report:
    """See search.checking.check."""
    with _reported(IndexReport.Work.CHECK) as outcome:
        report = checking.check(engine, repair)
        outcome.update(report.as_dict())
    return report


@contextmanager
def _reported(work: IndexReport.Work) -> Iterator[dict[str, Any]]:
    """What is put into the dictionary is kept, and an error's words if it ends in one."""
    at, began, outcome, message = timezone.now(), time.monotonic(), {}, ""
    try:
        yield outcome
    except RebuildRunning:
        # The other one reports.
        raise
    except (EngineUnavailable, RebuildShort) as error:
        message = str(error) or type(error).__name__
        _keep(work, at, began, outcome, message)
        raise
    _keep(work, at, began, outcome, message)


def _keep(work: IndexReport.Work, at: Any, began: float, outcome: dict[str, Any], message: str) -> None:
    facts = {"at": at, "seconds": round(time.monotonic() - began, 3), "ok": not message}
    IndexReport.objects.update_or_create(work=work, defaults={**facts, "outcome": outcome, "message": message})


def ask(work: IndexReport.Work, repair: bool = False) -> TaskResult | None:
    """Do it now, with a small catalogue; else it is asked for (None), and done by the next `carry_out`."""
    if count_items() <= settings.SEARCH_AT_ONCE:
        return rebuild_task.enqueue() if work == IndexReport.Work.REBUILD else check_task.enqueue(repair)
    IndexWish.objects.update_or_create(work=work, defaults={"repair": repair, "asked": timezone.now()})
    return None


def ask_to_send() -> TaskResult | None:
    """The same for what waits, and for what was refused."""
    outbox.retry_refused()
    return drain_task.enqueue() if outbox.numbers().waiting <= settings.SEARCH_AT_ONCE else None


def carry_out(engine: SearchEngine) -> None:
    """Do what was asked for, oldest first. Raises what `rebuild` and `check` raise; what the engine was away for stays asked for."""
    for wish in IndexWish.objects.all():
        if wish.work == IndexReport.Work.CHECK:
            check(engine, wish.repair)
        else:
            try:
                rebuild(engine)
            except RebuildShort:
                # The report says so; the next one would end like it.
                _done(wish)
                raise
        _done(wish)


def _done(wish: IndexWish) -> None:
    # Whoever asked again meanwhile is served by the next.
    IndexWish.objects.filter(work=wish.work, asked=wish.asked).delete()


@task()
def rebuild_task() -> None:
    rebuild(get_engine())


@task()
def check_task(repair: bool) -> None:
    check(get_engine(), repair)


@task()
def drain_task() -> None:
    sync.drain(get_engine())
