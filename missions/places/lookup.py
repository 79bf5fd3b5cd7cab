"""Places by what people type: a commune, the beginning of one, a postcode, an arrondissement, a department, a region."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from django.db import router
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from kit.prepared import Rows
from missions.models import Commune
from missions.places.areas import Area, find_areas, is_exact, is_marked
from missions.places.keys import WITH_ARRONDISSEMENTS, key_of

# One homonym this many times larger than the next is the one people mean; the others stay a tap away.
CLEARLY_LARGER = 10
_POSTCODE = re.compile(r"\b(\d{5})\b")
_DEPARTMENT = re.compile(r"\(\s*(\d{2,3}|2[abAB])\s*\)")
_ARTICLES = ("le", "la", "les", "l")
SHORTEST_WITH_ARTICLES = 4
# Stands for a key in a statement that is written once; no key holds it.
_ANY = "?"
# The same for a position and a box around it; no place on earth lies there.
_SPOT = (1001.0, 1002.0, 1003.0, 1004.0, 1005.0, 1006.0)
LONGEST_TEXT = 80
AREAS_SUGGESTED = 2
# A mistyped name is looked for among the largest communes with the same two first letters.
SHORTEST_MISTYPED, MISTYPED_AMONG, ALIKE, SLIPS = 4, 600, 0.75, 2
# "Bretagne" is the region and not a village of that name; "Vienne" is the town.
SMALLER_THAN_AN_AREA = 5_000


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a typed place means. `place` or `area` is set when it is clear; `others` are what it might mean instead."""

    typed: str
    place: Commune | None = None
    others: list[Commune | Area] = field(default_factory=list)
    area: Area | None = None

    @property
    def unknown(self) -> bool:
        return self.place is None and self.area is None and not self.others

    @property
    def label(self) -> str:
        """What it was taken for; "" when that is not clear."""
        here = self.place or self.area
        return here.label if here else ""


def find_places(text: str, limit: int = 8) -> list[Commune]:
    """Communes for a typed text, the exact name first, then the larger; [] for nothing or for no match.

    Understands "Lyon", "lyon 3e", "69003", "st etienne", "Saint-Denis (93)", "Saint-Denis 93200"; a small typing error
    is forgiven where nothing has the name as typed.
    """
    text = text[:LONGEST_TEXT]
    key = _name_key(text)
    if not any(character.isdigit() for character in text) and len(key) >= SHORTEST_WITH_ARTICLES:
        return _named(key, limit) or _alike(key, limit)
    communes = _candidates(text)
    if communes is None:
        return []
    return list(_exact_first(communes, key)[:limit]) or _alike(key, limit)


def _exact_first(communes: QuerySet[Commune], key: str) -> QuerySet[Commune]:
    exact = Case(When(key=key, then=Value(0)), default=Value(1), output_field=IntegerField())
    return communes.order_by(exact, "-population", "insee_code")


def _named(key: str, limit: int) -> list[Commune]:
    """The same for a plain name, which nearly everybody types: asked with a statement written once."""
    statement = _by_name(limit, router.db_for_read(Commune))
    return statement([value.replace(_ANY, key) if isinstance(value, str) else value for value in statement.values])


@lru_cache(maxsize=16)
def _by_name(limit: int, alias: str) -> Rows:
    return Rows(_exact_first(Commune.objects.using(alias).filter(_named_so(_ANY)), _ANY)[:limit])


def find_anything(text: str, limit: int = 8) -> list[Commune | Area]:
    """Communes, departments and regions to choose from while typing."""
    areas = find_areas(text[:LONGEST_TEXT])
    if is_marked(text):
        return [*areas, *find_places(text, limit - len(areas))][:limit] if text.strip().isdigit() else areas[:limit]
    communes: list[Commune | Area] = list(find_places(text, limit))
    first = [] if _is_a_town(communes, text) else [area for area in areas if is_exact(area, text)]
    rest = [area for area in areas if area not in first][: max(0, AREAS_SUGGESTED - len(first))]
    return [*first, *communes[: limit - len(first) - len(rest)], *rest]


def resolve_place(text: str) -> PlaceAnswer:
    """One commune when the text is clear enough, what to choose from otherwise."""
    found = find_places(text)
    exact = [commune for commune in found if commune.key == _name_key(text)]
    pool = exact or found
    if not pool:
        return PlaceAnswer(text)
    clear = len(pool) == 1 or (exact and pool[0].population >= CLEARLY_LARGER * pool[1].population)
    return PlaceAnswer(text, pool[0], [*exact[1:]]) if clear else PlaceAnswer(text, None, [*pool])


