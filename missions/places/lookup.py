"""Communes by what people type: a name, the beginning of one, a postcode, an arrondissement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, QuerySet, Value, When

from missions.models import Commune
from missions.text import fold

# One homonym this many times larger than the next is the one people mean; the others stay a tap away.
CLEARLY_LARGER = 10
_ORDINAL = re.compile(r"^0?(\d{1,2})(?:er|ere|e|eme|nd|nde|d)?$")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_FILLERS = {"cedex", "arrondissement", "arrt", "ardt", "arr", "france"}
_WITH_ARRONDISSEMENTS = {"paris": "75056", "lyon": "69123", "marseille": "13055"}
_POSTCODE = re.compile(r"\b(\d{5})\b")
_DEPARTMENT = re.compile(r"\(\s*(\d{2,3}|2[abAB])\s*\)")
LONGEST_TEXT = 80


def key_of(name: str) -> str:
    """The letters and figures of a name: "Saint-Étienne", "st etienne" -> "saintetienne"; "Lyon 3e" -> "lyon3"."""
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[a-z0-9]+", fold(name))]
    words = [word for word in words if word not in _FILLERS]
    if words and words[0] in _WITH_ARRONDISSEMENTS:
        words = [words[0], *(_without_ordinal(word) for word in words[1:])]
    return "".join(words)


def _without_ordinal(word: str) -> str:
    found = _ORDINAL.match(word)
    return str(int(found[1])) if found else word


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a typed place means. `place` is set when it is clear; `others` are what it might mean instead."""

    typed: str
    place: Commune | None = None
    others: list[Commune] = field(default_factory=list)

    @property
    def unknown(self) -> bool:
        return self.place is None and not self.others


def find_places(text: str, limit: int = 8) -> list[Commune]:
    """Communes for a typed text, the exact name first, then the larger; [] for nothing or for no match.

    Understands "Lyon", "lyon 3e", "69003", "st etienne", "Saint-Denis (93)", "Saint-Denis 93200".
    """
    text = text[:LONGEST_TEXT]
    communes = _candidates(text)
    if communes is None:
        return []
    key = _name_key(text)
    exact = Case(When(key=key, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(communes.order_by(exact, "-population", "insee_code")[:limit])


def resolve_place(text: str) -> PlaceAnswer:
    """One commune when the text is clear enough, what to choose from otherwise."""
    found = find_places(text)
    exact = [commune for commune in found if commune.key == _name_key(text)]
    pool = exact or found
    if not pool:
        return PlaceAnswer(text)
    clear = len(pool) == 1 or (exact and pool[0].population >= CLEARLY_LARGER * pool[1].population)
    return PlaceAnswer(text, pool[0], exact[1:]) if clear else PlaceAnswer(text, None, pool)


def _name_key(text: str) -> str:
    return key_of(_DEPARTMENT.sub(" ", _POSTCODE.sub(" ", text)))


def _candidates(text: str) -> QuerySet[Commune] | None:
    """The communes a text may mean; None when there is nothing to go by."""
    key, postcode, department = _name_key(text), _POSTCODE.search(text), _DEPARTMENT.search(text)
    communes = Commune.objects.all()
    if postcode:
        # Whoever knows the postcode means the arrondissement, not all of Paris.
        communes = communes.filter(postcodes__contains=postcode[1]).exclude(insee_code__in=_WITH_ARRONDISSEMENTS.values())
    if department:
        communes = communes.filter(department_code=department[1].upper())
    digits = re.fullmatch(r"\s*(\d{2,4})\s*", text)
    if digits:
        return communes.filter(postcodes__startswith=digits[1])
    if len(key) < 2 and not postcode:
        return communes.filter(key=key) if key else None
    return communes.filter(key__startswith=key) if key else communes
