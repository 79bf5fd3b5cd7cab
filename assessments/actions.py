"""What changes an assessment: start, record an answer, erase."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessments.models import Answer, SelfAssessment, Statement
from assessments.questions import interleaved
from assessments.signals import device_erased


class NothingToAsk(ValueError):
    """None of the chosen skills has a statement to ask."""


@transaction.atomic
def start_assessment(device: uuid.UUID, skills: Sequence[str], key: uuid.UUID | None = None) -> SelfAssessment:
    """A new assessment of these skills (slugs, as chosen), with its statements in their order.

    `key` is its identifier, where the caller needed it before. Raises NothingToAsk.
    """
    by_skill: dict[str, list[Statement]] = defaultdict(list)
    for statement in Statement.objects.active().of_skills(skills):
        by_skill[statement.skill.slug].append(statement)
    if not by_skill:
        raise NothingToAsk(f"no statements for {', '.join(skills)}")
    chosen = [slug for slug in skills if slug in by_skill]
    assessment = SelfAssessment.objects.create(pk=key or uuid.uuid4(), device=device, skill_slugs=chosen)
    order = interleaved(by_skill, assessment.pk.int)
    Answer.objects.bulk_create(
        Answer(assessment=assessment, statement=statement, number=number) for number, statement in enumerate(order, start=1)
    )
    return assessment


@transaction.atomic
def record_answer(assessment: SelfAssessment, number: int, value: int | None) -> None:
    """Write one answer (0..4, None for "je ne sais pas"); the last missing one completes the assessment.

    Doing it twice changes nothing more, and a completed assessment changes no more. Sets
    `assessment.completed` to what the database holds.
    """
    now = timezone.now()
    # Locked, so that two last answers at once do not each see the other one open.
    held = SelfAssessment.objects.select_for_update().get(pk=assessment.pk)
    if held.completed is None:
        held.answers.filter(number=number).update(value=value, answered=now)
        if held.next_open() is None:
            held.completed = now
            held.save(update_fields=["completed"])
    assessment.completed = held.completed


def erase_device(device: uuid.UUID) -> None:
    """Delete everything a device has answered, finished or not."""
    SelfAssessment.objects.of_device(device).delete()
    device_erased.send(sender=SelfAssessment, device=device)
