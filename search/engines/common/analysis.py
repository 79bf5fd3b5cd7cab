"""Text into words: the same functions write the embedded index, read questions, and say what to highlight.

A word is cut at everything that is neither letter nor digit (so elisions and hyphens fall apart),
lower-cased, brought to the singular, stemmed (Snowball, Porter 2001) and only then folded: the
stemmer needs the accents. The singular comes first because Snowball's French parts some words from
their plural ("conflit" gives "confl", "conflits" gives "conflit").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 48
WORD = re.compile(r"[^\W_]+")
_STEMMERS = {"fr": "french", "en": "english"}
LANGUAGES = tuple(_STEMMERS)

# What may not reach the index or break a word: controls, soft hyphens, zero-width joiners.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
_HYPHENS = "-‐‑"
_COMPOUND = re.compile(r"[^\W_]++(?:[-‐‑][^\W_]++)+")
_GROUPED_NUMBER = re.compile(r"\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
# Feminines that the stemmer parts from their masculine.
_FEMININES = {"publique": "public", "grecque": "grec", "turque": "turc", "caduque": "caduc"}
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: lower-cased and folded, its stem in each of LANGUAGES, and how it was before."""

    folded: str
    stems: tuple[str, ...]
    raw: str = field(default="", compare=False)

    def stem(self, language: str) -> str:
        return self.stems[LANGUAGES.index(language)]

    def plain(self, name: str) -> str:
        """The word for a field whose engine stems and folds by itself: as it was, or brought to the singular."""
        return singular(self.raw) if name.endswith("_fr") else self.raw

    def form(self, name: str) -> str:
        """How an index field holds the word: its stem where the name ends in a language, else folded."""
        language = name.rpartition("_")[2]
        return self.stem(language) if language in LANGUAGES else self.folded


def _analyser(*filters: Filter) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase())
    for one in filters:
        builder = builder.filter(one)
    return builder.filter(Filter.ascii_fold()).build()


_FOLDER = _analyser()
_SNOWBALL = {language: _analyser(Filter.stemmer(stemmer)) for language, stemmer in _STEMMERS.items()}


def clean(text: str) -> str:
    """Composed (NFC) text without invisible characters or halves of surrogate pairs."""
    text = text.encode("utf-8", "ignore").decode()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=200_000)
def word(raw: str) -> Word:
    """What a single word, as `WORD` finds it, is indexed as."""
    raw = raw[:LONGEST_WORD]
    lower = raw.lower()
    [folded] = _FOLDER.analyze(lower)
    stems = (stemmer.analyze(singular(lower) if language == "fr" else lower) for language, stemmer in _SNOWBALL.items())
    return Word(folded, tuple(stem for [stem] in stems), raw)


@lru_cache(maxsize=200_000)
def singular(raw: str) -> str:
    """A French word in small letters, without the marks of its plural, and of the feminine of "-ais" ("française")."""
    raw = raw.lower()
    if len(raw) > 4 and raw.endswith("aux") and raw[-4] != "e":
        return f"{raw[:-2]}l"
    # An x marks a plural after u only: "infox" is one, and "choix" stays the same.
    if len(raw) > 3 and (raw[-1] == "s" or raw.endswith("ux")):
        raw = raw[:-1]
    raw = _FEMININES.get(raw, raw)
    return raw[:-2] if len(raw) > 5 and raw.endswith("aise") else raw


def words(text: str) -> list[Word]:
    """The words of a clean text, in order."""
    return [*map(word, WORD.findall(text))]


def raws(text: str) -> list[str]:
    """The words of a clean text as they stand there."""
    return [raw[:LONGEST_WORD] for raw in WORD.findall(text)]


def folded(some: Iterable[Word]) -> str:
    """The words lower-cased and folded, as they are indexed: separated by single spaces."""
    return " ".join([one.folded for one in some])


def stemmed(some: Iterable[Word], language: str) -> str:
    """The words' stems, as they are indexed."""
    number = LANGUAGES.index(language)
    return " ".join([one.stems[number] for one in some])


def joined(text: str) -> list[Word]:
    """Compounds and grouped numbers as one word ("week-end", "10 000"), for those who type them so."""
    hyphens = [hyphen for hyphen in _HYPHENS if hyphen in text]
    # Nearly every text knows one kind of hyphen only, and looking for one sign is quick.
    first, others = (hyphens[0], hyphens[1:]) if hyphens else (" ", [])
    hyphenated = " ".join(
        [piece for piece in text.split() if first in piece or (others and any(other in piece for other in others))]
    )
    found = (*_COMPOUND.findall(hyphenated), *_GROUPED_NUMBER.findall(text))
    return [word(_NOT_ALPHANUMERIC.sub("", compound)) for compound in found]
