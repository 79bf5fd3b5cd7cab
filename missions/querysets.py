"""Questions about missions that read as sentences: `Mission.objects.published(today).near(point, 10)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import cos, radians
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, FloatField, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from missions import ages
from missions.choices import MissionType, Remote, Status

if TYPE_CHECKING:
    from missions.models import Mission, MissionPlace  # noqa: F401 (named in annotations as strings)

# What the index reads of a mission: texts of others, and JSON to be parsed, are left where they are.
_INDEXED = (
    "title", "summary", "description", "type", "domain", "posted", "starts", "ends", "remote", "schedule",
    "reduced_mobility_accessible", "min_age", "platform", "source", "organisation__name",
)  # fmt: skip
EARTH_RADIUS_KM = 6371.0088
KM_PER_DEGREE = 111.195


def _km_from(lat: float, lon: float) -> models.Expression:
    """Great-circle distance in km between a row's `lat`, `lon` and a point (spherical law of cosines)."""
    cosine = Sin(Radians(Value(lat))) * Sin(Radians(F("lat"))) + Cos(Radians(Value(lat))) * Cos(Radians(F("lat"))) * Cos(
        Radians(F("lon")) - Radians(Value(lon))
    )
    # Rounding may leave [-1, 1] by a hair, where the arc cosine does not exist.
    return Value(EARTH_RADIUS_KM) * ACos(Least(Greatest(cosine, Value(-1.0)), Value(1.0)), output_field=FloatField())


class MissionPlaceQuerySet(models.QuerySet["MissionPlace"]):
    def in_box(self, lat: float, lon: float, km: float) -> MissionPlaceQuerySet:
        """Places in the square around a point, a superset of the circle; an index answers it."""
        north = km / KM_PER_DEGREE
        east = min(180.0, km / (KM_PER_DEGREE * max(0.01, cos(radians(lat)))))
        return self.filter(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))

    def with_km(self, lat: float, lon: float) -> MissionPlaceQuerySet:
        """Each place with `km`, its distance from a point."""
        return self.annotate(km=_km_from(lat, lon))


class MissionQuerySet(models.QuerySet["Mission"]):
    def open(self) -> MissionQuerySet:
        """Missions their platform still offers, of sources in use."""
        # "Not in the few that rest" instead of a join: counts stay within one index, and so does the newest page.
        resting = self.model._meta.get_field("source").related_model.objects.filter(active=False)
        return self.filter(status=Status.OPEN).exclude(source__in=resting)

    def published(self, today: date) -> MissionQuerySet:
        """Open missions that have not ended on `today`, each once, without those set aside after reports.

        The one gate for whatever shows missions: list, index, API, site map, feeds, recommendations.
        """
        return self.open().filter(held=False, duplicate_of__isnull=True).filter(Q(ends__isnull=True) | Q(ends__gte=today))

    def near(self, point: tuple[float, float], km: float, or_remote: bool = False) -> MissionQuerySet:
        """Missions with a place within `km` of `point` (lat, lon), each with `km`, the nearest place's distance.

        With `or_remote`, missions that can be done from anywhere too; their `km` is empty.
        """
        from_here = MissionPlaceQuerySet(model=self.model._meta.get_field("locations").related_model)
        around = from_here.in_box(*point, km).with_km(*point).filter(km__lte=km)
        nearest = Subquery(around.filter(mission=OuterRef("pk")).order_by("km").values("km")[:1], output_field=FloatField())
        wanted = Q(pk__in=around.values("mission_id"))
        if or_remote:
            wanted |= Q(remote=Remote.FULL)
        return self.filter(wanted).annotate(km=nearest)

    def nearest_first(self) -> MissionQuerySet:
        """After `near()`: by distance, remote ones last."""
        return self.order_by(F("km").asc(nulls_last=True), F("posted").desc(nulls_last=True), "-pk")

    def newest_first(self) -> MissionQuerySet:
        return self.order_by(F("posted").desc(nulls_last=True), "-pk")

    def remote(self) -> MissionQuerySet:
        """Missions that can be done from home, entirely or in part."""
        return self.filter(remote__in=[Remote.FULL, Remote.POSSIBLE])

    def for_age(self, age: int) -> MissionQuerySet:
        """Missions a person of `age` years may do; Service Civique ends at 30 (with a disability)."""
        allowed = self.filter(min_age__lte=age)
        if age > ages.CIVIC_SERVICE_MAX_AGE_DISABILITY:
            allowed = allowed.exclude(type=MissionType.CIVIC_SERVICE)
        return allowed

    def for_minors(self) -> MissionQuerySet:
        """Missions somebody of 16 may do."""
        return self.for_age(ages.MINOR)

    def in_departments(self, codes: Sequence[str]) -> MissionQuerySet:
        """Missions with a place in one of the departments."""
        places = self.model._meta.get_field("locations").related_model.objects
        return self.filter(pk__in=places.filter(department_code__in=codes).values("mission_id"))

    def training_any(self, skills: Sequence[str], families: Sequence[str]) -> MissionQuerySet:
        """Missions that train one of the skills, and one of the families' skills; an empty list asks for nothing."""
        from_skills = self.model._meta.get_field("skills").related_model.objects
        found = self
        if skills:
            found = found.filter(pk__in=from_skills.filter(skill__slug__in=skills).values("mission_id"))
        if families:
            found = found.filter(pk__in=from_skills.filter(skill__family__slug__in=families).values("mission_id"))
        return found

    def training(self, skill_slug: str) -> MissionQuerySet:
        """Missions that train a skill."""
        from_skills = self.model._meta.get_field("skills").related_model.objects
        return self.filter(pk__in=from_skills.filter(skill__slug=skill_slug).values("mission_id"))

    def most_central_first(self, skill_slug: str) -> MissionQuerySet:
        """After `training()`: by how central the skill is, then newest."""
        from_skills = self.model._meta.get_field("skills").related_model.objects
        weight = from_skills.filter(mission=OuterRef("pk"), skill__slug=skill_slug).values("weight")[:1]
        return self.order_by(Subquery(weight).desc(), F("posted").desc(nulls_last=True), "-pk")

    def with_organisation(self) -> MissionQuerySet:
        return self.select_related("organisation", "source")

    def with_locations(self) -> MissionQuerySet:
        return self.prefetch_related("locations")

    def with_skills(self) -> MissionQuerySet:
        """Missions with their skills, most central first, and each skill's family."""
        rows = self.model._meta.get_field("skills").related_model.objects.select_related("skill__family")
        return self.prefetch_related(Prefetch("skills", queryset=rows.order_by("-weight", "pk")))

    def for_catalogue(self) -> MissionQuerySet:
        """What an item of the catalogue needs, in three queries: for a page of missions."""
        return self.with_organisation().with_locations().with_skills()

    def for_index(self) -> MissionQuerySet:
        """The same for hundreds, in six queries.

        Skills, families and sources are made once, however many missions share them: joins would make them anew for
        each, which costs more than the queries. Other fields than the index's cost a query where they are read.
        """
        rows = self.model._meta.get_field("skills").related_model.objects.order_by("-weight", "pk")
        shared = rows.only("mission", "skill", "level", "weight").prefetch_related("skill__family")
        found = self.select_related("organisation").prefetch_related("source", Prefetch("skills", queryset=shared))
        return found.with_locations().only(*_INDEXED)
