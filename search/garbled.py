"""How the same phrase may be typed, always alike for the same number: for `manage.py evaluate_everyday --typed`."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from missions.text import fold

_WRAPPED = {
    "fr": (
        "franchement j'arrive pas à {}",
        "du coup {} j'ai du mal",
        "en vrai {} c'est chaud",
        "comment faire pour {}",
        "{} genre tout le temps",
        "j'ai besoin d'aide {}",
        "{} je sais plus quoi faire",
        "salut est-ce que quelqu'un a des conseils {}",
        "sérieux {} aidez moi",
        "c'est quoi {} en fait",
    ),
    "en": ("honestly i can't {}", "{} all the time", "help me {} please", "how do i {}", "any advice on {}"),
}
# Words of so many letters are not spelled by ear, nor mistyped with one more.
_SHORT = 3
_SMALL = {
    "pas": "pa",
    "et": "é",
    "que": "ke",
    "qui": "ki",
    "avec": "avc",
    "pour": "pr",
    "trop": "tro",
    "les": "lé",
    "quand": "kan",
}
_BY_EAR = (
    (r"qu", "k"),
    (r"eau|au", "o"),
    (r"(?:er|ez|ée|ées|és)$", "é"),
    (r"(.)\1", r"\1"),
    (r"(?<=[aeiouyt])s$|(?<=[aioun])t$", ""),
    (r"ph", "f"),
    (r"tion$", "sion"),
    (r"ai", "é"),
    (r"'", ""),
)


def wrapped(phrase: str, number: int, language: str) -> str:
    """In one of ten ways to say nothing around it."""
    return _WRAPPED[language][number % len(_WRAPPED[language])].format(phrase)


def by_ear(phrase: str, number: int, language: str) -> str:
    """French as it sounds, every other time without accents; English stays."""
    if language != "fr":
        return phrase
    heard = " ".join(map(_heard, phrase.split()))
    return heard if number % 2 else fold(heard)


def _heard(word: str) -> str:
    if word in _SMALL or len(word) <= _SHORT:
        return _SMALL.get(word, word)
    for pattern, letters in _BY_EAR:
        word = re.sub(pattern, letters, word)
    return word


def mistyped(phrase: str, number: int, language: str) -> str:
    """With one letter of its longest word left out, doubled or swapped with the next; short words stay."""
    chance, words = random.Random(number), phrase.split()  # noqa: S311 (no secret)
    at = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[at]
    if len(word) <= _SHORT + 1:
        return phrase
    cut = chance.randrange(1, len(word) - 1)
    ways = (
        word[:cut] + word[cut + 1 :],
        word[:cut] + word[cut] + word[cut:],
        word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
    )
    words[at] = ways[number % len(ways)]
    return " ".join(words)


WAYS: Mapping[str, Callable[[str, int, str], str]] = {
    "written": lambda phrase, number, language: phrase,
    "wrapped": wrapped,
    "by-ear": by_ear,
    "mistyped": mistyped,
}
