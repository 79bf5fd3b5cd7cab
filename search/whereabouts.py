"""Places in a question: departments and regions by name, departments by code, postcodes, towns.

A town says which department and region it lies in: where nothing is done in it, what is done near it comes. Towns of 10,000
people and more are known, of all that have one name those about as large as the largest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from missions.places.areas import all_area_names, area_names
from missions.places.departments import code_of_postcode
from missions.places.keys import key_of
from missions.places.loading import commune_rows
from missions.text import fold
from search.contract import Term

# Words in the name of a department, region or town ("Provence Alpes Côte d Azur").
LONGEST = 5
SMALLEST_TOWN = 10_000
# One of the same name is meant as well if it has this share of the largest one's people.
_AS_LARGE = 1 / 3
# Towns that are words as well: only as a name, or after a word of place.
_WORDS_TOO = frozenset(
    """
    apt avion avon cannes cognac colombes croix fontaine fosses gaillard gap grasse hem lafleche lagarde lapossession
    lariche latrinite lattes lemoule lens leport lesavirons letampon lourdes lunion mana meaux menton moulins muret
    nice orange persan pertuis pia plaisir saintes sens stains tours valence vitre
    """.split()
)
# How regions are called for short, and what they were before 2016.
_REGIONS_CALLED = {
    "Auvergne-Rhône-Alpes": ("Auvergne", "Rhône-Alpes"),
    "Bourgogne-Franche-Comté": ("Bourgogne", "Franche-Comté", "BFC"),
    "Grand Est": ("Alsace", "Lorraine", "Champagne-Ardenne"),
    "Hauts-de-France": ("Nord-Pas-de-Calais", "Picardie"),
    "Île-de-France": ("IDF", "région parisienne", "banlieue parisienne"),
    "Normandie": ("Basse-Normandie", "Haute-Normandie"),
    "Nouvelle-Aquitaine": ("Aquitaine", "Limousin", "Poitou-Charentes"),
    "Occitanie": ("Midi-Pyrénées", "Languedoc-Roussillon"),
    "Provence-Alpes-Côte d'Azur": ("PACA",),
}
# Departments that are words too: what is there comes earlier, but it may not be meant.
_AREAS_OR_WORDS = frozenset("aube cher gard landes lot manche nord somme".split())
_BEFORE_TOWNS = frozenset("a sur vers ville in near".split())
_BEFORE_CODES = frozenset("le du dans departement dept".split())
# "18 ans", "24 h" are no departments, nor are "de 16", "j'ai 17" and "Paris 18".
_UNITS = frozenset("ans an h heures heure min mn minutes jours euros e eme km kg years".split())
_NUMBERED = frozenset("ai de entre moins plus top covid age et a bac page niveau classe".split())
_CODE = re.compile(r"\d{2}|2[ab]|97[1-8]|98[78]", re.IGNORECASE)
_PART_OF_TOWN = re.compile(r" \d+er? Arrondissement$")
# What says no more than the place that follows: "près de Lyon", "la région de Brest".
AROUND = frozenset("pres proche autour environs alentours region secteur departement cote banlieue near around".split())
BETWEEN = frozenset("de du d des la le les l a au aux of".split())


def place_at(words: Sequence[str], at: int) -> tuple[int, Term] | None:
    """How many of the words from there on name a place, the longest that do, and it as a term; None where they name none."""
    first = fold(words[at])
    if first[0].isdigit():
        return _numbered(words, at)
    if _first_of(first) not in _beginnings():
        return None
    for size in range(min(LONGEST, len(words) - at), 0, -1):
        typed = " ".join(words[at : at + size])
        key = key_of(typed)
        if key in _areas():
            return size, Term(typed, area=True)
        if region := _called().get(key):
            return size, Term(region, area=True)
        if key in _towns() and (key not in _WORDS_TOO or _is_a_name(words, at)):
            name, near = _towns()[key]
            return size, Term(name, area=True, near=near)
    return None


def is_certain(term: Term) -> bool:
    """Whether the term names a place and cannot be anything else."""
    return term.area and key_of(term.text) not in _AREAS_OR_WORDS


def _is_a_name(words: Sequence[str], at: int) -> bool:
    before = fold(words[at - 1]) if at else ""
    return before in _BEFORE_TOWNS or (bool(before) and words[at][0].isupper() and not words[at].isupper())


def _numbered(words: Sequence[str], at: int) -> tuple[int, Term] | None:
    typed, before = words[at], fold(words[at - 1]) if at else ""
    code = code_of_postcode(typed)
    if _CODE.fullmatch(typed) and _may_be_a_code(before, fold(words[at + 1]) if at + 1 < len(words) else ""):
        code = typed.upper()
    near = area_names(code)
    return (1, Term(typed, area=True, near=near)) if near else None


def _may_be_a_code(before: str, after: str) -> bool:
    if before in _BEFORE_CODES:
        return after not in _UNITS
    return not after and before not in _NUMBERED and not before.isdigit() and key_of(before) not in _areas()


def _first_of(folded: str) -> str:
    """The first part of a folded word or compound, "saint" for "st"."""
    return key_of(re.split(r"[-‐‑]", folded)[0])


@cache
def _areas() -> frozenset[str]:
    return frozenset(key_of(name) for name in all_area_names())


@cache
def _called() -> Mapping[str, str]:
    return {key_of(name): region for region, names in _REGIONS_CALLED.items() for name in names}


@cache
def _towns() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The key of a town's name -> the name, and those of the departments and regions it lies in. Raises OSError."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    rows = commune_rows()
    header = next(rows)
    name, code, population = map(header.index, ("name", "department", "population"))
    for row in rows:
        if (people := int(row[population])) >= SMALLEST_TOWN:
            found[key_of(row[name])].append((people, _PART_OF_TOWN.sub("", row[name]), row[code]))
    return {key: (max(all_)[1], _near(all_)) for key, all_ in found.items() if key not in _areas()}


def _near(towns: Sequence[tuple[int, str, str]]) -> tuple[str, ...]:
    largest = max(towns)[0]
    codes = [code for people, _, code in sorted(towns, reverse=True) if people >= _AS_LARGE * largest]
    return tuple(dict.fromkeys(name for code in codes for name in area_names(code)))


@cache
def _beginnings() -> frozenset[str]:
    """The first words of all these names."""
    towns = (name for name, _ in _towns().values())
    called = chain.from_iterable(_REGIONS_CALLED.values())
    return frozenset(_first_of(fold(re.split(r"[ '’]", name)[0])) for name in (*all_area_names(), *towns, *called))
