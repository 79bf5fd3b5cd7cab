"""What a person decides of missions: whether those that vanished are closed, and whether a closed one opens again."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from missions.choices import OFFERED, Status
from missions.models import ImportRun, Mission, MissionEvent
from missions.receivers import announce
from missions.signals import missions_written

BATCH = 500


class NothingToDecide(Exception):
    """The run does not wait, or not any more: somebody else decided, or a newer import did."""


def close_gone(run: ImportRun, person: AbstractBaseUser | None) -> int:
    """Close the missions a waiting run found absent; how many. Those seen since stay open. Raises NothingToDecide."""
    return _decide(run, person, ImportRun.Decision.CLOSED)


def keep_gone(run: ImportRun, person: AbstractBaseUser | None) -> int:
    """Keep them open until their platform lists them again or they end; how many. Raises NothingToDecide."""
    return _decide(run, person, ImportRun.Decision.KEPT)


@transaction.atomic
def _decide(run: ImportRun, person: AbstractBaseUser | None, decision: str) -> int:
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.WAITING)
    if not waiting.update(state=ImportRun.State.DONE, decision=decision, decided_by=person):
        raise NothingToDecide
    ids: list[int] = []
    for start in range(0, len(run.gone), BATCH):
        gone = Mission.objects.filter(pk__in=run.gone[start : start + BATCH], status__in=OFFERED, last_seen__lte=run.started)
        ids += gone.values_list("pk", flat=True)
    if decision == ImportRun.Decision.CLOSED:
        _change(ids, MissionEvent.Kind.ABSENT, run, status=Status.CLOSED)
        ImportRun.objects.filter(pk=run.pk).update(closed=run.closed + len(ids))
    else:
        _change(ids, MissionEvent.Kind.KEPT, run, kept_open=True)
    return len(ids)


@transaction.atomic
def restore(ids: Sequence[int]) -> int:
    """Open closed missions again, and keep them open until their platform lists them again or they end; how many."""
    closed = list(Mission.objects.filter(pk__in=ids, status=Status.CLOSED).values_list("pk", flat=True))
    _change(closed, MissionEvent.Kind.RESTORED, None, status=Status.OPEN, kept_open=True)
    return len(closed)


def _change(ids: list[int], kind: str, run: ImportRun | None, **fields: object) -> None:
    now = timezone.now()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        Mission.objects.filter(pk__in=some).update(**fields)
        MissionEvent.objects.bulk_create(MissionEvent(mission_id=pk, kind=kind, at=now, run=run) for pk in some)
        missions_written.send(sender=Mission, ids=some, source=run.source if run else None)
    announce(ids)
