"""What a question must know of the words in the index, asked in as few requests as it takes.

A question is read with what is known so far; what it asked for in vain is looked up at once and the
question read again. Once is enough for words that are written right, more for those that are not.
How many items hold a frequent word is kept for a minute: it only weighs synonyms and corrections. That no item
holds a word, or hardly any, is never kept: what somebody writes now is found now.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from search.contract import About, Term
from search.engines.common.analysis import Word
from search.engines.common.fields import WHOLE, whole_of
from search.engines.common.guessing import Guess, can_be_mistyped, likeliest
from search.engines.common.reading import Question, Reader
from search.relevance import RARE, max_edits

Ask = Callable[[dict[str, Any]], dict[str, Any]]

# Neighbours of a mistyped word that are looked at, most frequent of the closest first.
_MOST_NEIGHBOURS = 50
# A question is read this often at most: words, guesses, the words guessed.
_MOST_READINGS = 6
# Taken for frequent until it is known, so that nobody guesses what nobody mistyped.
_UNKNOWN = 1_000_000


class Counts(NamedTuple):
    """How many items hold a word, in each of the fields of `WHOLE`, out of so many."""

    each: tuple[int, ...]
    items: int

    @property
    def is_frequent(self) -> bool:
        return max(self.each) > RARE


class KnownWords:
    """Words of one index as they were at most a minute ago, in two generations: the older one is forgotten when the younger
    is half a minute old or full. Any number of threads may ask."""

    SECONDS, MOST = 30.0, 5_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """After a change of one's own, which the next question is to see."""
        self._young: dict[str, Counts] = {}
        self._old: dict[str, Counts] = {}
        self._began = self._clock()

    def get(self, word: str) -> Counts | None:
        self._grow_old()
        return self._young.get(word) or self._old.get(word)

    def learn(self, counted: dict[str, Counts]) -> None:
        self._grow_old()
        self._young.update(counted)

    def _grow_old(self) -> None:
        age = self._clock() - self._began
        if age < self.SECONDS and len(self._young) < self.MOST:
            return
        self._old = self._young if age < 2 * self.SECONDS else {}
        self._young, self._began = {}, self._clock()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, and what is still to be asked to mark all of its words: it can be asked along with the page."""

    question: Question
    lexicon: Lexicon

    def asks(self) -> list[dict[str, Any]]:
        """One more search request, or none."""
        return [self.lexicon.request()] if self.lexicon.curious else []

    def learn(self, answers: Iterable[dict[str, Any]]) -> None:
        """Take in the answers to what it `asks`."""
        doubtful = self.lexicon.doubtful
        for answer in answers:
            self.lexicon.learn(answer)
            self.question.marks.update(word for word in doubtful if self.lexicon.spelled(word))


def read(ask: Ask, terms: Sequence[Term], language: str, about: Sequence[About], known: KnownWords) -> Reading:
    """The question behind the terms, in an index that answers search requests by `ask`."""
    lexicon = Lexicon(known)
    for _ in range(_MOST_READINGS):
        question = Reader(lexicon).read(terms, language, about)
        if not lexicon.needy:
            break
        lexicon.learn(ask(lexicon.request()))
    return Reading(question, lexicon)


class Lexicon:
    """What one question knows of the words; search.engines.common.reading.Lexicon says what it is asked."""

    def __init__(self, known: KnownWords) -> None:
        self.items = 0
        self._known = known
        # Of this question's words, what was looked up just now, and what was known.
        self._fresh: dict[str, Counts] = {}
        self._heard: dict[str, Counts] = {}
        self._guesses: dict[str, list[Guess]] = {}
        # To be looked up: needed to ask for the page, or only to mark it.
        self._words: dict[str, Word] = {}
        self._spellings: dict[str, Word] = {}
        self._mistyped: dict[str, None] = {}

    @property
    def needy(self) -> bool:
        """True when something was asked for that is not known and decides what is found."""
        return bool(self._words or self._mistyped)

    @property
    def curious(self) -> bool:
        return bool(self._spellings)

    @property
    def doubtful(self) -> list[Word]:
        """Words that are not known to be spelled so anywhere."""
        return [*self._spellings.values()]

    def frequency(self, name: str, word: Word) -> int:
        """For a field that holds only some of an item's words, how many items could have it there."""
        place = WHOLE.index(whole_of(name))
        if (counts := self._fresh.get(word.raw)) is not None:
            return counts.each[place]
        counts = self._heard_of(word)
        if counts is None or not counts.is_frequent:
            # That a word is rare, and may be mistyped, is known only from now.
            self._words[word.raw] = word
            return _UNKNOWN
        # Where lately none had it, one may have it now.
        return max(counts.each[place], 1)

    def lately(self, word: Word) -> int:
        if (counts := self._fresh.get(word.raw)) is not None:
            return max(counts.each)
        if (counts := self._heard_of(word)) is not None:
            return max(*counts.each, 1)
        self._words[word.raw] = word
        return _UNKNOWN

    def spelled(self, word: Word) -> bool | None:
        if (counts := self._fresh.get(word.raw)) is not None:
            return counts.each[0] > 0
        if (counts := self._heard_of(word)) is not None:
            return True if counts.each[0] else None
        self._spellings[word.raw] = word
        return None

    def _heard_of(self, word: Word) -> Counts | None:
        counts = self._heard.get(word.raw)
        if counts is None and (counts := self._known.get(word.raw.lower())) is not None:
            self._heard[word.raw] = counts
            self.items = max(self.items, counts.items)
        return counts

    def guesses(self, word: Word) -> list[Guess]:
        if not can_be_mistyped(word.folded):
            return []
        if word.folded not in self._guesses:
            self._mistyped[word.folded] = None
        return self._guesses.get(word.folded, [])

    def request(self) -> dict[str, Any]:
        """A search for all that is wanted."""
        body: dict[str, Any] = {"size": 0, "track_total_hits": True}
        if words := self._wanted():
            asked = [{"match": {name: word.form(name)}} for word in words.values() for name in WHOLE]
            body["aggs"] = {"words": {"filters": {"filters": {str(n): one for n, one in enumerate(asked)}}}}
        if self._mistyped:
            body["suggest"] = {str(n): _neighbours(typed) for n, typed in enumerate(self._mistyped)}
        return body

    def learn(self, answer: dict[str, Any]) -> None:
        """Take in the answer to `request`."""
        if words := self._wanted():
            # Asked for neighbours alone, Elasticsearch counts no items.
            self.items = answer["hits"]["total"]["value"]
            counts = answer["aggregations"]["words"]["buckets"]
            told = [counts[str(n)]["doc_count"] for n in range(len(words) * len(WHOLE))]
            each = zip(*[iter(told)] * len(WHOLE), strict=True)
            found = {word: Counts(one, self.items) for word, one in zip(words, each, strict=True)}
            self._fresh |= found
            self._known.learn({word.lower(): one for word, one in found.items()})
        for n, typed in enumerate(self._mistyped):
            found = [(one["text"], one["freq"]) for entry in answer["suggest"][str(n)] for one in entry["options"]]
            self._guesses[typed] = likeliest(typed, found)
        for wanted in (self._words, self._spellings, self._mistyped):
            wanted.clear()

    def _wanted(self) -> dict[str, Word]:
        return self._words | self._spellings


def _neighbours(typed: str) -> dict[str, Any]:
    """The words that exist near a folded one, with how many items hold each."""
    wanted = {
        "field": "words",
        "analyzer": "keyword",
        "suggest_mode": "always",
        "sort": "frequency",
        "size": _MOST_NEIGHBOURS,
        "max_edits": max_edits(typed),
        "prefix_length": 1,
        "max_term_freq": _UNKNOWN,
    }
    return {"text": typed, "term": wanted}
