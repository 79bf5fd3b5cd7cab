"""One rebuild at a time in a whole cluster: a document that says who rebuilds, renewed while they do."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Self
from uuid import uuid4

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, TransportError

from search.engine import RebuildRunning

logger = logging.getLogger("tremplin.search")
# Who has not renewed for so long is dead, and the next may rebuild.
BELIEVED_SECONDS = 60.0
_RENEWED_SECONDS = 5.0
_ID = "rebuild"


class RebuildLock:
    """Held inside a `with` block. Raises RebuildRunning when another one lives."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._owner = uuid4().hex
        self._renewed = 0.0

    def __enter__(self) -> Self:
        mappings = {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "until": {"type": "double"}}}
        settings = {"auto_expand_replicas": "0-1"}
        self._client.options(ignore_status=400).indices.create(index=self._index, mappings=mappings, settings=settings)
        try:
            self._take()
        except ConflictError as error:
            raise RebuildRunning("another rebuild is running") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._client.options(ignore_status=404).delete(index=self._index, id=_ID)
        except (ApiError, TransportError) as failed:
            # It is not believed for long.
            logger.warning("the lock of the rebuild stays until it is too old: %s", failed)

    def renew(self) -> None:
        """Say that the rebuild lives, now and then."""
        if time.monotonic() - self._renewed > _RENEWED_SECONDS:
            self._client.index(index=self._index, id=_ID, document=self._claim())

    def _take(self) -> None:
        try:
            held = self._client.get(index=self._index, id=_ID)
        except NotFoundError:
            self._client.create(index=self._index, id=_ID, document=self._claim())
            return
        if held["_source"]["until"] > time.time():
            raise RebuildRunning("another rebuild is running")
        self._client.index(
            index=self._index,
            id=_ID,
            document=self._claim(),
            if_seq_no=held["_seq_no"],
            if_primary_term=held["_primary_term"],
        )

    def _claim(self) -> dict[str, str | float]:
        self._renewed = time.monotonic()
        return {"owner": self._owner, "until": time.time() + BELIEVED_SECONDS}
