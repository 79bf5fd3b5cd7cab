"""The command's way in until it opens feeds by itself (opening.py)."""

from __future__ import annotations

from pathlib import Path

from missions.feeds.feed import Feed, FeedUnreadable
from missions.feeds.opening import open_feed
from missions.source import Source

__all__ = ["Feed", "FeedUnreadable", "read_feed"]


def read_feed(path: Path) -> Feed:
    return open_feed(Source(), path)
