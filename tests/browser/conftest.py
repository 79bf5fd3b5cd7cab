"""A portal as people meet it: the demo content, gunicorn, the production style sheet, and Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# Two workers on two busy cores: what is shown late is not missing.
expect.set_options(timeout=15_000)

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _search_url(folder: Path) -> str:
    """The node of tools/with_elasticsearch.sh when the tests run under it, else an index of this portal's own."""
    node = os.environ.get("ELASTICSEARCH_URL")
    return f"{node}/portal-{uuid4().hex}?timeout=30" if node else f"embedded:///{folder / 'search'}"


@pytest.fixture(scope="session")
def portal_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("portal")
    port = _free_port()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "browser-tests-only-" + "x" * 40,
        "HTTPS": "off",
        "DEBUG": "off",
        "BASE_URL": f"http://127.0.0.1:{port}",
        # Under this name partners' sites (school-a.localhost) are other sites than ours.
        "ALLOWED_HOSTS": "127.0.0.1,portal.localhost",
        "LOCAL_PARTNERS": "on",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "SEARCH_URL": _search_url(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        # One file a mail.
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PORT": str(port),
    }


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments, "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _prepare(environment: dict[str, str], made: Path) -> None:
    """Database, media, index and static files: made by the first worker of a run, copied by the others."""
    own = Path(environment["MEDIA_ROOT"]).parent
    with made.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if made.exists():
            shutil.copytree(made, own, dirs_exist_ok=True)
        else:
            for arguments in (["migrate"], ["prepare"], ["collectstatic", "--noinput"]):
                _manage(environment, *arguments)
            # Renamed whole: a copy that broke off is none.
            shutil.copytree(own, half := made.with_suffix(".half"))
            half.rename(made)
            return
    # The copy takes this worker's address; on a node it has no index yet.
    _manage(environment, "prepare")


@pytest.fixture(scope="session")
def portal(portal_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of a running portal with the demo content; stopped at the end."""
    folder = tmp_path_factory.getbasetemp()
    # Workers' folders lie side by side in the run's own; a run without workers shares with nobody.
    _prepare(portal_environment, (folder if worker_id == "master" else folder.parent) / "made-portal")
    port = portal_environment["PORT"]
    gunicorn = Path(sys.executable).with_name("gunicorn")
    server = subprocess.Popen(
        [str(gunicorn), "portal.wsgi", "--config", "portal/gunicorn.py", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=portal_environment,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer 200 in a minute")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page and every request it made."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def open_context(chromium: Browser, portal: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts (own cookies); closed after the test."""
    contexts: list[BrowserContext] = []

    def make(viewport: dict[str, int] = PHONE, **options: object) -> BrowserContext:
        defaults = {"base_url": portal, "locale": "fr-FR", "reduced_motion": "reduce"}
        context = chromium.new_context(viewport=viewport, **{**defaults, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visit(open_context: Callable[..., BrowserContext]) -> Callable[..., Visit]:
    """Opens a path on a phone (or any context's options) and keeps what was asked and what went wrong."""

    def go(path: str, **options: object) -> Visit:
        seen = Visit(open_context(**options).new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.goto(path, wait_until="networkidle")
        return seen

    return go


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


AXE_OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture
def assert_accessible(axe: Axe) -> Callable[[Page], None]:
    """No axe violation, and nothing wider than the window."""

    def check(page: Page) -> None:
        found = axe.run(page, options=AXE_OPTIONS).response["violations"]
        told = [
            f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for rule in found for node in rule["nodes"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"

    return check
