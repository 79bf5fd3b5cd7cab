"""The engine on Elasticsearch: the questions of the contract, asked of the index behind one alias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult
from uuid import uuid4

from elasticsearch import Elasticsearch

from search.breaker import Breaker
from search.codec import from_fields
from search.contract import (
    Candidate,
    CatalogueItem,
    CatalogueQuery,
    RecommendationRequest,
    Results,
    Suggestion,
)
from search.engine import Condition, EngineUnavailable, Rebuild, Trouble
from search.engines.elasticsearch import proposing, searching, suggesting
from search.engines.elasticsearch.address import Address
from search.engines.elasticsearch.answering import Door, unavailable
from search.engines.elasticsearch.indexes import Indexes
from search.engines.elasticsearch.mapping import layout, valid
from search.engines.elasticsearch.serving import Serving

_PAGE = 5_000
_KEPT_OPEN = "2m"
# The longest id that Elasticsearch takes, in bytes.
_LONGEST_ID = 512


class ElasticsearchEngine:
    """One prefix of a cluster; any number of processes on any number of machines may share it."""

    def __init__(self, client: Elasticsearch, prefix: str, door: Door | None = None) -> None:
        self._client = client
        self._prefix = prefix
        self.door = door or Door(client._request_timeout, Breaker())  # type: ignore[arg-type]
        self._indexes = Indexes(client, prefix, self.door)
        self._serving = Serving(client, self._indexes.serving)

    @classmethod
    def from_url(cls, url: SplitResult, base: Path) -> Self:
        """See Address.from_url; nothing is read below `base`."""
        address = Address.from_url(url)
        return cls(address.client(), address.prefix)

    def search(self, query: CatalogueQuery) -> Results:
        with self.door.question():
            return searching.search(self._serving, query)

    def suggest(self, prefix: str, language: str, limit: int = 8, today: date | None = None) -> list[Suggestion]:
        with self.door.question():
            return suggesting.suggest(self._serving, prefix, language, limit, today)

    def candidates(self, request: RecommendationRequest) -> list[Candidate]:
        with self.door.question():
            return proposing.candidates(self._serving, request)

    def items(self, candidates: Sequence[Candidate]) -> list[CatalogueItem | None]:
        if not candidates:
            return []
        with self.door.question():
            return self._read([candidate.place for candidate in candidates], realtime=False)

    def get(self, item_id: str) -> CatalogueItem | None:
        if not 0 < len(valid(item_id).encode()) <= _LONGEST_ID:
            return None
        with self.door.question():
            return self._read([valid(item_id)])[0]

    def _read(self, ids: Sequence[str], **options: Any) -> list[CatalogueItem | None]:
        found = self._client.mget(index=self._serving.alias, ids=ids, source=["item"], **options)["docs"]
        if failed := next((one for one in found if "error" in one), None):
            raise unavailable(Trouble.NO_INDEX, str(failed["error"].get("type")))
        return [from_fields(one["_source"]["item"]) if one["found"] else None for one in found]

    def write(self, items: Iterable[CatalogueItem], read: int | None = None) -> None:
        with self._changing():
            self._indexes.write(items, read)

    def delete(self, ids: Iterable[str], read: int | None = None) -> None:
        with self._changing():
            self._indexes.delete(ids, read)

    @contextmanager
    def rebuild(self) -> Iterator[Rebuild]:
        with self._changing(), self._indexes.rebuild() as filling:
            yield filling

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What was known of the words is of the index before."""
        try:
            yield
        finally:
            self._serving.words.forget()

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        with self.door.work():
            self._indexes.serving_name()
            opened = self._client.open_point_in_time(index=self._serving.alias, keep_alive=_KEPT_OPEN)["id"]
            try:
                after: list[Any] | None = None
                while page := self._page_of_stamps(opened, after):
                    yield from ((hit["sort"][0], hit["fields"]["stamp"][0]) for hit in page)
                    after = page[-1]["sort"]
            finally:
                self._client.options(ignore_status=404).close_point_in_time(id=opened)

    def _page_of_stamps(self, opened: str, after: list[Any] | None) -> list[dict[str, Any]]:
        answer = self._client.search(
            pit={"id": opened, "keep_alive": _KEPT_OPEN},
            size=_PAGE,
            sort=[{"id": "asc"}],
            search_after=after,
            source=False,
            docvalue_fields=["stamp"],
            track_total_hits=False,
        )
        return answer["hits"]["hits"]

    @contextmanager
    def scratch(self) -> Iterator[ElasticsearchEngine]:
        engine = ElasticsearchEngine(self._client, f"{self._prefix}-scratch-{uuid4().hex}", self.door)
        try:
            yield engine
        finally:
            with self.door.work():
                engine._indexes.drop()

    def ready(self) -> bool:
        return self._trouble() is None

    def _trouble(self) -> EngineUnavailable | None:
        try:
            with self.door.question():
                self._indexes.serving_name()
        except EngineUnavailable as error:
            return error
        return None

    def condition(self) -> Condition:
        said = Condition("Elasticsearch", index=self._serving.alias, layout=layout())
        try:
            with self.door.question():
                health = self._client.cluster.health()["status"]
                nodes = self._client.nodes.info(filter_path="nodes.*.version")["nodes"].values()
                said = replace(said, health=health, version=", ".join(sorted({node["version"] for node in nodes})))
                name = self._indexes.serving_name()
                return replace(said, index=name, documents=self._client.count(index=name)["count"])
        except EngineUnavailable as error:
            return replace(said, trouble=error.trouble, detail=str(error))
