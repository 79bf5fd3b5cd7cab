"""From the database's rows to the catalogue's items. The only place that knows both sides."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import chain, islice
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone, translation

from missions.choices import Domain, MissionType
from missions.models import Mission, MissionPlace, MissionSkill
from missions.towns import town_label
from resources.models import Resource
from search.contract import CatalogueItem, Commitment, Kind, Point, Remote, TaughtSkill
from skills.levels import Level
from skills.models import Skill

logger = logging.getLogger("tremplin.search")
# Source key -> why the row cannot be read.
Unreadable = dict[str, str]
CHUNK = 500
_NUMBER = re.compile(r"[1-9]\d{0,17}")
# The largest number a key may be.
_LARGEST = 2**63 - 1
LANGUAGES = ("fr", "en")
# `get_…_display` translates all choices to show one.
_FORMS, _DOMAINS = dict(MissionType.choices), dict(Domain.choices)


def resource_item(page: Resource) -> CatalogueItem:
    return CatalogueItem(
        id=f"{page.kind}:{page.pk}",
        kind=Kind(page.kind),
        title=page.title,
        url=page.get_url() or "",
        language=page.locale.language_code,
        summary=page.summary,
        body=page.index_text,
        keywords=(*sorted(tag.name for tag in page.tags.all()), *skill_words(row.skill for row in page.skill_rows.all())),
        skills=tuple(
            TaughtSkill(row.skill.slug, row.skill.family.slug, row.level, float(row.weight)) for row in page.skill_rows.all()
        ),
        minutes=page.minutes,
        published=page.first_published_at,
        quality=page.quality,
        organisation=page.author,
        work=page.translation_key.hex,
    )


def skill_words(skills: Iterable[Skill]) -> list[str]:
    """Both names of each skill: who searches a skill by name finds what trains it.

    Not their families': what trains one skill of five is not about "leadership".
    """
    return list(dict.fromkeys(name for skill in skills for name in (skill.name, other_name(skill)) if name))


def other_name(skill: Skill) -> str:
    """A skill is named as one would say it ("Gérer son temps"); its address says the noun ("gestion du temps")."""
    return skill.slug.replace("-", " ") if translation.get_language() == "fr" else ""


def practised(skill: Skill, level: int, weight: float) -> list[TaughtSkill]:
    """A mission is practice, not a lesson: who does it well at its level goes on to the next one there."""
    levels = dict.fromkeys((level, min(level + 1, Level.EXPERT)))
    return [TaughtSkill(skill.slug, skill.family.slug, one, float(weight)) for one in levels]


class Place(NamedTuple):
    """What the catalogue says of one place of a mission."""

    city: str
    department: str
    lat: float | None
    lon: float | None


class Trained(NamedTuple):
    """What a mission trains: the level it is at, and how central the skill is."""

    skill: Skill
    level: int
    weight: float


class MissionRow(NamedTuple):
    """A mission with its other rows, however they were read."""

    mission: Mission
    places: Sequence[Place]
    trained: Sequence[Trained]

    @property
    def pk(self) -> int:
        return self.mission.pk


def mission_item(mission: Mission) -> CatalogueItem:
    places = [Place(place.city, place.department_code, place.lat, place.lon) for place in mission.locations.all()]
    return _mission_item(MissionRow(mission, places, [Trained(row.skill, row.level, row.weight) for row in mission.skills.all()]))


def _mission_item(row: MissionRow) -> CatalogueItem:
    mission, places, trained = row
    commitment = mission.commitment
    located = [place for place in places if place.lat is not None and place.lon is not None]
    return CatalogueItem(
        id=f"{Kind.MISSION}:{mission.pk}",
        kind=Kind.MISSION,
        title=mission.title,
        url=mission.get_absolute_url(),
        language="fr",
        summary=mission.summary,
        body=mission.index_text,
        keywords=(
            str(_FORMS.get(mission.type, mission.type)),
            str(_DOMAINS.get(mission.domain, mission.domain)),
            *skill_words(one.skill for one in trained),
        ),
        skills=tuple(chain.from_iterable(practised(*one) for one in trained)),
        published=mission.posted,
        starts=mission.starts,
        ends=mission.ends,
        points=tuple(Point(place.lat, place.lon) for place in located),
        towns=tuple(town_label(place.city, place.department) for place in located),
        departments=tuple(dict.fromkeys(place.department for place in places if place.department)),
        place=", ".join(dict.fromkeys(place.city for place in places if place.city)),
        remote=Remote(mission.remote),
        domain=mission.domain,
        form=mission.type,
        commitment=Commitment(commitment) if commitment else None,
        accessible=bool(mission.reduced_mobility_accessible),
        min_age=mission.min_age,
        max_age=mission.max_age,
        organisation=mission.organisation.name,
        source=mission.publisher,
    )


def skill_item(skill: Skill, language: str) -> CatalogueItem:
    with translation.override(language):
        body = [skill.why_work, skill.why_life, *(row.text for row in skill.indicators.all())]
        return CatalogueItem(
            id=f"{Kind.SKILL}:{skill.slug}-{language}",
            kind=Kind.SKILL,
            title=skill.name,
            url=skill.get_absolute_url(),
            language=language,
            summary=skill.definition,
            body="\n".join([*body, *(row.text for row in skill.examples.all())]),
            keywords=(*skill_words([skill]), skill.family.name),
            skills=(TaughtSkill(skill.slug, skill.family.slug, 1, 1.0),),
            quality=1.0,
        )


def published_resources() -> QuerySet[Resource]:
    return Resource.objects.published().for_catalogue()


def published_missions(today: date | None = None) -> QuerySet[Mission]:
    return Mission.objects.published(today or timezone.localdate()).for_index()


def all_items(unreadable: Unreadable | None = None) -> Iterator[CatalogueItem]:
    """Every item that may be found, in a bounded number of queries per 500 rows.

    A row that cannot be read is put into `unreadable`, logged, and left out.
    """
    told = {} if unreadable is None else unreadable
    # Addresses are built without a request: French, the site's first language, has no prefix.
    with translation.override("fr"):
        yield from _readable(resource_item, published_resources().iterator(CHUNK), "resource", told)
        yield from _readable(_mission_item, _mission_rows(), "mission", told)
        yield from skill_items(Skill.objects.with_texts())


# What `_mission_item` reads of a mission's own row.
_READ = (
    *("title", "summary", "description", "domain", "type", "remote", "schedule", "starts", "ends", "posted"),
    *("min_age", "reduced_mobility_accessible", "platform", "source__name", "organisation__name"),
)


def _mission_rows() -> Iterator[MissionRow]:
    """Every published mission. Rows of places and skills are read as plain values: of a hundred thousand missions
    they are half a million, and objects made of them cost more than the index."""
    skills = {skill.pk: skill for skill in Skill.objects.select_related("family")}
    missions = Mission.objects.published(timezone.localdate()).with_organisation().only(*_READ).order_by("pk")
    rows = missions.iterator(CHUNK)
    while batch := list(islice(rows, CHUNK)):
        keys = [mission.pk for mission in batch]
        places: dict[int, list[Place]] = {}
        for pk, *place in MissionPlace.objects.filter(mission__in=keys).order_by("pk").values_list("mission_id", *_PLACE):
            places.setdefault(pk, []).append(Place(*place))
        trained: dict[int, list[Trained]] = {}
        # Most central first, as MissionQuerySet.for_index() has them.
        taught = MissionSkill.objects.filter(mission__in=keys).order_by("-weight", "pk")
        for pk, skill, level, weight in taught.values_list("mission_id", "skill_id", "level", "weight"):
            trained.setdefault(pk, []).append(Trained(skills[skill], level, weight))
        yield from (MissionRow(mission, places.get(mission.pk, ()), trained.get(mission.pk, ())) for mission in batch)


_PLACE = ("city", "department_code", "lat", "lon")


def count_items() -> int:
    """How many there are."""
    return published_resources().count() + published_missions().count() + len(LANGUAGES) * Skill.objects.count()


def items_by_id(unreadable: Unreadable) -> Iterator[CatalogueItem]:
    """`all_items` in the order of their ids as texts, in constant memory and without a cursor left open."""
    with translation.override("fr"):
        for kind in sorted(Kind):
            if kind is Kind.SKILL:
                yield from sorted(skill_items(Skill.objects.with_texts()), key=lambda item: item.id)
            elif kind is Kind.MISSION:
                yield from _by_id(published_missions(), mission_item, "mission", unreadable)
            else:
                yield from _by_id(published_resources().of_kind(kind), resource_item, "resource", unreadable)


def _by_id(rows: QuerySet, make: Callable[[Any], CatalogueItem], source: str, unreadable: Unreadable) -> Iterator[CatalogueItem]:
    # Numbers of so many digits come in the same order as texts and as numbers.
    lengths = (_keys(rows, 10 ** (digits - 1), min(10**digits - 1, _LARGEST)) for digits in range(1, len(str(_LARGEST)) + 1))
    keys = merge(*lengths, key=str)
    while some := list(islice(keys, CHUNK)):
        found = {row.pk: row for row in rows.filter(pk__in=some)}
        yield from _readable(make, (found[pk] for pk in some if pk in found), source, unreadable)


def _keys(rows: QuerySet, first: int, last: int) -> Iterator[int]:
    keys = rows.order_by("pk").values_list("pk", flat=True)
    while some := list(keys.filter(pk__gte=first, pk__lte=last)[: CHUNK * 4]):
        yield from some
        first = some[-1] + 1


def _readable(
    make: Callable[[Any], CatalogueItem], rows: Iterable[Any], source: str, unreadable: Unreadable
) -> Iterator[CatalogueItem]:
    for row in rows:
        try:
            item = make(row)
        except Exception as error:
            logger.exception("%s:%s cannot be indexed", source, row.pk)
            unreadable[f"{source}:{row.pk}"] = f"{type(error).__name__}: {error}"
        else:
            yield item


def skill_items(skills: Iterable[Skill]) -> Iterator[CatalogueItem]:
    return (skill_item(skill, language) for skill in skills for language in LANGUAGES)


def items_of(keys: Iterable[str]) -> dict[str, list[CatalogueItem]]:
    """Source key ("resource:12", "mission:5", "skill:slug") -> its items now; none when not to be found."""
    found: dict[str, list[CatalogueItem]] = {key: [] for key in keys}
    wanted: dict[str, list[str]] = {}
    for key in found:
        source, _, ident = key.partition(":")
        wanted.setdefault(source, []).append(ident)
    with translation.override("fr"):
        for page in published_resources().filter(pk__in=wanted.get("resource", ())):
            found[f"resource:{page.pk}"].append(resource_item(page))
        for mission in published_missions().filter(pk__in=wanted.get("mission", ())):
            found[f"mission:{mission.pk}"].append(mission_item(mission))
        for skill in Skill.objects.with_texts().filter(slug__in=wanted.get("skill", ())):
            found[f"skill:{skill.slug}"].extend(skill_items([skill]))
    return found


def ids_of(key: str) -> tuple[str, ...]:
    """Every id that a source key's items may have in the index, whatever kind a page is."""
    source, _, ident = key.partition(":")
    if source == "resource":
        return tuple(f"{kind}:{ident}" for kind in (Kind.ARTICLE, Kind.VIDEO, Kind.COURSE))
    if source == "skill":
        return tuple(f"{Kind.SKILL}:{ident}-{language}" for language in LANGUAGES)
    return (f"{Kind.MISSION}:{ident}",)


def key_of(item_id: str) -> str | None:
    """The source key behind an id of the index; None for an id that no item of ours can have."""
    kind, _, ident = item_id.partition(":")
    if kind == Kind.SKILL:
        slug, _, language = ident.rpartition("-")
        return f"skill:{slug}" if slug and language in LANGUAGES else None
    if kind not in set(Kind) or not _NUMBER.fullmatch(ident):
        return None
    return f"mission:{ident}" if kind == Kind.MISSION else f"resource:{ident}"
