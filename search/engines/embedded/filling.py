"""The index that a rebuild fills, with one writer from beginning to end: nobody else writes to it.

What changes live meanwhile is noted on the shelf, and done here after what was read before it. So editors never wait for a
rebuild's batch, and the writer never has to stop for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tantivy import IndexWriter

from search.contract import CatalogueItem
from search.engines.embedded.schema import create_index, to_document
from search.engines.embedded.shelf import Shelf
from search.engines.embedded.writing import Change, add, answering, batches, commit, replace, writer_of

# Documents between two looks at what changed live.
_GROUP = 500
# Documents between two commits. Tantivy would take in 10,000 before it makes one wait, some 15 KB each.
_UNCOMMITTED = 5_000


class Filling:
    prepare = staticmethod(to_document)

    def __init__(self, shelf: Shelf, directory: Path) -> None:
        self._shelf = shelf
        self._index = create_index(directory)
        self._writer: IndexWriter | None = writer_of(self._index)
        self._uncommitted = 0
        # Where the notes of live changes go on, and what has been changed.
        self._place = 0
        self._changed: set[str] = set()

    def add(self, items: Iterable[CatalogueItem]) -> int:
        return self.add_prepared((item.id, to_document(item)) for item in items)

    def add_prepared(self, documents: Iterable[tuple[str, bytes]]) -> int:
        """Write what was not changed live meanwhile; the number written."""
        written = 0
        for group in batches(documents, _GROUP):
            with answering():
                replace(self._writer, self._live_changes())
                wanted = [document for document in group if document[0] not in self._changed]
                for item_id, document in wanted:
                    add(self._writer, item_id, document)
                self._uncommitted += len(wanted)
                if self._uncommitted >= _UNCOMMITTED:
                    self._commit()
            written += len(wanted)
        return written

    def count(self) -> int:
        with answering():
            replace(self._writer, self._live_changes())
            self._commit()
            self._index.reload()
            return self._index.searcher().num_docs

    def finish(self) -> None:
        """Everything in its place and merged, and no writer any more."""
        replace(self._writer, self._live_changes())
        self._commit()
        writer, self._writer = self._writer, None
        writer.wait_merging_threads()

    def catch_up(self) -> None:
        """The last live changes; for who holds the write lock, so that there is none after them."""
        if changes := list(self._live_changes()):
            commit(self._index, changes)

    def give_up(self) -> None:
        """Let go of the files."""
        self._writer = None

    def _commit(self) -> None:
        self._writer.commit()
        self._uncommitted = 0

    def _live_changes(self) -> Iterator[Change]:
        for place, item_id, document in self._shelf.changes(self._place):
            self._place = place
            self._changed.add(item_id)
            yield item_id, document
