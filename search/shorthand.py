"""What is typed on phones: abbreviations spelled out, and other readings of French words glued or spelled as they sound."""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

from missions.text import fold
from search.stopwords import STOPWORDS
from search.yaml_files import read_yaml

_FILE = Path(__file__).resolve().parent / "data" / "shorthand.yaml"
_VOWEL = "aeiouyhàâéèêëîïôûœ"
_CONSONANT = "bcdfghjklmnpqrstvwxz"
# "jstress", "jcherche": no French word begins so.
_I = re.compile(rf"j([{_CONSONANT}]\w{{2,}})")
# "jose", "jarrive"; not the words that begin so themselves ("jamais", "jardin", "jeune", "jour", "juste").
_J_WORDS = "a(?:mais|mb|nv|pon|rd|un|zz)|e(?:an|t|u)|o(?:g|i|l|n|u(?!bl)|y)|u(?!til)"
_I_ELIDED = re.compile(rf"j(?!{_J_WORDS})([{_VOWEL}]\w{{2,}})")
# "lempathie", "morganisé": an apostrophe left out. Long words only, where a chance hit is rare.
_ELIDED = re.compile(rf"(?:qu|[ljdmtsnc])([{_VOWEL}]\w{{5,}})")
# "troooop", "stresssé": no word has a letter three times; Roman numbers have.
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_ROMAN = re.compile(r"[ivxlcdm]+(?:e|ème)?")
# How words sound: each is written so by those who write by ear, and stands in next to no word of the language, so that a
# wrong reading is mostly none at all and finds nothing.
_BY_EAR = (
    # "qestion", "pratiqe": a q that no u follows.
    (re.compile(r"q(?=[aeioéèê])"), "qu"),
    # "organizer", "choz", "refuz": z for the s between vowels; not "bizarre", nor what ends in -ez.
    (re.compile(r"(?<=[aeiouyéè])(?<!bi)z(?=[aeiouyéè])"), "s"),
    (re.compile(r"(?<=[aiou])z$"), "se"),
    # "vwala", "mwayen", "angwasse": w for ou.
    (re.compile(r"(?<=[bcdfglmnprstv])wa(?=y)"), "o"),
    (re.compile(r"(?<=[bcdfglmnprstv])wa"), "oi"),
    # "2mander", "2venir"; not "2nd", "2nde", "2ème".
    (re.compile(r"^2(?=(?!nd|[eè]me)[^\W\d_]{3})"), "de"),
    # "kelk1" is in the table; "moy1", "chi1", "mat1", "1téressant": 1 for in, and en after i and y.
    (re.compile(r"(?<=[iy])1$"), "en"),
    (re.compile(r"(?<=[aeiouéè][bcdfglmnprstv])1$|^1(?=[bcdfgpstv][^\W\d_]{4})"), "in"),
    # "logeman", "jugemen": ment without its end; not "maman", "examen", which the e before it spares.
    (re.compile(r"(?<=e)m[ae]n$"), "ment"),
    # "situassion", "motivacion"; not "passion" and "compassion".
    (re.compile(r"(?<!p)a(?:ss|c)ion(?=s?$)"), "ation"),
)


def _table(language: str) -> dict[str, str]:
    return read_yaml(_FILE).get(language, {})


def spelled_out(words: list[str], language: str = "fr") -> list[str]:
    """The words with abbreviations replaced by what they stand for, in as many words as that takes.

    Those that stand for nothing ("mdr") are left out, unless there is nothing else.
    """
    spelled: list[str] = []
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        full = _full(word.casefold(), language)
        parts = [word] if full is None else [*filter(None, re.split(r"[\s'-]+", full))]
        # "c'est" comes as two words, of which "c" alone says as much.
        spelled += parts[:-1] if len(parts) > 1 and parts[-1] == following.casefold() else parts
    return spelled or words


def _full(word: str, language: str) -> str | None:
    """What a word stands for; None when it is none of ours. "Troooop" is as small a word as "trop", and "jcherche"
    as "je cherche"."""
    short = _squeezed(word)
    full = _table(language).get(word, _table(language).get(short))
    if full is None and short != word and len(short) > 1 and short in STOPWORDS.get(language, ()):
        return short
    if full is None and language == "fr" and (glued := _I.fullmatch(word)) and fold(glued[1]) in STOPWORDS["fr"]:
        return f"je {glued[1]}"
    return full


def _squeezed(word: str) -> str:
    return word if _ROMAN.fullmatch(word) else _STRETCHED.sub(r"\1", word)


def _heard(word: str) -> str:
    for pattern, written in _BY_EAR:
        word = pattern.sub(written, word)
    return word


def readings(word: str) -> tuple[str, ...]:
    """Other ways to read one typed word, none of them certain: to be searched beside it, below it."""
    plain = word.casefold()
    found = [match[1] for pattern in (_I, _I_ELIDED, _ELIDED) if (match := pattern.fullmatch(plain))]
    if "k" in plain and len(plain) > 3:
        # "critiké", "civik", "klass": k stands for qu before e and i and at the end, else for c.
        found.append(re.sub(r"k$", "que", re.sub(r"k(?=[eéèêi])", "qu", plain)).replace("k", "c"))
    if (short := _squeezed(plain)) != plain:
        # One letter, or two as in "stresssé".
        found += [short, _STRETCHED.sub(r"\1\1", plain)]
    if len(plain) > 3:
        found += [_heard(one) for one in (plain, *found)]
    return tuple(dict.fromkeys(reading for reading in found if reading != plain))
