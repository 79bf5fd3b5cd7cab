"""Words as they sound in French, for those who write by ear: "kalité", "interoje" and "acueyir" sound like words we know.

A word's sound is what is left of it once the letters that are not heard are gone and those that sound alike are one. It is
coarser than any phonetic writing: who writes by ear leaves out accents too. Only words that the product itself uses are
read so, and only for what it never uses: a word of the language is left as it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain

from missions.text import fold
from search.hints import sentences
from search.sayings import everyday, names
from search.stopwords import STOPWORDS

LANGUAGE = "fr"
# Shorter words sound like too many others.
SHORTEST = 4
_MOST = 3
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiouyàâéèêëîïôûù"
_FRONT = "[eiyéèêëîï]"
# In this order. Capitals stand for what a small letter would hide: A, I, O through the nose, E for é and è, U for ou, W for oi,
# C for ch, G for a soft g, N for gn, Y for the end of "travail".
_HEARD = (
    (r"ç", "ss"),
    (r"œu|oeu|eu", "ë"),
    (r"^h|(?<![cps])h", ""),
    (r"ph", "f"),
    (r"[cs]h", "C"),
    (rf"g(?={_FRONT})", "G"),
    (r"Ge(?=[aoâô])", "G"),
    (r"j", "G"),
    (rf"gu(?={_FRONT})", "g"),
    (r"gn", "N"),
    (r"qu?|k|ck", "k"),
    (rf"cc(?={_FRONT})", "ks"),
    (rf"c(?={_FRONT})", "ss"),
    (r"c", "k"),
    # "motivation", "passion", "action": one end.
    (r"(?:(?<!s)t|ss?|x)(?=i(?:on|en)(?:n|s?$))", "ss"),
    (rf"(?<=[{_VOWELS}])x(?=[{_VOWELS}])", "ks"),
    # Ends that are not heard.
    (r"(?<=.)(?:ées|ée|és|er|ez|ai|ais|ait|aient|et|ets)$", "é"),
    (r"es$", "e"),
    (r"(?<!s)s$", ""),
    (r"[xzdtp]$", ""),
    # Who writes by ear writes "asumé" and "choze".
    (r"z", "s"),
    # "travail", "travaille", "feuille", "famille".
    (r"(?<=[aeéëou])(?:ill(?:e$)?|il$)", "Y"),
    (rf"(?<=[aeëoéuU])i?y(?=[{_VOWELS}])|(?<=[aoë])y$", "Y"),
    (r"ill(?:e$)?", "iY"),
    (r"iye?$", "iY"),
    (r"eau|au|ô", "o"),
    (r"ou|où|oû|w(?=[aio])", "U"),
    (r"oi|oî|Ua(?=[^ln]|$)", "W"),
    (r"oy", "Wi"),
    (r"(?:ai|ei)(?=[nm](?![aeiouyéèêëîïôûnm]))", "i"),
    (r"ai|ei|ay|ey|aî", "é"),
    (rf"(?<=[iyé])e[nm](?![{_VOWELS}nm])", "I"),
    (rf"[ae][nm](?![{_VOWELS}nm])", "A"),
    (rf"[iyu][nm](?![{_VOWELS}nm])", "I"),
    (rf"o[nm](?![{_VOWELS}nm])", "O"),
    (r"[éèê]", "E"),
    (r"e(?=([^aeiouyE])\1)|^e", "E"),
    (r"y", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.)e$", ""),
    (r"[àâ]", "a"),
    (r"[îï]", "i"),
    (r"[ûù]", "u"),
)
_BEGINNINGS = {
    **dict.fromkeys("ckqsxz", "c"),
    **dict.fromkeys("gj", "g"),
    **dict.fromkeys("fp", "f"),
    **dict.fromkeys("aehiouwy", "a"),
}
# "jsuporte", "minteroje", "dimagination", "quinterroge".
_GLUED = (re.compile(r"j([bcdfghjklmnpqrstvwxz]\w{3,})"), re.compile(rf"(?:qu|[jldmtsn])([{_VOWELS}h]\w{{3,}})"))
_RULES = tuple((re.compile(pattern), heard) for pattern, heard in _HEARD)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a French word sounds: alike for words that are spelled by ear."""
    heard = word.casefold()
    for pattern, letters in _RULES:
        heard = pattern.sub(letters, heard)
    # Accents are left out too often to tell anything.
    return heard.replace("E", "e")


@lru_cache(maxsize=10_000)
def heard(word: str) -> tuple[str, ...]:
    """The words we know that one of several letters may be by its sound, with what was glued to it gone; none where it is a
    word that we know itself."""
    plain = word.casefold()
    if len(plain) < SHORTEST or _is_known(plain):
        return ()
    apart = _unglued(plain)
    return tuple(dict.fromkeys(chain(filter(_is_known, apart), *map(_alike, (plain, *apart)))))[:_MOST]


def parted(word: str) -> tuple[str, ...]:
    """The word that we know of one that a phone glued to the small one before it ("morganise"), where it is none itself."""
    plain = word.casefold()
    return () if _is_known(plain) else tuple(filter(_is_known, _unglued(plain)))


def _unglued(plain: str) -> list[str]:
    return [found[1] for pattern in _GLUED if (found := pattern.fullmatch(plain))]


def _is_known(word: str) -> bool:
    return fold(word) in _known()


def _alike(word: str) -> Iterator[str]:
    # "problem", "timid": a last consonant that is written by ear is heard.
    spoken = (word,) if word[-1] in _VOWELS else (word, f"{word}e")
    return chain.from_iterable(_by_sound(_beginning(one)).get(sound(one), ()) for one in spoken)


@cache
def _used() -> Counter[str]:
    """The words that the product uses of skills and missions, and how often."""
    return Counter(word for text in _texts() for word in _WORD.findall(text.casefold()))


@cache
def _known() -> frozenset[str]:
    return frozenset(map(fold, _used()))


@cache
def _by_sound(beginning: str) -> Mapping[str, list[str]]:
    """Those that may begin with one sound, by their sound, most used first; made for the first word that is none of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, _ in _used().most_common():
        if len(word) >= SHORTEST - 1 and _beginning(word) == beginning:
            found[sound(word)].append(word)
    return found


def _beginning(word: str) -> str:
    """One letter for all that may sound alike at the beginning of a word."""
    letter = fold(word[0])[:1]
    return _BEGINNINGS.get(letter, letter)


def _texts() -> Iterator[str]:
    yield from (text for _, text in (*names(LANGUAGE), *everyday(LANGUAGE)))
    yield from (text for _, text, _ in sentences(LANGUAGE))
    yield from STOPWORDS[LANGUAGE]
