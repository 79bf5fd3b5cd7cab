"""Which items are one and the same thing in another language or on another platform."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import blake2b

from search.contract import CatalogueItem


def twin_key(item: CatalogueItem) -> str:
    """The same for a text and its translations, and for one mission offered by two platforms.

    A mission is known by its kind, title and organisation, folded.
    """
    return item.work or f"{item.kind}:{_folded(item.title)}:{_folded(item.organisation)}"


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


def twin_number(key: str) -> int:
    """A twin key as a number below 2**63: two of a few hundred keys share one once in 10**14 lists."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
