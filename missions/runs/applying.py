"""A feed's rows into the database, chunk after chunk, each in its own transaction; run again, the same feed changes nothing.

A mission absent from a complete feed is closed, unless more than the source's `closing_brake` of its missions would go:
then nothing is closed and a person decides (runs/deciding.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from missions.choices import OFFERED, Status
from missions.feeds import values
from missions.feeds.feed import Feed
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn, shorten
from missions.models import ImportRun, Mission, MissionEvent, Source
from missions.quality.preparing import prepared
from missions.receivers import announce
from missions.runs.differences import COMPARED, differences
from missions.runs.lock import beat
from missions.runs.memory import kept_flat
from missions.runs.report import LISTED_CHANGES, ImportReport
from missions.writing import MissionWriter, row_hash

CHUNK = 500
Numbered = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class _Row:
    """A readable row that says something new, and the digest of how it said it."""

    parsed: ParsedMission
    digest: str


@dataclass(slots=True)
class _Sorted:
    """The rows of a chunk by what is to be done."""

    new: list[_Row] = field(default_factory=list)
    changed: list[tuple[Mission, _Row]] = field(default_factory=list)
    same: list[Mission] = field(default_factory=list)
    withdrawn: list[Mission | None] = field(default_factory=list)

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
        rows = enumerate(self.feed.rows(), start=1)
        with kept_flat() as tidy:
            while chunk := list(islice(rows, CHUNK)):
                self.apply(chunk)
                tidy()
                progress(self.report.read)
        self.close_absent()

    @transaction.atomic
    def apply(self, chunk: list[Numbered]) -> None:
        self._claim()
        sorted_rows = self._sort(chunk)
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

    def _sort(self, chunk: list[Numbered]) -> _Sorted:
        ids = [_client_id(raw) for _number, raw in chunk]
        known = {
            mission.client_id: mission
            for mission in self._ours()
            .filter(client_id__in=set(ids))
            .only("client_id", "content_hash", "status", "skills_reviewed", "tagging", "tagger_version")
        }
        found = _Sorted()
        for (number, raw), client_id in zip(chunk, ids, strict=True):
            self.report.read += 1
            self._sort_row(found, number, raw, client_id, known.get(client_id))
        return found

    def _sort_row(self, found: _Sorted, number: int, raw: Any, client_id: str, mission: Mission | None) -> None:
        again = client_id in self.seen
        if client_id:
            self.seen.add(client_id)
        digest = row_hash(raw) if isinstance(raw, Mapping) else ""
        same = mission is not None and mission.content_hash == digest and mission.status != Status.CLOSED
        # What was read before need not be read again, except where the rules depend on the day.
        if same and not again and not self.source.strict:
            found.same.append(mission)
            return
        parsed = self.feed.parse(raw)
        if again and not isinstance(parsed, Refusal):
            parsed = Refusal(Why.ID_TWICE, "clientId", shorten(client_id), client_id)
        if isinstance(parsed, Refusal):
            self.report.refuse(number, parsed)
        elif isinstance(parsed, Withdrawn):
            found.withdrawn.append(mission)
        elif mission is None:
            found.new.append(_Row(parsed, digest))
        elif same:
            found.same.append(mission)
        else:
            found.changed.append((mission, _Row(parsed, digest)))

    def _ours(self) -> QuerySet[Mission]:
        return Mission.objects.filter(source_id=self.source.pk)

    def _list(self, rows: _Sorted) -> None:
        """Note the first differences of each kind, for whoever looks at the run."""
        report = self.report
        for row in rows.new[: LISTED_CHANGES - len(report.new)]:
            parsed = prepared(row.parsed)
            report.new.append(_named(parsed.client_id, parsed.title, parsed.organisation.name))
        changed = rows.changed[: LISTED_CHANGES - len(report.altered)]
        if changed:
            old = self._ours().filter(pk__in=[mission.pk for mission, _row in changed])
            before = {facts["pk"]: facts for facts in old.values("pk", "organisation__name", *COMPARED)}
            for mission, row in changed:
                parsed = prepared(row.parsed)
                entry = _named(mission.client_id, parsed.title, parsed.organisation.name)
                report.altered.append({**entry, "pk": mission.pk, "fields": differences(before[mission.pk], parsed)})
        report.gone_listed += self._gone(rows.closing)

    def _write(self, rows: _Sorted) -> None:
        ids = self.writer.create([(row.parsed, row.digest) for row in rows.new])
        ids += self.writer.change([(mission, row.parsed, row.digest) for mission, row in rows.changed])
        self.writer.touch([mission.pk for mission in rows.same])
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


def _client_id(raw: Any) -> str:
    """As `parse_row` reads it."""
    return values.text(raw.get("clientId"))[:200] if isinstance(raw, Mapping) else ""


def _named(client_id: str, title: str, organisation: str) -> dict[str, Any]:
    return {"client_id": client_id, "title": title, "organisation": organisation}
