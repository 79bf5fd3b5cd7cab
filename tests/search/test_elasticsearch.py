"""The engine on Elasticsearch: the contract, on a real node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.engine import SearchEngine, open_engine

pytest.register_assert_rewrite("tests.search.engine_contract")

from tests.search.engine_contract import EngineContract  # noqa: E402
from tests.search.nodes import corner  # noqa: E402

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def url() -> Iterator[str]:
    with corner() as url:
        yield url


@pytest.fixture
def engine(url: str) -> SearchEngine:
    return open_engine(url)


@pytest.fixture
def twin(url: str) -> SearchEngine:
    open_engine.cache_clear()
    return open_engine(url)


class TestContract(EngineContract):
    pass
