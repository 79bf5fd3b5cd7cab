"""A mission as the search for duplicates sees it: its words, who asks, where and when. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from missions.text import fold

_WORD = re.compile(r"[a-z0-9]+")
# "ADPEP46" and "ADPEP 46" are one name.
_NAME = re.compile(r"[a-z]+|[0-9]+")
# Endings that say the grammar, not the matter: a light French stemmer is enough to tell texts apart.
_ENDING = re.compile(
    r"(?:issements?|ements?|ateurs?|atrices?|ations?|itions?|utions?|tions?|ances?|euses?|eurs?|rices?|antes?|ants?|ees?|ent|ons|ez|er|ir|es|e|s|x)$"
)
_STOP = frozenset(
    "le la les l un une des de du d au aux a et ou ni en dans par pour sur sous avec sans chez vers entre ce cet cette ces c s se sa son ses leur leurs"
    " je j tu vous nous on il elle ils elles me m te t ton ta tes mon ma mes votre vos notre nos qui que qu quoi dont ne n pas plus tres est es sont etre"
    " sera seront as ai avoir avez avons ont peut peux pouvez y afin ainsi aussi tout tous toute toutes comme si lors leur meme deviens devenir".split()
)
# Words that nearly every mission has: they tell no two apart.
_COMMON = frozenset(
    "benevol benev mission volont volon volontair association asso service civiq civique aid particip person equip action rejoin recherch".split()
)
# Words that say the same of the same people and things.
_SAME_WORD = {
    "senior": "age", "ain": "age", "hebdom": "semain", "promen": "march", "discus": "parl", "convers": "parl", "voitur": "vehicu",
    "camion": "vehicu", "camionnet": "vehicu", "sdf": "rue", "abri": "rue", "lyceen": "lyce", "collegi": "colleg", "gamin": "enfant",
    "refug": "exil", "migran": "exil", "ordina": "inform", "numeri": "inform", "cycl": "velo", "habit": "vetem",
}  # fmt: skip
_ORG_STOP = frozenset(
    "association asso ass federation federe fondation fonds comite delegation antenne unite locale local section groupe club centre service reseau"
    " union ligue departementale departemental regionale regional nationale national generale france francaise francais siege territoriale"
    " territorial ville mairie commune metropole benevoles benevole ong equipe agence etablissement de du des la le les d l et en pour a au aux sur nord sud est ouest".split()
)
_CITIES = {"75": "paris", "690": "lyon", "130": "marseille"}
_ARRONDISSEMENT = re.compile(r"\b(\d{1,2})(?:er|e|eme|nd)?(?:\s+arrondissement)?$")
_CEDEX = re.compile(r"\s+cedex.*$")
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:er)?\s+({'|'.join(_MONTHS)})\b|\b(\d{{1,2}})/(\d{{1,2}})(?:/\d{{2,4}})?\b")
# What tells one session or group from another in a title.
_MARK = re.compile(
    rf"\b(?:{'|'.join(_DAYS)})s?\b|\b(?:{'|'.join(_MONTHS)})\b|\b(?:matin|apres-midi|soir|nuit|week-end|hiver|ete|printemps|automne|noel)s?\b"
    r"|\b(?:cp|ce1|ce2|cm1|cm2|maternelle|college|lycee|debutants?|confirmes?)\b|\b\d{1,4}(?:e|eme|er)?\b"
)


@dataclass(frozen=True)
class Listing:
    """One platform's announcement. `towns` are (name folded, arrondissement or 0)."""

    title: str
    organisation: str
    description: str
    towns: frozenset[tuple[str, int]] = frozenset()
    departments: frozenset[str] = frozenset()
    starts: date | None = None
    ends: date | None = None
    type: str = ""
    remote: str = "no"
    platform: str = ""

    @cached_property
    def title_stems(self) -> frozenset[str]:
        return frozenset(stems(self.title)) - self.town_stems

    @cached_property
    def text_stems(self) -> frozenset[str]:
        return frozenset(self.sequence)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        return tuple(stems(self.description))

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Pairs of neighbouring words."""
        return frozenset(f"{a} {b}" for a, b in pairwise(self.sequence))

    @cached_property
    def town_stems(self) -> frozenset[str]:
        return frozenset(stem for name, _number in self.towns for stem in stems(name))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the organisation's name that are its own."""
        words = _NAME.findall(fold(self.organisation))
        places = {word for name, _number in self.towns for word in _WORD.findall(name)}
        own = [word for word in words if word not in _ORG_STOP and word not in places and len(word) > 1]
        return frozenset(own or [word for word in words if len(word) > 1])

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Initials of the name, and words of it that look like some ("A.D.P.C.13", "ADPC")."""
        plain = fold(self.organisation)
        words = [word for word in _WORD.findall(re.sub(r"\(.*?\)", " ", plain)) if word not in _STOP]
        spelt = {re.sub(r"[^a-z]", "", found) for found in re.findall(r"\b(?:[a-z]\.){2,}[a-z]?", plain)}
        initials = "".join(word[0] for word in words if not word.isdigit())
        return frozenset({found for found in {initials, initials[:4], *spelt} if len(found) >= 3})

    @cached_property
    def marks(self) -> frozenset[str]:
        """Days, months, seasons, classes and numbers of the title, without the town's own."""
        return frozenset(word.rstrip("s") for word in _MARK.findall(_ARRONDISSEMENT.sub("", fold(self.title))))

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """(day, month) of the dates named in title and text."""
        found = set()
        for day, month, day_number, month_number in _DAY_MONTH.findall(fold(f"{self.title} {self.description}")):
            found.add((int(day), _MONTHS.index(month) + 1) if month else (int(day_number), int(month_number)))
        return frozenset((day, month) for day, month in found if 1 <= day <= 31 and 1 <= month <= 12)

    @cached_property
    def weekdays(self) -> frozenset[str]:
        return frozenset(re.findall(rf"\b({'|'.join(_DAYS)})s?\b", fold(f"{self.title} {self.description}")))


