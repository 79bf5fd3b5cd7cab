"""The low-data mode as a phone meets it: at most 25 KB a page, everything counted."""

from __future__ import annotations

from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Request as PlaywrightRequest

KB = 1000
LIMIT = 25 * KB
SAVE = {"Save-Data": "on"}
PAGES = {
    "home": "/",
    "skill": "/competences/gestion-du-stress/",
    "article": "/ressources/trou-noir-les-phrases-de-secours/",
    "course": "/ressources/tenir-le-coup-a-l-oral/",
    "lesson": "/ressources/tenir-le-coup-a-l-oral/le-corps-s-emballe/",
    "video": "/ressources/respiration-en-carre/",
    "catalogue": "/recherche/",
    "missions": "/missions/",
    "assessment": "/evaluation/",
    "offline": "/hors-ligne/",
}


class Meter:
    """What a tab has received, bytes of bodies as sent over the wire, by address."""

    def __init__(self, page: Page) -> None:
        self.requests: list[PlaywrightRequest] = []
        page.on("requestfinished", self.keep)

    def keep(self, request: PlaywrightRequest) -> None:
        self.requests.append(request)

    def read(self, page: Page) -> dict[str, int]:
        sizes = {request.url: request.sizes()["responseBodySize"] for request in self.requests}
        # What a browser with a face fetches as well, and a headless one does not.
        for address in page.eval_on_selector_all("link[rel=icon], link[rel=manifest]", "links => links.map((link) => link.href)"):
            with urlopen(Request(address, headers={"Accept-Encoding": "br, gzip", **SAVE})) as answer:
                sizes[address] = len(answer.read())
        return sizes

    def anew(self, page: Page) -> dict[str, int]:
        """The tab's page as a first visitor gets it, with nothing in the browser's cache."""
        self.requests.clear()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.reload(wait_until="networkidle")
        session.detach()
        return self.read(page)


def assert_light(sizes: dict[str, int]) -> None:
    assert sum(sizes.values()) <= LIMIT, sizes
    assert not [url for url in sizes if url.endswith((".woff2", ".webp", ".avif", ".jpg", ".png", ".mp4", ".webm"))]


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context(extra_http_headers=SAVE).new_page()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(name: str, phone: Page, assert_accessible: Callable[[Page], None]) -> None:
    meter = Meter(phone)
    phone.goto(PAGES[name], wait_until="networkidle")
    sizes = meter.read(phone)
    assert_light(sizes)
    assert not phone.evaluate("[...document.fonts].some((face) => face.status !== 'unloaded' && face.family === 'Bricolage')")
    assert_accessible(phone)


def test_questions_result_and_advice_are_light(
    open_context: Callable[..., BrowserContext], portal: str, assert_accessible: Callable[[Page], None]
) -> None:
    phone = open_context().new_page()
    # Chosen in the footer: headers that a test adds do not go along when a form leads elsewhere.
    phone.context.add_cookies([{"name": "econome", "value": "oui", "url": portal}])
    phone.goto("/evaluation/?skills=gestion-du-stress,cooperation")
    meter = Meter(phone)
    phone.locator('form:has(input[name="skills"]) button').first.click()
    expect(phone.locator("body")).to_contain_text("1 sur 10")
    assert_light(meter.anew(phone))
    for number in range(1, 11):
        expect(phone.locator("body")).to_contain_text(f"{number} sur 10")
        expect(phone.locator("[data-settling]")).to_have_count(0)
        phone.get_by_text("Souvent", exact=True).click()
    phone.wait_for_url("**/resultat/")
    assert_light(meter.anew(phone))
    assert_accessible(phone)
    phone.get_by_role("link", name="Voir ce qu'on te conseille").click()
    expect(phone.locator("#conseils article").first).to_be_visible()


def test_switch_in_the_footer_goes_there_and_back(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.goto(PAGES["skill"])
    assert page.context.cookies() == []
    page.get_by_role("button", name="Passer en mode économe").click()
    page.wait_for_url("**" + PAGES["skill"])
    expect(page.locator("html.econome")).to_have_count(1)
    page.goto("/")
    expect(page.locator("html.econome")).to_have_count(1)
    page.get_by_role("button", name="Quitter le mode économe").click()
    expect(page.locator("html.econome")).to_have_count(0)
    assert page.context.cookies() == []


def test_low_data_visitor_gets_no_worker_until_something_is_kept(phone: Page) -> None:
    phone.goto(PAGES["article"], wait_until="networkidle")
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    phone.locator("keep-offline button").click()
    expect(phone.locator("keep-offline [role=status]")).to_contain_text("Gardé")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("main .notice").first).to_contain_text("copie gardée le")
