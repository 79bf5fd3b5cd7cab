"""What the client raises, as what the contract promises."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import ApiError, TransportError

from search.engine import EngineUnavailable

logger = logging.getLogger("tremplin.search")


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever keeps Elasticsearch from answering into EngineUnavailable."""
    try:
        yield
    except (ApiError, TransportError) as error:
        reason = f"{type(error).__name__}: {error.message}"
        logger.warning("search engine unavailable: %s", reason)
        raise EngineUnavailable(reason) from error
