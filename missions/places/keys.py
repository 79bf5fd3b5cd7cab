"""What is left of a place's name for comparing: its letters and figures."""

from __future__ import annotations

import re

from missions.text import fold

_ORDINAL = re.compile(r"^0?(\d{1,2})(?:er|ere|e|eme|nd|nde|d)?$")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_FILLERS = {"cedex", "arrondissement", "arrt", "ardt", "arr", "france"}
WITH_ARRONDISSEMENTS = {"paris": "75056", "lyon": "69123", "marseille": "13055"}


def key_of(name: str) -> str:
    """The letters and figures of a name: "Saint-Étienne", "st etienne" -> "saintetienne"; "Lyon 3e" -> "lyon3"."""
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[a-z0-9]+", fold(name))]
    words = [word for word in words if word not in _FILLERS]
    if words and words[0] in WITH_ARRONDISSEMENTS:
        words = [words[0], *(_without_ordinal(word) for word in words[1:])]
    return "".join(words)


def _without_ordinal(word: str) -> str:
    found = _ORDINAL.match(word)
    return str(int(found[1])) if found else word
