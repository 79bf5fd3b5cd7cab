"""The database's rows as items of the catalogue: all of them part by part, some by their keys, all in the order of their ids."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone, translation

from missions.models import Mission, MissionPlace, MissionSkill
from resources.models import Resource
from search.contract import CatalogueItem, Kind
from search.documents import LANGUAGES, MissionRow, Named, Place, Trained, item_of_row, resource_item, skill_item
from skills.models import Skill

logger = logging.getLogger("tremplin.search")
# Source key -> why the row cannot be read.
Unreadable = dict[str, str]
CHUNK = 500
# The largest number a key may be.
_LARGEST = 2**63 - 1
# The columns of a MissionRow, in its order, up to what other tables say.
_COLUMNS = (
    *("pk", "title", "summary", "description", "domain", "type", "remote", "schedule", "starts", "ends", "posted"),
    *("min_age", "reduced_mobility_accessible", "platform", "source__name", "organisation__name"),
)


class Part(NamedTuple):
    """Some rows of one source: keys from `first` to `last`."""

    source: str
    first: int = 0
    last: int = 0


def published_resources() -> QuerySet[Resource]:
    return Resource.objects.published().for_catalogue()


def published_missions(today: date | None = None) -> QuerySet[Mission]:
    return Mission.objects.published(today or timezone.localdate()).for_index()


def _offered() -> QuerySet[Mission]:
    return Mission.objects.published(timezone.localdate())


def parts() -> Iterator[Part]:
    """All that may be found, in parts that are read each on its own, by whichever process."""
    for source, rows in (("resource", Resource.objects.published()), ("mission", _offered())):
        keys = _keys(rows, 1, _LARGEST)
        while some := list(islice(keys, CHUNK)):
            yield Part(source, some[0], some[-1])
    yield Part("skill")


def read(part: Part, unreadable: Unreadable) -> Iterator[CatalogueItem]:
    """A part's items, in a bounded number of queries. A row that cannot be read is put into `unreadable`, logged, and left out."""
    # Addresses are built without a request: French, the site's first language, has no prefix.
    with translation.override("fr"):
        within = {"pk__gte": part.first, "pk__lte": part.last}
        if part.source == "skill":
            yield from skill_items(Skill.objects.with_texts())
        elif part.source == "mission":
            yield from _readable(item_of_row, _mission_rows(_offered().filter(**within).order_by("pk")), "mission", unreadable)
        else:
            rows = published_resources().filter(**within).order_by("pk")
            yield from _readable(resource_item, rows, "resource", unreadable)


def all_items(unreadable: Unreadable | None = None) -> Iterator[CatalogueItem]:
    """Every item that may be found, in constant memory."""
    told = {} if unreadable is None else unreadable
    for part in parts():
        yield from read(part, told)


def _mission_rows(missions: QuerySet[Mission]) -> list[MissionRow]:
    """Some missions as plain values: of a hundred thousand, places and skills are half a million rows, and objects made of
    them cost more than the index."""
    columns = list(missions.values_list(*_COLUMNS))
    if not columns:
        return []
    keys = [pk for pk, *_ in columns]
    places: dict[int, list[Place]] = {}
    located = MissionPlace.objects.filter(mission__in=keys).order_by("pk")
    for pk, *place in located.values_list("mission_id", "city", "department_code", "lat", "lon"):
        places.setdefault(pk, []).append(Place(*place))
    trained: dict[int, list[Trained]] = {}
    # Most central first, as MissionQuerySet.with_skills() has them.
    taught = MissionSkill.objects.filter(mission__in=keys).order_by("-weight", "pk")
    skills = {skill.pk: Named.of(skill) for skill in Skill.objects.select_related("family")}
    for pk, skill, level, weight in taught.values_list("mission_id", "skill_id", "level", "weight"):
        trained.setdefault(pk, []).append(Trained(skills[skill], level, weight))
    return [MissionRow(pk, *told, places.get(pk, ()), trained.get(pk, ())) for pk, *told in columns]


def count_items() -> int:
    """How many there are."""
    return published_resources().count() + _offered().count() + len(LANGUAGES) * Skill.objects.count()


def items_by_id(unreadable: Unreadable) -> Iterator[CatalogueItem]:
    """`all_items` in the order of their ids as texts, in constant memory and without a cursor left open."""
    with translation.override("fr"):
        for kind in sorted(Kind):
            if kind is Kind.SKILL:
                yield from sorted(skill_items(Skill.objects.with_texts()), key=lambda item: item.id)
            elif kind is Kind.MISSION:
                yield from _by_id(_offered(), _mission_rows, item_of_row, "mission", unreadable)
            else:
                yield from _by_id(published_resources().of_kind(kind), list, resource_item, "resource", unreadable)


def _by_id(
    rows: QuerySet,
    taken: Callable[[QuerySet], list[Any]],
    make: Callable[[Any], CatalogueItem],
    source: str,
    unreadable: Unreadable,
) -> Iterator[CatalogueItem]:
    # Numbers of so many digits come in the same order as texts and as numbers.
    lengths = (_keys(rows, 10 ** (digits - 1), min(10**digits - 1, _LARGEST)) for digits in range(1, len(str(_LARGEST)) + 1))
    keys = merge(*lengths, key=str)
    while some := list(islice(keys, CHUNK)):
        found = {row.pk: row for row in taken(rows.filter(pk__in=some))}
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
        for row in _mission_rows(_offered().filter(pk__in=wanted.get("mission", ()))):
            found[f"mission:{row.pk}"].append(item_of_row(row))
        for skill in Skill.objects.with_texts().filter(slug__in=wanted.get("skill", ())):
            found[f"skill:{skill.slug}"].extend(skill_items([skill]))
    return found
