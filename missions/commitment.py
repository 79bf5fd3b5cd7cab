"""How much time a mission takes: once, regularly, or full-time; None when nothing says.

1. The type decides where the law does: a Service Civique is at least 24 hours a week (Code du service national,
   art. L. 120-1), volunteer firefighters and reservists are on call all year.
2. Else what the platform wrote as its rhythm. "Ponctuel ou régulier" can be done once: the lighter one counts.
   A bare length ("2 heures", "5 jours") is once; one "par semaine" or "par mois" is regular; 24 hours or 5 days a
   week are full-time.
3. Else the dates: up to a week from beginning to end is once.
4. Else the same words in the title and the text, but only where they speak of the mission's own rhythm
   ("une demi-journée par mois", "mission ponctuelle"): "un suivi régulier" is somebody else's.
"""

from __future__ import annotations

import re
from datetime import date

from missions.choices import Commitment, MissionType
from missions.text import fold

DAYS_OF_ONE_OFF = 7
_BY_TYPE = {
    MissionType.CIVIC_SERVICE: Commitment.FULL_TIME,
    MissionType.FIREFIGHTER: Commitment.REGULAR,
    MissionType.RESERVE: Commitment.REGULAR,
}
_NUMBER = r"(?:\d+|une?|deux|trois|quatre|cinq|quelques|plusieurs)"
_UNIT = r"(?:h\d{0,2}\b|heures?|demi[- ]journees?|journees?|jours?|apres[- ]midis?|matinees?|soirs?|soirees?|fois|samedis?|week[- ]?ends?)"
_EACH = r"(?: ?/ ?|par |chaque |tous les |toutes les |dans la )(?:an(?:nee)?|mois|trimestre|sem(?:aine)?s?|jours?)\b"
# "2 h par semaine", "1 à 2 fois par mois", "une demi-journée tous les mois".
_AMOUNT_EACH = rf"\b{_NUMBER} ?{_UNIT}[^.;\n]{{0,25}}?{_EACH}"
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week-?end|matin|soir)s?"

_FULL_TIME = re.compile(
    r"\btemps[- ](?:plein|complet)\b|\b(?:2[4-9]|3\d) ?(?:h|heures?)\b[^.;\n]{0,20}(?:semaine|hebdo)|(?:/ ?|par )sem[^.;\n]{0,12}\b(?:2[4-9]|3\d) ?h"
    r"|\b[5-7] jours? ?(?:/ ?[5-7]\b|/ ?sem|par semaine|sur (?:5|6|7|cinq|sept)\b)|^(?:plus )?de (?:2[4-9]|3\d) ?h"
)
_ONE_OFF = re.compile(
    r"\bponctuel(?:le)?s?\b|\bponctuellement\b|\bune seule fois\b|\bmission courte\b|\bjournee unique\b|\ble temps d'une? (?:journee|soiree|week)"
)
_REGULAR = re.compile(
    rf"{_EACH}|\bhebdo\w*|\bmensuel\w*|\bquotidien\w*|\bregulier\w*|\breguliere\w*|\bbimensuel\w*|\btous les {_DAY}|\bchaque {_DAY}"
    r"|\ba l'annee\b|\btoute l'annee\b|\bannee scolaire\b"
)
_BARE_LENGTH = re.compile(rf"\b{_NUMBER} ?{_UNIT}")

# In a text, only what says whose rhythm it is.
_OWN = r"(?:mission|engagement|benevolat|frequence|rythme|disponibilites?|presence|participation|aide|besoin)"
_TEXT_ONE_OFF = re.compile(
    rf"\b{_OWN}s?[^.;\n]{{0,25}}\bponctuel|\bponctuellement\b|\baide[rz]? ponctuel|\ble temps d'une? (?:journee|soiree|week)"
)
_TEXT_REGULAR = re.compile(
    rf"{_AMOUNT_EACH}|\b{_OWN}s?[^.;\n]{{0,25}}\b(?:regulie?r|hebdomadaire|mensuel|quotidien)|\btous les {_DAY}\b|\bchaque {_DAY}\b"
)
_TEXT_FULL_TIME = re.compile(
    r"\b(?:mission|poste|engagement|volontariat|benevolat)[^.;\n]{0,25}\btemps[- ](?:plein|complet)\b"
    r"|\b(?:2[4-9]|3\d) ?(?:h|heures?)\b[^.;\n]{0,10}(?:/ ?|par )sem"
)
# Something of it stands in whatever the three above find: most texts have none, and looking for that is quick.
_TEXT_SIGNS = {
    _TEXT_ONE_OFF: ("ponctuel", "temps d'un"),
    _TEXT_FULL_TIME: ("temps plein", "temps-plein", "temps complet", "temps-complet", "/sem", "/ sem", "par sem"),
    _TEXT_REGULAR: (
        *("/", "par an", "par mois", "par trimestre", "par sem", "par jour", "chaque ", "tous les ", "toutes les ", "dans la "),
        *("regulier", "regulir", "hebdomadaire", "mensuel", "quotidien"),
    ),
}


def commitment_of(
    kind: str, schedule: str = "", starts: date | None = None, ends: date | None = None, text: str = ""
) -> Commitment | None:
    """The commitment a mission of type `kind` asks for; `text` is its title and description."""
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    rhythm = fold(schedule)
    said = _said(rhythm, _ONE_OFF, _FULL_TIME, _REGULAR)
    if said is None and _BARE_LENGTH.search(rhythm):
        said = Commitment.ONE_OFF
    if said is None and starts and ends and 0 <= (ends - starts).days <= DAYS_OF_ONE_OFF:
        said = Commitment.ONE_OFF
    return said or _said(fold(text), _TEXT_ONE_OFF, _TEXT_FULL_TIME, _TEXT_REGULAR)


def _said(text: str, one_off: re.Pattern[str], full_time: re.Pattern[str], regular: re.Pattern[str]) -> Commitment | None:
    for pattern, value in ((one_off, Commitment.ONE_OFF), (full_time, Commitment.FULL_TIME), (regular, Commitment.REGULAR)):
        signs = _TEXT_SIGNS.get(pattern)
        if (signs is None or any(sign in text for sign in signs)) and pattern.search(text):
            return value
    return None
