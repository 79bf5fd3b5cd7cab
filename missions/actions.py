"""Import a feed into a source: create, change, leave alone, close; never lose a mission by accident.

Rows are applied in chunks, each in its own transaction; run again, the same feed changes nothing. A mission
absent from a whole feed is closed, unless more than `CLOSING_BRAKE` of the source's open missions would go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.choices import Status
from missions.feeds.aggregator import parse_row
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn, shorten
from missions.feeds.reading import Feed
from missions.models import Mission, Source
from missions.receivers import announce
from missions.writing import MissionWriter, row_hash

CHUNK = 500
CLOSING_BRAKE = 0.20
LISTED_REFUSALS = 5000


@dataclass
class ImportReport:
    """What a run did. Every row read is exactly one of created, changed, unchanged, skipped or refused.

    `skipped` counts rows their platform withdrew; `closed` counts missions, withdrawn or absent.
    """

    source: str
    dry_run: bool = False
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    closed: int = 0
    complete: bool = False
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, row: int, refusal: Refusal) -> None:
        self.refused[refusal.why.value] += 1
        if len(self.refusals) < LISTED_REFUSALS:
            self.refusals.append(
                {
                    "row": row,
                    "client_id": refusal.client_id,
                    "field": refusal.field,
                    "value": refusal.value,
                    "why": refusal.why.value,
                    "reason": refusal.reason,
                }
            )

    def to_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("read", "created", "changed", "unchanged", "skipped", "closed")}
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            **counts,
            "refused": self.refused.total(),
            "refused_by_reason": dict(self.refused.most_common()),
            "refusals": self.refusals,
            "complete": self.complete,
            "warnings": self.warnings,
        }


@dataclass(frozen=True, slots=True)
class _Row:
    """One readable row: what it says, and the digest of how it said it."""

    client_id: str
    parsed: ParsedMission | Withdrawn
    digest: str


class _Run:
    def __init__(self, source: Source, feed: Feed, dry_run: bool) -> None:
        self.source, self.feed, self.dry_run = source, feed, dry_run
        self.report = ImportReport(source.slug, dry_run, complete=feed.whole)
        self.now = timezone.now()
        self.seen: set[str] = set()
        self.writer = MissionWriter(source, self.now)

    def rows(self) -> Iterator[_Row]:
        """The readable rows; the others go to the report."""
        for number, raw in enumerate(self.feed.rows(), start=1):
            self.report.read += 1
            parsed = parse_row(raw)
            if parsed.client_id in self.seen and not isinstance(parsed, Refusal):
                parsed = Refusal(Why.ID_TWICE, "clientId", shorten(parsed.client_id), parsed.client_id)
            if parsed.client_id:
                self.seen.add(parsed.client_id)
            if isinstance(parsed, Refusal):
                self.report.refuse(number, parsed)
            else:
                yield _Row(parsed.client_id, parsed, row_hash(raw))

    @transaction.atomic
    def apply(self, chunk: list[_Row]) -> None:
        if not self.dry_run:
            self.writer.lock()
        known = {
            mission.client_id: mission
            for mission in Mission.objects.filter(source_id=self.source.pk, client_id__in=[row.client_id for row in chunk]).only(
                "client_id", "content_hash", "status", "skills_reviewed", "tagging", "tagger_version"
            )
        }
        new, changed, same, withdrawn = [], [], [], []
        for row in chunk:
            mission = known.get(row.client_id)
            if isinstance(row.parsed, Withdrawn):
                withdrawn.append(mission)
            elif mission is None:
                new.append(row)
            elif mission.content_hash == row.digest and mission.status != Status.CLOSED:
                same.append(mission)
            else:
                changed.append((mission, row))
        self._count(new, changed, same, withdrawn)
        if not self.dry_run:
            self._write(new, changed, same, withdrawn)

    def _count(self, new: list, changed: list, same: list, withdrawn: list) -> None:
        self.report.created += len(new)
        self.report.changed += len(changed)
        self.report.unchanged += len(same)
        self.report.skipped += len(withdrawn)
        self.report.closed += sum(1 for mission in withdrawn if mission and mission.status == Status.OPEN)

    def _write(self, new: list, changed: list, same: list, withdrawn: list) -> None:
        ids = self.writer.create([(row.parsed, row.digest) for row in new])
        ids += self.writer.change([(mission, row.parsed, row.digest) for mission, row in changed])
        self.writer.touch([mission.pk for mission in same])
        ids += self.writer.close([mission.pk for mission in withdrawn if mission and mission.status == Status.OPEN])
        announce(ids)

    @transaction.atomic
    def close_absent(self) -> None:
        """Close what a whole feed no longer holds, unless that is suspiciously much."""
        ours = Mission.objects.filter(source_id=self.source.pk, status=Status.OPEN).values_list("pk", "client_id")
        pairs = list(ours.iterator(chunk_size=5000))
        absent = [pk for pk, client_id in pairs if client_id not in self.seen]
        if not absent:
            return
        if not self.feed.whole:
            self.report.warnings.append(
                _("Le flux n'est pas complet : %(count)d missions absentes restent ouvertes.") % {"count": len(absent)}
            )
        elif len(absent) > CLOSING_BRAKE * len(pairs):
            self.report.warnings.append(
                _("%(count)d missions sur %(total)d auraient disparu d'un coup : elles restent ouvertes, à vérifier.")
                % {"count": len(absent), "total": len(pairs)}
            )
        else:
            self.report.closed += len(absent)
            if not self.dry_run:
                announce(self.writer.close(absent))

    def note(self) -> None:
        """Keep the run's facts on the source, without signals: no mission has changed by that."""
        facts = self.report.to_json()
        facts["refusals"] = facts["refusals"][:200]
        Source.objects.filter(pk=self.source.pk).update(last_run=self.now, last_success=self.now, last_report=facts)


def import_feed(
    source: Source, feed: Feed, dry_run: bool = False, progress: Callable[[int], None] = lambda read: None
) -> ImportReport:
    """Bring a source's missions to what `feed` says. With `dry_run` nothing is written, everything is counted.

    `progress` is called with the number of rows read so far after each chunk.
    """
    run = _Run(source, feed, dry_run)
    rows = run.rows()
    while chunk := list(islice(rows, CHUNK)):
        run.apply(chunk)
        progress(run.report.read)
    run.close_absent()
    report = run.report
    if not report.read:
        report.warnings.append(_("Le flux est vide : rien n'a été fermé."))
    elif report.refused.total() * 2 > report.read:
        report.warnings.append(_("Plus de la moitié des lignes ont été refusées."))
    if not dry_run:
        run.note()
    return report
