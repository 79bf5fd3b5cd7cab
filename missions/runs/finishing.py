"""How a run ends: what is kept of it on its record and on its source."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from missions.choices import Status
from missions.feeds.feed import Feed
from missions.models import ImportRun, Mission, Source
from missions.runs.lock import LockLost
from missions.runs.report import ImportReport

KEPT_RUNS = 100
KEPT_REFUSALS = 500
_State = ImportRun.State


def nothing_new(source: Source, run: ImportRun) -> None:
    """The server said that nothing changed: what the last import saw is still there."""
    if source.last_success:
        seen = Mission.objects.filter(source=source, status=Status.OPEN, last_seen__gte=source.last_success)
        seen.update(last_seen=run.started)


@transaction.atomic
def finish(source: Source, run: ImportRun | None, report: ImportReport, feed: Feed, now: datetime, own: bool) -> None:
    """Write the end down. `own`: the feed was the source's own, so that its version counts for the next request."""
    _warn(report, feed)
    waiting = bool(report.gone) and not report.dry_run
    report.state = _State.WAITING if waiting else _State.DONE
    if run is None:
        return
    _end(
        run,
        report.state,
        **report.counts,
        complete=report.complete,
        not_modified=report.not_modified,
        refused_by_reason=dict(report.refused.most_common()),
        refusals=report.refusals[:KEPT_REFUSALS],
        diff=report.diff,
        gone=report.gone,
        warnings=report.warnings,
    )
    if report.dry_run:
        return
    if report.complete:
        source.runs.filter(state=_State.WAITING).exclude(pk=run.pk).update(
            state=_State.DONE, decision=ImportRun.Decision.SUPERSEDED
        )
    versions = {"etag": feed.etag, "last_modified": feed.last_modified} if own else {}
    _note(source, last_run=now, last_success=now, **versions)
    _forget_old(source)


def fail(source: Source, run: ImportRun | None, error: str) -> None:
    """The feed could not be read, or something broke: whole chunks stay, nothing is closed."""
    if run:
        _end(run, _State.FAILED, error=error)
        if not run.dry_run:
            _note(source, last_run=run.started)


def interrupt(run: ImportRun | None) -> None:
    """Stopped between two chunks: what a person asked for is still asked for, what was due is still due."""
    if run:
        _end(run, _State.ASKED if run.trigger == ImportRun.Trigger.ADMIN else _State.ABANDONED)


def _end(run: ImportRun, state: str, **facts: object) -> None:
    """Raises LockLost for a real run that somebody else has ended."""
    ended = ImportRun.objects.filter(pk=run.pk, state=_State.RUNNING).update(
        state=state, finished=timezone.now(), last_chunk=[], **facts
    )
    if not ended and not run.dry_run:
        raise LockLost


def _note(source: Source, **facts: object) -> None:
    """Onto the source without signals: no mission has changed by that."""
    Source.objects.filter(pk=source.pk).update(**facts)


def _warn(report: ImportReport, feed: Feed) -> None:
    for doubt in feed.doubts:
        report.warn("doubt", text=doubt)
    if report.not_modified:
        return
    if not report.read:
        report.warn("empty")
    elif report.refused.total() * 2 > report.read:
        report.warn("refused")


def _forget_old(source: Source) -> None:
    old = source.runs.exclude(state__in=[_State.WAITING, _State.RUNNING]).values_list("pk", flat=True)[KEPT_RUNS:]
    if pks := list(old):
        ImportRun.objects.filter(pk__in=pks).delete()
