"""The first rows of a feed as an import would read them, for who describes a source."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from missions.feeds.feed import FeedUnreadable
from missions.feeds.mapping import path_of
from missions.feeds.opening import fetcher_for, open_feed
from missions.feeds.packing import unpacked
from missions.feeds.parsed import ParsedMission, Refusal, Withdrawn
from missions.feeds.table import columns_of
from missions.source import Source

ROWS = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """`results` by row number, from 1; `columns` are a table's own, `problem` what keeps it from being read."""

    results: list[tuple[int, ParsedMission | Withdrawn | Refusal]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    problem: str = ""


def preview(source: Source, location: str | Path) -> Preview:
    """Never raises for what a feed or a server does; writes nothing."""
    columns: list[str] = []
    try:
        with _at_hand(source, location) as place:
            if source.kind == Source.Kind.TABLE:
                columns = _columns(source, place)
            feed = open_feed(source, place, fresh=True, limit=ROWS)
            return Preview([(number, feed.parse(row)) for number, row in enumerate(feed.rows(), start=1)], columns)
    except FeedUnreadable as error:
        return Preview(columns=columns, problem=str(error))


@contextmanager
def _at_hand(source: Source, location: str | Path) -> Iterator[str | Path]:
    """The location, or, for a table, which is looked at twice, a file that holds its start."""
    if isinstance(location, Path) or source.kind != Source.Kind.TABLE:
        yield location
        return
    with fetcher_for(source, glance=True) as fetcher, tempfile.NamedTemporaryFile(prefix="missions-") as file:
        shutil.copyfileobj(fetcher.get(location).file, file)
        file.flush()
        yield Path(file.name)


def _columns(source: Source, place: str | Path) -> list[str]:
    with Path(place).open("rb") as file:
        whole: IO[bytes] = unpacked(file)
        return columns_of(whole, path_of(source.mapping.get("rows") if isinstance(source.mapping, dict) else ""), partial=True)
