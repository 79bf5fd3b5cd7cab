"""Kept pages read with the network really cut, or the server gone: saved, renewed, let go, and taken out cleanly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import ROOT, _free_port, _wait

ARTICLE = "/ressources/a-garder/"
COURSE = "/ressources/tenir-le-coup-a-l-oral/"
LESSON = COURSE + "le-corps-s-emballe/"
VIDEO = "/ressources/respiration-en-carre/"
NOT_KEPT = "/ressources/trou-noir-les-phrases-de-secours/"

WRITE = """
from wagtail_factories import ImageFactory
from resources.models import ArticlePage, ResourceIndexPage
from tests.resources.factories import ArticleFactory, stream_of
index = ResourceIndexPage.objects.get(locale__language_code="fr")
page = ArticleFactory(parent=index, title="À garder", slug="a-garder", body=stream_of([{"text": "<p>Respire.</p>"}]))
page.body.append(("image", {"image": ImageFactory(), "alternative": "Un pont", "decorative": False, "credit": ""}))
page.save_revision().publish()
"""
CHANGE = """
from resources.models import ArticlePage
page = ArticlePage.objects.get(slug="a-garder")
page.title = "%s"
page.save_revision().publish()
"""
DELETE = """
from resources.models import ArticlePage
ArticlePage.objects.get(slug="a-garder").delete()
"""


@dataclass
class Server:
    """Gunicorn over the portal's own data, at an address that stays when it is stopped and started again."""

    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self, **more: str) -> None:
        command = [str(Path(sys.executable).with_name("gunicorn")), "portal.wsgi", "--config", "portal/gunicorn.py"]
        environment = {**self.environment, **more, "WEB_CONCURRENCY": "1"}
        self.process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{self.environment['PORT']}"], cwd=ROOT, env=environment, start_new_session=True
        )
        _wait(f"{self.address}/readyz")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def pause(self) -> None:
        """It still takes connections, and never answers: a network that is there in name only."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        os.killpg(self.process.pid, signal.SIGCONT)

    def run(self, code: str) -> None:
        subprocess.run([sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=self.environment, check=True)


@pytest.fixture(scope="module")
def article(portal: str, portal_environment: dict[str, str]) -> Iterator[Server]:
    server = Server({**portal_environment, "PORT": str(_free_port())})
    server.run(WRITE)
    yield server
    server.run(DELETE)


@pytest.fixture
def server(article: Server) -> Iterator[Server]:
    article.start()
    yield article
    article.stop()


@pytest.fixture
def page(server: Server, open_context: Callable[..., BrowserContext]) -> Page:
    """A tab of a phone, with the worker in charge."""
    tab = open_context(base_url=server.address).new_page()
    tab.goto("/hors-ligne/")
    tab.evaluate("navigator.serviceWorker.ready")
    tab.reload()
    assert tab.evaluate("Boolean(navigator.serviceWorker.controller)")
    return tab


def keep(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("keep-offline button").click()
    expect(page.locator("keep-offline [role=status]")).to_have_text("Gardé. Tu peux l'ouvrir sans réseau.")


def until(page: Page, expression: str) -> None:
    """Wait for it to be true. Playwright's own wait_for_function evaluates in the page, whose policy forbids that."""
    deadline = time.monotonic() + 15
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)


def kept_names(page: Page) -> list[str]:
    return page.evaluate("caches.keys().then((names) => names.filter((name) => /kept|personal/.test(name)))")


