"""Keeps the index true: what changed is sent after commit, and again later if the engine was away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from django.db import connection, transaction
from django_tasks import task

from kit.edition import new_edition
from search import healing, making, outbox, patience
from search.documents import ids_of, key_of
from search.engine import EngineUnavailable, ItemsRefused, RebuildShort, SearchEngine, get_engine
from search.rows import count_items, items_of

logger = logging.getLogger("tremplin.search")
# Of what has waited, so much goes along with a change, or after a page is sent.
SLICE = 100
# So many rows may be refused by a rebuild, or this share of all.
FEW, FEW_OF_MANY = 10, 0.01


def schedule(keys: Iterable[str]) -> None:
    """Sync these source keys once the transaction is through.

    They are in the outbox from now on, or not at all if the transaction is rolled back. One transaction's keys
    go together, however many rows it touched; what a rollback leaves behind in the set is only looked at once
    more, later: a sync reads the database anew.
    """
    changed = dict.fromkeys(keys)
    outbox.note(changed)
    pending: set[str] = connection.__dict__.setdefault("search_pending", set())
    pending.update(changed)
    if pending:
        transaction.on_commit(partial(_flush, pending))


def _flush(pending: set[str]) -> None:
    keys = sorted(pending)
    pending.clear()
    for start in range(0, len(keys), outbox.BATCH):
        sync_task.enqueue(keys[start : start + outbox.BATCH])


@task()
def sync_task(keys: list[str]) -> None:
    with patience.of_a_save():
        sync(keys)


def sync(keys: Iterable[str], engine: SearchEngine | None = None) -> bool:
    """Bring the index in line for these keys, and for some that waited from before.

    False when the engine did not answer: the keys then wait in the outbox until it does.
    """
    engine = engine or get_engine()
    wanted = list(dict.fromkeys(keys))
    outbox.note_unknown(wanted)
    try:
        while claim := outbox.claim(outbox.BATCH, wanted):
            _send(engine, claim)
        if waited := outbox.claim(SLICE):
            _send(engine, waited)
    except EngineUnavailable:
        return False
    return True


def drain(engine: SearchEngine, pause: Callable[[float], object] = time.sleep) -> int:
    """Send everything that waits, oldest first, at SEARCH_OUTBOX_RATE; the number of keys.

    Raises EngineUnavailable when the engine goes away meanwhile; what is left stays.
    """
    sent = 0
    while claim := outbox.claim(SLICE):
        _send(engine, claim)
        sent += len(claim.keys)
        pause(len(claim.keys) / outbox.rate())
    return sent


@task()
def drain_slice_task() -> None:
    """Send some of what waits, and the rest later."""
    if claim := outbox.claim(SLICE):
        _send(get_engine(), claim)
        healing.look_again(len(claim.keys) / outbox.rate())


def after_page(**kwargs: object) -> None:
    """All by itself back to normal: when a page is sent and the engine may be back, send it what waited."""
    if not healing.is_due():
        return
    try:
        with patience.of_a_save():
            drain_slice_task.enqueue()
    except Exception:
        # The page is on its way already.
        logger.exception("what waits for the engine could not be sent")


def engine_answers_again(**kwargs: object) -> None:
    healing.look_again()


def _send(engine: SearchEngine, claim: outbox.Claim) -> None:
    """Write what a claim holds. Raises EngineUnavailable, with everything kept for later."""
    try:
        refused = _write_all(engine, claim.keys)
    except EngineUnavailable as error:
        logger.warning("engine unavailable, %d changes kept for later (%s)", len(claim.keys), error)
        claim.give_back(str(error))
        healing.look_again(healing.AGAIN_SECONDS)
        raise
    claim.settle(refused)
    if refused:
        logger.warning("%d changes refused, the first: %s", len(refused), next(iter(refused.values())))
    # Pages that ask the engine may have been kept between the change and this.
    new_edition()


def _write_all(engine: SearchEngine, keys: Collection[str]) -> dict[str, str]:
    """Write these keys; those that cannot be (key -> reason). One row that cannot be read or that the engine
    refuses must not hold back the others."""
    try:
        return _write(engine, keys)
    except EngineUnavailable:
        raise
    except Exception as error:
        if len(keys) == 1:
            [key] = keys
            logger.exception("%s cannot be indexed", key)
            return {key: f"{type(error).__name__}: {error}"}
        whole = list(keys)
        half = len(whole) // 2
        return _write_all(engine, whole[:half]) | _write_all(engine, whole[half:])


def _write(engine: SearchEngine, keys: Collection[str]) -> dict[str, str]:
    read = time.time_ns()
    found = items_of(keys)
    there = {item.id: key for key, items in found.items() for item in items}
    gone = {item_id: key for key in keys for item_id in ids_of(key) if item_id not in there}
    items = [item for group in found.values() for item in group]
    refused: dict[str, str] = {}
    for write, what in ((engine.delete, gone), (engine.write, items)):
        try:
            if what:
                write(what, read=read)
        except ItemsRefused as error:
            refused |= {(there | gone)[item_id]: reason for item_id, reason in error.reasons.items()}
    return refused


def rebuild(engine: SearchEngine) -> int:
    """Fill a new index from the database, count it, and let it serve; the number of items.

    Rows that are refused are listed in the outbox. Raises RebuildShort, with the old index still serving, when
    the new one holds less than the database, or when more is refused than a few odd rows.
    """
    unreadable: dict[str, str] = {}
    refused: Mapping[str, str] = {}
    with outbox.settled_by_rebuild() as changed_since, engine.rebuild() as index:
        try:
            index.add_prepared(making.documents(index.prepare, count_items(), unreadable))
        except ItemsRefused as error:
            refused = error.reasons
        wanted, found = count_items(), index.count()
        odd = len(refused) + len(unreadable)
        # A change that is not sent yet is two items at most.
        if found < wanted - odd - 2 * changed_since() or odd > max(FEW, wanted * FEW_OF_MANY):
            raise RebuildShort(f"the new index holds {found} of {wanted} items, {odd} refused")
    outbox.list_refused({key_of(item_id) or item_id: reason for item_id, reason in refused.items()} | unreadable)
    return found
