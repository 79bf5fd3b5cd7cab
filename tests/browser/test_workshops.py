"""A workshop in real browsers: its pages, its screen, and a class of thirty that joins and answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.schools import make_partner, sign_in_contact
from tests.browser.test_keyboard import _NUMBER, tab_through

CONTACT = "cpe-ateliers@example.org"
TITLE = "Première STMG, groupe A"
# A pupil's phone waits so long for a page; a whole class may take a minute, on a machine with nothing else to do.
PATIENCE = 60


@pytest.fixture(scope="module")
def partner(portal: str, portal_environment: dict[str, str]) -> str:
    make_partner(portal_environment, slug="lycee-ateliers", name="Lycée Élisée Reclus", contact_email=CONTACT)
    return "/partenaires/lycee-ateliers/"


@pytest.fixture
def leader(open_context: Callable[..., BrowserContext], partner: str, portal_environment: dict[str, str]) -> Page:
    """Signed in by a code, on a desktop."""
    page = open_context(DESKTOP).new_page()
    sign_in_contact(page, portal_environment, CONTACT)
    return page


def open_workshop(leader: Page, partner: str, *skills: str) -> str:
    """A workshop opened through its form; its code. The leader's page is open afterwards."""
    leader.goto(f"{partner}ateliers/nouveau/")
    leader.get_by_label("Titre").fill(TITLE)
    leader.get_by_label("Date").fill(datetime.now(ZoneInfo("Europe/Paris")).date().isoformat())
    for slug in skills:
        box = leader.locator(f"input[name=skills][value={slug}]")
        box.evaluate("node => { node.closest('details').open = true }")
        box.check()
    leader.get_by_role("button", name="Ouvrir l'atelier").click()
    return leader.locator(".workshop-code").inner_text().replace(" ", "")


def test_a_class_goes_through_a_workshop(
    leader: Page, partner: str, open_context: Callable[..., BrowserContext], assert_accessible: Callable[[Page], None]
) -> None:
    leader.goto(f"{partner}ateliers/nouveau/")
    assert_accessible(leader)
    # The three sessions are ticked, and are no skills.
    expect(leader.locator("[data-count]")).to_have_text("0 sur 5")
    code = open_workshop(leader, partner, "gestion-du-stress")
    page_of_workshop = leader.url
    phone = open_context(PHONE).new_page()
    phone.goto("/atelier/")
    assert_accessible(phone)
    phone.get_by_label("Le code de l'atelier").fill(code.lower())
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**/atelier/{code}/")
    assert_accessible(phone)
    phone.get_by_label("Ton prénom ou un surnom").fill("Sam")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Salut Sam")).to_be_visible()
    pages = [f"/atelier/{code}/{end}" for end in ("", "understand/", "assess/", "progress/", "quitter/")]
    check_pages(phone, pages, assert_accessible)
    phone.goto(f"/atelier/{code}/understand/")
    phone.get_by_role("button", name="C'est fait").click()
    phone.goto(f"/atelier/{code}/assess/")
    phone.get_by_role("button", name="Commencer").click()
    for number in range(1, 6):
        expect(phone.locator("body")).to_contain_text(f"{number} sur 5")
        # A second tap of a double tap counts for nothing.
        expect(phone.locator("[data-settling]")).to_have_count(0)
        phone.get_by_text("Souvent", exact=True).click()
    phone.wait_for_url("**/resultat/")
    phone.get_by_role("link", name="Retour à l'atelier").click()
    phone.get_by_role("button", name="Montrer mon résultat").click()
    expect(phone.get_by_role("button", name="Ne plus montrer mon résultat")).to_be_visible()
    assert_accessible(phone)
    leader.goto(page_of_workshop)
    expect(leader.get_by_text("Gérer son stress :")).to_be_visible()
    pages = [page_of_workshop, f"{page_of_workshop}assess/", f"{page_of_workshop}ecran/", f"{partner}ateliers/"]
    check_pages(leader, pages, assert_accessible)


