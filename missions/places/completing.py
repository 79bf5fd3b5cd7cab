"""Places that feeds leave half empty, completed from the gazetteer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
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
        self._by_name: dict[tuple[str, str], _Known] = {}

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
        return self._by_name.get((place.department_code, key)) if key else None

    def _read(self) -> None:
        rows: Iterable[tuple] = Commune.objects.order_by("-population").values_list(
            "postcodes", "key", "lat", "lon", "name", "department_code"
        )
        index = defaultdict(list)
        for postcodes, *facts in rows:
            known = _Known(*facts)
            self._by_name.setdefault((known.department_code, known.key), known)
            # A name alone counts where only one department has it.
            self._by_name["", known.key] = known if ("", known.key) not in self._by_name else None
            for postcode in postcodes.split():
                index[postcode].append(known)
        self._by_postcode = dict(index)
