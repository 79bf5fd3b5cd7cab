"""Many rows at once, as the database would have them from objects."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kit.bulk import insert, remove
from missions.choices import Remote
from missions.models import Mission, MissionKey
from tests.missions.factories import MissionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
FACTS = {
    "title": "Servir « cent » repas\tpar\njour \\ N 🍲",
    "description": "",
    "tags": ["l'été", {"un": None}],
    "starts": date(2026, 12, 1),
    "ends": None,
    "posted": datetime(2026, 11, 2, 8, 30, 0, 5, tzinfo=UTC),
    "compensation_amount": Decimal("12.50"),
    "open_to_minors": False,
    "remote": Remote.FULL,
    "exact_texts": None,
    "places": 3,
}


def test_rows_are_those_that_objects_would_make() -> None:
    organisation = OrganisationFactory()
    shared = {"organisation_id": organisation.pk, "source_id": organisation.source_id}
    names = [*FACTS, *shared, "client_id"]
    insert(Mission, names, ([*FACTS.values(), *shared.values(), name] for name in ("a", "b")))
    Mission.objects.bulk_create([Mission(**FACTS, **shared, client_id="c")])
    now = ("first_seen", "last_seen")
    a, b, c = (
        Mission.objects.filter(client_id=name).values(*(f.name for f in Mission._meta.concrete_fields if f.name not in now)).get()
        for name in "abc"
    )
    assert [(row.pop("id"), row.pop("client_id"))[1] for row in (a, b, c)] == ["a", "b", "c"]
    assert a == b == c
    assert Mission.objects.get(client_id="a").first_seen


def test_row_that_is_there_twice_is_refused() -> None:
    mission = MissionFactory()
    names = ("source_id", "organisation_id", "client_id")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Mission, names, [(mission.source_id, mission.organisation_id, mission.client_id)])


def test_nothing_to_insert_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert(MissionKey, ("mission_id", "key"), [])


def test_rows_are_removed_without_being_read(django_assert_num_queries) -> None:
    one, other = MissionFactory.create_batch(2)
    MissionKey.objects.all().delete()
    insert(MissionKey, ("mission_id", "key"), [(one.pk, 1), (one.pk, 2), (other.pk, 1)])
    with django_assert_num_queries(1):
        remove(MissionKey.objects.filter(mission__in=[one.pk]))
    assert list(MissionKey.objects.values_list("mission_id", "key", "voice")) == [(other.pk, 1, 0)]
