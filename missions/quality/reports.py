"""What visitors report, and when that hides a mission until a person has looked.

Of who reports, only a keyed digest is kept, new every month and deleted with the look: enough to count distinct people,
not to know one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from missions.models import Mission, MissionReport
from missions.quality.contact_data import without_contacts
from missions.quality.records import SERIOUS
from missions.receivers import announce


def who_of(request: HttpRequest, today: date) -> str:
    """A digest for whoever asks, the same for a month; one network of IPv6 counts as one (RFC 6177: a site has a /64 at least)."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address)
        if known.version == 6:
            address = str(ipaddress.ip_network((known, 64), strict=False))
    except ValueError:
        pass
    return salted_hmac(f"missions.reports.{today:%Y-%m}", address, algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def report(mission: Mission, reason: str, text: str, who: str) -> bool:
    """Keep a report, one for each person and mission; True when it hid the mission."""
    # Reports of one mission one after the other, so that the third is counted as the third.
    Mission.objects.select_for_update().only("pk").get(pk=mission.pk)
    MissionReport.objects.waiting().update_or_create(
        mission=mission,
        who=who,
        defaults={"reason": reason, "text": without_contacts(text)[:500], "state": MissionReport.State.OPEN},
    )
    serious = MissionReport.objects.waiting().filter(mission=mission, reason__in=SERIOUS)
    people = serious.values("who").distinct().count()
    if people < settings.MISSION_REPORTS_TO_HIDE or mission.held:
        return False
    hold([mission.pk], True)
    return True


@transaction.atomic
def look_at(ids: Sequence[int], state: str) -> list[int]:
    """Mark reports as looked at; missions set aside with none left to look at are shown again. The ids of those missions."""
    rows = MissionReport.objects.filter(pk__in=ids)
    missions = set(rows.values_list("mission_id", flat=True))
    rows.update(state=state, who="", looked_at=timezone.now())
    waiting = set(
        MissionReport.objects.waiting().filter(mission__in=missions, reason__in=SERIOUS).values_list("mission_id", flat=True)
    )
    free = list(Mission.objects.filter(pk__in=missions - waiting, held=True).values_list("pk", flat=True))
    hold(free, False)
    return free


def hold(ids: Sequence[int], held: bool) -> None:
    """Set missions aside, or show them again, everywhere at once."""
    Mission.objects.filter(pk__in=ids).update(held=held)
    announce(list(ids))


def forget_reporters(before: date) -> int:
    """Drop the digests of reports made before a day; how many."""
    return MissionReport.objects.filter(made__lt=before).exclude(who="").update(who="")
