"""The one door to a search engine: its protocol, its errors, and the choice by SEARCH_URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.dispatch import Signal
from django.utils.module_loading import import_string

from search.contract import (
    Candidate,
    CatalogueItem,
    CatalogueQuery,
    RecommendationRequest,
    Results,
    Suggestion,
)

# Named, not imported: an engine's library is loaded only where it is used. Each class is built
# with the URL's parts and the directory that relative paths start from.
ENGINES = {
    "embedded": "search.engines.embedded.engine.EmbeddedEngine",
    "http": "search.engines.elasticsearch.engine.ElasticsearchEngine",
    "https": "search.engines.elasticsearch.engine.ElasticsearchEngine",
}


# Sent when an engine answers again after it did not.
engine_back = Signal()


class Trouble(StrEnum):
    """What keeps an engine from answering."""

    AWAY = "away"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    PASSWORD = "password"  # noqa: S105 (the name of a trouble)
    RIGHTS = "rights"
    VERSION = "version"
    NO_INDEX = "no-index"
    LAYOUT = "layout"
    """There is an index, of another version of the code: rebuild it."""
    FULL = "full"
    FOREIGN = "foreign"
    OTHER = "other"


class EngineUnavailable(Exception):
    """The engine cannot answer now; callers fall back to the database or try again later."""

    def __init__(self, message: str = "", trouble: Trouble = Trouble.OTHER) -> None:
        super().__init__(message)
        self.trouble = trouble


class RebuildShort(Exception):
    """The new index does not hold what the database does: it does not serve, the old one goes on."""


class RebuildRunning(Exception):
    """Another rebuild holds the place; there is one at a time."""


class ItemsRefused(Exception):
    """Some items were not taken by the engine; the others of the same call were. `reasons`: id -> why."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{item_id}: {reason}" for item_id, reason in reasons.items()))
        self.reasons = reasons


class Rebuild(Protocol):
    """A new index being filled beside the one that serves. Leaving the `with` block without an
    error makes it serve, in one step; an error drops it and the old one stays."""

    prepare: Callable[[CatalogueItem], bytes]
    """What `add` makes of an item: a function of a module, so that any process can do it."""

    def add_prepared(self, documents: Iterable[tuple[str, bytes]]) -> int:
        """`add` for (id, what `prepare` made of the item)."""

    def add(self, items: Iterable[CatalogueItem]) -> int:
        """Write items; the number written. What was written or deleted live since the rebuild
        began is newer, and skipped. Raises ItemsRefused when all others are written."""

    def count(self) -> int:
        """How many items the new index holds now."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What an engine says of itself; without `trouble` it serves."""

    engine: str
    version: str = ""
    health: str = ""
    index: str = ""
    layout: str = ""
    documents: int | None = None
    trouble: Trouble | None = None
    detail: str = ""


class SearchEngine(Protocol):
    """Every method but `ready` and `condition` raises EngineUnavailable when there is no usable index.

    Whatever a person typed never raises.
    """

    def search(self, query: CatalogueQuery) -> Results: ...

    def suggest(self, prefix: str, language: str, limit: int = 8, today: date | None = None) -> list[Suggestion]:
        """Completions for what is typed, best first, one per title; an empty list for an empty
        prefix. What ended before `today` is left out."""

    def candidates(self, request: RecommendationRequest) -> list[Candidate]:
        """The best items behind the gates, highest score first, ties by id."""

    def items(self, candidates: Sequence[Candidate]) -> list[CatalogueItem | None]:
        """The whole items of candidates that it has just proposed; None for what is gone since."""

    def get(self, item_id: str) -> CatalogueItem | None: ...

    def write(self, items: Iterable[CatalogueItem], read: int | None = None) -> None:
        """Add or replace by id; seen by the next search. During a rebuild, both indexes get them.

        `read` is time.time_ns() before they were read from the database: an engine that several machines
        write to leaves what was written since as it is. Raises ItemsRefused when all others are written.
        """

    def delete(self, ids: Iterable[str], read: int | None = None) -> None:
        """`read` as in `write`."""

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Raises RebuildRunning when another one runs. The first rebuild makes the first index."""

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(id, search.codec.fingerprint) of every stored item, by id, to compare with the database."""

    def scratch(self) -> AbstractContextManager[SearchEngine]:
        """An engine of the same sort with no index yet, for a measurement; gone after the `with` block."""

    def ready(self) -> bool:
        """True when the engine answers and its index has the current layout; never raises."""

    def condition(self) -> Condition:
        """The same with its reason and all that can be said; never raises."""


def get_engine() -> SearchEngine:
    """The engine of the setting SEARCH_URL: `embedded:///var/search` (beside manage.py) or
    `embedded:////srv/search` (absolute), or a cluster: `https://user:password@host:9200/prefix`. One
    per process and URL."""
    return open_engine(settings.SEARCH_URL)


@lru_cache(maxsize=16)
def open_engine(url: str) -> SearchEngine:
    """The engine behind any such URL. Raises ImproperlyConfigured for one it does not know."""
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        raise ImproperlyConfigured(f"SEARCH_URL starts with one of {', '.join(sorted(ENGINES))}; got {parts.scheme!r}.")
    return import_string(ENGINES[parts.scheme]).from_url(parts, settings.BASE_DIR)
