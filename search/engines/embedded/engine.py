"""The embedded engine: the questions of the contract, asked of one snapshot of the index each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote

from django.core.exceptions import ImproperlyConfigured
from tantivy import Order, Query

from search.contract import (
    Candidate,
    CatalogueItem,
    CatalogueQuery,
    RecommendationRequest,
    Results,
    Suggestion,
)
from search.engine import Condition, EngineUnavailable, Rebuild
from search.engines.embedded import proposing, searching, suggesting
from search.engines.embedded.combine import term
from search.engines.embedded.schema import SEPARATOR, layout
from search.engines.embedded.store import Store
from search.engines.embedded.writing import answering

_PAGE = 5_000


class EmbeddedEngine:
    """Tantivy in a directory; any number of processes of one machine may share it."""

    def __init__(self, root: Path) -> None:
        self._store = Store(root)

    @classmethod
    def from_url(cls, url: SplitResult, base: Path) -> Self:
        """embedded:///var/search lies under `base`; embedded:////srv/search is absolute."""
        path = unquote(url.path).removeprefix("/")
        if url.netloc or not path:
            raise ImproperlyConfigured("SEARCH_URL names a directory: embedded:///var/search")
        return cls(base / path)

    def search(self, query: CatalogueQuery) -> Results:
        snapshot = self._store.snapshot()
        with answering():
            return searching.search(snapshot, query)

    def suggest(self, prefix: str, language: str, limit: int = 8, today: date | None = None) -> list[Suggestion]:
        snapshot = self._store.snapshot()
        with answering():
            return suggesting.suggest(snapshot, prefix, language, limit, today)

    def candidates(self, request: RecommendationRequest) -> list[Candidate]:
        snapshot = self._store.snapshot()
        with answering():
            return proposing.candidates(snapshot, request)

    def items(self, candidates: Sequence[Candidate]) -> list[CatalogueItem | None]:
        with answering():
            return proposing.items(candidates)

    def get(self, item_id: str) -> CatalogueItem | None:
        snapshot = self._store.snapshot()
        with answering():
            hits = snapshot.searcher.search(term("id", item_id), 1).hits
            return snapshot.item(hits[0][1]) if hits else None

    def write(self, items: Iterable[CatalogueItem], read: int | None = None) -> None:
        """One machine, whose outbox keeps two batches of the same items apart: `read` is not needed."""
        self._store.write(items)

    def delete(self, ids: Iterable[str], read: int | None = None) -> None:
        self._store.delete(ids)

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        return self._store.rebuild()

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        searcher = self._store.snapshot().searcher
        for offset in range(0, searcher.num_docs, _PAGE):
            with answering():
                page = searcher.search(
                    Query.all_query(), _PAGE, count=False, order_by_field="stamp", order=Order.Asc, offset=offset
                )
            for stamp, _ in page.hits:
                item_id, _, fingerprint = stamp.partition(SEPARATOR)
                yield item_id, fingerprint

    @contextmanager
    def scratch(self) -> Iterator[EmbeddedEngine]:
        # Tantivy's own threads may still tidy up in there on a busy machine.
        with tempfile.TemporaryDirectory(prefix="tremplin-scratch-", ignore_cleanup_errors=True) as root:
            yield EmbeddedEngine(Path(root))

    def ready(self) -> bool:
        return self.condition().trouble is None

    def condition(self) -> Condition:
        said = Condition("Tantivy", version("tantivy"), layout=layout())
        try:
            snapshot = self._store.snapshot()
            return replace(said, health="green", index=snapshot.state[0], documents=snapshot.searcher.num_docs)
        except EngineUnavailable as error:
            return replace(said, trouble=self._store.why_not(), detail=str(error))
