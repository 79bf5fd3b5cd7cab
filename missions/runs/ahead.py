"""Rows read ahead by other processes (kit/workers.py) while this one writes; what they do not do is done here.

Reading a row is pure (missions/reading.py) and is guessed to be needed: whether it is, and what becomes of it, is decided
when its turn comes, so that an import ends the same with and without them, and when they die midway.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from django.conf import settings

from kit.workers import WorkerGone, Workers, WorkFailed, cores
from missions.feeds import values
from missions.feeds.feed import Feed, Parse
from missions.reading import Reading, make_ready, read_row, read_rows
from missions.writing import row_hash

logger = logging.getLogger("tremplin.missions")
# Fewer rows are read here before a process has started.
FEWEST = 100
# Rows on their way at once: two processes' memory counts.
SLICE = 100


@dataclass(slots=True)
class Row:
    """A row as it stands in the feed, with its number there; `read` once somebody read it."""

    number: int
    raw: Any
    client_id: str
    digest: str
    """Of what it says; "" for what is no mission."""
    read: Reading | None = None

    def reading(self, parse: Parse, tagged: bool) -> Reading:
        return self.read or read_row(parse, self.raw, tagged)


def row_of(number: int, raw: Any) -> Row:
    if not isinstance(raw, Mapping):
        return Row(number, raw, "", "")
    # As `parse_row` reads it.
    return Row(number, raw, values.text(raw.get("clientId"))[:200], row_hash(raw))


def processes() -> int:
    """How many an import may use, with the importing one: IMPORT_PROCESSES, or two where the machine has two processors."""
    return settings.IMPORT_PROCESSES or min(2, cores())


class ReadingAhead:
    """A feed's rows in chunks of `size`. `wanted` guesses which of a chunk's rows will have to be read."""

    def __init__(self, feed: Feed, size: int, helpers: int, wanted: Callable[[Sequence[Row]], list[Row]]) -> None:
        self.feed, self.size, self.wanted = feed, size, wanted
        self.helpers = helpers if feed.count > size else 0
        self._stack = ExitStack()
        self._workers = Workers(read_rows, self.helpers, make_ready) if self.helpers else None

    def __enter__(self) -> Self:
        if self._workers:
            self._stack.enter_context(self._workers)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def chunks(self) -> Iterator[list[Row]]:
        """Every row, in order; the helpers have the next chunk to go on with."""
        waiting: deque[tuple[list[Row], list[Row]]] = deque()
        rows = (row_of(number, raw) for number, raw in enumerate(self.feed.rows(), start=1))
        fault = None
        while True:
            try:
                chunk = list(islice(rows, self.size))
            except Exception as error:
                # What was read before is written before the run fails, as it is without looking ahead.
                fault, chunk = error, []
            if not chunk:
                break
            waiting.append((chunk, self._given(chunk)))
            if len(waiting) > 1 or not self._workers:
                yield self._taken(*waiting.popleft())
        while waiting:
            yield self._taken(*waiting.popleft())
        if fault:
            raise fault

    def _given(self, chunk: list[Row]) -> list[Row]:
        """Those of a chunk that a worker reads now."""
        rows = self.wanted(chunk) if self._workers else []
        if len(rows) < FEWEST:
            return []
        try:
            for some in _slices(rows):
                self._workers.give((self.feed.parse, [row.raw for row in some]))
        except WorkerGone as error:
            self._go_on_alone(error)
            return []
        return rows

    def _taken(self, chunk: list[Row], given: Sequence[Row]) -> list[Row]:
        try:
            for some in _slices(given if self._workers else ()):
                for row, read in zip(some, self._workers.take(), strict=True):
                    row.read = read
        except (WorkerGone, WorkFailed) as error:
            # What failed there fails here too, at its row and with what went before written.
            self._go_on_alone(error)
        return chunk

    def _go_on_alone(self, error: Exception) -> None:
        logger.warning("no help with reading rows any more: %s", error)
        self._stack.close()
        self._workers = None


def _slices(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + SLICE] for start in range(0, len(rows), SLICE))
