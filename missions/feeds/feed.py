"""What an opened feed is: rows that can be read again and again, how to read one, and whether absence means anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

from missions.feeds.aggregator import parse_row
from missions.feeds.parsed import ParsedMission, Refusal, Withdrawn

Parse = Callable[[Any], ParsedMission | Withdrawn | Refusal]


class FeedUnreadable(Exception):
    """The feed is in another format, is cut off, or could not be fetched. The message is for people, translated."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read to its end once, before anything of it is believed.

    `rows()` yields the rows from the start each time, as plain JSON values in the fields of the aggregator's format;
    `parse` makes one of them a mission, a withdrawal or a refusal that names the feed's own field.
    `count` is how many rows there are, `total` how many the feed announced.
    `doubts` says, in the reader's language, why absence from the feed must not close a mission.
    """

    rows: Callable[[], Iterator[Any]]
    count: int
    total: int | None = None
    single: bool = False
    """The feed is one bare mission."""
    parse: Parse = parse_row
    doubts: tuple[str, ...] = ()
    unchanged: bool = False
    """The server answered 304 Not Modified: there are no rows, and nothing is to be done."""
    etag: str = ""
    last_modified: str = ""
    """What to keep on the source, once the import is done, for the next conditional request."""

    @property
    def complete(self) -> bool:
        """Whether the whole feed was read and may be believed when a mission is absent from it."""
        reached = self.total is None or self.count >= self.total
        return reached and not (self.single or self.doubts or self.unchanged) and self.count > 0

    def marked(self, etag: str, last_modified: str) -> Self:
        """The feed with what its server calls this version of it."""
        return replace(self, etag=etag, last_modified=last_modified)


def unchanged_feed(etag: str = "", last_modified: str = "") -> Feed:
    """What a 304 answer gives."""
    return Feed(rows=lambda: iter(()), count=0, unchanged=True, etag=etag, last_modified=last_modified)