def stems(text: str) -> list[str]:
    """The words of a text that tell something, without their endings, in order."""
    found = (_stem(word) for word in _WORD.findall(fold(text)) if word not in _STOP and (len(word) > 2 or word.isdigit()))
    return [stem for stem in found if stem not in _COMMON]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    root = _ENDING.sub("", word) if len(word) > 3 else word
    root = (root if len(root) >= 3 else word)[:6]
    return _SAME_WORD.get(root, root)


def town(city: str, postal_code: str = "") -> tuple[str, int] | None:
    """(folded name, arrondissement): "PARIS 1" and "1er arrondissement" of 75001 are ("paris", 1), "Lyon" ("lyon", 0)."""
    name = " ".join(_CEDEX.sub("", fold(city).replace("-", " ")).split())
    number = _ARRONDISSEMENT.search(name)
    whole = next((whole for start, whole in _CITIES.items() if postal_code.startswith(start)), "")
    if whole and (not name or name.startswith(whole) or "arrondissement" in name):
        district = int(number[1]) if number else int(postal_code[-2:]) if len(postal_code) == 5 else 0
        # 75001 is also what platforms write for "Paris" as a whole.
        return whole, 0 if district == 1 and not number else district
    if number and name.split()[0] in _CITIES.values():
        return name.split()[0], int(number[1])
    return (re.sub(r"\bst(e?)\b", r"saint\1", name), 0) if name else None


def listing_of(facts: Mapping[str, Any], places: Iterable[Mapping[str, Any]]) -> Listing:
    """A listing from plain facts (a row of the database, a line of a file of pairs); dates as `date` or ISO text."""
    rows = list(places)
    towns = (town(place.get("city") or "", place.get("postal_code") or "") for place in rows)
    return Listing(
        title=facts.get("title") or "",
        organisation=facts.get("organisation") or "",
        description=facts.get("description") or "",
        towns=frozenset(filter(None, towns)),
        departments=frozenset(filter(None, (_department(place) for place in rows))),
        starts=_day(facts.get("starts")),
        ends=_day(facts.get("ends")),
        type=facts.get("type") or "",
        remote=facts.get("remote") or "no",
        platform=facts.get("platform") or "",
    )


def _department(place: Mapping[str, Any]) -> str:
    code = place.get("postal_code") or ""
    return place.get("department_code") or (code[:3] if code.startswith("97") else code[:2])


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None
