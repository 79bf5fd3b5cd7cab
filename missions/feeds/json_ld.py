"""schema.org in JSON-LD: a page with `<script type="application/ld+json">`, or a file; lists are read as streams.

Missions are found wherever they stand: alone, in a list, in `@graph`, in an ItemList. Nodes that others point to
with `@id` (organisations, places) are remembered and put in their place.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import IO, Any

from django.utils.translation import gettext as _

from missions.feeds.document import Reading, count_of
from missions.feeds.feed import FeedUnreadable
from missions.feeds.json_stream import JsonStream
from missions.feeds.posting import is_offer, parse_posting, to_row, types_of

CHUNK = 1 << 18
MAX_PAGE = 32 << 20
MAX_DEPTH = 8
MAX_NODES = 50_000
_LISTS = ("@graph", "itemListElement", "mainEntity", "item", "about", "hasPart")


def read_json_ld(file: IO[bytes]) -> Reading:
    return _Document(file).reading


class _Document:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.nodes: dict[str, Any] = {}
        self.alone = False
        self.reading = Reading(change=self._change, parse=parse_posting)
        self.reading.rows = self._rows()

    def _change(self, offer: Any) -> Any:
        return to_row(offer, self.nodes)

    def _rows(self) -> Iterator[Any]:
        self.file.seek(0)
        start = self.file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
        self.file.seek(0)
        yield from self._from_page() if start.startswith(b"<") else self._from_json(self.file)
        self.reading.single = self.alone and self.reading.total is None

    def _from_json(self, file: IO[bytes]) -> Iterator[Any]:
        stream = JsonStream(file)
        for node in stream.rows("@graph", "itemListElement"):
            yield from self._offers(node)
        self._note_list(stream.facts)
        if not stream.found:
            self.alone = is_offer(stream.facts)
            yield from self._offers(stream.facts)

    def _from_page(self) -> Iterator[Any]:
        page = _Page()
        text = io.TextIOWrapper(self.file, encoding="utf-8-sig", errors="replace")
        size = 0
        while piece := text.read(CHUNK):
            size += len(piece)
            if size > MAX_PAGE:
                raise FeedUnreadable(_("La page dépasse %(size)d Mo.") % {"size": MAX_PAGE >> 20})
            page.feed(piece)
        page.close()
        text.detach()
        if not page.blocks:
            raise FeedUnreadable(_("La page ne contient pas de données schema.org (JSON-LD)."))
        if page.goes_on:
            self.reading.doubt(_("La page annonce une page suivante, qui n'est pas lue."))
        broken = 0
        for block in page.blocks:
            try:
                yield from self._from_json(io.BytesIO(block.encode("utf-8", "replace")))
            except FeedUnreadable:
                # Pages hold blocks of several makers: the readable ones count.
                broken += 1
                self.reading.doubt(_("Un bloc de données de la page est mal formé."))
        if broken == len(page.blocks):
            raise FeedUnreadable(_("Les données schema.org (JSON-LD) de la page sont mal formées."))

    def _offers(self, node: Any, depth: int = 0) -> Iterator[Any]:
        """The offers in a node, itself first; other named nodes are remembered."""
        if isinstance(node, list) and depth < MAX_DEPTH:
            for one in node:
                yield from self._offers(one, depth + 1)
        elif is_offer(node):
            yield node
        elif isinstance(node, Mapping) and depth < MAX_DEPTH:
            self._remember(node)
            self._note_list(node)
            for name in _LISTS:
                yield from self._offers(node.get(name), depth + 1)

    def _remember(self, node: Mapping[str, Any]) -> None:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1 and len(self.nodes) < MAX_NODES:
            self.nodes[name] = node

    def _note_list(self, node: Mapping[str, Any]) -> None:
        announced = count_of(node.get("numberOfItems")) if "ItemList" in types_of(node) else None
        if announced is not None:
            self.reading.total = (self.reading.total or 0) + announced


class _Page(HTMLParser):
    """The JSON-LD blocks of a page, and whether it says that another page follows."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.goes_on = False
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        facts = {name: (value or "").lower() for name, value in attributes}
        if tag == "script" and facts.get("type", "").partition(";")[0].strip() == "application/ld+json":
            self.inside, self.parts = True, []
        elif tag in {"a", "link"} and "next" in facts.get("rel", "").split():
            self.goes_on = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.inside:
            self.inside = False
            if block := "".join(self.parts).strip():
                self.blocks.append(block)

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)
