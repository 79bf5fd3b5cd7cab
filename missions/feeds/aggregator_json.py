"""The public aggregator's JSON: one document, or the pages of its API fetched one after another.

An offset moves when missions come or go between two pages, so that one may be skipped unseen: a total that
changes, a page that starts elsewhere or a mission seen twice makes the feed incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _

from missions.feeds.document import Reading, count_of
from missions.feeds.feed import FeedUnreadable
from missions.feeds.fetching import Document, Fetcher
from missions.feeds.json_stream import JsonStream

PAGE_SIZE = 1000
MAX_PAGES = 2000


def read_json(file: IO[bytes]) -> Reading:
    """A page object, a bare list, or one bare mission."""
    reading = Reading()
    reading.rows = _document(file, reading)
    return reading


def _document(file: IO[bytes], reading: Reading) -> Iterator[Any]:
    stream = JsonStream(file)
    yield from page_rows(stream)
    reading.single = not stream.found
    total, skip = count_of(stream.facts.get("total")), count_of(stream.facts.get("skip")) or 0
    # A page that starts later than the first mission is a part, whatever it counts.
    reading.total = None if total is None else total + skip


def page_rows(stream: JsonStream) -> Iterator[Any]:
    """The rows of one page. Raises FeedUnreadable when it holds no list and no mission."""
    yield from stream.rows("data")
    if stream.facts.get("ok") is False:
        raise FeedUnreadable(_("La plateforme a répondu par une erreur au lieu de missions."))
    if not stream.found:
        if not {"title", "clientId"} & stream.facts.keys():
            raise FeedUnreadable(_("Il n'y a pas de liste de missions dans ce document."))
        yield stream.facts


class Pages:
    """Every page of an API. `first` is the first page's document, once it was asked for."""

    def __init__(self, fetcher: Fetcher, url: str, known: Mapping[str, str], limit: int | None = None) -> None:
        self.fetcher, self.url, self.known = fetcher, url, known
        self.size = PAGE_SIZE if limit is None else min(limit, PAGE_SIZE)
        self.reading = Reading()
        self.reading.rows = self._rows()
        self.pages = 0
        self.seen: set[int] = set()
        self.first = self._page(0)

    def _page(self, skip: int) -> Document:
        self.pages += 1
        return self.fetcher.get(self.url, self.known if skip == 0 else None, skip=skip, limit=self.size)

    def _rows(self) -> Iterator[Any]:
        document, count = self.first, 0
        while True:
            stream, here, before = JsonStream(document.file), set(), count
            for row in page_rows(stream):
                count += 1
                here.add(_identity(row) or -count)
                yield row
            self._check(stream, before)
            if not here.isdisjoint(self.seen):
                self.reading.doubt(_("Une mission est revenue d'une page à l'autre : la liste a bougé pendant la lecture."))
            fresh = not here <= self.seen
            self.seen |= here
            if not (fresh and self._goes_on(stream, count, count - before)):
                return
            if self.pages >= MAX_PAGES:
                self.reading.doubt(_("Le flux a plus de %(count)d pages.") % {"count": MAX_PAGES})
                return
            document = self._page(count)

    def _check(self, stream: JsonStream, skip: int) -> None:
        """Compare what a page says of the whole with what the pages before it said."""
        reading, total = self.reading, count_of(stream.facts.get("total"))
        if total is not None:
            if reading.total not in {None, total}:
                reading.doubt(_("Le nombre total de missions a changé pendant la lecture."))
            reading.total = max(total, reading.total or 0)
        if count_of(stream.facts.get("skip")) not in {None, skip}:
            reading.doubt(_("Une page ne commence pas là où elle a été demandée."))
        reading.single = not stream.found

    def _goes_on(self, stream: JsonStream, count: int, here: int) -> bool:
        if self.reading.total is not None:
            return stream.found and count < self.reading.total
        # Without a total a full page may have a next one; a bare list is not asked for more.
        full, bare = here >= self.size, not stream.facts
        if full and bare:
            self.reading.doubt(_("La liste s'arrête juste à la taille d'une page."))
        return full and not bare


def _identity(row: Any) -> int:
    """A number for a mission; 0 for a row without any identifier."""
    name = (row.get("id"), row.get("clientId")) if isinstance(row, Mapping) else (None, None)
    return hash(str(name)) if any(name) else 0
