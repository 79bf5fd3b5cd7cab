"""A source's feed, opened: found, fetched safely, read in the source's format."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import IO

import httpx
from django.utils.translation import gettext as _

from missions.feeds.aggregator_json import Pages, read_json
from missions.feeds.aggregator_xml import read_xml
from missions.feeds.document import Reading
from missions.feeds.feed import Feed, FeedUnreadable, unchanged_feed
from missions.feeds.fetching import Fetcher
from missions.feeds.json_ld import read_json_ld
from missions.feeds.mapping import read_mapping
from missions.feeds.packing import unpacked
from missions.feeds.strictness import strictly
from missions.feeds.table import read_table
from missions.source import Source


def open_feed(
    source: Source,
    location: str | Path = "",
    *,
    fresh: bool = False,
    limit: int | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Feed:
    """The feed at `location`, a file or a URL, or else at the source's own address.

    The source's own address is asked whether it changed since the last import, unless `fresh`; then
    `Feed.unchanged` may be set. With `limit`, for a preview, no more rows than that are read and the feed is
    never complete. `transport` replaces the network, for tests. Raises FeedUnreadable, with a message for people,
    for anything that keeps the feed from being read.
    """
    if source.kind == Source.Kind.MANUAL:
        raise FeedUnreadable(_("Les missions de cette source sont saisies à la main : elle n'a pas de flux."))
    if isinstance(location, Path) or (location and "://" not in location):
        return _from_file(source, Path(location), limit)
    address = location or source.feed_url
    if "://" not in address:
        raise FeedUnreadable(_("La source n'a pas d'adresse de flux."))
    known = _known(source) if address == source.feed_url and not fresh else {}
    with fetcher_for(source, transport, glance=limit is not None) as fetcher:
        return _from_address(source, fetcher, address, known, limit)


def fetcher_for(source: Source, transport: httpx.BaseTransport | None = None, glance: bool = False) -> Fetcher:
    """What fetches from a source, with its key and by its rules."""
    return Fetcher(source.secret, source.allow_http, transport, glance)


def _known(source: Source) -> dict[str, str]:
    """What makes a request conditional (RFC 9110, 13.1)."""
    known = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
    return {name: value for name, value in known.items() if value}


def _from_file(source: Source, path: Path, limit: int | None) -> Feed:
    try:
        with path.open("rb") as file:
            return _finished(source, _reading(source, unpacked(file), framed=True, partial=limit is not None), limit)
    except OSError as error:
        raise FeedUnreadable(_("Le fichier %(name)s ne peut pas être lu.") % {"name": path.name}) from error


def _from_address(source: Source, fetcher: Fetcher, address: str, known: Mapping[str, str], limit: int | None) -> Feed:
    if source.kind == Source.Kind.AGGREGATOR_JSON:
        pages = Pages(fetcher, address, known, limit)
        document = pages.first
        reading = pages.reading
    else:
        pages = None
        document = fetcher.get(address, known)
        reading = _reading(source, document.file, document.framed, partial=limit is not None)
    if document.unchanged:
        return unchanged_feed(document.etag or source.etag, document.last_modified or source.last_modified)
    feed = _finished(source, reading, limit)
    # The first of several pages says nothing about the others.
    alone = pages is None or pages.pages == 1
    return feed.marked(document.etag, document.last_modified) if alone else feed


def _reading(source: Source, file: IO[bytes], framed: bool, partial: bool = False) -> Reading:
    match source.kind:
        case Source.Kind.AGGREGATOR_XML:
            return read_xml(file)
        case Source.Kind.JSON_LD:
            return read_json_ld(file)
        case Source.Kind.TABLE:
            return read_table(file, read_mapping(source.mapping), framed, partial)
        case _:
            return read_json(file)


def _finished(source: Source, reading: Reading, limit: int | None) -> Feed:
    if limit is not None:
        reading.rows = islice(reading.rows, limit)
        reading.doubt(_("Seul le début du flux a été lu."))
    if source.strict:
        reading.parse = strictly(reading.parse)
    return reading.feed()
