"""From one row of the database to an item of the catalogue, and from an id to its row; search/rows.py reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Self

from django.utils import translation
from django.utils.translation import get_language

from missions.ages import max_age
from missions.choices import Domain, MissionType
from missions.commitment import commitment_of
from missions.models import Mission, mission_url
from missions.places.areas import area_names
from missions.towns import town_label
from resources.models import Resource
from search.contract import CatalogueItem, Commitment, Kind, Point, Remote, TaughtSkill
from skills.levels import Level
from skills.models import Skill

_NUMBER = re.compile(r"[1-9]\d{0,17}")
LANGUAGES = ("fr", "en")
_FROM_ANYWHERE = {Remote.FULL.value: ("à distance", "en ligne", "depuis chez toi")}
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


# Levels and weights are few: thousands of missions share these.
@lru_cache(maxsize=5_000)
def _practised(slug: str, family: str, level: int, weight: float) -> tuple[TaughtSkill, ...]:
    levels = dict.fromkeys((level, min(level + 1, Level.EXPERT)))
    return tuple(TaughtSkill(slug, family, one, float(weight)) for one in levels)


def practised(skill: Named, level: int, weight: float) -> tuple[TaughtSkill, ...]:
    """A mission is practice, not a lesson: who does it well at its level goes on to the next one there."""
    return _practised(skill.slug, skill.family, level, weight)


class Place(NamedTuple):
    """What the catalogue says of one place of a mission."""

    city: str
    department: str
    lat: float | None
    lon: float | None


class Named(NamedTuple):
    """A skill as the items that train it say it, in the language that is active now."""

    slug: str
    family: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, skill: Skill) -> Self:
        return cls(skill.slug, skill.family.slug, tuple(skill_words([skill])))


class Trained(NamedTuple):
    """What a mission trains: the level it is at, and how central the skill is."""

    skill: Named
    level: int
    weight: float


class MissionRow(NamedTuple):
    """All that the catalogue says of a mission, however it was read."""

    pk: int
    title: str
    summary: str
    text: str
    domain: str
    type: str
    remote: str
    schedule: str
    starts: date | None
    ends: date | None
    posted: datetime | None
    min_age: int
    accessible: bool | None
    platform: str
    source: str
    organisation: str
    places: Sequence[Place] = ()
    trained: Sequence[Trained] = ()


def mission_item(mission: Mission) -> CatalogueItem:
    return item_of_row(
        MissionRow(
            pk=mission.pk,
            title=mission.title,
            summary=mission.summary,
            text=mission.index_text,
            domain=mission.domain,
            type=mission.type,
            remote=mission.remote,
            schedule=mission.schedule,
            starts=mission.starts,
            ends=mission.ends,
            posted=mission.posted,
            min_age=mission.min_age,
            accessible=mission.reduced_mobility_accessible,
            platform=mission.platform,
            source=mission.source.name,
            organisation=mission.organisation.name,
            places=[Place(place.city, place.department_code, place.lat, place.lon) for place in mission.locations.all()],
            trained=[Trained(Named.of(row.skill), row.level, row.weight) for row in mission.skills.all()],
        )
    )


def item_of_row(row: MissionRow) -> CatalogueItem:
    commitment = commitment_of(row.type, row.schedule, row.starts, row.ends, f"{row.title}\n{row.text}")
    located = [place for place in row.places if place.lat is not None and place.lon is not None]
    return CatalogueItem(
        id=f"{Kind.MISSION}:{row.pk}",
        kind=Kind.MISSION,
        title=row.title,
        url=mission_url(row.pk, row.title),
        language="fr",
        summary=row.summary,
        body=row.text,
        keywords=_sort_of_mission(row.type, row.domain, get_language()),
        # Practice: who asks for a skill by name wants first what is about it.
        mentions=(
            *dict.fromkeys(word for one in row.trained for word in one.skill.words),
            *_FROM_ANYWHERE.get(row.remote, ()),
        ),
        skills=tuple(chain.from_iterable(practised(*one) for one in row.trained)),
        published=row.posted,
        starts=row.starts,
        ends=row.ends,
        points=tuple(Point(place.lat, place.lon) for place in located),
        towns=tuple(town_label(place.city, place.department) for place in located),
        departments=tuple(dict.fromkeys(place.department for place in row.places if place.department)),
        areas=tuple(dict.fromkeys(chain.from_iterable(area_names(place.department) for place in row.places))),
        place=", ".join(dict.fromkeys(place.city for place in row.places if place.city)),
        remote=Remote(row.remote),
        domain=row.domain,
        form=row.type,
        commitment=Commitment(commitment) if commitment else None,
        accessible=bool(row.accessible),
        min_age=row.min_age,
        max_age=max_age(row.type),
        organisation=row.organisation,
        source=row.platform or row.source,
    )


@lru_cache(maxsize=1_000)
def _sort_of_mission(form: str, domain: str, language: str | None) -> tuple[str, str]:
    """A mission's type and domain in words, in the active language: thousands share them."""
    return str(_FORMS.get(form, form)), str(_DOMAINS.get(domain, domain))


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
