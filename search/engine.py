"""The one door to a search engine: its protocol, its errors, and the choice by SEARCH_URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from search.contract import (
    Candidate,
    CatalogueItem,
    CatalogueQuery,
    RecommendationRequest,
    Results,
    Suggestion,
)


class EngineUnavailable(Exception):
    """The engine cannot answer now; callers fall back to the database or try again later."""


class Rebuild(Protocol):
    """A new index being filled beside the one that serves. Leaving the `with` block without an
    error makes it serve, in one step; an error drops it and the old one stays."""

    def add(self, items: Iterable[CatalogueItem]) -> int:
        """Write items; the number written."""


class SearchEngine(Protocol):
    def search(self, query: CatalogueQuery) -> Results: ...

    def suggest(self, prefix: str, language: str, limit: int = 8) -> list[Suggestion]:
        """Completions for what is typed, best first; an empty list for an empty prefix."""

    def candidates(self, request: RecommendationRequest) -> list[Candidate]:
        """The best items behind the gates, highest score first, ties by id. One engine query."""

    def get(self, item_id: str) -> CatalogueItem | None: ...

    def write(self, items: Iterable[CatalogueItem]) -> None:
        """Add or replace by id; seen by the next search. During a rebuild, both indexes get them."""

    def delete(self, ids: Iterable[str]) -> None: ...

    def rebuild(self) -> AbstractContextManager[Rebuild]: ...

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(id, fingerprint) of every stored item, to compare with the database."""

    def ready(self) -> bool:
        """True when the engine answers and its index has the current layout."""
