"""A feed's JSON read as a stream: memory stays flat however many missions it holds.

Accepts the aggregator's page object, a bare list, or one bare mission.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from missions.feeds.feed import Feed, FeedUnreadable

CHUNK = 1 << 18
MAX_ROW = 4 * 1024 * 1024
_SPACE = re.compile(r"\s*")


def _integer(digits: str) -> int | str:
    """Python reads no integer of more than 4,300 digits: it stays a text, so that its row is refused and not the feed."""
    try:
        return int(digits)
    except ValueError:
        return digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def decode(body: bytes) -> Any:
    """A JSON document. Raises FeedUnreadable."""
    try:
        return _DECODER.decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(f"not JSON: {error}") from error


def read_feed(path: Path) -> Feed:
    """The feed in a file, read once to the end before anything is believed. Raises FeedUnreadable."""
    try:
        reader = _Reader(path)
        count = sum(1 for _row in reader.rows())
    except (OSError, ValueError, RecursionError) as error:
        raise FeedUnreadable(f"{path}: {error}") from error
    total = reader.facts.get("total")
    skip = reader.facts.get("skip") or 0
    numbers = isinstance(total, int) and isinstance(skip, int)
    # A page that starts later than the first mission is a part, whatever it counts.
    return Feed(rows=lambda: _Reader(path).rows(), count=count, total=(total + skip if numbers else None), single=reader.single)


class _Reader:
    """Walks one file. `facts` are the page object's other values, `single` is set for one bare mission."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.facts: dict[str, Any] = {}
        self.single = False
        self.buffer = ""
        self.at = 0
        self.file: IO[str]

    def rows(self) -> Iterator[Any]:
        with self.path.open(encoding="utf-8-sig") as self.file:
            opening = self._peek()
            if opening == "[":
                yield from self._array()
            elif opening == "{":
                yield from self._object()
            else:
                raise FeedUnreadable("neither a list nor an object of missions")
            if self._peek():
                raise FeedUnreadable("something follows the end of the JSON")

    def _object(self) -> Iterator[Any]:
        found = False
        for key in self._keys():
            if key == "data" and self._peek() == "[":
                found = True
                yield from self._array()
            else:
                self.facts[key] = self._value()
        if self.facts.get("ok") is False:
            raise FeedUnreadable("the source answered with an error")
        if not found:
            if not {"title", "clientId"} & self.facts.keys():
                raise FeedUnreadable("no list of missions in it")
            self.single = True
            yield self.facts

    def _keys(self) -> Iterator[str]:
        self._take("{")
        if self._peek() == "}":
            self._take("}")
            return
        while True:
            key = self._value()
            self._take(":")
            yield str(key)
            if self._take(",}") == "}":
                return

    def _array(self) -> Iterator[Any]:
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield self._value()
            if self._take(",]") == "]":
                return

    def _value(self) -> Any:
        """The next JSON value, reading on until it is complete."""
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
                # A number at the very end of the buffer may go on in the next piece.
                if end < len(self.buffer) or not self._more():
                    self.at = end
                    return value
            except json.JSONDecodeError as error:
                if len(self.buffer) - self.at > MAX_ROW or not self._more():
                    raise FeedUnreadable(f"not JSON: {error.msg}") from error

    def _peek(self) -> str:
        """The next character that is not a space; "" at the end of the file."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self._more():
                return ""

    def _take(self, wanted: str) -> str:
        character = self._peek()
        if not character or character not in wanted:
            raise FeedUnreadable(f"not JSON: {wanted[-1]!r} expected, {character or 'the end'!r} found")
        self.at += 1
        return character

    def _more(self) -> bool:
        piece = self.file.read(CHUNK)
        self.buffer, self.at = self.buffer[self.at :] + piece, 0
        return bool(piece)
