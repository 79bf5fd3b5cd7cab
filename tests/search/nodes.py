"""The real Elasticsearch that tests talk to: tools/with_elasticsearch.sh gives its address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch


@contextmanager
def corner() -> Iterator[str]:
    """A SEARCH_URL of its own on the node; its indexes are gone afterwards."""
    if "ELASTICSEARCH_URL" not in os.environ:
        pytest.skip("no Elasticsearch here: tools/with_elasticsearch.sh brings one")
    prefix = f"test-{uuid4().hex}"
    # Patient: the machine that tests is busier than the one that serves.
    yield f"{os.environ['ELASTICSEARCH_URL']}/{prefix}?timeout=30"
    indices = client().indices
    if left := list(indices.get(index=f"{prefix}-*", features="aliases")):
        indices.delete(index=left, ignore_unavailable=True)


@cache
def client() -> Elasticsearch:
    """For what a test does behind the engine's back."""
    return Elasticsearch(os.environ["ELASTICSEARCH_URL"], request_timeout=30)
