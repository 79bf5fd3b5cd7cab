"""A partner's server on this machine, which feeds may be read from in these tests only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.missions.feed_server import FeedServer, running_server


@pytest.fixture
def feeds(settings: Any) -> Iterator[FeedServer]:
    with running_server() as server:
        settings.FETCH_PRIVATE_ADDRESSES = frozenset({server.address})
        yield server
