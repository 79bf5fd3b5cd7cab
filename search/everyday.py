"""The skills that a question is about, named in it or not: what everyday words point to.

A saying of search/sayings.py that stands whole in the question counts most ("boule au ventre", "dire non"), single
words by how much of what they say is said of a skill; what the question says besides takes away from it. Where no saying
stands whole, the words hint at skills all together (search/hints.py). What is only hinted at counts for less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from search import shorthand, sound
from search.contract import About, Term
from search.engines.common.analysis import LANGUAGES, Word, clean, words
from search.engines.common.guessing import can_be_mistyped, likeliest
from search.hints import Hints, beginnings, hints, pairs
from search.sayings import Saying, Sayings, sayings
from search.stopwords import STOPWORDS
from search.whereabouts import is_certain

# How sure a whole saying of several words makes, one of a single word, and words that are part of some.
WHOLE, ONE_WORD, PARTS = 1.0, 0.7, 0.75
# A word that is read otherwise than it was typed. With another letter it says nothing unless other words agree: many a
# word that no saying has is one letter away from one that some has ("détendre", "défendre").
PARTED, SOUNDS_SO, READ_OTHERWISE, LETTER_MORE, OTHER_LETTER = 0.95, 0.9, 0.7, 0.65, 0.5
# How sure a word is counts with this power where what stands beside it makes a whole saying of it.
AGREED = 0.5
# The share of the question's words that is explained counts with these powers, beside a whole saying of several words
# and beside one of a single word.
WHOLE_SHARE, WORD_SHARE = 0.5, 0.6
# They turn what stands beside them and say nothing alone.
NEGATIONS = frozenset(("non", "no", "not", "pas"))
# What sayings say counts from here on without hints. Where both speak of a skill, their sum counts so much, up to a bound:
# only what is said whole and alone is certain.
SAID_SO, BOTH, NEARLY_CERTAIN = 0.4, 0.6, 0.95
# From here on a skill is sure; a second one must come this near to the first.
SURE_ENOUGH, NEARLY, SURE_OF = 0.4, 0.5, 2
# The others, so many in all, are hinted at from here on, and from there where none is sure. They count so many times, up to
# a share of the sure one: what answers is often near what is meant ("organisation", "gestion du temps").
MOST, HINTED, HINTED_ALONE, HINTS_COUNT, HINTS_AT_MOST = 3, 0.08, 0.12, 3.5, 0.85
# Who names a place rather looks for something to do there.
PLACED = 0.6
# Shorter words are too many to tell a mistyped one from a word that no saying has.
MISTYPED_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """How a language speaks of the skills."""

    language: str
    sayings: Sayings
    hints: Hints


@cache
def known(language: str) -> Known:
    """All that is written of the skills, read once a process."""
    return Known(language, sayings(language), hints(language))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A typed word as the sayings know it: its stems, how sure that is, and whether it tells something; and the word that
    the hints read, with how sure that is."""

    stems: Sequence[str]
    sure: float = 1.0
    tells: bool = True
    word: str = ""
    word_sure: float = 1.0


