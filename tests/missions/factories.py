"""Missions for tests, and rows of the aggregator's JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from missions.models import Commune, Mission, MissionPlace, MissionSkill, Organisation, Source
from missions.text import text_to_html


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ("slug",)

    slug = "plateforme"
    name = "Plateforme"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    source = factory.SubFactory(SourceFactory)
    key = factory.Sequence(lambda n: f"id:{n}")
    name = factory.Sequence(lambda n: f"Association {n}")


class MissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mission
        skip_postgeneration_save = True

    source = factory.SubFactory(SourceFactory)
    organisation = factory.SubFactory(OrganisationFactory, source=factory.SelfAttribute("..source"))
    client_id = factory.Sequence(lambda n: f"m{n}")
    title = factory.Sequence(lambda n: f"Distribuer des repas chauds {n}")
    description_html = text_to_html("Tu accueilles les personnes et tu sers les repas.")
    application_url = "https://plateforme.example/mission"
    domain = "solidarite-insertion"
    posted = factory.Sequence(lambda n: timezone.now() - timedelta(hours=n))

    @factory.post_generation
    def at(self, create: bool, point: tuple[float, float] | None, **facts: Any) -> None:
        if point:
            MissionPlace.objects.create(
                mission=self, lat=point[0], lon=point[1], **{"city": "Lyon", "department_code": "69", **facts}
            )


class MissionSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MissionSkill

    evidence = "Tu accueilles les personnes."
    weight = 2.0


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune

    insee_code = factory.Sequence(lambda n: f"{n:05}")
    name = "Lyon"
    key = "lyon"
    postcodes = "69001 69002 69003"
    department_code = "69"
    department_name = "Rhône"
    region = "Auvergne-Rhône-Alpes"
    population = 519127
    lat = 45.749
    lon = 4.8471


def row(**changes: Any) -> dict[str, Any]:
    """A good row of the aggregator's JSON; a change of `...` leaves the field out."""
    good = {
        "clientId": "abc-1",
        "publisherName": "Bénévoles & Cie",
        "publisherUrl": "https://plateforme.example",
        "title": "Servir des repas chauds",
        "description": "Tu accueilles les personnes.\n\nTu sers les repas avec ton équipe.",
        "applicationUrl": "https://plateforme.example/m/1",
        "domain": "solidarite-insertion",
        "type": "benevolat",
        "remote": "no",
        "startAt": "2026-10-01T00:00:00.000Z",
        "endAt": None,
        "postedAt": "2026-09-01T08:00:00.000Z",
        "places": 3,
        "openToMinors": "yes",
        "organizationClientId": "org-1",
        "organizationName": "La Soupe du Coin",
        "addresses": [
            {
                "street": "1 rue Neuve",
                "postalCode": "69003",
                "city": "Lyon",
                "location": {"lat": 45.76, "lon": 4.85},
                "country": "France",
            }
        ],
        "softSkills": [],
        "tags": [],
        "statusCode": "ACCEPTED",
        "deletedAt": None,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def page(rows: list[Any], **facts: Any) -> dict[str, Any]:
    """A page object as the aggregator answers it; a fact of `...` is left out."""
    whole = {"ok": True, "total": len(rows), "skip": 0, "limit": 10000, "data": rows, **facts}
    return {name: value for name, value in whole.items() if value is not ...}
