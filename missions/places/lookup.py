"""Communes by what people type: a name, the beginning of one, a postcode, an arrondissement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from missions.feeds.countries import FRENCH
from missions.feeds.parsed import ParsedPlace
from missions.models import Commune
from missions.places.departments import department_of
from missions.text import fold

_ORDINAL = re.compile(r"^0?(\d{1,2})(?:er|ere|e|eme|nd|nde|d)?$")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_FILLERS = {"cedex", "arrondissement", "arrt", "ardt", "arr", "france"}
_BIG_THREE = {"paris", "lyon", "marseille"}


def key_of(name: str) -> str:
    """The letters and figures of a name: "Saint-Étienne", "st etienne" -> "saintetienne"; "Lyon 3e" -> "lyon3"."""
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[a-z0-9]+", fold(name))]
    words = [word for word in words if word not in _FILLERS]
    if words and words[0] in _BIG_THREE:
        words = [words[0], *(_without_ordinal(word) for word in words[1:])]
    return "".join(words)


def _without_ordinal(word: str) -> str:
    found = _ORDINAL.match(word)
    return str(int(found[1])) if found else word


class CommuneIndex:
    """Every commune by postcode, read once when first needed; completes places that feeds leave half empty."""

    def __init__(self) -> None:
        self._by_postcode: dict[str, list[tuple[str, float, float, str, str]]] | None = None
        self._by_key: dict[tuple[str, str], tuple[float, float]] = {}

    def completed(self, place: ParsedPlace) -> ParsedPlace:
        """`place` with the coordinates and name of its commune where they are missing and clear."""
        if place.country not in FRENCH or (place.lat is not None and place.city):
            return place
        found = self._find(place)
        if found is None:
            return place
        key, lat, lon, name, department_code = found
        department = department_of(place.department_code or department_code)
        return replace(
            place,
            city=place.city or name,
            department_code=department.code if department else "",
            region=department.region if department else place.region,
            lat=lat if place.lat is None else place.lat,
            lon=lon if place.lon is None else place.lon,
        )

    def _find(self, place: ParsedPlace) -> tuple[str, float, float, str, str] | None:
        candidates = self._communes().get(place.postal_code, [])
        named = [entry for entry in candidates if entry[0] == key_of(place.city)]
        return next(iter(named or candidates), None)

    def _communes(self) -> dict[str, list[tuple[str, float, float, str, str]]]:
        if self._by_postcode is None:
            self._by_postcode = _by_postcode(
                Commune.objects.order_by("-population").values_list("postcodes", "key", "lat", "lon", "name", "department_code")
            )
        return self._by_postcode


def _by_postcode(rows: Iterable[tuple]) -> dict[str, list[tuple[str, float, float, str, str]]]:
    index = defaultdict(list)
    for postcodes, *facts in rows:
        for postcode in postcodes.split():
            index[postcode].append(tuple(facts))
    return dict(index)
