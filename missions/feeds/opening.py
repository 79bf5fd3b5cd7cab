"""A source's feed, opened: found, fetched safely, read in the source's format."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from missions.feeds.feed import Feed, FeedUnreadable
from missions.feeds.fetch import fetch_feed
from missions.feeds.reading import read_feed
from missions.source import Source


def open_feed(source: Source, location: str | Path = "", *, fresh: bool = False, limit: int | None = None) -> Feed:
    """The feed at `location`, a file or a URL, or else at the source's own address.

    The source's own address is asked whether it changed since the last import, unless `fresh`; then
    `Feed.unchanged` may be set. With `limit`, for a preview, no more rows than that are read and the feed is
    never complete. Raises FeedUnreadable, with a message for people, for anything that keeps the feed from being read.
    """
    if source.kind == Source.Kind.MANUAL:
        raise FeedUnreadable(_("Les missions de cette source sont saisies à la main : elle n'a pas de flux."))
    if isinstance(location, Path) or (location and "://" not in location):
        return read_feed(Path(location))
    address = location or source.feed_url
    if "://" not in address:
        raise FeedUnreadable(_("La source n'a pas d'adresse de flux."))
    return fetch_feed(address, source.secret)
