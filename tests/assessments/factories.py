"""Assessments as the portal makes them: through the action, answered one by one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.test import Client

from assessments.actions import record_answer, start_assessment
from assessments.device import SESSION_KEY
from assessments.models import SelfAssessment

STRESS, TEAM, LISTENING = "gestion-du-stress", "cooperation", "ecoute-active"
FIVE = [STRESS, TEAM, LISTENING, "autonomie", "curiosite"]


def device_of_client(client: Client) -> uuid.UUID:
    """The client's device; a session with a new one when it has none."""
    session = client.session
    if SESSION_KEY not in session:
        session[SESSION_KEY] = str(uuid.uuid4())
        session.save()
    return uuid.UUID(session[SESSION_KEY])


def started(client: Client, skills: Sequence[str] = (STRESS,)) -> SelfAssessment:
    return start_assessment(device_of_client(client), list(skills))


def completed(client: Client, skills: Sequence[str] = (STRESS,), keyed: int | None = 3) -> SelfAssessment:
    """Every statement answered so that its keyed value is `keyed`; None for "je ne sais pas" throughout."""
    assessment = started(client, skills)
    for answer in assessment.answers.select_related("statement"):
        value = 4 - keyed if keyed is not None and answer.statement.reversed else keyed
        record_answer(assessment, answer.number, value)
    return assessment
