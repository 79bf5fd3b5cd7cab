"""Places that feeds leave half empty, completed from the gazetteer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from missions.feeds.countries import FRENCH
from missions.feeds.parsed import ParsedPlace
from missions.models import Commune
from missions.places.departments import department_of
from missions.places.keys import key_of

# Places looked up by one query: of each postcode a handful of communes.
BATCH = 100


class _Known(NamedTuple):
    pk: int
    key: str
    lat: float
    lon: float
    name: str
    department_code: str


class _Around(NamedTuple):
    """The communes that some places may mean; of one name the largest first."""

    by_pk: dict[int, _Known]
    by_name: dict[str, list[_Known]]


class CommuneIndex:
    """Completes places. Only which communes share a postcode is kept at hand, read once when first needed: all that is known
    of thirty-five thousand communes would be the largest thing an import holds."""

    def __init__(self) -> None:
        self._by_postcode: dict[str, list[int]] = {}

    def completed(self, places: Iterable[ParsedPlace]) -> list[ParsedPlace]:
        """Places with what their communes know: coordinates, name, department. Whole and unclear ones stay as they are."""
        found: list[ParsedPlace] = []
        everyone = iter(places)
        while some := list(islice(everyone, BATCH)):
            lacking = [place for place in some if _lacks(place)]
            around = self._around(lacking) if lacking else None
            found += [self._with(place, around) if _lacks(place) else place for place in some]
        return found

    def _around(self, places: Sequence[ParsedPlace]) -> _Around:
        if not self._by_postcode:
            self._read()
        pks = {pk for place in places for pk in self._by_postcode.get(place.postal_code, ())}
        keys = {key_of(place.city) for place in places} - {""}
        rows = Commune.objects.filter(Q(pk__in=pks) | Q(key__in=keys)).order_by("-population", "pk")
        around = _Around({}, defaultdict(list))
        for facts in rows.values_list(*_Known._fields):
            known = _Known(*facts)
            around.by_pk[known.pk] = known
            around.by_name[known.key].append(known)
        return around

    def _read(self) -> None:
        by_postcode = defaultdict(list)
        for pk, postcodes in Commune.objects.order_by("-population", "pk").values_list("pk", "postcodes").iterator(2000):
            for postcode in postcodes.split():
                by_postcode[postcode].append(pk)
        self._by_postcode = dict(by_postcode)

    def _with(self, place: ParsedPlace, around: _Around) -> ParsedPlace:
        found = self._find(place, around)
        if found is None:
            return place
        department = department_of(place.department_code or found.department_code)
        return replace(
            place,
            city=place.city or found.name,
            department_code=department.code if department else "",
            region=department.region if department else place.region,
            lat=found.lat if place.lat is None else place.lat,
            lon=found.lon if place.lon is None else place.lon,
        )

    def _find(self, place: ParsedPlace, around: _Around) -> _Known | None:
        key = key_of(place.city)
        if here := [around.by_pk[pk] for pk in self._by_postcode.get(place.postal_code, ())]:
            return next((known for known in here if known.key == key), here[0])
        named = around.by_name.get(key, [])
        if not place.department_code:
            # A name alone counts where only one commune has it.
            return named[0] if len(named) == 1 else None
        return next((known for known in named if known.department_code == place.department_code), None)


def _lacks(place: ParsedPlace) -> bool:
    whole = place.lat is not None and place.city and place.department_code
    return not whole and place.country in FRENCH
