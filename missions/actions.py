"""Import a feed into a source: create, change, leave alone, close; never lose a mission by accident.

Every import is a run with a record (`ImportRun`), also one that failed. Killed midway, the next one goes on to the same
end; of two at once the second does nothing (`ImportBusy`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from missions.feeds.feed import Feed, FeedUnreadable
from missions.feeds.opening import open_feed
from missions.models import ImportRun, Source
from missions.runs.applying import Applying
from missions.runs.finishing import fail, finish, interrupt, nothing_new
from missions.runs.lock import LockLost, begin, begin_dry
from missions.runs.report import ImportReport

logger = logging.getLogger("tremplin.missions")
Progress = Callable[[int, int], None]
COMMAND = ImportRun.Trigger.COMMAND


class Stopped(Exception):
    """Raised by `progress` to end a run between two chunks: what is written stays, the next run goes on."""


def quiet(read: int, count: int) -> None:
    """The progress nobody looks at."""


def import_source(
    source: Source,
    location: str | Path = "",
    *,
    dry_run: bool = False,
    trigger: str = COMMAND,
    fresh: bool = False,
    progress: Progress = quiet,
    asked: ImportRun | None = None,
) -> ImportReport:
    """Bring a source's missions to what its feed says, or the one at `location` (a file or a URL).

    With `dry_run` nothing is written but the run's record, and everything is counted. `progress` is called with the
    rows read so far and all rows after each chunk. Raises FeedUnreadable and ImportBusy, both with nothing changed.
    """

    def read() -> Feed:
        # What "not modified" says is no answer to "what would change".
        return open_feed(source, location, fresh=fresh or dry_run)

    return _perform(source, read, dry_run, trigger, progress, asked, own=location in {"", source.feed_url})


def import_feed(source: Source, feed: Feed, dry_run: bool = False, progress: Progress = quiet) -> ImportReport:
    """The same with a feed that is open already."""
    return _perform(source, lambda: feed, dry_run, COMMAND, progress, None, own=False)


def _perform(
    source: Source,
    read: Callable[[], Feed],
    dry_run: bool,
    trigger: str,
    progress: Progress,
    asked: ImportRun | None,
    own: bool,
) -> ImportReport:
    run = begin_dry(source, trigger, asked) if dry_run else begin(source, trigger, asked)
    report = ImportReport(source.slug, dry_run, run=run.pk if run else None)
    try:
        feed = read()
        report.complete, report.not_modified = feed.complete, feed.unchanged
        if feed.unchanged:
            nothing_new(source, run)
            now = run.started
        else:
            applying = Applying(source, feed, report, run)
            now = applying.now
            applying.all(lambda count: progress(count, feed.count))
        finish(source, run, report, feed, now, own)
    except FeedUnreadable as error:
        fail(source, run, str(error))
        raise
    except LockLost:
        logger.warning("import of %s: another run took over", source.slug)
        raise
    except (Stopped, KeyboardInterrupt):
        interrupt(run)
        raise
    except Exception as error:
        fail(source, run, type(error).__name__)
        raise
    return report
