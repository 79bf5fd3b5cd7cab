"""From a mission to its platform, and back with what was lived: as a person does it, by keyboard and without JavaScript."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import DESKTOP, PHONE

FIREFOX = "Mozilla/5.0 (Linux; Android 12; Mobile) Gecko/140.0 Firefox/140.0"
WORDS = "J'ai accueilli trois familles."


def open_mission(page: Page) -> None:
    page.goto("/missions/")
    page.locator("#resultats .card__title a").first.click()
    page.wait_for_load_state("networkidle")


@pytest.fixture
def portal_database(portal_environment: dict[str, str]) -> Callable[[str, tuple], list]:
    """Asks the running portal's own database."""

    def ask(sql: str, values: tuple) -> list:
        with closing(sqlite3.connect(portal_environment["DATABASE_URL"].removeprefix("sqlite:///"), timeout=20)) as connection:
            rows = connection.execute(sql, values).fetchall()
            connection.commit()
            return rows

    return ask


@pytest.fixture
def platform() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A partner's site on this machine: its address, and (path, Referer) of every visit."""
    visits: list[tuple[str, str | None]] = []

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/favicon.ico":
                visits.append((self.path, self.headers.get("Referer")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Plateforme</title><h1>Postuler</h1>")

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Visit)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", visits
    server.shutdown()
    server.server_close()


def test_leaving_reaches_the_platform_which_learns_nothing(
    open_context: Callable[..., BrowserContext], platform: tuple[str, list], portal_database: Callable[[str, tuple], list]
) -> None:
    address, visits = platform
    page = open_context(user_agent=FIREFOX).new_page()
    open_mission(page)
    mission = urlsplit(page.url).path.split("/")[2].partition("-")[0]
    portal_database("UPDATE missions_mission SET application_url = ? WHERE id = ?", (f"{address}/m?id=7#postuler", mission))
    page.get_by_role("link", name="Voir et postuler").click()
    expect(page.get_by_role("heading", name="Postuler")).to_be_visible()
    assert page.url.startswith(f"{address}/m?id=7&utm_source=tremplin")
    assert page.url.endswith("#postuler")
    ((path, referer),) = visits
    assert referer is None
    assert parse_qs(urlsplit(path).query) == {"id": ["7"], "utm_source": ["tremplin"], "utm_medium": ["referral"]}
    rows = portal_database("SELECT came_from, number FROM missions_departure WHERE mission_id = ?", (mission,))
    assert [tuple(row) for row in rows] == [("liste", 1)]


def join(page: Page) -> None:
    open_mission(page)
    page.get_by_role("button", name="Je participe").click()
    expect(page.get_by_role("heading", name="À observer sur place")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_je_participe_to_my_space_to_the_file_and_gone(
    open_context: Callable[..., BrowserContext], scripts: bool, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_context(java_script_enabled=scripts).new_page()
    join(page)
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Je commence").click()
    page.get_by_role("button", name="C'est fait").first.click()
    for number in range(1, 5):
        expect(page.locator("main")).to_contain_text(f"{number} sur 4")
        page.get_by_role("textbox").fill(f"{WORDS} {number}")
        if number == 2:
            # Back and forth: nothing typed is lost.
            page.get_by_role("button", name="Retour").click()
            expect(page.get_by_role("textbox")).to_have_value(f"{WORDS} 1")
            page.get_by_role("button", name="Suivant").click()
            expect(page.get_by_role("textbox")).to_have_value(f"{WORDS} 2")
        if number == 3:
            page.get_by_role("checkbox").first.check()
        if scripts:
            assert_accessible(page)
        page.get_by_role("button", name="C'est dit" if number == 4 else "Suivant").click()
    mine = page.get_by_role("region", name="Mes missions")
    expect(mine).to_contain_text(title)
    expect(mine).to_contain_text("Vécu")
    if scripts:
        assert_accessible(page)
    data = json.loads(page.context.request.get("/mon-espace/donnees/tremplin.json").text())
    assert [row["said"]["hard"] for row in data["missions"]] == [f"{WORDS} 2"]
    page.goto("/mon-espace/effacer/")
    page.get_by_role("button", name="Tout effacer").click()
    page.goto("/mon-espace/")
    expect(page.locator("main")).not_to_contain_text(title)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_mission_page_remembers_by_keyboard_and_keeps_one_main_action(
    open_context: Callable[..., BrowserContext], viewport: dict, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_context(viewport=viewport).new_page()
    open_mission(page)
    assert_accessible(page)
    address = page.url
    page.get_by_role("link", name="Voir et postuler").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Je participe")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Je commence")).to_be_visible()
    assert_accessible(page)
    page.goto(address)
    expect(page.get_by_role("link", name="Ma note")).to_be_visible()
    expect(page.get_by_role("button", name="Je participe")).to_have_count(0)
    expect(page.get_by_role("heading", name="À observer sur place")).to_be_visible()
    assert_accessible(page)
