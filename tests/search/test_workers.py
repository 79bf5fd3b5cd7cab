"""The portal itself with several workers on PostgreSQL: the workers killed by signal 9 while they send what waited for a real node.

Nothing is sent twice but what was on its way to the node when they died, and nothing is lost.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Lock
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.search.nodes import own_node
from tests.search.proxies import Proxy, proxy
from tests.search.sockets import free_port

pytestmark = [pytest.mark.elasticsearch, pytest.mark.xdist_group("workers")]
ROOT = Path(__file__).resolve().parents[2]
WORKERS = 3
MISSIONS = 400
# Of requests, until what they wait for has come; each takes some time.
PATIENCE = 3_000


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a PostgreSQL of this test's own."""
    command = [str(ROOT / "tools/with_postgresql.sh"), "sh", "-c", 'echo "$DATABASE_URL"; cat']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as server:
        lines = iter(server.stdout.readline, "")
        yield next(line.strip() for line in lines if line.startswith("postgres://"))
        # Its input ended, it stops.


@pytest.fixture
def tap() -> Iterator[Proxy]:
    with own_node() as node, proxy(node.url) as tap:
        yield tap


@dataclass
class Portal:
    """Processes of the portal on one database and one node."""

    environment: dict[str, str]
    port: int

    def manage(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        process = self.manage(*arguments)
        out, _ = process.communicate()
        assert process.returncode == 0, out
        return out

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen]:
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--config", "portal/gunicorn.py"]
        bound = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(WORKERS)]
        with subprocess.Popen([*command, *bound], cwd=ROOT, env=self.environment) as master:
            try:
                yield master
            finally:
                master.terminate()

    def ask(self, path: str) -> str:
        """The page; empty when whoever should have answered died of it."""
        with suppress(httpx.TransportError):
            # A connection of its own, so that any worker may answer.
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=60).text
        return ""

    def ask_until(self, done: Callable[[], bool], path: str = "/recherche/?q=trac") -> None:
        """Ask, six people at once, until it is done."""
        with ThreadPoolExecutor(6) as people:
            for _ in range(PATIENCE // 6):
                if done():
                    return
                list(people.map(self.ask, [path] * 6))
        raise AssertionError("not done after all these requests")


def environment_of(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "drills-only-" + "x" * 40,
        "HTTPS": "off",
        "DEBUG": "off",
        "PAGE_CACHE": "off",
        "DATABASE_URL": database,
    }


@pytest.fixture
def portal(database: str, tap: Proxy, tmp_path: Path) -> Portal:
    environment = {
        **environment_of(database),
        "SEARCH_URL": f"http://127.0.0.1:{tap.port}/workers-{uuid4().hex}?timeout=20",
        "SEARCH_OUTBOX_RATE": "5000",
        "STATIC_ROOT": str(tmp_path / "static"),
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    portal = Portal(environment, free_port())
    for step in ("migrate", "prepare"):
        portal.run(step)
    portal.run("collectstatic", "--noinput", "--verbosity", "0")
    return portal


@dataclass
class Traffic:
    """What bulk requests sent, and which were on their way when the workers died."""

    kill: Callable[[], None]
    at: int
    sent: Counter[str] = field(default_factory=Counter)
    underway: set[str] = field(default_factory=set)
    died: set[str] = field(default_factory=set)
    requests: int = 0
    lock: Lock = field(default_factory=Lock)

    def before(self, request: BaseHTTPRequestHandler) -> None:
        if "_bulk" not in request.path:
            return
        with self.lock:
            ids = ids_of_bulk(request.body)
            self.sent.update(ids)
            self.underway.update(ids)
            self.requests += 1
            if self.requests == self.at:
                self.died = set(self.underway)
                self.kill()

    def after(self, request: BaseHTTPRequestHandler) -> None:
        if "_bulk" in request.path:
            with self.lock:
                self.underway.difference_update(ids_of_bulk(request.body))


def ids_of_bulk(body: bytes) -> list[str]:
    actions = (json.loads(line) for line in body.splitlines() if line.startswith((b'{"index"', b'{"delete"')))
    return [what["_id"] for action in actions for what in action.values()]


def children(master: subprocess.Popen) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()]


# Says that it is ready, waits for a line, then claims one key after another and prints each.
CLAIMING = """
from search.outbox import claim
print("ready", flush=True)
input()
while taken := claim(1):
    print(*taken.keys)
"""


def test_no_key_is_claimed_twice(database: str) -> None:
    portal = Portal(environment_of(database), 0)
    portal.run("migrate")
    with psycopg.connect(database, autocommit=True) as sql:
        # What migrations noted of the framework's skills is not ours.
        sql.execute("DELETE FROM search_pendingsync")
        add = "INSERT INTO search_pendingsync (key, since, refused, attempts, reason, taken, rebuild)"
        sql.execute(f"{add} SELECT 'mission:' || n, now(), false, 0, '', '', '' FROM generate_series(1, 400) n")
    workers = [portal.manage("shell", "-v", "0", "-c", CLAIMING) for _ in range(4)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    claimed = [worker.communicate()[0].split() for worker in workers]
    assert sum(map(bool, claimed)) > 1
    assert sorted(key for keys in claimed for key in keys) == sorted(f"mission:{number}" for number in range(1, 401))


def test_workers_killed_while_they_send_what_waited(portal: Portal, tap: Proxy, database: str, tmp_path: Path) -> None:
    feeds = [str(tmp_path / f"feed{number}.json") for number in range(3)]
    for number, feed in enumerate(feeds):
        portal.run("generate_missions", str(MISSIONS if number == 0 else 100), feed, "--seed", str(number + 1))

    with portal.serving() as master, psycopg.connect(database, autocommit=True) as sql:

        def count(where: str) -> int:
            return sql.execute(f"SELECT count(DISTINCT key) FROM search_pendingsync WHERE {where}").fetchone()[0]

        # The engine is away: an import goes on, and pages are answered by the database.
        tap.turn_away = 1_000_000
        portal.run("import_missions", feeds[0], "--source", "un", "--json")
        waiting = count("true")
        assert waiting > MISSIONS * 0.9
        portal.ask_until(lambda: len(children(master)) == WORKERS and "Recherche simplifiée" in portal.ask("/recherche/?q=trac"))
        first = set(children(master))

        def kill_workers() -> None:
            for pid in first:
                os.kill(pid, signal.SIGKILL)
            # On a slow machine the dead workers' claims would end before the rest is sent.
            sql.execute("UPDATE search_pendingsync SET until = now() + interval '1 day' WHERE until IS NOT NULL")

        traffic = Traffic(kill_workers, at=2)
        tap.before, tap.after = traffic.before, traffic.after
        # It is back: workers send what waited, and die of it.
        tap.turn_away = 0
        portal.ask_until(lambda: traffic.requests >= 2)
        portal.ask_until(lambda: len(children(master)) == WORKERS and not first & set(children(master)))
        assert 0 < count("true") < waiting
        assert count("until IS NOT NULL") > 0

        # Two imports, two runs of the cron line and the new workers, all at once.
        busy = [
            portal.manage("import_missions", feed, "--source", name)
            for feed, name in zip(feeds[1:], ("deux", "trois"), strict=True)
        ]
        busy += [portal.manage("search_index", "--drain") for _ in range(2)]
        portal.ask_until(lambda: all(process.poll() is not None for process in busy))
        assert [process.communicate() and process.returncode for process in busy] == [0, 0, 0, 0]
        # Only the dead workers' claims are left; when their time is over they are free again.
        assert count("until IS NULL") == 0
        left = count("true")
        assert 0 < left <= 200
        sql.execute("UPDATE search_pendingsync SET until = now() WHERE until IS NOT NULL")
        assert json.loads(portal.run("search_index", "--drain", "--json")) == {"sent": left, "refused": 0}

    assert sum(key.startswith("mission:") for key in traffic.sent) > MISSIONS
    assert {key: times for key, times in traffic.sent.items() if times > 1 and key not in traffic.died} == {}
    assert max(traffic.sent.values()) <= 2
    report = json.loads(portal.run("search_index", "--check", "--json"))
    assert report["clean"], report
