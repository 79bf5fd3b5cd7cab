"""The command's way in until it opens feeds by itself (opening.py)."""

from __future__ import annotations

from missions.feeds.feed import Feed
from missions.feeds.opening import open_feed
from missions.source import Source


def fetch_feed(url: str, api_key: str = "") -> Feed:
    return open_feed(Source(api_key=api_key), url)
