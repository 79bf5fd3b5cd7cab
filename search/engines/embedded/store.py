"""Readers that always see the last commit, one writer at a time, and rebuilds beside what serves."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

from tantivy import Index, IndexWriter

from search.contract import CatalogueItem
from search.engine import EngineUnavailable, RebuildRunning, Trouble
from search.engines.embedded.locks import Busy
from search.engines.embedded.schema import create_index, open_index, to_document
from search.engines.embedded.shelf import Shelf
from search.engines.embedded.snapshot import Snapshot

logger = logging.getLogger("tremplin.search")
T = TypeVar("T")

# One batch holds the write lock for about two seconds at most.
BATCH = 4_000
_HEAP_BYTES = 50_000_000
# A rebuild may take the directory away between reading its name and opening it.
_ATTEMPTS = 3


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


class Store:
    """The indexes under one directory, shared with every other process on this machine."""

    def __init__(self, root: Path) -> None:
        self._shelf = Shelf(root)
        self._loading = Lock()
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The last committed state. Raises EngineUnavailable when there is no index to read."""
        with answering():
            for attempt in range(_ATTEMPTS):
                try:
                    return self._current()
                except (OSError, ValueError):
                    if attempt == _ATTEMPTS - 1:
                        raise
        raise AssertionError("unreachable")

    def why_not(self) -> Trouble:
        """What is wrong, when there is no snapshot."""
        try:
            name = self._shelf.state()[0]
        except OSError:
            return Trouble.NO_INDEX
        return Trouble.OTHER if self._shelf.is_readable(name) else Trouble.LAYOUT

    def _current(self) -> Snapshot:
        state = self._shelf.state()
        known = self._snapshot
        if known is not None and known.state == state:
            return known
        if not self._shelf.is_readable(state[0]):
            raise ValueError(f"{state[0]} has another layout: rebuild the index")
        with self._loading:
            if self._snapshot is None or self._snapshot.state != state:
                self._snapshot = self._load(state)
            return self._snapshot

    def _load(self, state: tuple[str, int, int]) -> Snapshot:
        if self._snapshot is None or self._snapshot.state[0] != state[0]:
            return Snapshot(state, open_index(self._shelf.root / state[0]))
        self._snapshot.index.reload()
        return Snapshot(state, self._snapshot.index)

    def write(self, items: Iterable[CatalogueItem]) -> None:
        """Add or replace, batch by batch, in what serves and in what a rebuild fills."""
        for batch in _batches(items):
            self._change({item.id: to_document(item) for item in batch})

    def delete(self, ids: Iterable[str]) -> None:
        gone = dict.fromkeys(ids)
        if gone:
            self._change(gone)

    def _change(self, documents: Mapping[str, bytes | None]) -> None:
        with answering(), self._shelf.write_lock():
            serving, filling = self._shelf.serving(), self._shelf.filling()
            if serving is None and filling is None:
                raise EngineUnavailable("there is no index: rebuild it")
            for directory in filter(None, (serving, filling)):
                _commit(open_index(directory), documents.items())
            if filling:
                self._shelf.note_changed(documents)

    @contextmanager
    def rebuild(self) -> Iterator[Filling]:
        """A new index beside the one that serves; see search.engine.Rebuild."""
        with ExitStack() as locks:
            try:
                locks.enter_context(self._shelf.rebuild_lock())
            except Busy as error:
                raise RebuildRunning("another rebuild is running") from error
            except OSError as error:
                raise EngineUnavailable(f"the index's folder cannot be used: {error}") from error
            try:
                yield self._begin()
                with answering(), self._shelf.write_lock():
                    self._shelf.promote()
            except BaseException:
                with self._shelf.write_lock():
                    self._shelf.abandon()
                raise

    def _begin(self) -> Filling:
        with answering(), self._shelf.write_lock():
            directory = self._shelf.begin()
            create_index(directory)
        return Filling(self._shelf, directory)


@dataclass(frozen=True, slots=True)
class Filling:
    """The index that a rebuild fills."""

    shelf: Shelf
    directory: Path

    def count(self) -> int:
        with answering():
            return open_index(self.directory).searcher().num_docs

    prepare = staticmethod(to_document)

    def add(self, items: Iterable[CatalogueItem]) -> int:
        return self.add_prepared((item.id, to_document(item)) for item in items)

    def add_prepared(self, documents: Iterable[tuple[str, bytes]]) -> int:
        """Write what was not changed live meanwhile; the number written."""
        written = 0
        for batch in _batches(documents):
            with answering(), self.shelf.write_lock():
                changed = self.shelf.changed()
                wanted = [document for document in batch if document[0] not in changed]
                _commit(open_index(self.directory), wanted)
            written += len(wanted)
        return written


def _batches(source: Iterable[T]) -> Iterator[list[T]]:
    source = iter(source)
    while batch := list(islice(source, BATCH)):
        yield batch


def _commit(index: Index, documents: Iterable[tuple[str, bytes | None]]) -> None:
    """Replace each document by its id; None only removes."""
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    try:
        for item_id, document in documents:
            writer.delete_documents_by_term("id", item_id)
            if document is not None:
                _add(writer, item_id, document)
        writer.commit()
    finally:
        # Merges that were begun would be lost, and segments pile up.
        writer.wait_merging_threads()


def _add(writer: IndexWriter, item_id: str, document: bytes) -> None:
    """Raises TypeError for what no index can hold: that is no trouble of the engine's, and waiting would not help."""
    try:
        writer.add_json(document.decode())
    except ValueError as error:
        if "could not be parsed" in str(error):
            raise TypeError(f"{item_id}: {error}") from error
        raise
