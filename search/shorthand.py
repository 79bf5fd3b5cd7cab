"""French as it is typed on phones: abbreviations spelled out, and other readings of glued or phonetic words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

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


@cache
def _table() -> dict[str, str]:
    return {str(short): str(full) for short, full in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items()}


def spelled_out(words: list[str]) -> list[str]:
    """The words with abbreviations replaced by what they stand for, in as many words as that takes."""
    spelled: list[str] = []
    for word in words:
        full = _table().get(word.casefold())
        spelled += re.split(r"[\s'-]+", full) if full else [word]
    return spelled


def readings(word: str) -> tuple[str, ...]:
    """Other ways to read one typed word, none of them certain: to be searched beside it, below it."""
    plain = word.casefold()
    found = [match[1] for pattern in (_I, _I_ELIDED, _ELIDED) if (match := pattern.fullmatch(plain))]
    if "k" in plain and len(plain) > 3:
        # "critiké", "civik", "klass": k stands for qu before e and i and at the end, else for c.
        found.append(re.sub(r"k$", "que", re.sub(r"k(?=[eéèêi])", "qu", plain)).replace("k", "c"))
    return tuple(dict.fromkeys(reading for reading in found if reading != plain))
