"""The question in a list's address, read kindly: what is not understood is left out, and said."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from missions.ages import MINOR
from missions.choices import Domain
from missions.models import Mission
from missions.places.lookup import PlaceAnswer, resolve_place
from missions.querysets import MissionQuerySet

RADII = (5, 10, 25, 50, 100)
DEFAULT_KM = 25


@dataclass(frozen=True, slots=True)
class MissionFilters:
    """What the list is narrowed to. `notices` say which parts of the address were not understood."""

    skill: str = ""
    domain: str = ""
    place: PlaceAnswer | None = None
    km: int = DEFAULT_KM
    remote: bool = False
    minors: bool = False
    page: int = 1
    notices: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(map(bool, (self.skill, self.domain, self.point, self.remote, self.minors)))

    @property
    def point(self) -> tuple[float, float] | None:
        """(lat, lon) of the place when it is clear."""
        here = self.place and self.place.place
        return (here.lat, here.lon) if here else None

    def wider(self) -> int | None:
        """The next larger radius in km, None at the largest or without a place."""
        return next((km for km in RADII if km > self.km), None) if self.point else None

    def missions(self, today: date) -> MissionQuerySet:
        """The published missions that answer, nearest first with a place, newest first without.

        With a place, `remote` adds what can be done from anywhere; without one, it is all that is shown.
        """
        found = Mission.objects.published(today)
        if self.skill:
            found = found.training(self.skill)
        if self.domain:
            found = found.in_domain(self.domain)
        if self.minors:
            found = found.for_age(MINOR)
        if self.point:
            return found.near(self.point, self.km, or_remote=self.remote).nearest_first()
        return (found.remote() if self.remote else found).newest_first()


def read_filters(query: Mapping[str, str], skills: Container[str]) -> MissionFilters:
    """The filters in a query string; `skills` are the slugs that exist."""
    notices: list[str] = []
    typed = " ".join(query.get("place", "").replace("\x00", "").split())[:80]
    return MissionFilters(
        skill=_known(query.get("skill", ""), skills, _("On ne connaît pas cette compétence : toutes sont montrées."), notices),
        domain=_known(query.get("domain", ""), Domain.values, _("On ne connaît pas ce domaine : tous sont montrés."), notices),
        place=resolve_place(typed) if typed else None,
        km=_radius(query.get("km", ""), notices),
        remote=_ticked(query.get("remote", "")),
        minors=_ticked(query.get("minors", "")),
        page=_page(query.get("page", "")),
        notices=notices,
    )


def _known(value: str, values: Container[str], notice: str, notices: list[str]) -> str:
    if not value or value in values:
        return value
    notices.append(notice)
    return ""


def _radius(value: str, notices: list[str]) -> int:
    if not value:
        return DEFAULT_KM
    if re.fullmatch(r"\d{1,3}", value, re.ASCII) and int(value) in RADII:
        return int(value)
    notices.append(_("Ce rayon n'existe pas : on cherche à %(km)d km.") % {"km": DEFAULT_KM})
    return DEFAULT_KM


def _ticked(value: str) -> bool:
    return value in {"1", "on", "true", "oui"}


def _page(value: str) -> int:
    return int(value) if re.fullmatch(r"\d{1,5}", value, re.ASCII) else 1
