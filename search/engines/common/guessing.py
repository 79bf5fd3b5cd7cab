"""What a mistyped word should have been: the likeliest of those that exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.relevance import max_edits

MOST_GUESSES = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that exists in so many items, so many typing errors away from what was typed."""

    word: str
    edits: int
    items: int


def can_be_mistyped(word: str) -> bool:
    """False for what has digits or is too short to tell."""
    return bool(max_edits(word)) and word.isalpha()


def likeliest(typed: str, known: Iterable[tuple[str, int]]) -> list[Guess]:
    """The likeliest of the known (word, items) for a folded word: fewest edits, then most frequent.

    The first letter is taken as right: the known words share it.
    """
    limit = max_edits(typed)
    signature = _signature(typed)
    found = []
    for word, count in known:
        # One edit changes at most two bits of the signature: a quick no for most words.
        if word == typed or (signature ^ _signature(word)).bit_count() > 2 * limit:
            continue
        edits = distance(typed, word, limit)
        if edits <= limit:
            found.append((edits, -count, word))
    return [Guess(word, edits, -less) for edits, less, word in sorted(found)[:MOST_GUESSES]]


@lru_cache(maxsize=100_000)
def _signature(word: str) -> int:
    """One bit for each letter's first, second and third occurrence, letters being told apart by
    their code modulo 32."""
    bits = 0
    for letter in word:
        place = ord(letter) & 31
        for again in (0, 32, 64):
            bit = 1 << (place + again)
            if not bits & bit:
                bits |= bit
                break
    return bits


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours being one (optimal string alignment, Damerau
    1964), as far as `limit`; anything more is `limit` + 1."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if not one or not other:
        return min(len(one) + len(other), limit + 1)
    if not limit:
        return 1
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        ways.append((one[2:], other[2:]))
    return 1 + min(distance(left, right, limit - 1) for left, right in ways)
