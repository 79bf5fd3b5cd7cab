"""Live changes while the embedded index is filled by one writer that nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.contract import CatalogueItem, CatalogueQuery
from search.engine import EngineUnavailable
from search.engines.embedded import filling
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.locks import FileLock
from tests.search.engine_contract import fill, ids, item

MANY = 40


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def engine(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several groups and commits in a rebuild of a few items."""
    monkeypatch.setattr(filling, "_GROUP", 3)
    monkeypatch.setattr(filling, "_UNCOMMITTED", 7)


def test_changes_at_any_moment_of_a_rebuild_win(engine: EmbeddedEngine) -> None:
    fill(engine)
    expected = {f"article:{n}": "Lu" for n in range(MANY)}

    def read() -> Iterator[CatalogueItem]:
        """Before each is handed over: another one is changed, and one is deleted, read already or not."""
        for number in range(MANY):
            changed, gone = f"article:{number * 7 % MANY}", f"article:{number * 11 % MANY}"
            engine.write([item(changed, "Changé")])
            engine.delete([gone])
            expected[changed] = "Changé"
            expected.pop(gone, None)
            yield item(f"article:{number}", "Lu")

    with engine.rebuild() as index:
        index.add(read())
        assert index.count() == len(expected)
        engine.write([item("article:after", "Changé")])
        assert index.count() == len(expected) + 1
    expected["article:after"] = "Changé"
    found = engine.search(CatalogueQuery(limit=100)).hits
    assert {hit.item.id: hit.item.title for hit in found} == expected


def test_nobody_waits_for_a_rebuild_to_let_go(engine: EmbeddedEngine, root: Path) -> None:
    fill(engine, item("article:1"))
    with engine.rebuild() as index, FileLock(root / "write.lock", patience=0):
        # An editor's write holds the lock meanwhile.
        assert index.add(item(f"article:{n}") for n in range(MANY)) == MANY
        assert index.count() == MANY


def test_what_no_index_can_hold_is_refused_even_with_none_to_write_to(engine: EmbeddedEngine) -> None:
    with engine.rebuild() as index:
        with pytest.raises(TypeError, match="min_age"):
            engine.write([item("article:1", min_age=2**70)])
        engine.write([item("article:2")])
        index.add([item("article:3")])
    assert ids(engine.search(CatalogueQuery())) == ["article:2", "article:3"]


def test_a_note_cut_short_does_not_go_into_the_index(engine: EmbeddedEngine, root: Path) -> None:
    """The disk was full in the middle of it: the change waits in the outbox, and the rebuild gives up."""
    fill(engine, item("article:old"))
    with pytest.raises((EngineUnavailable, TypeError)), engine.rebuild() as index:
        index.add([item("article:1")])
        (root / "changes").write_bytes(b'"article:2"\t{"id":"article:2",')
        engine.write([item("article:3")])
    assert ids(engine.search(CatalogueQuery())) == ["article:3", "article:old"]
