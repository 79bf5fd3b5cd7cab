"""So many generated missions in the database, straight into its tables: an import would take a hundred times as long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from html import escape
from itertools import islice

from django.db import transaction

from missions.ages import min_age
from missions.models import Mission, MissionPlace, MissionSkill, Organisation
from missions.source import Source
from missions.synthetic import Row
from search.scale.world import World
from skills.models import Skill

BATCH = 2_000


def fill(world: World, count: int) -> None:
    """Add the missions to a database that has the framework and no missions."""
    source, _ = Source.objects.get_or_create(slug="generated", defaults={"name": "Plateforme d'exemple"})
    _Filling(world, source).run(count)


class _Filling:
    def __init__(self, world: World, source: Source) -> None:
        self._world = world
        self._source = source
        self._skills = dict(Skill.objects.values_list("slug", "pk"))
        self._organisations: dict[str, int] = {}

    def run(self, count: int) -> None:
        missions = self._world.missions(count)
        while rows := list(islice(missions, BATCH)):
            with transaction.atomic():
                self._batch(rows)

    def _batch(self, rows: list[tuple[int, Row]]) -> None:
        Organisation.objects.bulk_create(list(self._new_organisations(rows)))
        Mission.objects.bulk_create([self._mission(number + 1, row) for number, row in rows])
        MissionPlace.objects.bulk_create([_place(number + 1, place) for number, row in rows for place in row["addresses"]])
        MissionSkill.objects.bulk_create([row for number, _ in rows for row in self._trained(number + 1)])

    def _new_organisations(self, rows: list[tuple[int, Row]]) -> Iterator[Organisation]:
        for _, row in rows:
            key = row["organizationClientId"]
            if key not in self._organisations:
                self._organisations[key] = pk = len(self._organisations) + 1
                yield Organisation(pk=pk, source=self._source, key=key, name=row["organizationName"])

    def _mission(self, pk: int, row: Row) -> Mission:
        return Mission(
            pk=pk,
            source=self._source,
            client_id=row["clientId"],
            organisation_id=self._organisations[row["organizationClientId"]],
            title=row["title"],
            description=row["description"],
            description_html=f"<p>{escape(row['description'])}</p>",
            summary=row["description"][:240],
            application_url=row["applicationUrl"],
            domain=row["domain"],
            activity=row["activity"],
            type=row["type"],
            remote=row["remote"],
            schedule=row["schedule"],
            starts=_day(row["startAt"]),
            ends=_day(row["endAt"]),
            posted=datetime.fromisoformat(row["postedAt"]),
            min_age=min_age(row["type"], row["openToMinors"] == "yes"),
            reduced_mobility_accessible=row["reducedMobilityAccessible"] == "yes",
        )

    def _trained(self, pk: int) -> Iterator[MissionSkill]:
        for skill, level, weight in self._world.trained(self._world.chance("trained", pk)):
            yield MissionSkill(mission_id=pk, skill_id=self._skills[skill.slug], level=level, weight=float(weight))


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written[:10]) if written else None


def _place(pk: int, place: Row) -> MissionPlace:
    return MissionPlace(
        mission_id=pk,
        street=place["street"],
        postal_code=place["postalCode"],
        city=place["city"],
        department_code=place["departmentCode"],
        lat=place["location"]["lat"],
        lon=place["location"]["lon"],
    )
