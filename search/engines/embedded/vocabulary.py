"""The words that exist, by first letter, to guess what a mistyped one should have been."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tantivy import Searcher

from search.engines.common.analysis import Word
from search.engines.common.fields import WHOLE
from search.engines.common.guessing import Guess, can_be_mistyped, likeliest
from search.relevance import max_edits


class Vocabulary:
    """The words of one state of the index; the unstemmed ones of a letter are read when first needed."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._shelves: dict[str, dict[int, list[tuple[str, int]]]] = {}
        self.items: int = searcher.num_docs

    def frequency(self, name: str, word: Word) -> int:
        """How many items hold the word in a field."""
        return self._searcher.doc_freq(name, word.form(name))

    def lately(self, word: Word) -> int:
        """How many items hold the word in any form."""
        return max([self.frequency(name, word) for name in WHOLE])

    def spelled(self, word: Word) -> bool:
        """Whether items hold the word just as it is spelled."""
        return self.frequency("words", word) > 0

    def guesses(self, word: Word) -> list[Guess]:
        """The likeliest words for a mistyped one; none for what has digits or is too short."""
        typed = word.folded
        if not can_be_mistyped(typed):
            return []
        return likeliest(typed, self._like(typed[0], len(typed), max_edits(typed)))

    def _like(self, letter: str, length: int, limit: int) -> Iterator[tuple[str, int]]:
        """(word, count) of every word with this first letter and nearly this length."""
        if letter not in self._shelves:
            by_length: dict[int, list[tuple[str, int]]] = {}
            for word, count in self._searcher.terms_with_prefix("words", letter):
                by_length.setdefault(len(word), []).append((word, count))
            self._shelves[letter] = by_length
        return chain.from_iterable(self._shelves[letter].get(length + more, ()) for more in range(-limit, limit + 1))
