"""Rebuild and check, with a word kept of how the last one went; and the same as tasks, for the admin's buttons."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django_tasks import task

from search import checking, sync
from search.engine import EngineUnavailable, RebuildRunning, RebuildShort, SearchEngine, get_engine
from search.models import IndexReport


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


@task()
def rebuild_task() -> None:
    rebuild(get_engine())


@task()
def check_task(repair: bool) -> None:
    check(get_engine(), repair)


@task()
def drain_task() -> None:
    sync.drain(get_engine())
