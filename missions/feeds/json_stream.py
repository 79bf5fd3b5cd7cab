"""JSON read as a stream: memory stays flat however many rows a document holds."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from missions.feeds.feed import FeedUnreadable

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


class JsonStream:
    """Walks one document once. Raises FeedUnreadable for anything that is not one whole JSON document.

    `facts` are the outermost object's other values.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self.file = io.TextIOWrapper(file, encoding="utf-8-sig")
        self.facts: dict[str, Any] = {}
        self.found = False
        """Whether there was a list to walk."""
        self.others: list[str] = []
        """Keys beside the path of `rows_at`."""
        self.buffer = ""
        self.at = 0
        self.before = 0

    def rows(self, *names: str) -> Iterator[Any]:
        """The values of the outermost list, or of the lists that the outermost object has under `names`."""
        yield from self._checked(self._rows(names))

    def rows_at(self, path: tuple[str, ...]) -> Iterator[Any]:
        """The values of the list at a path of keys, the outermost list for an empty path; `found` is False without one."""
        yield from self._checked(self._descend(path))

    def _checked(self, rows: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from rows
            if (self.found or self.facts) and self._peek():
                raise self._malformed()
        except (UnicodeError, RecursionError) as error:
            raise self._malformed() from error
        finally:
            # What was given stays open: the caller's.
            self.file.detach()

    def _rows(self, names: tuple[str, ...]) -> Iterator[Any]:
        opening = self._peek()
        if opening == "[":
            self.found = True
            yield from self._array()
        elif opening == "{":
            for key in self._keys():
                if key in names and self._peek() == "[":
                    self.found = True
                    yield from self._array()
                else:
                    self.facts[key] = self._value()
        else:
            raise self._malformed()

    def _descend(self, path: tuple[str, ...]) -> Iterator[Any]:
        opening = self._peek()
        if not path and opening == "[":
            self.found = True
            yield from self._array()
        elif path and opening == "{":
            for key in self._keys():
                if key != path[0]:
                    self.others.append(key)
                    self._value()
                    continue
                yield from self._descend(path[1:])
                if not self.found:
                    return
        elif opening not in {"[", "{"}:
            raise self._malformed()

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
                    raise self._malformed() from error

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
            raise self._malformed()
        self.at += 1
        return character

    def _more(self) -> bool:
        piece = self.file.read(CHUNK)
        self.before += self.at
        self.buffer, self.at = self.buffer[self.at :] + piece, 0
        return bool(piece)

    def _malformed(self) -> FeedUnreadable:
        return FeedUnreadable(_("Le JSON est mal formé ou coupé, vers le caractère %(at)d.") % {"at": self.before + self.at})
