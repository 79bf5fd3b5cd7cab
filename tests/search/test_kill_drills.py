"""A real node killed by signal 9 in the middle of a save, a bulk, a rebuild, a swap, and a worker in the middle of draining.

Each time: nothing fails that a person sees, nothing is lost, the check is clean afterwards.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from elasticsearch import Elasticsearch

from search import outbox
from search.checking import check
from search.engine import EngineUnavailable, RebuildRunning, get_engine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.models import PendingSync
from search.sync import drain, rebuild, sync
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory
from tests.search.nodes import Node, own_node
from tests.search.proxies import Proxy, proxy

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db, pytest.mark.xdist_group("drills")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with own_node() as node:
        yield node


@pytest.fixture
def tap(node: Node) -> Iterator[Proxy]:
    """What stands between the portal and the node."""
    with proxy(node.url) as tap:
        yield tap


@pytest.fixture
def engine(tap: Proxy, db: None) -> Iterator[ElasticsearchEngine]:
    """The portal's engine, with an index of what the database holds."""
    with override_settings(SEARCH_URL=f"http://127.0.0.1:{tap.port}/drill-{uuid4().hex}?timeout=20"):
        engine = get_engine()
        # Whoever asks after a failure may try at once.
        engine.door.breaker.rest = 0.0
        rebuild(engine)
        yield engine


def once(node: Node, where: str, times: int = 1) -> Callable[[BaseHTTPRequestHandler], None]:
    """Kill the node at the so-manieth request whose path holds that."""
    seen: list[str] = []

    def hook(request: BaseHTTPRequestHandler) -> None:
        if where in request.path and request.command != "GET":
            seen.append(request.path)
            if len(seen) == times:
                node.kill()
                # Whoever asked hears nothing more.
                raise ConnectionAbortedError

    return hook


def as_if_a_minute_had_passed(engine: ElasticsearchEngine, node: Node) -> None:
    """The dead rebuild's lock is no longer believed."""
    dead = {"owner": "dead", "until": 0.0}
    Elasticsearch(node.url, request_timeout=30).index(index=f"{engine._prefix}-locks", id="rebuild", document=dead, refresh=True)


def indexes(engine: ElasticsearchEngine, node: Node) -> list[str]:
    found = Elasticsearch(node.url, request_timeout=30).indices.get(index=f"{engine._prefix}-*", features="aliases")
    return sorted(name for name in found if not name.endswith("-locks"))


def test_engine_killed_during_a_save(
    resource_index, engine, tap: Proxy, node: Node, client: Client, django_capture_on_commit_callbacks
) -> None:
    tap.before = once(node, "_bulk")
    with django_capture_on_commit_callbacks(execute=True):
        page = ArticleFactory(parent=resource_index, title="Le trac")
    assert f"resource:{page.pk}" in PendingSync.objects.values_list("key", flat=True)
    html = client.get("/recherche/?q=trac").content.decode()
    assert "Recherche simplifiée" in html
    assert "Le trac" in html
    node.start()
    # All by itself: a page asks, is answered, and what waited follows it.
    html = client.get("/recherche/?q=trac").content.decode()
    assert "Recherche simplifiée" not in html
    assert engine.get(f"article:{page.pk}").title == "Le trac"
    assert not PendingSync.objects.exists()
    assert check(engine).clean


def test_engine_killed_during_a_bulk(engine, tap: Proxy, node: Node) -> None:
    missions = [MissionFactory() for _ in range(outbox.BATCH + 100)]
    PendingSync.objects.all().delete()
    tap.before = once(node, "_bulk", times=2)
    assert sync([f"mission:{mission.pk}" for mission in missions]) is False
    assert outbox.numbers().waiting == 100
    node.start()
    assert drain(engine, pause=lambda seconds: None) == 100
    assert check(engine).clean


