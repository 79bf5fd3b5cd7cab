"""From which age a mission may be done. Fails closed: what nobody declared open to minors is for adults.

- Volunteering: 16 when the platform says it is open to minors, 18 otherwise.
- Service Civique: open from 16 by law (Code du service national, art. L. 120-4), unless the mission says 18;
  up to 25, or 30 with a disability.
- Volunteer firefighters (Code de la sécurité intérieure, art. R. 723-6) may start at 16 and the operational
  reserve (Code de la défense, art. L. 4221-2) at 17, but only where the platform says so.
- Words such as "18 ans minimum" or "être majeur" win over everything.
"""

from __future__ import annotations

import re

from missions.choices import MissionType
from missions.text import fold

ADULT, MINOR, RESERVE_MINOR = 18, 16, 17
CIVIC_SERVICE_MAX_AGE = 25
CIVIC_SERVICE_MAX_AGE_DISABILITY = 30

_ADULTS_ONLY = re.compile(
    r"\b(?:etre majeure?s?\b|majeure?s? (?:uniquement|seulement|obligatoire)|(?:age|avoir) (?:de )?(?:au moins )?18 ans"
    r"|(?:a partir de|plus de|au moins|des|minimum|mini) (?:l'age de )?18 ans|18 ans (?:minimum|mini|revolus|et plus|ou plus)"
    r"|(?:entre 18 (?:et|a)|age de 18 a|avoir de 18 a) (?:2[0-9]|30)\b|18 ?- ?(?:25|30) ans|personnes? majeures?\b"
    r"|interdite? aux mineurs|reservee? aux (?:majeurs|adultes))"
)


def says_adults_only(text: str) -> bool:
    """Whether a text asks for people of 18 or more."""
    return _ADULTS_ONLY.search(fold(text)) is not None


def min_age(kind: str, open_to_minors: bool | None, text: str = "") -> int:
    """The youngest age, in years, at which a mission of type `kind` may be done."""
    if open_to_minors is False or says_adults_only(text):
        return ADULT
    if open_to_minors is None:
        return MINOR if kind == MissionType.CIVIC_SERVICE else ADULT
    return RESERVE_MINOR if kind == MissionType.RESERVE else MINOR


def max_age(kind: str) -> int | None:
    """The oldest age, in years, or None without a limit; with a disability it is 30."""
    return CIVIC_SERVICE_MAX_AGE if kind == MissionType.CIVIC_SERVICE else None
