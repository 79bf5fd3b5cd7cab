"""Places that feeds leave half empty, completed from the gazetteer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from sys import intern
from typing import NamedTuple

from missions.feeds.countries import FRENCH
from missions.feeds.parsed import ParsedPlace
from missions.models import Commune
from missions.places.departments import department_of
from missions.places.keys import key_of


class _Known(NamedTuple):
    key: str
    lat: float
    lon: float
    name: str
    department_code: str


class CommuneIndex:
    """Every commune by postcode and by name, read once when first needed."""

    def __init__(self) -> None:
        self._by_postcode: dict[str, list[_Known]] | None = None
        self._by_name: dict[str, list[_Known]] = {}

    def completed(self, place: ParsedPlace) -> ParsedPlace:
        """`place` with what its commune knows: coordinates, name, department. Unclear ones stay as they are."""
        whole = place.lat is not None and place.city and place.department_code
        if whole or place.country not in FRENCH:
            return place
        found = self._find(place)
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

    def _find(self, place: ParsedPlace) -> _Known | None:
        if self._by_postcode is None:
            self._read()
        key = key_of(place.city)
        candidates = self._by_postcode.get(place.postal_code, [])
        named = [known for known in candidates if known.key == key]
        if named or candidates:
            return (named or candidates)[0]
        named = self._by_name.get(key, [])
        if not place.department_code:
            # A name alone counts where only one commune has it.
            return named[0] if len(named) == 1 else None
        return next((known for known in named if known.department_code == place.department_code), None)

    def _read(self) -> None:
        rows = Commune.objects.order_by("-population").values_list("postcodes", "key", "lat", "lon", "name", "department_code")
        by_postcode, by_name = defaultdict(list), defaultdict(list)
        for postcodes, *facts, department in rows.iterator(2000):
            known = _Known(*facts, intern(department))
            by_name[known.key].append(known)
            for postcode in postcodes.split():
                by_postcode[postcode].append(known)
        self._by_postcode, self._by_name = dict(by_postcode), dict(by_name)
