"""Missions whose last day has passed leave the index; pages and queries hide them by their date anyway."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from missions.models import Mission, MissionEvent
from missions.receivers import announce

BATCH = 500


def end_missions(today: date | None = None) -> int:
    """Take what ended before `today` (in Paris, as everywhere) out of the index, once; how many missions that were."""
    today = today or timezone.localdate()
    told = MissionEvent.objects.filter(mission=OuterRef("pk"), kind=MissionEvent.Kind.ENDED, at__date__gt=OuterRef("ends"))
    over = Mission.objects.open().filter(ends__lt=today).exclude(Exists(told)).order_by("pk")
    ids = list(over.values_list("pk", flat=True))
    now = timezone.now()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        with transaction.atomic():
            MissionEvent.objects.bulk_create(MissionEvent(mission_id=pk, kind=MissionEvent.Kind.ENDED, at=now) for pk in some)
            announce(some)
    return len(ids)
