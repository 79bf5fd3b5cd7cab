"""The words that exist, by first letter, to guess what a mistyped one should have been."""

from __future__ import annotations

from dataclasses import dataclass

from tantivy import Searcher

from search.relevance import max_edits

MOST_GUESSES = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that exists, so many typing errors away from what was typed."""

    word: str
    edits: int


class Vocabulary:
    """The unstemmed words of one state of the index; each letter is read when first needed."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._letters: dict[str, list[tuple[str, int, int]]] = {}

    def guesses(self, typed: str) -> list[Guess]:
        """The likeliest words for a folded word: fewest edits, then most frequent; none for what
        has digits or is too short. The first letter is taken as right."""
        limit = max_edits(typed)
        if not limit or not typed.isalpha():
            return []
        signature = _signature(typed)
        found = []
        for word, count, other in self._starting_with(typed[0]):
            # One edit changes at most two letters of the signature: a quick no for most words.
            if abs(len(word) - len(typed)) > limit or (signature ^ other).bit_count() > 2 * limit or word == typed:
                continue
            edits = distance(typed, word, limit)
            if edits <= limit:
                found.append((edits, -count, word))
        return [Guess(word, edits) for edits, _, word in sorted(found)[:MOST_GUESSES]]

    def _starting_with(self, letter: str) -> list[tuple[str, int, int]]:
        if letter not in self._letters:
            self._letters[letter] = [
                (word, count, _signature(word)) for word, count in self._searcher.terms_with_prefix("words", letter)
            ]
        return self._letters[letter]


def _signature(word: str) -> int:
    """One bit per letter present, by its code modulo 32."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours being one (optimal string alignment, Damerau
    1964); `limit` + 1 for anything more."""
    two_back: list[int] = []
    one_back = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, target in enumerate(other, 1):
            cost = min(one_back[j] + 1, row[j - 1] + 1, one_back[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, two_back[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        two_back, one_back = one_back, row
    return one_back[-1]
