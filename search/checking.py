"""Index and database side by side: two streams in the order of their ids, compared one item at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from search import outbox
from search.codec import fingerprint
from search.contract import CatalogueItem
from search.documents import key_of
from search.engine import SearchEngine
from search.rows import items_by_id
from search.sync import drain

# Ids of each sort that a report names.
NAMED = 20


class Drift(StrEnum):
    MISSING = "missing"
    """In the database, not in the index."""
    STALE = "stale"
    SURPLUS = "surplus"
    """In the index, not in the database, or not to be found any more."""


@dataclass(slots=True)
class Report:
    """What a check found: numbers, and the first ids of each sort."""

    items: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Drift, 0))
    ids: dict[str, list[str]] = field(default_factory=lambda: {drift: [] for drift in Drift})
    unreadable: dict[str, str] = field(default_factory=dict)
    """Rows that no item can be made of (key -> reason); they are not in the index."""
    repaired: bool = False

    @property
    def clean(self) -> bool:
        return not any(self.counts.values())

    def as_dict(self) -> dict[str, object]:
        return {
            "items": self.items,
            **self.counts,
            "ids": {drift.value: ids for drift, ids in self.ids.items() if ids},
            "unreadable": dict(islice(self.unreadable.items(), NAMED)),
            "clean": self.clean,
            "repaired": self.repaired,
        }


def check(engine: SearchEngine, repair: bool = False) -> Report:
    """Compare index and database in constant memory; send what differs again when told to repair.

    Raises EngineUnavailable.
    """
    report = Report()
    drifts = _counted(_drifts(engine.fingerprints(), _seen(items_by_id(report.unreadable), report)), report)
    if not repair:
        for _ in drifts:
            pass
        return report
    while some := list(islice(drifts, outbox.BATCH)):
        keys = {item_id: key_of(item_id) for item_id in some}
        # Read anew when they are sent: what changes meanwhile is not undone.
        outbox.note_unknown([key for key in keys.values() if key])
        if strange := [item_id for item_id, key in keys.items() if key is None]:
            engine.delete(strange)
    drain(engine)
    report.repaired = not report.clean
    return report


def _drifts(stored: Iterable[tuple[str, str]], items: Iterable[CatalogueItem]) -> Iterator[tuple[Drift, str]]:
    """Both by id."""
    rest = iter(stored)
    known = next(rest, None)
    for item in items:
        while known and known[0] < item.id:
            yield Drift.SURPLUS, known[0]
            known = next(rest, None)
        if known is None or known[0] != item.id:
            yield Drift.MISSING, item.id
            continue
        if known[1] != fingerprint(item):
            yield Drift.STALE, item.id
        known = next(rest, None)
    while known:
        yield Drift.SURPLUS, known[0]
        known = next(rest, None)


def _seen(items: Iterable[CatalogueItem], report: Report) -> Iterator[CatalogueItem]:
    for item in items:
        report.items += 1
        yield item


def _counted(drifts: Iterable[tuple[Drift, str]], report: Report) -> Iterator[str]:
    """The ids, once they are in the report."""
    for drift, item_id in drifts:
        report.counts[drift] += 1
        if len(report.ids[drift]) < NAMED:
            report.ids[drift].append(item_id)
        yield item_id
