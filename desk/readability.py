"""How easy a French text is to read: the Flesch formula as Kandel and Moles fitted it to French (1958).

207 - 1.015 x words a sentence - 73.6 x syllables a word: 100 and more is very easy, 60-70 ordinary, under 50 hard.
Syllables are counted at the points where French may be hyphenated (Hunspell's patterns, by pyphen).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyphen

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s*»)?(?=\s|$)|\n+|\s:\s(?=«)")
_VOWELS = "aeiouyàâéèêëîïôùûü"
_OPENING_VOWEL = re.compile(rf"[{_VOWELS}][^{_VOWELS}](?!es?$)[{_VOWELS}]")
_FRENCH = pyphen.Pyphen(lang="fr_FR", left=1, right=1)


@dataclass(frozen=True, slots=True)
class Readability:
    """`score` by Kandel and Moles; None where there is too little text to say."""

    words: int
    sentences: int
    score: float | None


def syllables(word: str) -> int:
    """Spoken syllables of one word: a mute final e counts for nothing, an opening vowel ("été") for one."""
    return sum(_syllables(part) for part in word.split("-"))


def _syllables(part: str) -> int:
    points = _FRENCH.positions(part)
    # French is never hyphenated after a single letter, though it is a syllable.
    alone = bool(_OPENING_VOWEL.match(part)) and 1 not in points
    return len(points) + 1 + alone


def readability(text: str, least: int = 100) -> Readability:
    """Of a plain text, where each line is a paragraph or an item of a list. Under `least` words there is no score."""
    words = _WORD.findall(text.lower())
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    if len(words) < least:
        return Readability(len(words), len(sentences), None)
    score = 207 - 1.015 * len(words) / len(sentences) - 73.6 * sum(map(syllables, words)) / len(words)
    return Readability(len(words), len(sentences), round(score, 1))
