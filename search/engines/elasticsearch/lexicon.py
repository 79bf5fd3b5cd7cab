"""What a question must know of the words in the index, asked in as few requests as it takes.

A question is read with what is known so far; what it asked for in vain is looked up at once and the
question read again. Once is enough for words that are written right, more for those that are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from elasticsearch.dsl.query import Match

from search.contract import Term
from search.engines.common.analysis import Word
from search.engines.common.guessing import Guess, can_be_mistyped, likeliest
from search.engines.common.reading import Question, Reader
from search.relevance import max_edits

Ask = Callable[[dict[str, Any]], dict[str, Any]]

# Neighbours of a mistyped word that are looked at, most frequent of the closest first.
_MOST_NEIGHBOURS = 50
# A question is read this often at most: words, guesses, the words guessed.
_MOST_READINGS = 6
# Taken for frequent until it is known, so that nobody guesses what nobody mistyped.
_UNKNOWN = 1_000_000


def read(ask: Ask, terms: Sequence[Term], language: str) -> Question:
    """The question behind the terms, in an index that answers search requests by `ask`."""
    lexicon = _Lexicon()
    for _ in range(_MOST_READINGS):
        question = Reader(lexicon).read(terms, language)
        if not lexicon.wanted:
            break
        lexicon.learn(ask(lexicon.request()))
    return question


class _Lexicon:
    def __init__(self) -> None:
        self.items = 0
        self._frequencies: dict[tuple[str, Word], int] = {}
        self._guesses: dict[str, list[Guess]] = {}
        self._words: dict[tuple[str, Word], None] = {}
        self._mistyped: dict[str, None] = {}

    @property
    def wanted(self) -> bool:
        """True when something was asked for that is not known."""
        return bool(self._words or self._mistyped)

    def frequency(self, name: str, word: Word) -> int:
        if (name, word) not in self._frequencies:
            self._words[name, word] = None
        return self._frequencies.get((name, word), _UNKNOWN)

    def guesses(self, word: Word) -> list[Guess]:
        if not can_be_mistyped(word.folded):
            return []
        if word.folded not in self._guesses:
            self._mistyped[word.folded] = None
        return self._guesses.get(word.folded, [])

    def request(self) -> dict[str, Any]:
        """A search for all that is wanted."""
        counted = {str(n): Match(**{name: word.plain(name)}).to_dict() for n, (name, word) in enumerate(self._words)}
        body: dict[str, Any] = {"size": 0, "track_total_hits": True}
        if counted:
            body["aggs"] = {"words": {"filters": {"filters": counted}}}
        if self._mistyped:
            body["suggest"] = {str(n): _neighbours(typed) for n, typed in enumerate(self._mistyped)}
        return body

    def learn(self, answer: dict[str, Any]) -> None:
        """Take in the answer to `request`."""
        self.items = answer["hits"]["total"]["value"]
        if self._words:
            counts = answer["aggregations"]["words"]["buckets"]
            self._frequencies |= {key: counts[str(n)]["doc_count"] for n, key in enumerate(self._words)}
        for n, typed in enumerate(self._mistyped):
            found = [(one["text"], one["freq"]) for entry in answer["suggest"][str(n)] for one in entry["options"]]
            self._guesses[typed] = likeliest(typed, found)
        self._words.clear()
        self._mistyped.clear()


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