def about(terms: Sequence[Term], language: str) -> tuple[About, ...]:
    """The skills that the terms are about, surest first, two at most, and what they hint at beside these, or only that; none
    when something is quoted, which is to be found as it stands. `language` is read first, the other one where nothing is sure."""
    if any(term.quoted for term in terms) or all(term.filler for term in terms):
        return ()
    placed = PLACED if any(map(is_certain, terms)) else 1.0
    hinted: tuple[About, ...] = ()
    for name in sorted(LANGUAGES, key=lambda name: name != language):
        sure = {skill: placed * value for skill, value in sureness(terms, known(name)).items()}
        best = sorted(sure.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        if best and best[0][1] >= SURE_ENOUGH:
            return tuple(_sure_and_beside(best))
        hinted = hinted or tuple(_hinted(best, HINTED_ALONE, SURE_ENOUGH))
    return hinted


def _sure_and_beside(best: Sequence[tuple[str, float]]) -> Iterator[About]:
    first = best[0][1]
    sure = [one for one in best[:SURE_OF] if one[1] >= max(SURE_ENOUGH, NEARLY * first)]
    yield from (About(skill, round(value, 3)) for skill, value in sure)
    yield from _hinted(best[len(sure) :], HINTED, first)


def _hinted(best: Sequence[tuple[str, float]], least: float, first: float) -> Iterator[About]:
    for skill, value in best:
        if value >= least:
            yield About(skill, round(min(HINTS_AT_MOST * first, HINTS_COUNT * value), 3), beside=True)


def sureness(terms: Sequence[Term], of: Known) -> dict[str, float]:
    """How sure each skill is of being meant (0..1), as far as any is."""
    typed = [(word, term) for term in terms if not term.area for word in words(clean(term.text))]
    read = [_read(word, term, of) for word, term in typed]
    said, hinted = _sure(of.sayings, read), of.hints.of(_grams(read))
    telling = [one.word_sure for one in read if one.tells]
    trust = sum(telling) / len(telling) if telling else 1.0
    return {skill: _both(said.get(skill, 0.0), trust * hinted.get(skill, 0.0)) for skill in {*said, *hinted}}


def _both(said: float, hinted: float) -> float:
    return max(hinted, said if said >= SAID_SO else 0.0, min(NEARLY_CERTAIN, BOTH * (said + hinted)))


def _grams(read: Sequence[_Reading]) -> dict[str, float]:
    """What the hints are asked of, and how sure it is that each was meant."""
    grams: dict[str, float] = {}
    for one in read:
        if one.tells and one.word:
            grams |= dict.fromkeys(beginnings(one.word), one.word_sure)
    for left, right in pairwise(read):
        if not (left.word and right.word):
            continue
        grams[pairs([left.word, right.word])[0]] = min(left.word_sure, right.word_sure)
    return grams


def _read(word: Word, term: Term, of: Known) -> _Reading:
    """A word that no saying knows is read as a phone may have garbled it, by its synonyms, then as mistyped."""
    language = of.language
    stem, said = word.stem(language), of.sayings.said
    if term.filler:
        return _Reading([stem], sure=0.0, tells=False)
    if word.folded in STOPWORDS[language] or word.folded in NEGATIONS or term.kind:
        return _Reading([stem], tells=False, word=word.folded)
    is_said, is_known = stem in said, of.hints.knows(word.folded)
    found = _Reading([stem], word=word.folded)
    for others, sure in () if is_said and is_known else _others(word, term, language):
        alone = [read[0] for other in others if len(read := words(clean(other))) == 1]
        if not is_said and (stems := [one for one in dict.fromkeys(read.stem(language) for read in alone) if one in said]):
            found, is_said = replace(found, stems=stems, sure=sure), True
        if not is_known and (other := next((read.folded for read in alone if of.hints.knows(read.folded)), "")):
            found, is_known = replace(found, word=other, word_sure=sure), True
    return found


def _others(word: Word, term: Term, language: str) -> Iterator[tuple[Sequence[str], float]]:
    if language == "fr":
        yield sound.parted(word.raw), PARTED
        yield sound.heard(word.raw), SOUNDS_SO
        yield shorthand.readings(word.raw), READ_OTHERWISE
    if term.text == word.raw:
        yield term.synonyms, READ_OTHERWISE
    mistyped = _corrections(word.folded, language)
    yield [one for one in mistyped if set(one) == set(word.folded)], SOUNDS_SO
    yield [one for one in mistyped if len(one) != len(word.folded)], LETTER_MORE
    yield mistyped, OTHER_LETTER


@lru_cache(maxsize=10_000)
def _corrections(typed: str, language: str) -> Sequence[str]:
    """Words of the sayings that are one typing error away."""
    if len(typed) < MISTYPED_LETTERS or not can_be_mistyped(typed):
        return ()
    near = [(word, 1) for word in sayings(language).words.get(typed[0], ()) if abs(len(word) - len(typed)) <= 1]
    return [guess.word for guess in likeliest(typed, near) if guess.edits == 1]


def _sure(said: Sayings, read: Sequence[_Reading]) -> dict[str, float]:
    """How sure each skill is of being meant: 0..1."""
    asked = sum(one.tells for one in read)
    explained: dict[str, int] = defaultdict(int)
    sure: dict[str, float] = defaultdict(float)
    for skill, share in (pair for one in read if one.tells for pair in _says(said, one).items()):
        explained[skill] += 1
        sure[skill] += PARTS * share / asked
    places: dict[str, list[int]] = defaultdict(list)
    for place, stem in _stems(read):
        places[stem].append(place)
    # What is only wrapped around may be part of a saying, and is none by itself.
    trust = {stem: one.sure or 1.0 for one in read for stem in one.stems}
    apart = {stem for one in read if one.sure for stem in one.stems}
    for saying in said.whole(places):
        if apart.isdisjoint(saying.stems):
            continue
        for skill in said.skills[saying]:
            # A saying of small words explains a question of nothing else.
            share = explained[skill] / asked if asked else 1.0
            value = _trust([trust[stem] for stem in saying.stems]) * _whole(said, saying, skill, share)
            sure[skill] = max(sure[skill], value)
    return sure


def _trust(sure: Sequence[float]) -> float:
    """How sure a whole saying's words were meant: the least sure of them, and surer where others agree as they were typed."""
    return min(sure) ** (AGREED if max(sure) == 1.0 else 1.0)


def _stems(read: Iterable[_Reading]) -> Iterator[tuple[int, str]]:
    return ((place, stem) for place, one in enumerate(read) for stem in one.stems)


def _says(said: Sayings, one: _Reading) -> dict[str, float]:
    """What a word says of each skill: the most that one of its readings does."""
    says: dict[str, float] = {}
    for stem in one.stems:
        for skill, share in said.said.get(stem, {}).items():
            says[skill] = max(says.get(skill, 0.0), one.sure * share)
    return says


def _whole(said: Sayings, saying: Saying, skill: str, share: float) -> float:
    """How sure a whole saying makes a skill of which it is said, in a question of which this share is explained."""
    among = len(said.skills[saying]) ** -0.5
    if len(saying.stems) > 1:
        return WHOLE * among * share**WHOLE_SHARE
    return ONE_WORD * among * share**WORD_SHARE * said.said.get(saying.stems[0], {}).get(skill, 1.0) ** 0.5
