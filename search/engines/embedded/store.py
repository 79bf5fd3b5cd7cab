"""Readers that always see the last commit, one writer at a time, and rebuilds beside what serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from search.contract import CatalogueItem
from search.engine import EngineUnavailable, RebuildRunning, Trouble
from search.engines.embedded.filling import Filling
from search.engines.embedded.locks import Busy
from search.engines.embedded.schema import open_index, to_document
from search.engines.embedded.shelf import Shelf
from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.writing import answering, batches, check, commit

# One batch holds the write lock for about two seconds at most.
BATCH = 4_000
# A rebuild may take the directory away between reading its name and opening it.
_ATTEMPTS = 3


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
        """Add or replace, batch by batch, in what serves; what a rebuild fills gets it too."""
        for batch in batches(items, BATCH):
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
            if serving:
                commit(open_index(serving), documents.items())
            else:
                check(documents.items())
            if filling:
                self._shelf.note_changes(documents.items())

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
            filling = None
            try:
                filling = self._begin()
                yield filling
                with answering():
                    filling.finish()
                with answering(), self._shelf.write_lock():
                    filling.catch_up()
                    self._shelf.promote()
            except BaseException:
                if filling:
                    filling.give_up()
                with self._shelf.write_lock():
                    self._shelf.abandon()
                raise

    def _begin(self) -> Filling:
        with answering(), self._shelf.write_lock():
            return Filling(self._shelf, self._shelf.begin())