def check_pages(page: Page, addresses: list[str], assert_accessible: Callable[[Page], None]) -> None:
    """At both sizes, and with the keyboard alone."""
    for address in addresses:
        for viewport in (PHONE, DESKTOP):
            page.set_viewport_size(viewport)
            page.goto(address)
            assert_accessible(page)
        expected = page.evaluate(_NUMBER)
        stops = tab_through(page, len(expected) + 10)
        assert {stop["stop"] for stop in stops} >= set(range(len(expected))), address
        assert [stop["html"] for stop in stops if not (stop["seen"] and stop["shown"])] == [], address
    page.set_viewport_size(PHONE)


def test_screen_counts_by_itself_and_fills_a_projector(
    leader: Page, partner: str, open_context: Callable[..., BrowserContext]
) -> None:
    code = open_workshop(leader, partner, "gestion-du-stress")
    leader.get_by_role("link", name="Projeter le code").click()
    shown = leader.locator(".screen__code")
    expect(shown).to_have_text(f"{code[:3]} {code[3:]}")
    assert shown.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 100
    for part in (".screen__code", ".screen__qr", ".screen__count"):
        box = leader.locator(part).bounding_box()
        assert box["y"] + box["height"] <= DESKTOP["height"], part
    expect(leader.locator(".screen__count")).to_contain_text("0 personne")
    phone = open_context(PHONE, java_script_enabled=False).new_page()
    phone.goto(f"/atelier/{code}/")
    phone.get_by_label("Ton prénom ou un surnom").fill("Lou")
    phone.get_by_role("button", name="J'y vais").click()
    expect(leader.locator(".screen__count")).to_contain_text("1 personne")


# --- thirty at once -------------------------------------------------------------------------------


class Pupil(threading.Thread):
    """Joins with the code and answers every statement, all from one address; `statuses` are what the portal said."""

    def __init__(self, portal: str, code: str, number: int, start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.code, self.number, self.start_together = code, number, start
        self.client = httpx.Client(base_url=portal, headers={"Sec-Fetch-Site": "same-origin"}, timeout=PATIENCE)
        self.statuses: list[int] = []
        self.ended = ""

    def ask(self, method: str, address: str, **sent: object) -> httpx.Response:
        response = self.client.request(method, address, **sent)
        self.statuses.append(response.status_code)
        return response

    def run(self) -> None:
        self.start_together.wait()
        with self.client:
            here = self.ask("POST", "/atelier/", data={"code": self.code}).headers["Location"]
            self.ask("GET", here)
            self.ask("POST", here, data={"nickname": f"Élève {self.number}"})
            begun = self.ask("POST", f"{here}assess/").headers["Location"]
            address = self.ask("GET", begun).headers["Location"]
            while "/resultat/" not in address:
                self.ask("GET", address)
                self.client.headers["X-CSRFToken"] = self.client.cookies["csrf"]
                address = self.ask("POST", address, data={"value": str(self.number % 5)}).headers["Location"]
            self.ask("GET", address)
            self.ended = address


def test_thirty_people_join_and_answer_at_once(leader: Page, partner: str, portal: str) -> None:
    code = open_workshop(leader, partner, "gestion-du-stress", "cooperation")
    start = threading.Barrier(30)
    pupils = [Pupil(portal, code, number, start) for number in range(30)]
    began = time.monotonic()
    for pupil in pupils:
        pupil.start()
    for pupil in pupils:
        pupil.join(5 * PATIENCE)
    took = time.monotonic() - began
    asked = sum(len(pupil.statuses) for pupil in pupils)
    # Never asserted: how long it takes is the machine's matter.
    print(f"30 people joined and gave 10 answers each in {took:.1f} s ({asked} requests)")  # noqa: T201
    assert {status for pupil in pupils for status in pupil.statuses} == {200, 302}
    assert [pupil.number for pupil in pupils if not pupil.ended] == []
    leader.reload()
    expect(leader.get_by_role("heading", name="30 personnes")).to_be_visible()
    assert sorted(leader.locator(".workshop-people li").all_inner_texts()) == sorted(f"Élève {n}" for n in range(30))
    steps = leader.locator(".workshop-step").all_inner_texts()
    assert ["30 sur 30" in text for text in steps] == [False, True, False]
    expect(leader.get_by_text("D'après les 30 premières personnes")).to_be_visible()
    numbers = [leader.locator("dl.workshop-levels").nth(skill).locator("dd").all_inner_texts() for skill in (0, 1)]
    assert all(sum(int(number) for number in row if number.isdigit()) <= 30 for row in numbers)
