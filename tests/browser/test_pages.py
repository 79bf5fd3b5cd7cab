"""Every kind of page: accessible at two widths and in the dark, light, and asking nobody else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE, Visit

KB = 1024
PAGES = {
    "home": "/",
    "framework": "/competences/",
    "skill": "/competences/gestion-du-stress/",
    "catalogue": "/recherche/",
    "search": "/recherche/?q=stress&kind=article",
    "nothing found": "/recherche/?q=zzzzqqqq",
    "listing": "/ressources/",
    "article": "/ressources/trou-noir-les-phrases-de-secours/",
    "video": "/ressources/respiration-en-carre/",
    "course": "/ressources/tenir-le-coup-a-l-oral/",
    "lesson": "/ressources/tenir-le-coup-a-l-oral/le-corps-s-emballe/",
    "missions": "/missions/",
    "assessment": "/evaluation/",
    "results": "/evaluation/resultats/",
    "advice": "/recommandations/",
    "my space": "/mon-espace/",
    "my data": "/mon-espace/donnees/",
    "what was kept": "/mon-espace/gardes/",
    "how it works": "/comment-ca-marche/",
    "privacy": "/vie-privee/",
    "accessibility": "/accessibilite/",
    "for schools": "/pour-les-etablissements/",
    "english legal notice": "/en/legal-notice/",
    "kept pages": "/hors-ligne/",
    "api": "/api/",
    "sign in": "/compte/connexion/",
    "team's entrance": "/compte/equipe/",
    "forgotten password": "/compte/equipe/mot-de-passe/oublie/",
    "signed out": "/compte/deconnexion/fait/",
    "not found": "/nulle-part/",
    "style guide": "/styleguide/",
    "style guide, dark, right to left": "/styleguide/?theme=dark&dir=rtl",
    "english home": "/en/",
    "english skill": "/en/competences/gestion-du-stress/",
}
HTML_LIMITS = {
    "listing": 30,
    "missions": 30,
    "catalogue": 30,
    "search": 30,
    "article": 20,
    "course": 20,
    "lesson": 20,
    "video": 20,
    "skill": 20,
    "my space": 20,
}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(
    name: str, viewport: dict, visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    seen = visit(PAGES[name], viewport=viewport)
    assert_accessible(seen.page)
    assert seen.page.locator("h1").count() == 1
    if name != "not found":
        assert not seen.errors


@pytest.mark.parametrize("name", ["home", "skill", "search", "article", "missions", "assessment"])
def test_page_is_accessible_in_the_dark(
    name: str, visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    assert_accessible(visit(PAGES[name], color_scheme="dark").page)


@pytest.mark.parametrize("name", ["home", "skill", "search", "article", "missions", "assessment"])
def test_page_at_400_percent_needs_no_sideways_scrolling(name: str, visit: Callable[..., Visit]) -> None:
    # 1280 px at 400 % is 320 px wide (WCAG 2.2, 1.4.10).
    page = visit(PAGES[name], viewport={"width": 320, "height": 256}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nobody_else(name: str, visit: Callable[..., Visit], portal: str) -> None:
    assert [url for url in visit(PAGES[name]).requests if not url.startswith((portal, "data:"))] == []


@pytest.mark.parametrize(
    "name", ["home", "skill", "catalogue", "listing", "article", "course", "missions", "assessment", "advice"]
)
def test_first_view_is_light(name: str, visit: Callable[..., Visit], portal: str) -> None:
    """At most 10 requests and 60 KB compressed, images left out, as a first visitor gets them."""
    urls = [
        url for url in dict.fromkeys(visit(PAGES[name]).requests) if not re.search(r"\.(svg|jpe?g|png|webp|avif|mp4|webm)$", url)
    ]
    assert len(urls) <= 10, urls
    # The view being counted is a POST with an empty answer.
    sizes = {url: _transferred(url) for url in urls if url.startswith(portal) and not url.endswith("/vu/")}
    assert sum(sizes.values()) <= 60 * KB, sizes


def _transferred(url: str) -> int:
    with urlopen(Request(url, headers={"Accept-Encoding": "br, gzip"})) as answer:
        return len(answer.read())


@pytest.mark.parametrize("name", HTML_LIMITS)
def test_html_is_small(name: str, portal: str) -> None:
    with urlopen(portal + PAGES[name]) as answer:
        assert len(answer.read()) <= HTML_LIMITS[name] * KB


@pytest.mark.parametrize("name", PAGES)
def test_touch_targets_are_large_enough(name: str, visit: Callable[..., Visit]) -> None:
    """Buttons, fields and links outside running text are 44 px high on a phone."""
    small = visit(PAGES[name]).page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), summary, nav a, .button')]
        .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip') && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)"""
    )
    assert small == []


def test_suggestions_while_typing(visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]) -> None:
    page = visit("/recherche/").page
    page.get_by_role("combobox", name="Ta recherche").press_sequentially("stres")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "stress" in option.inner_text().lower()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/recherche/" not in url)


def test_facets_filter_in_place_and_in_the_address(visit: Callable[..., Visit]) -> None:
    page = visit("/recherche/", viewport=DESKTOP).page
    page.get_by_label("Article").first.check()
    page.wait_for_url("**kind=article**")
    expect(page.locator("#resultats .tag--mission")).to_have_count(0)
    assert page.locator("#resultats .tag--article").count() > 0


def test_language_switch_keeps_you_on_the_page(visit: Callable[..., Visit]) -> None:
    page = visit("/competences/gestion-du-stress/").page
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/competences/gestion-du-stress/")
    page.get_by_role("link", name="Français").click()
    page.wait_for_url("**/competences/gestion-du-stress/")


def test_mission_page_is_accessible_and_leads_to_its_partner(
    visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    page = visit("/missions/").page
    page.locator("main article a, main li a[href^='/missions/']").first.click()
    page.wait_for_url(re.compile(r"/missions/\d+-"))
    assert_accessible(page)
    assert page.locator('a[href^="https://missions.example"][rel~="nofollow"]').count() >= 1
    assert len(page.content()) <= 22 * KB


@pytest.fixture
def gone_mission(portal: str, portal_environment: dict[str, str]) -> Iterator[str]:
    """The address of a mission whose platform has closed it; open again afterwards."""
    path = portal_environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
        (key,) = database.execute("SELECT id FROM missions_mission WHERE status = 'open' ORDER BY posted LIMIT 1").fetchone()
        database.execute("UPDATE missions_mission SET status = 'closed' WHERE id = ?", [key])
        yield f"/missions/{key}-terminee/"
        database.execute("UPDATE missions_mission SET status = 'open' WHERE id = ?", [key])


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_gone_mission_page_is_accessible(
    gone_mission: str, viewport: dict, visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    page = visit(gone_mission, viewport=viewport).page
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette mission n'est plus ouverte")
    assert_accessible(page)
