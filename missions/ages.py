"""From which age a mission may be done. Fails closed: what nobody declared open to minors is for adults.

- Volunteering: 16 when the platform says it is open to minors, 18 otherwise.
- Service Civique: open from 16 by law (Code du service national, art. L. 120-4), unless the mission says 18;
  up to 25, or 30 with a disability.
- Volunteer firefighters (Code de la sécurité intérieure, art. R. 723-6) may start at 16 and the operational
  reserve (Code de la défense, art. L. 4221-2) at 17, but only where the platform says so.
- "18 ans minimum" or "être majeur" in the text win over everything.
- A stated lower age, "dès 16 ans" or "de 16 à 80 ans", is the platform's word too: it wins over silence about minors
  and over a "personne majeure" in passing (the partner they go with), but not over the platform's "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from missions.choices import MissionType
from missions.text import fold

ADULT, MINOR, RESERVE_MINOR = 18, 16, 17
CIVIC_SERVICE_MAX_AGE = 25
CIVIC_SERVICE_MAX_AGE_DISABILITY = 30

_ADULTS_ONLY = re.compile(
    r"\b(?:etre majeure?s?\b|majeure?s? (?:uniquement|seulement|obligatoire)|(?:age|avoir) (?:de )?(?:au moins )?18 ans"
    r"|(?:a partir de|plus de|au moins|des|minimum|mini) (?:l'age de )?18 ans|18 ans (?:minimum|mini|revolus|et plus|ou plus)"
    r"|(?:entre 18 (?:et|a)|age de 18 a|avoir de 18 a) (?:2[0-9]|30)\b|18 ?- ?(?:25|30) ans"
    r"|(?:ouverte?s?|accessible|reservee?s?) (?:aux (?:jeunes|volontaires) )?de 18 a \d\d ans"
    r"|interdite? aux mineurs|reservee?s? aux? (?:personnes? )?(?:majeure?s?|adultes?))"
)
# Weaker: who is of age may also be who comes along.
_ADULTS_MEANT = re.compile(r"(?<!avec une )(?<!avec des )(?<!d'une )(?<!par une )\bpersonnes? majeures?\b")
# "de 16 à 25 ans", "16-25 ans", "dès 16 ans", "16 ans minimum"; "des jeunes de 16 à 25 ans" are those one meets.
_AGE_SPANS = re.compile(
    r"(?P<before>(?:[\w'-]+[ ,:(]+){0,3})"
    r"(?:(?:de|entre|ages? de) (?P<low>1[67])(?: ans)? (?:a|et) (?P<high>\d\d) ans|(?P<low2>1[67]) ?[-–] ?(?P<high2>\d\d) ans"
    r"|(?:des|a partir de|au moins|a compter de|avoir|plus de) (?:l'age de )?(?P<from>1[67]) ans(?!\w)"
    r"|(?P<least>1[67]) ans (?:minimum|mini|revolus|et plus|ou plus))"
)
_OTHERS = re.compile(
    r"\b(?:enfants?|adolescente?s?|ados?|eleves?|publics?|lyceens?|collegiens?|etudiante?s?|beneficiaires?|participante?s?|filles?"
    r"|garcons?|aupres|pour|avec|aux|accompagn\w*|groupes?|parlent|jeunes)\b"
)


def text_of(title: str, description: str, requirements: Iterable[object], audience: Iterable[object]) -> str:
    """The words of a mission that an age limit may stand in."""
    return "\n".join([title, description, *map(str, requirements), *map(str, audience)])


def says_adults_only(text: str) -> bool:
    """Whether a text asks for people of 18 or more."""
    folded = fold(text)
    return bool(_ADULTS_ONLY.search(folded) or (_ADULTS_MEANT.search(folded) and not stated_minor_age(text)))


def stated_minor_age(text: str) -> int | None:
    """The age under 18 from which a text says one may come, 16 or 17; None when it says nothing of the kind."""
    folded = fold(text)
    # Few texts name one of the two ages, and looking for what stands around them is dear.
    if not any(str(age) in folded for age in (MINOR, RESERVE_MINOR)):
        return None
    for found in _AGE_SPANS.finditer(folded):
        if not _OTHERS.search(found["before"]):
            return int(found["low"] or found["low2"] or found["from"] or found["least"])
    return None


def min_age(kind: str, open_to_minors: bool | None, text: str = "") -> int:
    """The youngest age, in years, at which a mission of type `kind` may be done."""
    if open_to_minors is False or says_adults_only(text):
        return ADULT
    stated = stated_minor_age(text)
    if open_to_minors is None and not stated and kind != MissionType.CIVIC_SERVICE:
        return ADULT
    return max(stated or MINOR, RESERVE_MINOR if kind == MissionType.RESERVE else MINOR)


def age_for_limits(age: int) -> int:
    """The age to hold against a mission's limits. Who is 26 to 30 may still do a Service Civique with a disability, which
    we never ask: they count as 25, and the mission says it."""
    return CIVIC_SERVICE_MAX_AGE if CIVIC_SERVICE_MAX_AGE < age <= CIVIC_SERVICE_MAX_AGE_DISABILITY else age


def max_age(kind: str) -> int | None:
    """The oldest age, in years, or None without a limit; with a disability it is 30."""
    return CIVIC_SERVICE_MAX_AGE if kind == MissionType.CIVIC_SERVICE else None
