"""The question in the list's address, read kindly: what is not understood is left out, and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.ages import age_for_limits
from missions.choices import Commitment, Domain
from missions.models import Commune
from missions.places.departments import departments
from missions.places.lookup import PlaceAnswer, nearest_commune, resolve_anything
from search.contract import YES, CatalogueQuery, FacetName, Kind, Near, Period, Point, Remote, Sort
from search.parameters import MAX_PAGE, MAX_VALUES, whole_number
from search.text import MAX_CHARACTERS, question
from skills.naming import SkillName

RADII = (5, 10, 25, 50, 100)
SMALLEST_KM, LARGEST_KM, DEFAULT_KM = 1, 100, 25
PAGE_SIZE = 12
# What counts of "around me": about a kilometre (0.01° of latitude is 1.1 km).
AROUND_DIGITS = 2
FACETS = (
    FacetName.COMMITMENT,
    FacetName.DOMAIN,
    FacetName.SKILL,
    FacetName.FAMILY,
    FacetName.DEPARTMENT,
    FacetName.ACCESSIBLE,
    FacetName.ORGANISATION,
    FacetName.SOURCE,
)
# Remote and minors are counted beside their own boxes.
COUNTED = (*FACETS, FacetName.REMOTE, FacetName.MINORS)
ALSO, ONLY = "1", "only"
_AROUND = re.compile(r"(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class MissionQuestion:
    """What the list is narrowed to. `notices` say which parts of the address were not understood."""

    text: str = ""
    place: PlaceAnswer | None = None
    around: Point | None = None
    around_town: Commune | None = None
    km: int = DEFAULT_KM
    remote: str = ""
    minors: bool = False
    age: int | None = None
    """The age the person gave in their space, when they did."""
    period: Period | None = None
    filters: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.NEWEST
    page: int = 1
    notices: tuple[str, ...] = ()

    @property
    def point(self) -> Point | None:
        """The middle of the circle, when there is one."""
        here = self.place.place if self.place else None
        return Point(here.lat, here.lon) if here else self.around

    @property
    def where(self) -> str:
        """The place in words; "" without one."""
        if self.place and self.place.label:
            return self.place.label
        if self.around:
            return self.around_town.label if self.around_town else _("ta position")
        return ""

    @property
    def around_value(self) -> str:
        """The rounded position as the address has it; "" without one."""
        return f"{self.around.lat:.{AROUND_DIGITS}f},{self.around.lon:.{AROUND_DIGITS}f}" if self.around else ""

    @property
    def count(self) -> int:
        """How many filters are set, the text not being one."""
        said = (self.where, self.remote, self.minors, self.period)
        return sum(map(bool, said)) + sum(len(values) for values in self.filters.values())

    @property
    def hard_age(self) -> int | None:
        return age_for_limits(self.age) if self.age else None

    def wider(self) -> int | None:
        """The next larger radius in km; None at the largest or without a point."""
        return next((km for km in RADII if km > self.km), None) if self.point else None

    def query(
        self,
        today: date,
        limit: int = PAGE_SIZE,
        facets: tuple[FacetName, ...] = COUNTED,
        page: int | None = None,
        highlight: bool = True,
    ) -> CatalogueQuery:
        """The same question for the engine; `page` instead of the one asked for.

        Platforms write in French, whatever language the page is in. With a place, `remote` adds what can be done from anywhere; without one, it is all that is shown.
        """
        filters: dict[FacetName, tuple[str, ...]] = {FacetName.KIND: (Kind.MISSION,), **self.filters}
        near = Near(self.point, float(self.km), or_remote=self.remote == ALSO) if self.point and self.remote != ONLY else None
        if self.place and self.place.area and self.remote != ONLY:
            filters[FacetName.DEPARTMENT] = self.place.area.codes
        if self.remote == ONLY or (self.remote and near is None and not (self.place and self.place.area)):
            filters[FacetName.REMOTE] = (Remote.FULL, Remote.POSSIBLE)
        if self.minors:
            filters[FacetName.MINORS] = (YES,)
        return question(
            self.text,
            "fr",
            filters=filters,
            near=near,
            age=self.hard_age,
            today=today,
            period=self.period,
            sort=self.sort,
            facets=facets,
            offset=((page or self.page) - 1) * limit,
            limit=limit,
            highlight=highlight and bool(self.text),
        )


def read_question(query: QueryDict, skills: Mapping[str, SkillName], age: int | None = None) -> MissionQuestion:
    """The question in a query string; never raises, whatever the string holds. `skills`: slug -> name, all there are."""
    notices: list[str] = []
    text = _one_line(query.get("q", ""))[:MAX_CHARACTERS]
    typed = _one_line(query.get("place", ""))[:80]
    place = resolve_anything(typed) if typed else None
    around = _around(query.get("around", ""), notices) if not typed else None
    return MissionQuestion(
        text=text,
        place=place,
        around=around,
        around_town=nearest_commune(around.lat, around.lon) if around else None,
        km=_radius(query.get("km", ""), notices),
        remote={"only": ONLY, "1": ALSO, "on": ALSO}.get(query.get("remote", ""), ""),
        minors=query.get("minors", "") in {"1", "on", "yes"},
        age=age,
        period=_period(query, notices),
        filters=_filters(query, skills, notices),
        sort=_sort(query.get("sort", ""), text, bool(around or (place and place.place))),
        page=whole_number(query, "page", 1, MAX_PAGE, digits=5),
        notices=tuple(dict.fromkeys(notices)),
    )


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())


def _around(value: str, notices: list[str]) -> Point | None:
    """A rounded position; one that came with more digits is rounded here too."""
    if not value:
        return None
    found = _AROUND.fullmatch(value)
    lat, lon = (float(found[1]), float(found[2])) if found else (999.0, 999.0)
    if abs(lat) > 90 or abs(lon) > 180:
        notices.append(_("On n'a pas compris ta position. Écris plutôt ta commune."))
        return None
    return Point(round(lat, AROUND_DIGITS), round(lon, AROUND_DIGITS))


def _radius(value: str, notices: list[str]) -> int:
    if not value:
        return DEFAULT_KM
    if re.fullmatch(r"\d{1,3}", value, re.ASCII) and SMALLEST_KM <= int(value) <= LARGEST_KM:
        return int(value)
    notices.append(_("Le rayon va de 1 à 100 km : on cherche à %(km)d km.") % {"km": DEFAULT_KM})
    return DEFAULT_KM


def _period(query: QueryDict, notices: list[str]) -> Period | None:
    first, last = (_day(query.get(name, ""), notices) for name in ("from", "to"))
    if first and last and last < first:
        notices.append(_("La fin est avant le début : on les a échangés."))
        first, last = last, first
    if last and last < timezone.localdate():
        notices.append(_("Ces dates sont passées : on n'en tient pas compte."))
        return None
    return Period(first, last) if first or last else None


def _day(value: str, notices: list[str]) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        notices.append(_("On n'a pas compris une date : écris-la comme ceci, 2026-12-31."))
        return None


def _filters(query: QueryDict, skills: Mapping[str, SkillName], notices: list[str]) -> dict[FacetName, tuple[str, ...]]:
    known: Mapping[FacetName, set[str]] = {
        FacetName.SKILL: set(skills),
        FacetName.FAMILY: {skill.family for skill in skills.values()},
        FacetName.DOMAIN: set(Domain.values),
        FacetName.COMMITMENT: set(Commitment.values),
        FacetName.DEPARTMENT: set(departments()),
        FacetName.ACCESSIBLE: {YES},
    }
    found = {}
    for name in FACETS:
        asked = [value for value in query.getlist(name.value)[:MAX_VALUES] if value]
        # Organisations and platforms are whatever the engine knows: a name that nobody has is found nowhere.
        accepted = (
            [value for value in asked if value in known[name]] if name in known else [_one_line(value)[:250] for value in asked]
        )
        if accepted:
            found[name] = tuple(dict.fromkeys(accepted))
        if len(accepted) < len(asked):
            notices.append(_("On a laissé de côté un filtre qu'on ne connaît pas."))
    return found


def _sort(asked: str, text: str, has_point: bool) -> Sort:
    """What was asked for where it makes sense; else the nearest, the closest to the words, or the newest."""
    possible = [Sort.NEWEST, *([Sort.NEAREST] if has_point else []), *([Sort.RELEVANCE] if text else [])]
    if asked in possible:
        return Sort(asked)
    return Sort.RELEVANCE if text else Sort.NEAREST if has_point else Sort.NEWEST
