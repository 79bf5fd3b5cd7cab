"""The public aggregator's XML feed, read as a stream without a tree: `<source>` holds `<mission>` elements.

Documents with a DTD or entities are refused (defusedxml): a mission feed has none, bombs and stolen files do.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.utils.translation import gettext as _

from missions.feeds.document import Reading
from missions.feeds.feed import FeedUnreadable
from missions.feeds.json_stream import MAX_ROW

CHUNK = 1 << 17
MAX_DEPTH = 30
# Fields whose markup may stand in the XML as elements instead of escaped.
_MARKUP = frozenset({"description", "descriptionHtml", "organizationDescription"})
# Control characters that XML forbids and feeds hold all the same; they mean nothing.
_FORBIDDEN = bytes(set(range(32)) - {9, 10, 13})
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


def read_xml(file: IO[bytes]) -> Reading:
    return Reading(rows=_rows(file))


def _rows(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    missions = _Missions()
    parser = XMLParser(target=missions, forbid_dtd=True)
    file.seek(0)
    wide = file.read(2) in _WIDE
    file.seek(0)
    try:
        while piece := file.read(CHUNK):
            before = missions.events
            parser.feed(piece if wide else piece.translate(None, _FORBIDDEN))
            missions.check_quiet(len(piece), before)
            yield from missions.taken()
        parser.close()
    except DefusedXmlException as error:
        raise FeedUnreadable(_("Le XML contient une DTD ou des entités : il n'est pas lu, par sécurité.")) from error
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise FeedUnreadable(_("Le XML est mal formé ou coupé, vers la ligne %(line)d.") % {"line": line}) from error
    yield from missions.taken()


class _Node:
    """An open element."""

    __slots__ = ("children", "tag", "text")

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.text: list[str] = []
        self.children: list[tuple[str, Any]] = []

    def value(self) -> Any:
        """Its text, the list of its `<value>`s, or its children by name."""
        if not self.children:
            return "".join(self.text)
        if all(tag == "value" for tag, _value in self.children):
            return [value for _tag, value in self.children]
        return self.fields()

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for tag, value in self.children:
            if tag in found:
                known = found[tag]
                found[tag] = [*known, value] if isinstance(known, list) else [known, value]
            else:
                found[tag] = value
        return found


class _Missions:
    """The parser's target: keeps what is inside of the mission being read, hands missions out as they end."""

    def __init__(self) -> None:
        self.ready: list[dict[str, Any]] = []
        self.open: list[_Node] = []
        self.depth = 0
        self.markup = 0
        """How many elements deep in a field's own HTML."""
        self.size = 0
        self.events = 0
        self.quiet = 0

    def taken(self) -> list[dict[str, Any]]:
        taken, self.ready = self.ready, []
        return taken

    def check_quiet(self, read: int, before: int) -> None:
        """The parser keeps what has no end yet: a tag or a comment must not grow without limit."""
        self.quiet = self.quiet + read if self.events == before else 0
        if self.quiet > MAX_ROW:
            raise self._too_long()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeedUnreadable(_("Le XML a plus de %(count)d niveaux.") % {"count": MAX_DEPTH})
        name = tag.rpartition("}")[2]
        if not self.open:
            if name == "mission":
                self.size = 0
                self.open = [_Node(name)]
        elif self.markup or self.open[-1].tag in _MARKUP:
            self.markup += 1
            self._add(f"<{name}>")
        else:
            self._count(len(name) + 1)
            self.open.append(_Node(name))

    def end(self, tag: str) -> None:
        self.events += 1
        self.depth -= 1
        if not self.open:
            return
        if self.markup:
            self.markup -= 1
            self._add(f"</{tag.rpartition('}')[2]}>")
            return
        node = self.open.pop()
        if self.open:
            self.open[-1].children.append((node.tag, node.value()))
        else:
            self.ready.append(node.fields())

    def data(self, text: str) -> None:
        self.events += 1
        if self.open:
            self._add(escape(text, quote=False) if self.markup else text)

    def close(self) -> None:
        """The parser's target must have one."""

    def _add(self, text: str) -> None:
        self._count(len(text))
        self.open[-1].text.append(text)

    def _count(self, more: int) -> None:
        self.size += more
        if self.size > MAX_ROW:
            raise self._too_long()

    def _too_long(self) -> FeedUnreadable:
        return FeedUnreadable(
            _("Une mission dépasse %(size)d Mo : la fin d'une balise manque sans doute.") % {"size": MAX_ROW >> 20}
        )
