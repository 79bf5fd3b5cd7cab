"""Keeps the index true: what changed is written after commit, and again later if the engine was away."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from django.db import connection, transaction
from django_tasks import task

from kit.edition import new_edition
from search.codec import fingerprint
from search.contract import CatalogueItem
from search.documents import all_items, ids_of, items_of
from search.engine import EngineUnavailable, SearchEngine, get_engine
from search.models import PendingSync

logger = logging.getLogger("tremplin.search")
BATCH = 500


def schedule(keys: Iterable[str]) -> None:
    """Sync these source keys once the transaction is through.

    One transaction's keys go together, however many rows it touched. What a rollback leaves
    behind in the set is only looked at once more, later: a sync reads the database anew.
    """
    pending: set[str] = connection.__dict__.setdefault("search_pending", set())
    pending.update(keys)
    if pending:
        transaction.on_commit(partial(_flush, pending))


def _flush(pending: set[str]) -> None:
    keys = sorted(pending)
    pending.clear()
    for start in range(0, len(keys), BATCH):
        sync_task.enqueue(keys[start : start + BATCH])


@task()
def sync_task(keys: list[str]) -> None:
    sync(keys)


def sync(keys: Iterable[str], engine: SearchEngine | None = None) -> bool:
    """Bring the index in line for these keys and any left from before.

    False when the engine did not answer: the keys are then kept in the database until it does.
    """
    wanted = list(dict.fromkeys([*keys, *PendingSync.objects.values_list("key", flat=True)[:BATCH]]))
    if not wanted:
        return True
    try:
        written = _write_all(engine or get_engine(), wanted)
    except EngineUnavailable as error:
        logger.warning("engine unavailable, %d changes kept for later (%s)", len(wanted), error)
        PendingSync.objects.bulk_create([PendingSync(key=key) for key in wanted], ignore_conflicts=True)
        return False
    PendingSync.objects.filter(key__in=written).delete()
    # Pages that ask the engine may have been kept between the change and this.
    new_edition()
    return True


def _write_all(engine: SearchEngine, keys: list[str]) -> list[str]:
    """Write these keys; the keys dealt with. One row that cannot be read must not hold back the others:
    it is logged, left out, and stays pending only if it was."""
    try:
        _write(engine, keys)
    except EngineUnavailable:
        raise
    except Exception:
        if len(keys) == 1:
            logger.exception("%s cannot be indexed", keys[0])
            return []
        half = len(keys) // 2
        return _write_all(engine, keys[:half]) + _write_all(engine, keys[half:])
    return keys


def _write(engine: SearchEngine, keys: list[str]) -> None:
    found = items_of(keys)
    items = [item for group in found.values() for item in group]
    stay = {item.id for item in items}
    gone = [item_id for key in keys for item_id in ids_of(key) if item_id not in stay]
    if gone:
        engine.delete(gone)
    if items:
        engine.write(items)


def rebuild(engine: SearchEngine) -> int:
    """Fill a new index from the database and let it serve; the number of items."""
    with engine.rebuild() as index:
        count = index.add(all_items())
    PendingSync.objects.all().delete()
    return count


def check(engine: SearchEngine, repair: bool = True) -> dict[str, int]:
    """Compare index and database: counts of items missing, stale and surplus; repaired unless told not to."""
    stored = dict(engine.fingerprints())
    counts = {"items": 0, "missing": 0, "stale": 0, "surplus": 0}
    for batch in _batches(all_items()):
        counts["items"] += len(batch)
        drifted = []
        for item in batch:
            known = stored.pop(item.id, None)
            if known != fingerprint(item):
                counts["missing" if known is None else "stale"] += 1
                drifted.append(item)
        if drifted and repair:
            engine.write(drifted)
    counts["surplus"] = len(stored)
    if stored and repair:
        engine.delete(stored)
    return counts


def _batches(items: Iterator[CatalogueItem]) -> Iterator[list[CatalogueItem]]:
    while batch := list(islice(items, BATCH)):
        yield batch
