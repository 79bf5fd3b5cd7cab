"""Documents of a rebuild made by several processes: the same as by one, and one of them killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from search import making
from search.codec import fingerprint
from search.engine import RebuildShort, SearchEngine
from search.rows import CHUNK, all_items, parts
from search.scale.filling import fill
from search.scale.watching import children
from search.scale.world import World
from search.sync import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missions for several parts, in a database that other processes can open."""
    if connection.vendor != "sqlite":
        pytest.skip("a database in a file")
    fill(World(timezone.localdate()), 2 * CHUNK + 10)
    path = tmp_path / "database.sqlite3"
    path.write_bytes(connection.connection.serialize())
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "portal.settings")
    monkeypatch.setenv("SECRET_KEY", "tests-only-" + "x" * 40)


def makers() -> list[int]:
    """The processes that make documents for this one."""
    return [pid for pid in children() if "kit.workers" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_processes_make_the_index_that_one_makes(engine: SearchEngine, many: None, settings) -> None:
    settings.SEARCH_REBUILD_PROCESSES = 2
    items = {item.id: fingerprint(item) for item in all_items()}
    assert len(list(parts())) > 3
    assert rebuild(engine) == len(items) > 2 * CHUNK
    assert dict(engine.fingerprints()) == items
    assert not makers()


def test_killed_process_leaves_the_old_index_serving(engine: SearchEngine, many: None, settings) -> None:
    settings.SEARCH_REBUILD_PROCESSES = 2
    before = dict(engine.fingerprints())
    with pytest.raises(RebuildShort, match="WorkerGone"), engine.rebuild() as index:
        documents = making.documents(index.prepare, 0, {})
        next(documents)
        for pid in makers():
            os.kill(pid, signal.SIGKILL)
        index.add_prepared(documents)
    assert dict(engine.fingerprints()) == before
    assert not makers()
    assert rebuild(engine) == len(dict(engine.fingerprints())) > len(before)
    assert len(list(engine._store._shelf.root.glob("layout-*"))) == 1


def test_a_small_catalogue_starts_no_process(settings) -> None:
    settings.SEARCH_REBUILD_PROCESSES = 0
    assert making.processes(making.MANY - 1) == 1
    assert making.processes(making.MANY) >= 1
    settings.SEARCH_REBUILD_PROCESSES = 3
    assert making.processes(10) == 3