def test_engine_killed_during_a_rebuild(resource_index, engine, tap: Proxy, node: Node) -> None:
    page = ArticleFactory(parent=resource_index)
    before = indexes(engine, node)
    tap.before = once(node, "_bulk")
    with pytest.raises(EngineUnavailable):
        rebuild(engine)
    # Nothing of it counts as done.
    assert PendingSync.objects.filter(key=f"resource:{page.pk}").exists()
    node.start()
    assert engine.get("skill:gestion-du-stress-fr") is not None
    assert set(before) < set(indexes(engine, node))
    with pytest.raises(RebuildRunning):
        rebuild(engine)
    as_if_a_minute_had_passed(engine, node)
    rebuild(engine)
    assert len(indexes(engine, node)) == 1
    assert check(engine).clean


def test_engine_killed_between_filling_and_swap(resource_index, engine, tap: Proxy, node: Node) -> None:
    page = ArticleFactory(parent=resource_index)
    tap.before = once(node, "_aliases")
    with pytest.raises(EngineUnavailable):
        rebuild(engine)
    node.start()
    # The old one serves on, without the article, which still waits.
    assert engine.get(f"article:{page.pk}") is None
    assert drain(engine, pause=lambda seconds: None) > 0
    assert check(engine).clean
    as_if_a_minute_had_passed(engine, node)
    rebuild(engine)
    assert len(indexes(engine, node)) == 1
    assert check(engine).clean


def test_engine_killed_after_the_swap_before_its_answer(resource_index, engine, tap: Proxy, node: Node) -> None:
    page = ArticleFactory(parent=resource_index)
    tap.after = once(node, "_aliases")
    with pytest.raises(EngineUnavailable):
        rebuild(engine)
    node.start()
    # The new one serves: nobody took it away for a failed one.
    assert engine.get(f"article:{page.pk}") is not None
    as_if_a_minute_had_passed(engine, node)
    rebuild(engine)
    assert len(indexes(engine, node)) == 1
    assert check(engine).clean
    assert not PendingSync.objects.exists()


def test_worker_killed_while_it_drains(engine, tap: Proxy, tmp_path: Path) -> None:
    for _ in range(250):
        MissionFactory()
    PendingSync.objects.filter(key__startswith="skill").delete()
    waiting = outbox.numbers().waiting
    assert waiting >= 250
    workers: list[subprocess.Popen] = []
    begun: list[str] = []

    def at_the_second_bulk(request: BaseHTTPRequestHandler) -> None:
        if "_bulk" in request.path:
            begun.append(request.path)
            if len(begun) == 2:
                workers[0].send_signal(signal.SIGKILL)
                workers[0].wait()

    path = copied_database(tmp_path)
    tap.before = at_the_second_bulk
    workers.append(manage(path, tap, engine, "search_index", "--drain"))
    assert workers[0].wait() == -signal.SIGKILL
    with sqlite3.connect(path) as database:
        left = database.execute("SELECT count(DISTINCT key) FROM search_pendingsync WHERE refused = 0").fetchone()
        assert left == (waiting - 100,)
        # Two minutes later the dead worker's claim is free again.
        database.execute("UPDATE search_pendingsync SET until = ? WHERE until IS NOT NULL", [str(timezone.now())[:26]])
    second, third = (manage(path, tap, engine, "search_index", "--drain") for _ in range(2))
    assert (second.wait(), third.wait()) == (0, 0)
    assert manage(path, tap, engine, "search_index", "--check").wait() == 0
    assert check(engine).clean


def copied_database(folder: Path) -> Path:
    """The test's database in a file, for another process."""
    path = folder / "database.sqlite3"
    if connection.vendor != "sqlite":
        pytest.skip("this drill copies a database of SQLite")
    # Whole, with what the test's own transaction holds; a backup would wait for that to end.
    path.write_bytes(connection.connection.serialize())
    return path


def manage(database: Path, tap: Proxy, engine: ElasticsearchEngine, *arguments: str) -> subprocess.Popen:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "drills-only-" + "x" * 40,
        "HTTPS": "off",
        "DATABASE_URL": f"sqlite:///{database}",
        "SEARCH_URL": f"http://127.0.0.1:{tap.port}/{engine._prefix}?timeout=20",
    }
    return subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
