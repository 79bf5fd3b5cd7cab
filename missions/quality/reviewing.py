"""Missions of partners that need review wait for a person; small changes of accepted ones pass.

What a person judged is kept as a digest of what matters, so an import may come again and again: the same words get the
same answer, others wait.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction

from missions.choices import Status
from missions.models import Mission
from missions.quality.duplicates import regroup
from missions.receivers import announce
from missions.text import fold, squeeze

# Dates, rhythm, places left and indemnity may change without anybody looking again.
_MATTERS = ("title", "description", "application_url", "domain", "type", "remote", "open_to_minors", "organisation_id")
_LISTS = ("requirements", "audience")


def digest_of(mission: Mission) -> str:
    """What of a mission a person judges, as 32 hexadecimal digits; needs its locations."""
    said = [squeeze(fold(str(getattr(mission, name)))) for name in _MATTERS]
    said += [json.dumps(getattr(mission, name), sort_keys=True) for name in _LISTS]
    said += sorted({place.city for place in mission.locations.all()})
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def hold_for_review(ids: Sequence[int]) -> None:
    """Give missions just written the state their review asks for. Call it in the transaction that wrote them."""
    waiting = Mission.objects.filter(pk__in=ids, status=Status.OPEN, source__needs_review=True).with_locations()
    for mission in waiting:
        if mission.judged != digest_of(mission):
            Mission.objects.filter(pk=mission.pk).update(status=Status.PENDING)
        elif mission.refusal:
            Mission.objects.filter(pk=mission.pk).update(status=Status.REFUSED)


@transaction.atomic
def judge(ids: Sequence[int], refusal: str = "") -> list[int]:
    """Accept waiting missions, or refuse them with a reason; the ids judged. The index is told, duplicates are looked for."""
    rows = Mission.objects.filter(pk__in=ids, status=Status.PENDING).with_locations()
    judged = []
    for mission in rows:
        status = Status.REFUSED if refusal else Status.OPEN
        judged += [mission.pk] * Mission.objects.filter(pk=mission.pk, status=Status.PENDING).update(
            status=status, judged=digest_of(mission), refusal=refusal[:250]
        )
    regroup(judged)
    announce(judged)
    return judged
