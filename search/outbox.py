"""What the engine has yet to hear of: keys kept in the database, in order, until they are sent.

A change writes its key here in its own transaction, so nothing is lost with the process that made it. Whoever
sends a batch claims its keys first; a claim that is not settled in time (its process was killed) is free again.
A key is in one claim at a time, so a batch that was read earlier is never written later than a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from kit.bulk import insert
from search.models import PendingSync

# Keys of one claim, and so of one write.
BATCH = 500
# Longer than a batch can take: reading it, and the engine's own time-outs.
CLAIM = timedelta(minutes=2)
LONGEST_REASON = 500
# Any number nobody else locks by.
_TURN = 7_365_617_263


@dataclass(frozen=True, slots=True)
class Claim:
    """Keys that nobody else sends meanwhile, oldest change first."""

    token: str
    keys: tuple[str, ...]

    def settle(self, refused: Mapping[str, str]) -> None:
        """They are sent, but for what the engine refused (key -> reason), which stays listed.

        What changed since the claim has rows of its own and stays too.
        """
        mine = PendingSync.objects.filter(taken=self.token)
        with transaction.atomic():
            firsts = mine.filter(key__in=refused).order_by().values("key").annotate(first=Min("pk"))
            kept = {row["first"]: row["key"] for row in firsts}
            for pk, key in kept.items():
                PendingSync.objects.filter(pk=pk).update(
                    refused=True,
                    reason=refused[key][:LONGEST_REASON],
                    attempts=F("attempts") + 1,
                    taken="",
                    until=None,
                )
            mine.exclude(pk__in=kept).delete()

    def give_back(self, reason: str) -> None:
        """They could not be sent."""
        PendingSync.objects.filter(taken=self.token).update(
            reason=reason[:LONGEST_REASON], attempts=F("attempts") + 1, taken="", until=None
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The outbox in numbers."""

    waiting: int
    oldest: datetime | None
    refused: int


def note(keys: Iterable[str]) -> None:
    """These keys changed; in the transaction that changes them."""
    now = timezone.now()
    insert(PendingSync, ("key", "since"), ((key, now) for key in dict.fromkeys(keys)))


def note_unknown(keys: Collection[str]) -> None:
    """`note`, for those that do not wait already."""
    known = set(PendingSync.objects.filter(key__in=keys, refused=False).values_list("key", flat=True))
    note(key for key in keys if key not in known)


def claim(limit: int, among: Collection[str] | None = None) -> Claim | None:
    """The oldest `limit` keys that wait and that nobody else sends, of `among` where it is given; None without any."""
    now, token = timezone.now(), uuid4().hex
    with transaction.atomic(), _in_turn():
        busy = PendingSync.objects.filter(until__gte=now)
        free = PendingSync.objects.filter(Q(until=None) | Q(until__lt=now), refused=False)
        if among is not None:
            free = free.filter(key__in=among)
        oldest = free.exclude(key__in=busy.values("key")).order_by().values("key").annotate(first=Min("pk"))
        keys = [row["key"] for row in oldest.order_by("first")[:limit]]
        # All rows of a key: those refused earlier are settled by its next success.
        PendingSync.objects.filter(key__in=keys).update(taken=token, until=now + CLAIM)
    return Claim(token, tuple(keys)) if keys else None


@contextmanager
def _in_turn() -> Iterator[None]:
    """Claims are made one at a time, until this transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    yield


def numbers() -> Waiting:
    rows = PendingSync.objects.filter(refused=False)
    first = rows.order_by("since").first()
    return Waiting(
        waiting=rows.values("key").distinct().count(),
        oldest=first and first.since,
        refused=PendingSync.objects.filter(refused=True).values("key").distinct().count(),
    )


def retry_refused() -> int:
    """Somebody asks: what was refused waits again. How many rows."""
    return PendingSync.objects.filter(refused=True).update(refused=False)


def list_refused(reasons: Mapping[str, str]) -> None:
    """These keys are refused, whoever found out."""
    PendingSync.objects.filter(key__in=reasons, refused=True).delete()
    rows = [PendingSync(key=key, refused=True, attempts=1, reason=why[:LONGEST_REASON]) for key, why in reasons.items()]
    PendingSync.objects.bulk_create(rows, BATCH)


@contextmanager
def settled_by_rebuild() -> Iterator[Callable[[], int]]:
    """A rebuild inside this block reads every change that is here when it begins, and settles it if it succeeds.

    Gives what counts the changes since. A transaction that is not through yet is not seen by the mark, as it is not by the rebuild: its rows stay.
    """
    token = uuid4().hex
    PendingSync.objects.update(rebuild=token)
    yield PendingSync.objects.exclude(rebuild=token).count
    PendingSync.objects.filter(rebuild=token).delete()


def rate() -> float:
    """Keys a second that one worker sends of what has waited."""
    return settings.SEARCH_OUTBOX_RATE
