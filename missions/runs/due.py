"""Which sources are to be read now, and reading them one after another: a source that fails holds back no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from missions.actions import Progress, Stopped, import_source, quiet
from missions.feeds.feed import FeedUnreadable
from missions.models import ImportRun, Source
from missions.runs.lock import ImportBusy, LockLost
from missions.runs.report import ImportReport

logger = logging.getLogger("tremplin.missions")
# What failed is tried again sooner than its turn, but not at every call.
RETRY = timedelta(hours=1)
_State = ImportRun.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: a report, or why there is none."""

    source: Source
    report: ImportReport | None = None
    error: str = ""
    busy: bool = False


def due_sources(now: datetime | None = None) -> list[Source]:
    """Active sources with an address whose time has come, the longest unread first."""
    now = now or timezone.now()
    found = Source.objects.filter(active=True).exclude(feed_url="").exclude(kind=Source.Kind.MANUAL)
    due = [source for source in found if _due_at(source) is None or _due_at(source) <= now]
    return sorted(due, key=lambda source: (source.last_run is not None, source.last_run))


def _due_at(source: Source) -> datetime | None:
    if source.last_run is None:
        return None
    rest = timedelta(hours=source.every_hours)
    failed = source.last_success is None or source.last_success < source.last_run
    return source.last_run + (min(rest, RETRY) if failed else rest)


def import_due(progress: Progress = quiet) -> Iterator[Outcome]:
    """What people asked for in the admin, then what is due. Raises Stopped when `progress` does."""
    for run in ImportRun.objects.filter(state=_State.ASKED).select_related("source").order_by("pk"):
        yield _import(run.source, run, progress)
    for source in due_sources():
        yield _import(source, None, progress)


def _import(source: Source, asked: ImportRun | None, progress: Progress) -> Outcome:
    # A person who asks wants the feed read, also when it did not change.
    facts = {"dry_run": asked.dry_run, "trigger": ImportRun.Trigger.ADMIN, "fresh": True} if asked else {}
    try:
        report = import_source(source, progress=progress, asked=asked, **({"trigger": ImportRun.Trigger.SCHEDULE} | facts))
    except ImportBusy:
        return Outcome(source, busy=True)
    except FeedUnreadable as error:
        return Outcome(source, error=str(error))
    except LockLost:
        return Outcome(source, busy=True)
    except Stopped:
        raise
    except Exception as error:
        # Whatever one feed or one source does, the others are read.
        logger.exception("import of %s", source.slug)
        return Outcome(source, error=type(error).__name__)
    return Outcome(source, report)
