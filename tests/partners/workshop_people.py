"""Workshops and those in them, as people make them: through the pages, on devices of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from assessments.actions import record_answer
from assessments.device import SESSION_KEY
from assessments.models import SelfAssessment
from partners.models import Participant, Workshop
from tests.partners.factories import PartnerFactory
from tests.resources.factories import STRESS, TEAM

ALL = ["understand", "assess", "progress"]


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    partner = factory.SubFactory(PartnerFactory)
    title = "Première STMG, groupe A"
    day = factory.LazyFunction(timezone.localdate)
    skills = [STRESS, TEAM]
    sessions = ALL


def leader_of(workshop: Workshop) -> Client:
    """Signed in as the contact of the workshop's partner."""
    email = workshop.partner.contact_email
    user = User.objects.create(username=email, email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(workshop: Workshop, end: str = "") -> str:
    return f"/partenaires/{workshop.partner.slug}/ateliers/{workshop.pk}/{end}"


def person(workshop: Workshop, nickname: str = "Sam") -> Client:
    """A device that joined."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    answer = client.post(f"/atelier/{workshop.code}/", {"nickname": nickname})
    assert answer.status_code == 302, answer.content.decode()
    return client


def place_of(client: Client) -> Participant:
    return Participant.objects.get(device=client.session[SESSION_KEY])


def answers(client: Client, workshop: Workshop, keyed: int | None = 3) -> SelfAssessment:
    """Starts the workshop's assessment through its page, and answers every statement at `keyed`."""
    client.post(f"/atelier/{workshop.code}/assess/")
    assessment = SelfAssessment.objects.of_device(client.session[SESSION_KEY]).in_progress().get()
    for answer in assessment.answers.select_related("statement"):
        value = 4 - keyed if keyed is not None and answer.statement.reversed else keyed
        record_answer(assessment, answer.number, value)
    return assessment


def finished(workshop: Workshop, *keyed: int | None, **changes: Any) -> list[Client]:
    """As many people as there are levels, who finished in this order."""
    people = [person(workshop, f"P{number}") for number, _level in enumerate(keyed)]
    for number, (client, level) in enumerate(zip(people, keyed, strict=True)):
        done = answers(client, workshop, level)
        SelfAssessment.objects.filter(pk=done.pk).update(completed=timezone.now() - timedelta(hours=1, seconds=-number))
    Participant.objects.filter(workshop=workshop).update(**changes) if changes else None
    return people
