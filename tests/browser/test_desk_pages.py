"""The editors' own pages on a phone and on a desk: nothing axe finds in what is ours, nothing wider than the window, keyboard alone.

Wagtail's frame around them (menu, header's search) is Wagtail's to mend: axe looks at the page's own part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import AXE_OPTIONS, DESKTOP, PHONE
from tests.browser.staff import Staff, sign_in_staff

PAGES = {
    "coverage matrix": "/admin/couverture/",
    "stale": "/admin/rapports/a-relire/",
    "broken links": "/admin/rapports/liens/",
    "no alternative": "/admin/rapports/images/",
    "few readers": "/admin/rapports/peu-lues/",
    "refused often": "/admin/rapports/refusees/",
    "changed originals": "/admin/traductions/",
    "departures": "/admin/mises-en-relation/",
    "upload": "/admin/ressources/importer/",
    "missions to look at": "/admin/missions/a-relire/",
    "reports of missions": "/admin/missions/signalements/",
    "doubles of missions": "/admin/missions/doublons/",
    "search index": "/admin/index-de-recherche/",
}
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, portal: str, portal_environment: dict[str, str]) -> dict[str, Any]:
    """What a browser holds after signing in, for every test here: one cannot sign in often."""
    context = chromium.new_context(base_url=portal, locale="fr-FR", viewport=DESKTOP)
    sign_in_staff(context.new_page(), Staff("pages@example.org", superuser=True).create(portal_environment))
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(open_context: Callable[..., BrowserContext], signed_in: dict[str, Any]) -> Callable[..., Page]:
    def go(path: str, size: dict[str, int]) -> Page:
        page = open_context(viewport=size, storage_state=signed_in).new_page()
        page.goto(path, wait_until="networkidle")
        return page

    return go


@pytest.fixture
def assert_ours_is_fine(axe: Axe) -> Callable[[Page], None]:
    def check(page: Page) -> None:
        found = axe.run(page, context="#main", options=AXE_OPTIONS).response["violations"]
        told = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
        assert not told, f"{page.url}\n" + "\n".join(told)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"

    return check


def assert_reached_by_keyboard(page: Page) -> None:
    """The first link, field or button of the page's own part takes the focus by Tab, and shows it."""
    page.keyboard.press("Tab")
    for _press in range(80):
        if page.evaluate("() => document.querySelector('#main').contains(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    focus = page.evaluate(
        "() => { const it = document.activeElement, style = getComputedStyle(it);"
        " return [document.querySelector('#main').contains(it), style.outlineStyle, style.boxShadow] }"
    )
    assert focus[0], f"{page.url}: nothing of the page takes the focus"
    assert focus[1] != "none" or focus[2] != "none", f"{page.url}: the focus does not show"


@SIZES
@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_desk(
    desk: Callable[..., Page], assert_ours_is_fine: Callable[[Page], None], name: str, size: dict[str, int]
) -> None:
    page = desk(PAGES[name], size)
    expect(page.locator("#main h1").first).to_be_visible()
    assert_ours_is_fine(page)
    assert_reached_by_keyboard(page)
