"""Which skills have something to learn and to do, and which lack it: skill x level x kind x language, counted.

Only what anybody may see now counts. A resource counts once for each skill it trains, at the level it leads to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from missions.models import Mission, MissionSkill
from resources.models import Kind, Resource, ResourceSkill
from skills.levels import Level
from skills.models import Family, Skill

MISSION = "mission"
KINDS = {**dict(Kind.choices), MISSION: gettext_lazy("Mission")}
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Missions come in French from their platforms.
MISSION_LANGUAGE = "fr"
# From when on a skill is covered: so many resources, so many levels and kinds among them.
RESOURCES, LEVELS, RESOURCE_KINDS = 3, 2, 2

Key = tuple[int, int, str, str]
"""Skill id, level, kind, language."""


@dataclass(frozen=True, slots=True)
class Place:
    """One skill, level, kind and language."""

    skill: Skill
    level: Level
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """How many there are at a place; `href` leads to them, or to the form that writes the first ("": to nothing)."""

    place: Place
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The languages of one skill, level and kind."""

    level: Level
    kind: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.number for part in self.parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a skill still lacks in one language; nothing when it is covered."""

    language: str
    resources: int
    levels: int
    kinds: int

    @property
    def met(self) -> bool:
        return not (self.resources or self.levels or self.kinds)

    @property
    def words(self) -> str:
        if self.met:
            return _("tenue")
        if self.resources == RESOURCES:
            return _("rien encore")
        missing = [
            ngettext("%d ressource", "%d ressources", self.resources) % self.resources if self.resources else "",
            ngettext("%d niveau", "%d niveaux", self.levels) % self.levels if self.levels else "",
            ngettext("%d format", "%d formats", self.kinds) % self.kinds if self.kinds else "",
        ]
        return _("manque %(missing)s") % {"missing": ", ".join(filter(None, missing))}


@dataclass(frozen=True, slots=True)
class Row:
    skill: Skill
    cells: tuple[Cell, ...]
    rules: tuple[Rule, ...]

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)

    @property
    def covered(self) -> bool:
        return all(rule.met for rule in self.rules)

    @property
    def has_gap(self) -> bool:
        return any(not part.number for cell in self.cells for part in cell.parts)


@dataclass(frozen=True, slots=True)
class Group:
    family: Family
    rows: tuple[Row, ...]

    @property
    def columns(self) -> list[int]:
        return column_totals(self.rows)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def column_totals(rows: Iterable[Row]) -> list[int]:
    """Per column, what its cells hold together."""
    return [sum(cell.total for cell in column) for column in zip(*(row.cells for row in rows), strict=True)]


def counted() -> Counter[Key]:
    """Every place that has something, in two queries."""
    resources = ResourceSkill.objects.filter(page__in=Resource.objects.published().order_by().values("pk"))
    by_place = ("skill_id", "level", "page__kind", "page__locale__language_code")
    counts = Counter({tuple(row[:4]): row[4] for row in _grouped(resources, by_place)})
    missions = MissionSkill.objects.filter(mission__in=Mission.objects.published(timezone.localdate()).order_by().values("pk"))
    for skill, level, number in _grouped(missions, ("skill_id", "level")):
        counts[skill, level, MISSION, MISSION_LANGUAGE] = number
    return counts


def _grouped(rows, names: tuple[str, ...]) -> Iterable[tuple]:
    return rows.order_by().values_list(*names).annotate(number=Count("pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What to show. `gaps`: "" every skill, "rule" those not covered, "empty" those with an empty cell."""

    languages: tuple[str, ...] = (LANGUAGES[0],)
    kinds: tuple[str, ...] = tuple(KINDS)
    family: str = ""
    gaps: str = ""

    def wants(self, row: Row) -> bool:
        return {"rule": not row.covered, "empty": row.has_gap}.get(self.gaps, True)

    def places(self, skill: Skill, level: Level, kind: str) -> Iterator[Place]:
        for language in self.languages:
            if kind != MISSION or language == MISSION_LANGUAGE:
                yield Place(skill, level, kind, language)


def matrix(asked: Asked, counts: Counter[Key], link: Callable[[Place, int], str]) -> list[Group]:
    """Families in their order, with the skills asked for; `link` gives the address of a place that has so many."""
    families: dict[Family, list[Row]] = {}
    for skill in Skill.objects.with_family():
        if asked.family in {"", skill.family.slug}:
            row = _row(skill, asked, counts, link)
            if asked.wants(row):
                families.setdefault(skill.family, []).append(row)
    return [Group(family, tuple(rows)) for family, rows in families.items()]


def _row(skill: Skill, asked: Asked, counts: Counter[Key], link: Callable[[Place, int], str]) -> Row:
    cells = []
    for kind in asked.kinds:
        for level in Level:
            parts = []
            for place in asked.places(skill, level, kind):
                number = counts[skill.pk, level, kind, place.language]
                parts.append(Part(place, number, link(place, number)))
            cells.append(Cell(level, kind, tuple(parts)))
    return Row(skill, tuple(cells), tuple(rule_of(skill, language, counts) for language in asked.languages))


def rule_of(skill: Skill, language: str, counts: Counter[Key]) -> Rule:
    """At least three resources, at two levels and of two kinds; missions are counted apart."""
    found = {
        (level, kind): number
        for level in Level
        for kind in Kind.values
        if (number := counts[skill.pk, int(level), kind, language])
    }
    return Rule(
        language,
        resources=max(0, RESOURCES - sum(found.values())),
        levels=max(0, LEVELS - len({level for level, _kind in found})),
        kinds=max(0, RESOURCE_KINDS - len({kind for _level, kind in found})),
    )
