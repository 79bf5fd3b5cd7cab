"""Text into words: the same functions write the embedded index, read questions, and say what to highlight.

A word is cut at everything that is neither letter nor digit (so elisions and hyphens fall apart),
lower-cased, brought to the singular, stemmed (Snowball, Porter 2001) and only then folded: the
stemmer needs the accents. The singular comes first because Snowball's French parts some words from
their plural ("conflit" gives "confl", "conflits" gives "conflit").

Texts say the same few words again and again. So a text to index is cut at its spaces only, which is quick, and how a field
holds what stands between two of them ("t'adaptes,": "t adaptes") is worked out once and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 48
# What is kept of words and of what stands between two spaces: some 600 bytes each, in every process.
_MOST_WORDS, _MOST_PIECES = 50_000, 50_000
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
_MIDDLE_OF_NUMBER = re.compile(r"[0-9][ \u00a0\u202f][0-9]{3}")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: lower-cased and folded, its stem in each of LANGUAGES, and how it was before."""

    folded: str
    stems: tuple[str, ...]
    raw: str = field(default="", compare=False)

    def stem(self, language: str) -> str:
        return self.stems[LANGUAGES.index(language)]

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


@lru_cache(maxsize=_MOST_WORDS)
def word(raw: str) -> Word:
    """What a single word, as `WORD` finds it, is indexed as."""
    raw = raw[:LONGEST_WORD]
    lower = raw.lower()
    [folded] = _FOLDER.analyze(lower)
    stems = (stemmer.analyze(singular(lower) if language == "fr" else lower) for language, stemmer in _SNOWBALL.items())
    return Word(folded, tuple(stem for [stem] in stems), raw)


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


def folded(some: Iterable[Word]) -> str:
    """The words lower-cased and folded, as they are indexed: separated by single spaces."""
    return " ".join([one.folded for one in some])


# --- whole texts ------------------------------------------------------------------------------

# A text, or several, cut at its spaces.
Pieces = list[str]


class _Kept(dict[str, str]):
    """What stands between two spaces -> how a field holds its words."""

    def __init__(self, made_of: Callable[[str], str]) -> None:
        super().__init__()
        self._made_of = made_of

    def __missing__(self, piece: str) -> str:
        if len(self) >= _MOST_PIECES:
            self.clear()
        made = self._made_of(clean(piece))
        if len(piece) <= LONGEST_WORD:
            self[piece] = made
        return made

    def of(self, pieces: Iterable[str]) -> str:
        return " ".join(filter(None, map(self.__getitem__, pieces)))


def _stemmed(number: int, piece: str) -> str:
    return " ".join([one.stems[number] for one in words(piece)])


def _compounds(piece: str) -> str:
    return " ".join([word(_NOT_ALPHANUMERIC.sub("", compound)).folded for compound in _COMPOUND.findall(piece)])


_FOLDED = _Kept(lambda piece: folded(words(piece)))
_STEMMED = {language: _Kept(partial(_stemmed, number)) for number, language in enumerate(LANGUAGES)}
_COMPOUNDS = _Kept(_compounds)


def pieces(text: str) -> Pieces:
    """The text need not be clean: nothing that `clean` does reaches over a space."""
    return text.replace("\n", " ").split(" ")


def as_typed(some: Pieces) -> str:
    """The words of a text, lower-cased and folded, as they are indexed."""
    return _FOLDED.of(some)


def stemmed(some: Pieces, language: str) -> str:
    """The stems of its words in one of LANGUAGES."""
    return _STEMMED[language].of(some)


def compounds(some: Pieces) -> str:
    """Compounds and grouped numbers as one word ("week-end", "10 000"), for those who type them so."""
    text = " ".join(some)
    parted = [piece for hyphen in _HYPHENS if hyphen in text for piece in some if hyphen in piece]
    return " ".join(filter(None, (_COMPOUNDS.of(parted), _joined_numbers(text))))


def _joined_numbers(text: str) -> str:
    # Few texts have any, and looking for the middle of one is quick.
    if not _MIDDLE_OF_NUMBER.search(text):
        return ""
    return " ".join([_NOT_ALPHANUMERIC.sub("", number) for number in _GROUPED_NUMBER.findall(clean(text))])