def resolve_anything(text: str) -> PlaceAnswer:
    """One commune, department or region when the text is clear enough, what to choose from otherwise."""
    areas = [area for area in find_areas(text[:LONGEST_TEXT]) if is_exact(area, text)]
    if areas and is_marked(text):
        return PlaceAnswer(text, None, [*areas[1:]], areas[0])
    answer = resolve_place(text)
    communes = [*([answer.place] if answer.place else []), *answer.others]
    if not any(_name_key(text) in one.key for one in communes if isinstance(one, Commune)):
        # Rather an area that starts so than a commune that looks a little like it.
        areas = find_areas(text[:LONGEST_TEXT])
        if not areas:
            return answer
        return PlaceAnswer(text, None, [*areas], None) if len(areas) > 1 else PlaceAnswer(text, area=next(iter(areas), None))
    if areas and not _is_a_town(communes, text):
        same_name = [one for one in communes if one.key == _name_key(text)]
        return PlaceAnswer(text, None, [*areas[1:], *same_name], areas[0])
    return PlaceAnswer(text, answer.place, [*answer.others, *areas])


def _is_a_town(found: Iterable[Commune | Area], text: str) -> bool:
    """Whether the text is the whole name of a commune large enough to be meant rather than an area of that name."""
    key = _name_key(text)
    return any(isinstance(one, Commune) and one.key == key and one.population >= SMALLER_THAN_AN_AREA for one in found)


def nearest_commune(lat: float, lon: float) -> Commune | None:
    """The town nearest to a point, of those within some 15 km; None at sea or abroad."""
    here = dict(zip(_SPOT, (lat - 0.14, lat + 0.14, lon - 0.2, lon + 0.2, lat, lon), strict=True))
    statement = _nearest(router.db_for_read(Commune))
    return next(iter(statement([here.get(value, value) for value in statement.values])), None)


@lru_cache(maxsize=4)
def _nearest(alias: str) -> Rows:
    south, northern, west, eastern, lat, lon = _SPOT
    communes = Commune.objects.using(alias)
    around = communes.filter(lat__range=(south, northern), lon__range=(west, eastern), approximate=False)
    # A degree of longitude is 0.7 of one of latitude here. In the database: there are hundreds around a large town.
    north, east = F("lat") - lat, (F("lon") - lon) * 0.7
    return Rows(around.order_by(north * north + east * east, "pk")[:1])


def _name_key(text: str) -> str:
    return key_of(_DEPARTMENT.sub(" ", _POSTCODE.sub(" ", text)))


def _starts(key: str) -> Q:
    """Keys that start so: a range, which the index answers on any database. Keys are a-z and 0-9 only."""
    return Q(key__gte=key, key__lt=f"{key}zzzz")


def _named_so(key: str) -> Q:
    """Names that start so, an article aside: "Havre" for "Le Havre"."""
    wanted = _starts(key)
    for article in _ARTICLES:
        wanted |= _starts(article + key)
    return wanted


def _candidates(text: str) -> QuerySet[Commune] | None:
    """The communes a text may mean; None when there is nothing to go by."""
    key, postcode, department = _name_key(text), _POSTCODE.search(text), _DEPARTMENT.search(text)
    communes = Commune.objects.all()
    if postcode:
        # Whoever knows the postcode means the arrondissement, not all of Paris.
        communes = communes.filter(postcodes__contains=postcode[1]).exclude(insee_code__in=WITH_ARRONDISSEMENTS.values())
    if department:
        communes = communes.filter(department_code=department[1].upper())
    digits = re.fullmatch(r"\s*(\d{2,4})\s*", text)
    if digits:
        return communes.filter(postcodes__startswith=digits[1])
    if len(key) < 2 and not postcode:
        return communes.filter(key=key) if key else None
    if not key:
        return communes
    return communes.filter(_named_so(key) if len(key) >= SHORTEST_WITH_ARTICLES else _starts(key))


def _alike(key: str, limit: int) -> list[Commune]:
    """Communes whose name is a slip of the fingers away, the likest first."""
    if len(key) < SHORTEST_MISTYPED or not key.isalpha():
        return []
    matcher = SequenceMatcher(b=key, autojunk=False)
    letters, found = set(key), []
    # As long as what was typed, give or take two: the database leaves most names where they are.
    near = Commune.objects.filter(_starts(key[:2])).annotate(length=Length("key"))
    likely = near.filter(length__range=(len(key) - SLIPS, len(key) + SLIPS)).order_by("-population").values_list("pk", "key")
    for rank, (pk, known) in enumerate(likely[:MISTYPED_AMONG]):
        # A letter that the name has not is no match, wherever it stands: most names need no comparing.
        if 2 * (len(key) - len(letters.difference(known))) < ALIKE * (len(key) + len(known)):
            continue
        matcher.set_seq1(known)
        if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
            found.append((-ratio, rank, pk))
    best = [pk for *_, pk in sorted(found)[:limit]]
    rows = Commune.objects.in_bulk(best)
    return [rows[pk] for pk in best]