def test_kept_article_is_read_with_the_network_cut(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    keep(page, ARTICLE)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("À garder")
    expect(page.locator("main .notice").first).to_contain_text(re.compile(r"copie gardée le \d+ \w+ \d{4}"))
    image = page.get_by_alt_text("Un pont")
    image.scroll_into_view_if_needed()
    until(page, "document.querySelector('main img[alt=\"Un pont\"]').naturalWidth > 0")
    assert page.evaluate("getComputedStyle(document.querySelector('.tag')).borderRadius") != "0px"
    assert_accessible(page)


def test_kept_article_is_read_with_the_server_gone(page: Page, server: Server) -> None:
    keep(page, ARTICLE)
    server.stop()
    page.goto(ARTICLE)
    expect(page.get_by_role("heading", level=1)).to_have_text("À garder")


def test_kept_article_is_shown_when_the_network_takes_too_long(page: Page, server: Server) -> None:
    keep(page, ARTICLE)
    server.pause()
    try:
        page.goto(ARTICLE, wait_until="commit")
        expect(page.locator("main .notice").first).to_contain_text("copie gardée le")
    finally:
        server.go_on()


def test_page_not_kept_gives_the_offline_page(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    keep(page, ARTICLE)
    page.context.set_offline(True)
    page.goto(NOT_KEPT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes pages hors ligne")
    expect(page.locator("main .notice").first).to_contain_text("cette page n'est pas gardée")
    assert_accessible(page)
    page.get_by_role("link", name="À garder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À garder")


def test_published_change_is_seen_at_once_and_renews_the_kept_copy(page: Page, server: Server) -> None:
    keep(page, ARTICLE)
    server.run(CHANGE % "Changé depuis")
    try:
        page.goto(ARTICLE)
        expect(page.get_by_role("heading", level=1)).to_have_text("Changé depuis")
        until(
            page,
            """async () => (await (await caches.match(location.href, { ignoreVary: true })).text()).includes("<h1>Changé depuis")""",
        )
        page.context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Changé depuis")
    finally:
        server.run(CHANGE % "À garder")


def test_kept_course_has_all_its_lessons(page: Page) -> None:
    keep(page, LESSON)
    page.context.set_offline(True)
    page.goto(COURSE)
    for link in page.locator(".lessons a").all():
        path = link.get_attribute("href")
        assert page.evaluate("(path) => caches.match(path, { ignoreVary: true }).then(Boolean)", path), path
    page.locator(".lessons a").first.click()
    expect(page.locator("main .notice").first).to_contain_text("copie gardée le")


def test_film_is_kept_only_when_asked_for(page: Page) -> None:
    keep(page, VIDEO)
    page.goto("/hors-ligne/")
    films = "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)))).flat().filter((url) => /mp4|webm/.test(url)))"
    assert page.evaluate(films) == []
    page.get_by_role("button", name=re.compile("Enlever .*respir", re.IGNORECASE)).click()
    expect(page.locator(".kept__item")).to_have_count(0)
    page.goto(VIDEO)
    expect(page.get_by_label(re.compile(r"avec la vidéo \(.+\)"))).to_be_visible()
    page.get_by_label("avec la vidéo").check()
    page.locator("keep-offline button").click()
    expect(page.locator("keep-offline [role=status]")).to_contain_text("Gardé")
    assert len(page.evaluate(films)) == 1
    page.context.set_offline(True)
    page.reload()
    page.evaluate("document.querySelector('video').load()")
    page.evaluate("document.querySelector('video').preload = 'auto'")
    until(page, "document.querySelector('video').readyState >= 1")
    # From the middle, as a phone asks for it.
    answer = page.evaluate(
        "fetch(document.querySelector('video source').src, { headers: { Range: 'bytes=100-199' } }).then(async (a) => [a.status, (await a.blob()).size])"
    )
    assert answer == [206, 100]


def test_list_says_what_is_kept_and_lets_it_go(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    keep(page, ARTICLE)
    keep(page, "/competences/gestion-du-stress/")
    page.goto("/hors-ligne/")
    expect(page.locator(".kept__item")).to_have_count(2)
    expect(page.locator("[data-total]")).to_have_text(re.compile(r"\d+\sko"))
    assert_accessible(page)
    page.get_by_role("button", name="Enlever À garder").click()
    expect(page.locator(".kept__item")).to_have_count(1)
    page.get_by_role("button", name="Tout enlever").click()
    expect(page.get_by_text("Rien de gardé pour l'instant.")).to_be_visible()
    assert kept_names(page) == []


def test_button_says_when_the_network_fails_and_keeps_nothing(page: Page, server: Server) -> None:
    page.goto(ARTICLE)
    page.context.set_offline(True)
    page.locator("keep-offline button").click()
    expect(page.locator("keep-offline [role=status]")).to_contain_text("La connexion ne passe pas.")
    assert kept_names(page) == []


def test_button_says_when_the_device_is_full(page: Page) -> None:
    page.goto(VIDEO)
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    used = page.evaluate("navigator.storage.estimate().then((estimate) => estimate.usage)")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + 1000})
    page.locator("keep-offline button").click()
    expect(page.locator("keep-offline [role=status]")).to_contain_text("Plus assez de place")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert kept_names(page) == []


def test_nothing_is_kept_that_nobody_asked_for(page: Page) -> None:
    for path in (ARTICLE, "/recommandations/", "/evaluation/resultats/", "/api/", COURSE):
        page.goto(path)
    stored = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)))).flat())"
    )
    assert [path for path in stored if not path.startswith("/static/")] == ["/hors-ligne/", "/en/hors-ligne/"]


def test_erasing_ones_space_takes_everything_kept_along(page: Page) -> None:
    keep(page, ARTICLE)
    page.evaluate("document.dispatchEvent(new CustomEvent('tremplin:erased'))")
    until(page, "caches.keys().then((names) => !names.some((name) => /kept/.test(name)))")


def test_kept_result_goes_when_results_are_erased(page: Page) -> None:
    page.goto("/evaluation/?skills=gestion-du-stress")
    page.locator('form:has(input[name="skills"]) button').first.click()
    for number in range(1, 6):
        expect(page.locator("body")).to_contain_text(f"{number} sur 5")
        expect(page.locator("[data-settling]")).to_have_count(0)
        page.get_by_text("Souvent", exact=True).click()
    page.wait_for_url("**/resultat/")
    address = page.url
    keep(page, address)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voilà où tu en es.")
    page.context.set_offline(False)
    page.goto(address.replace("resultat", "effacer"))
    page.locator("main form button").first.click()
    page.wait_for_url("**/mon-espace/")
    until(page, "caches.keys().then((names) => !names.some((name) => /personal/.test(name)))")


def test_switched_off_worker_takes_itself_out(page: Page, server: Server) -> None:
    keep(page, ARTICLE)
    server.stop()
    server.start(OFFLINE="off")
    page.goto(ARTICLE)
    expect(page.locator("keep-offline")).to_have_count(0)
    page.evaluate("navigator.serviceWorker.getRegistration().then((known) => known?.update())")
    until(page, "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
    until(page, "caches.keys().then((names) => names.length === 0)")


def test_without_javascript_there_is_no_button(server: Server, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(base_url=server.address, java_script_enabled=False).new_page()
    page.goto(ARTICLE)
    expect(page.locator("keep-offline")).to_be_hidden()
    page.goto("/hors-ligne/")
    expect(page.get_by_text("ton navigateur a besoin de JavaScript")).to_be_visible()
