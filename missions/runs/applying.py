"""A feed's rows into the database, chunk after chunk, each in its own transaction; run again, the same feed changes nothing.

A mission absent from a complete feed is closed, unless more than the source's `closing_brake` of its missions would go:
then nothing is closed and a person decides (runs/deciding.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from missions.choices import OFFERED, Status
from missions.feeds.feed import Feed
from missions.feeds.parsed import Refusal, Why, Withdrawn, shorten
from missions.models import ImportRun, Mission, MissionEvent, Source
from missions.reading import ReadRow
from missions.receivers import announce
from missions.runs.ahead import ReadingAhead, Row, processes
from missions.runs.differences import COMPARED, differences
from missions.runs.lock import beat
from missions.runs.memory import kept_flat
from missions.runs.report import LISTED_CHANGES, ImportReport
from missions.writing import MissionWriter

CHUNK = 500
# A readable row that says something new, and the digest of how it said it.
_New = tuple[ReadRow, str]


class _Known(NamedTuple):
    """What decides on a mission that is there already."""

    pk: int
    content_hash: str
    status: str


@dataclass(slots=True)
class _Sorted:
    """The rows of a chunk by what is to be done."""

    new: list[_New] = field(default_factory=list)
    changed: dict[int, _New] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)
    withdrawn: list[_Known | None] = field(default_factory=list)

    @property
    def closing(self) -> list[int]:
        return [mission.pk for mission in self.withdrawn if mission and mission.status in OFFERED]


class Applying:
    """One feed into one source. `run` is the record that holds the lock; a dry run writes nothing and may have none."""

    def __init__(self, source: Source, feed: Feed, report: ImportReport, run: ImportRun | None) -> None:
        self.source, self.feed, self.report, self.run = source, feed, report, run
        self.now = timezone.now()
        self.seen: set[str] = set()
        self.writer = MissionWriter(source, self.now, run)

    def all(self, progress: Callable[[int], None]) -> None:
        """Every chunk, then what is no longer there. `progress` hears the number of rows read after each chunk."""
        helpers = 0 if self.report.dry_run else processes() - 1
        with kept_flat() as tidy, ReadingAhead(self.feed, CHUNK, helpers, self._unread) as ahead:
            for chunk in ahead.chunks():
                self.apply(chunk)
                tidy()
                progress(self.report.read)
        self.close_absent()

    @transaction.atomic
    def apply(self, chunk: list[Row]) -> None:
        """Write some rows, and let go of them."""
        self._claim()
        sorted_rows = self._sort(chunk)
        # Nobody wants them again, and the index's share of the work, after the commit, needs the room.
        chunk.clear()
        report = self.report
        report.created += len(sorted_rows.new)
        report.changed += len(sorted_rows.changed)
        report.unchanged += len(sorted_rows.same)
        report.skipped += len(sorted_rows.withdrawn)
        report.closed += len(sorted_rows.closing)
        self._list(sorted_rows)
        if not report.dry_run:
            self._write(sorted_rows)

    def _claim(self) -> None:
        """Hold the lock for the rest of the transaction. Raises LockLost."""
        if not self.report.dry_run:
            beat(self.run, ())

    def _sort(self, chunk: Sequence[Row]) -> _Sorted:
        known, found = self._known(chunk), _Sorted()
        for row in chunk:
            self.report.read += 1
            self._sort_row(found, row, known.get(row.client_id))
        return found

    def _known(self, chunk: Sequence[Row]) -> dict[str, _Known]:
        rows = self._ours().filter(client_id__in={row.client_id for row in chunk})
        return {client_id: _Known(*facts) for client_id, *facts in rows.values_list("client_id", *_Known._fields)}

    def _unread(self, chunk: Sequence[Row]) -> list[Row]:
        """The rows of a chunk to come that will have to be read, as far as one can know now."""
        known = self._known(chunk)
        return [row for row in chunk if not self._is_same(row, known.get(row.client_id))]

    def _is_same(self, row: Row, mission: _Known | None) -> bool:
        """What was read before need not be read again, except where the rules depend on the day."""
        return not self.source.strict and _says_the_same(row, mission)

    def _sort_row(self, found: _Sorted, row: Row, mission: _Known | None) -> None:
        again = row.client_id in self.seen
        if row.client_id:
            self.seen.add(row.client_id)
        if not again and self._is_same(row, mission):
            found.same.append(mission.pk)
            return
        read = row.reading(self.feed.parse, tagged=not self.report.dry_run)
        if again and not isinstance(read, Refusal):
            read = Refusal(Why.ID_TWICE, "clientId", shorten(row.client_id), row.client_id)
        if isinstance(read, Refusal):
            self.report.refuse(row.number, read)
        elif isinstance(read, Withdrawn):
            found.withdrawn.append(mission)
        elif mission is None:
            found.new.append((read, row.digest))
        elif _says_the_same(row, mission):
            found.same.append(mission.pk)
        else:
            found.changed[mission.pk] = read, row.digest

    def _ours(self) -> QuerySet[Mission]:
        return Mission.objects.filter(source_id=self.source.pk)

    def _list(self, rows: _Sorted) -> None:
        """Note the first differences of each kind, for whoever looks at the run."""
        report = self.report
        for read, _digest in rows.new[: LISTED_CHANGES - len(report.new)]:
            parsed = read.parsed
            report.new.append(_named(parsed.client_id, parsed.title, parsed.organisation.name))
        changed = list(rows.changed.items())[: LISTED_CHANGES - len(report.altered)]
        if changed:
            old = self._ours().filter(pk__in=[pk for pk, _new in changed])
            before = {facts["pk"]: facts for facts in old.values("pk", "organisation__name", *COMPARED)}
            for pk, (read, _digest) in changed:
                parsed = read.parsed
                entry = _named(parsed.client_id, parsed.title, parsed.organisation.name)
                report.altered.append({**entry, "pk": pk, "fields": differences(before[pk], parsed)})
        report.gone_listed += self._gone(rows.closing)

    def _write(self, rows: _Sorted) -> None:
        ids = self.writer.create(rows.new)
        ids += self.writer.change(rows.changed)
        self.writer.touch(rows.same)
        ids += self.writer.close(rows.closing, MissionEvent.Kind.WITHDRAWN)
        self.writer.tell(ids)
        self._note(ids)

    def _note(self, ids: list[int]) -> None:
        beat(self.run, ids, **self.report.counts)
        announce(ids)

    @transaction.atomic
    def close_absent(self) -> None:
        """Close what a complete feed no longer holds, unless that is suspiciously much.

        What has ended is hidden already and leaves feeds by itself: it is closed without counting.
        """
        self._claim()
        today = timezone.localdate()
        rows = self._ours().filter(status__in=OFFERED, kept_open=False).values_list("pk", "client_id", "ends")
        running: list[tuple[int, str]] = []
        ended: list[int] = []
        for pk, client_id, ends in rows.iterator(chunk_size=5000):
            if ends is None or ends >= today:
                running.append((pk, client_id))
            elif client_id not in self.seen:
                ended.append(pk)
        absent = [pk for pk, client_id in running if client_id not in self.seen]
        if not self.feed.complete:
            self._leave(len(absent) + len(ended))
        elif len(absent) > self.source.closing_brake * len(running):
            self.report.warn("brake", count=len(absent), total=len(running))
            self.report.gone = absent
            self._close(ended)
        else:
            self._close([*absent, *ended])
        self.report.gone_listed += self._gone(absent)

    def _leave(self, count: int) -> None:
        if count and self.feed.count:
            self.report.warn("incomplete", count=count)

    def _close(self, ids: list[int]) -> None:
        self.report.closed += len(ids)
        if self.report.dry_run:
            self.report.gone += ids
        elif ids:
            self.writer.close(ids, MissionEvent.Kind.ABSENT)
            self.writer.tell(ids)
            self._note(ids)

    def _gone(self, ids: list[int]) -> Iterable[dict[str, Any]]:
        few = ids[: max(0, LISTED_CHANGES - len(self.report.gone_listed))]
        rows = self._ours().filter(pk__in=few).values_list("pk", "client_id", "title", "organisation__name")
        return [{**_named(client_id, title, name), "pk": pk} for pk, client_id, title, name in rows.order_by("pk")] if few else []


def _says_the_same(row: Row, mission: _Known | None) -> bool:
    return mission is not None and mission.content_hash == row.digest and mission.status != Status.CLOSED


def _named(client_id: str, title: str, organisation: str) -> dict[str, Any]:
    return {"client_id": client_id, "title": title, "organisation": organisation}
