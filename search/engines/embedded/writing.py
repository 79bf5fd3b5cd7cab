"""Documents into an index, and what a broken one raises."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from tantivy import Index, IndexWriter

from search.engine import EngineUnavailable
from search.engines.embedded.locks import Busy
from search.engines.embedded.schema import schema

logger = logging.getLogger("tremplin.search")
T = TypeVar("T")
_HEAP_BYTES = 50_000_000
# An id, and the document; None only removes.
Change = tuple[str, bytes | None]


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever a broken index raises into EngineUnavailable."""
    try:
        yield
    except (OSError, ValueError, Busy) as error:
        logger.warning("search index unavailable: %s", error)
        raise EngineUnavailable(str(error)) from error
    except BaseException as error:
        # Rust panics arrive as a class that tantivy does not export, outside Exception.
        if type(error).__name__ != "PanicException":
            raise
        logger.exception("search index broken")
        raise EngineUnavailable("the index is broken") from error


def batches(source: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, and what is left."""
    source = iter(source)
    while batch := list(islice(source, size)):
        yield batch


def writer_of(index: Index) -> IndexWriter:
    """The one writer that an index may have at a time."""
    return index.writer(heap_size=_HEAP_BYTES, num_threads=1)


def commit(index: Index, changes: Iterable[Change]) -> None:
    """Replace each document by its id, all of them or none."""
    writer = writer_of(index)
    try:
        replace(writer, changes)
        writer.commit()
    finally:
        # Merges that were begun would be lost, and segments pile up.
        writer.wait_merging_threads()


def replace(writer: IndexWriter, changes: Iterable[Change]) -> None:
    for item_id, document in changes:
        writer.delete_documents_by_term("id", item_id)
        if document is not None:
            add(writer, item_id, document)


def add(writer: IndexWriter, item_id: str, document: bytes) -> None:
    """Raises TypeError for what no index can hold: that is no trouble of the engine's, and waiting would not help."""
    try:
        writer.add_json(document.decode())
    except ValueError as error:
        if "could not be parsed" in str(error):
            raise TypeError(f"{item_id}: {error}") from error
        raise


def check(changes: Iterable[Change]) -> None:
    """Raises TypeError as `add` does, and changes nothing."""
    replace(writer_of(Index(schema())), changes)
