"""A question in words that every engine can put into its own: what a document must have, and what that is worth.

`name` is a field of the index; a word stands there in the form that the field keeps (`Word.form`).
Every part has a score: BM25 of what matched, times `boost`; what is no matter of words is worth `score`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.contract import Kind
from search.engines.common.analysis import Word


@dataclass(frozen=True, slots=True)
class Has:
    """One word in a field."""

    name: str
    word: Word
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Is:
    """A field whose whole value is these words."""

    name: str
    words: Sequence[Word]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Together:
    """Words in this order, side by side or, with `room`, up to so many positions further apart."""

    name: str
    words: Sequence[Word]
    room: int = 0
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least so many of the parts; their scores are added."""

    parts: Sequence[Part]
    at_least: int = 1
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class BestOf:
    """Any of the parts; the best score counts, and this share of the others'. Nothing without parts."""

    parts: Sequence[Part]
    others: float


@dataclass(frozen=True, slots=True)
class OfKind:
    """An item of a kind."""

    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class Trains:
    """An item of one of the kinds that trains a skill, `mainly` as its main one: the one of weight 3."""

    skill: str
    kinds: Sequence[Kind]
    mainly: bool
    score: float


Part = Has | Is | Together | AnyOf | BestOf | OfKind | Trains
