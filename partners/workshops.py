"""What happens in a workshop: somebody joins, does a session, shows a result, leaves; it closes, and is forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions import start_assessment
from assessments.device import device_of
from assessments.models import SelfAssessment
from learners.elsewhere import Place
from partners.models import Partner
from partners.workshop_models import Participant, SessionKey, Workshop, new_code

# More than any room holds: a shared code fills no table.
MOST_PARTICIPANTS = 200
# In the session of a device that joined a workshop.
JOINED = "workshops"


class WorkshopFull(ValueError):
    """As many are in it as there can be."""


class WorkshopClosed(ValueError):
    """Nobody joins it any more, and nobody goes on in it."""


def open_workshop(partner: Partner, fields: Mapping[str, Any]) -> Workshop:
    """A new workshop with a code of its own; `fields` are those of WorkshopForm."""
    code = next(code for code in iter(new_code, None) if not Workshop.objects.filter(code=code).exists())
    return Workshop.objects.create(partner=partner, code=code, **fields)


@transaction.atomic
def join(workshop: Workshop, device: uuid.UUID, nickname: str) -> Participant:
    """A place for this device, the same one when it has one; a second "Sam" is "Sam 2".

    Raises WorkshopClosed, WorkshopFull.
    """
    # Locked, so that of two who come at once under one name each has its own.
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if (held := workshop.participants.filter(device=device).first()) is not None:
        return held
    if not workshop.is_open:
        raise WorkshopClosed
    taken = {name.casefold() for name in workshop.participants.values_list("nickname", flat=True)}
    if len(taken) >= MOST_PARTICIPANTS:
        raise WorkshopFull
    return workshop.participants.create(device=device, nickname=_free(nickname, taken))


def _free(nickname: str, taken: set[str]) -> str:
    numbered = (f"{nickname} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (nickname, *numbered) if name.casefold() not in taken)


@transaction.atomic
def mark_done(participant: Participant, key: SessionKey, *, done: bool = True) -> None:
    """Write down that a session is over for somebody, or that it is not."""
    held = Participant.objects.select_for_update().get(pk=participant.pk)
    steps = set(held.steps) | {key.value} if done else set(held.steps) - {key.value}
    held.steps = [one.value for one in SessionKey if one.value in steps]
    held.save(update_fields=["steps"])
    participant.steps = held.steps


@transaction.atomic
def begin_assessment(participant: Participant) -> SelfAssessment:
    """The assessment of the workshop's skills on the participant's device, the same one when it is begun.

    Raises assessments.actions.NothingToAsk.
    """
    held = Participant.objects.select_for_update().select_related("workshop").get(pk=participant.pk)
    if held.assessment is None:
        held.assessment = start_assessment(held.device, held.workshop.skills)
        held.save(update_fields=["assessment"])
        _lend(held)
    return held.assessment


@transaction.atomic
def keep(participant: Participant, *, kept: bool) -> None:
    """Whether the answers outlive the workshop; an account takes along only what does."""
    participant.keeps = kept
    participant.save(update_fields=["keeps"])
    _lend(participant)


def _lend(participant: Participant) -> None:
    SelfAssessment.objects.filter(pk=participant.assessment_id).update(temporary=not participant.keeps)


@transaction.atomic
def hide_nickname(participant: Participant) -> None:
    """Another name in its stead, for one that hurts somebody; all the rest stays."""
    workshop = Workshop.objects.select_for_update().get(pk=participant.workshop_id)
    taken = {name.casefold() for name in workshop.participants.values_list("nickname", flat=True)}
    participant.nickname = _free(_("Prénom masqué"), taken)
    participant.save(update_fields=["nickname"])


@transaction.atomic
def leave(participant: Participant) -> None:
    """The place and its nickname go, and the answers given in it unless they are kept."""
    _forget_answers([participant])
    participant.delete()


def close(workshop: Workshop, when: datetime | None = None) -> None:
    """Once; closing again changes nothing."""
    Workshop.objects.filter(pk=workshop.pk, closed__isnull=True).update(closed=when or timezone.now())


def close_overdue(now: datetime | None = None) -> int:
    """Close what is over, as of when it ended; how many."""
    rows = list(Workshop.objects.overdue(timezone.localdate(now or timezone.now())))
    for workshop in rows:
        close(workshop, workshop.ends)
    return len(rows)


def purge(now: datetime | None = None) -> int:
    """Forget whoever took part in what closed thirty days ago; how many places went."""
    places = Participant.objects.filter(workshop__in=Workshop.objects.to_purge(now or timezone.now()))
    rows = list(places)
    with transaction.atomic():
        _forget_answers(rows)
        Participant.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _forget_answers(participants: list[Participant]) -> None:
    started = [row.assessment_id for row in participants if row.assessment_id and not row.keeps]
    SelfAssessment.objects.filter(pk__in=started).delete()


def forget_device(sender: Any, device: uuid.UUID, **kwargs: Any) -> None:
    """Somebody erased what they answered (assessments.actions.device_erased): their places go too."""
    Participant.objects.filter(device=device).delete()


def tell(sender: Any, request: HttpRequest, **kwargs: Any) -> list[Place]:
    """What is kept about somebody in workshops (learners.elsewhere.asked_what_is_kept).

    Only who ever joined one is looked for: everybody else's space pays nothing.
    """
    if not request.session.get(JOINED):
        return []
    held = Participant.objects.filter(device=device_of(request)).select_related("workshop__partner")
    return [Place(_row(place), place.workshop.purge_time) for place in held]


def _row(place: Participant) -> dict[str, Any]:
    return {
        "workshop": place.workshop.title,
        "partner": place.workshop.partner.name,
        "day": place.workshop.day.isoformat(),
        "nickname": place.nickname,
        "joined": place.joined.isoformat(),
        "done": place.steps,
        "shown": place.shares,
        "kept": place.keeps,
    }
