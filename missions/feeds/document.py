"""What a format's reader gives: rows as they stand in a document, and what to know once they are all read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from missions.feeds.aggregator import parse_row
from missions.feeds.feed import Feed, Parse
from missions.feeds.spool import Spool


def _same(row: Any) -> Any:
    return row


@dataclass
class Reading:
    """`rows` walks the document once and fills in the rest on its way.

    `change` brings a row into the fields of the aggregator's format; it may use what was found in other rows.
    """

    rows: Iterator[Any] = field(default_factory=lambda: iter(()))
    change: Callable[[Any], Any] = _same
    parse: Parse = parse_row
    total: int | None = None
    single: bool = False
    doubts: list[str] = field(default_factory=list)

    def doubt(self, reason: str) -> None:
        """Say why absence from this feed must not close a mission."""
        if reason not in self.doubts:
            self.doubts.append(reason)

    def feed(self) -> Feed:
        """Reads to the end. Raises FeedUnreadable."""
        spool = Spool(self.rows, self.change)
        return Feed(
            rows=spool.rows,
            count=spool.count,
            total=self.total,
            single=self.single,
            parse=self.parse,
            doubts=tuple(self.doubts),
        )


def count_of(value: Any) -> int | None:
    """A number of rows as a document announces it, or None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
