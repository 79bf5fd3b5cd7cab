"""One import of a source at a time, on every database: the run that holds the lock is a row that exists once.

A run whose process died leaves its row behind. The next one takes over when that process is gone from this machine, or
when nothing was written for `STALE`, longer than a feed may take to be fetched. A run that was taken over by mistake
notices before its next chunk and stops (`beat`), so that two never write.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from missions.models import ImportRun, Source
from missions.receivers import announce

STALE = timedelta(minutes=30)
_REAL_AND_RUNNING = {"state": ImportRun.State.RUNNING, "dry_run": False}


class ImportBusy(Exception):
    """Another import of the source is running. `run` is its record."""

    def __init__(self, run: ImportRun | None) -> None:
        super().__init__()
        self.run = run


class LockLost(Exception):
    """Somebody else took this run for dead and imports in its place."""


def begin(source: Source, trigger: str, asked: ImportRun | None = None) -> ImportRun:
    """The record of a real run that starts now and holds the lock. Raises ImportBusy."""
    _bury_the_dead(source)
    try:
        with transaction.atomic():
            return _started(asked or ImportRun(source=source, trigger=trigger))
    except IntegrityError:
        raise ImportBusy(source.runs.filter(**_REAL_AND_RUNNING).first()) from None


def begin_dry(source: Source, trigger: str, asked: ImportRun | None = None) -> ImportRun | None:
    """The record of a dry run, which disturbs nobody; None for a source that is not kept."""
    if source.pk is None:
        return None
    _bury_the_dead(source)
    return _started(asked or ImportRun(source=source, trigger=trigger, dry_run=True))


def _started(run: ImportRun) -> ImportRun:
    run.started = run.beat = timezone.now()
    run.state, run.host, run.pid = ImportRun.State.RUNNING, socket.gethostname()[:100], os.getpid()
    run.save()
    return run


def beat(run: ImportRun, ids: Sequence[int], **counts: Any) -> None:
    """Say that the run is alive and which missions its open transaction touches. Raises LockLost."""
    still = ImportRun.objects.filter(pk=run.pk, **_REAL_AND_RUNNING)
    if not still.update(beat=timezone.now(), last_chunk=list(ids), **counts):
        raise LockLost


def _bury_the_dead(source: Source) -> None:
    for run in source.runs.filter(state=ImportRun.State.RUNNING):
        if _is_dead(run):
            with transaction.atomic():
                buried = ImportRun.objects.filter(pk=run.pk, beat=run.beat, state=ImportRun.State.RUNNING).update(
                    state=ImportRun.State.ABANDONED, finished=timezone.now(), last_chunk=[]
                )
                if buried:
                    # It may have died between its last commit and telling the index.
                    announce(run.last_chunk)


def _is_dead(run: ImportRun) -> bool:
    if run.beat < timezone.now() - STALE:
        return True
    return run.host == socket.gethostname()[:100] and not _is_alive(run.pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
