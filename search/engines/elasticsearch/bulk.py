"""Many writes in few requests, each with its version, and what became of every one of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.engine import Trouble
from search.engines.elasticsearch.answering import unavailable
from search.engines.elasticsearch.mapping import valid

# A chunk of a bulk request, by number and by size.
CHUNK, CHUNK_BYTES = 1_000, 8_000_000
# What an item's own status says when it is the cluster's state that keeps it out.
LATER, BLOCKED = (429, 502, 503, 504), "cluster_block_exception"


def put(item_id: str, document: bytes, where: str, version: int) -> dict[str, Any]:
    return {"_op_type": "index", "_index": where, "_id": valid(item_id), "_source": document, **_newest(version)}


def drop(item_id: str, where: str, version: int) -> dict[str, Any]:
    return {"_op_type": "delete", "_index": where, "_id": item_id, **_newest(version)}


def _newest(version: int) -> dict[str, Any]:
    return {"version": version, "version_type": "external_gte"}


def send(
    client: Elasticsearch, actions: Iterable[dict[str, Any]], hands: int = 0, **parameters: Any
) -> Iterator[tuple[str, int, str]]:
    """(id, status, reason) of every action, in order; a refused one does not stop the others.

    With `hands`, so many requests at once: only for actions that may reach the cluster in any order.
    Raises EngineUnavailable at the first that the cluster cannot take now, whatever it holds.
    """
    sent = partial(
        helpers.streaming_bulk, client, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, **parameters
    )
    for _, answer in _by_several(sent, actions, hands) if hands else sent(actions):
        [told] = answer.values()
        error = told.get("error") or {}
        if error and (told["status"] in LATER or error.get("type") == BLOCKED):
            trouble = Trouble.FULL if error.get("type") == BLOCKED else Trouble.AWAY
            raise unavailable(trouble, str(error.get("reason", "")))
        yield told["_id"], told["status"], f"{error.get('type', '')}: {error.get('reason', '')}" if error else ""


def _by_several(sent: Callable[..., Iterable[Any]], actions: Iterable[dict[str, Any]], hands: int) -> Iterator[Any]:
    """The answers in order. The actions are made in this thread, which holds the database's connection, and never more
    than a chunk for each hand ahead."""
    source, waiting = iter(actions), deque()
    with ThreadPoolExecutor(hands) as pool:
        while chunk := list(islice(source, CHUNK)):
            waiting.append(pool.submit(lambda chunk: list(sent(chunk)), chunk))
            if len(waiting) > hands:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()
