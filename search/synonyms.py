"""Synonyms, added to what was typed before any engine sees it.

Groups are read once per process and kept until one is saved anywhere: the shared cache holds a
version, and whoever finds another one reads again. With the in-process cache, other processes see a
change within a minute.
"""

from __future__ import annotations

import logging
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models.signals import post_delete, post_save

from search.contract import Term
from search.models import Synonym

logger = logging.getLogger("tremplin.search")

VERSION_KEY = "search:synonyms:version"
VERSION_SECONDS = 60

# Articles and prepositions: "prise de parole" and "prise parole" are one.
_SMALL = "l le la les d de du des un une a au aux en et the of an to in and"
_LINKS = frozenset(_SMALL.split())
# A key of one or more words -> the other terms of its groups.
Table = Mapping[str, tuple[str, ...]]


def expand(words: Sequence[str], language: str, meant: Mapping[str, str] | None = None) -> list[Term]:
    """The words as terms; the longest run of words that a group knows becomes one term with the
    rest of its group. Plural, accents, case, hyphens and small words between do not matter.
    `meant`: what mistyped words may have been; it is taken where it makes an expression of words beside it."""
    table, longest = _table(_version(), language)
    terms: list[Term] = []
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 1, -1)
        runs = (run for size in sizes for run in _ways(words[at : at + size], meant or {}))
        run = next((run for run in runs if _is_known(run, table)), words[at : at + 1])
        terms.append(Term(" ".join(run), table.get(key(run), ())))
        at += len(run)
    return terms


def _ways(run: Sequence[str], meant: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """A run of words as typed, then as meant."""
    yield run
    if any(word in meant for word in run):
        yield [meant.get(word, word) for word in run]


def _is_known(run: Sequence[str], table: Table) -> bool:
    """True for an expression of a group; one neither begins nor ends with a small word."""
    return not _LINKS.intersection((plain(run[0]), plain(run[-1]))) and key(run) in table


def key(words: Sequence[str]) -> str:
    """What two spellings of one term have in common."""
    found = plain(" ".join(words)).split()
    telling = [word for word in found if word not in _LINKS] or found
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in telling)


def plain(text: str) -> str:
    """Lower case, without accents or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter if letter.isalnum() else " " for letter in decomposed if not unicodedata.combining(letter))


def _version() -> str:
    return cache.get_or_set(VERSION_KEY, lambda: uuid4().hex, VERSION_SECONDS) or ""


@lru_cache(maxsize=8)
def _table(version: str, language: str) -> tuple[Table, int]:
    """The groups of a language, and how many typed words the longest term may take, with two small
    words between each."""
    try:
        groups = [group.lines() for group in Synonym.objects.active().filter(language=language)]
    except DatabaseError:
        logger.warning("synonyms cannot be read: searching without")
        groups = []
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for group in groups:
        for term in group:
            others[key([term])].update(dict.fromkeys(other for other in group if key([other]) != key([term])))
    table = {term: tuple(found) for term, found in others.items() if term and found}
    return table, max((3 * len(term.split()) - 2 for term in table), default=1)


def forget(**signal: Any) -> None:
    """Have every process read the groups again."""
    cache.set(VERSION_KEY, uuid4().hex, VERSION_SECONDS)


for changed in (post_save, post_delete):
    changed.connect(forget, sender=Synonym, dispatch_uid="search.synonyms")
