"""The index that a rebuild fills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.contract import CatalogueItem
from search.engine import ItemsRefused
from search.engines.elasticsearch.answering import answering
from search.engines.elasticsearch.bulk import put, send
from search.engines.elasticsearch.locks import RebuildLock
from search.engines.elasticsearch.mapping import to_document

# Requests of a rebuild on their way at once: the next documents are made while the cluster writes the last.
_HANDS = 2


@dataclass(frozen=True, slots=True)
class Filling:
    client: Elasticsearch
    name: str
    began: int
    lock: RebuildLock

    def count(self) -> int:
        with answering():
            self.client.indices.refresh(index=self.name)
            return self.client.count(index=self.name)["count"]

    prepare = staticmethod(to_document)

    def add(self, items: Iterable[CatalogueItem]) -> int:
        return self.add_prepared((item.id, to_document(item)) for item in items)

    def add_prepared(self, documents: Iterable[tuple[str, bytes]]) -> int:
        """Write what was not changed live meanwhile; the number written."""
        written, refused = 0, {}
        with answering():
            actions = (put(item_id, document, self.name, self.began) for item_id, document in documents)
            for item_id, status, error in send(self.client, actions, hands=_HANDS):
                if status < 300:
                    written += 1
                    self.lock.renew()
                elif status != 409:
                    refused[item_id] = error
        if refused:
            raise ItemsRefused(refused)
        return written
