"""The embedded engine: the contract, and what is true of its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from tests.search.engine_contract import EngineContract


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def engine(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


@pytest.fixture
def twin(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


class TestContract(EngineContract):
    pass
