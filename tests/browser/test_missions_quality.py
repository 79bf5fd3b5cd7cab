"""Contacts behind a click, the report of a mission, an organisation's page: on a phone, by keyboard, without scripts; and
the imports as the team sees them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import AXE_OPTIONS, DESKTOP, PHONE, ROOT, Visit
from tests.browser.staff import Staff, sign_in_staff

# One of the demo's announcements that names a telephone number.
WITH_CONTACT, NUMBER = "Relire les CV et lettres de jeunes", "06 00 00 00 27"
SIZES = [{}, {"viewport": DESKTOP}]


@pytest.fixture
def mission(visit: Callable[..., Visit]) -> Callable[..., Visit]:
    """Opens the page of the mission with a contact."""

    def go(**options: object) -> Visit:
        seen = visit(f"/missions/?q={WITH_CONTACT}", **options)
        seen.page.locator(".mission-cards").get_by_role("link", name=WITH_CONTACT).click()
        expect(seen.page.get_by_role("heading", level=1)).to_contain_text(WITH_CONTACT)
        return seen

    return go


def test_contacts_come_by_keyboard_in_their_place_and_take_the_focus(
    mission: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    for size in SIZES:
        seen = mission(**size)
        page = seen.page
        assert NUMBER not in page.content()
        button = page.get_by_role("button", name="Voir les coordonnées")
        button.focus()
        page.keyboard.press("Enter")
        shown = page.locator(".mission-contacts", has_text=NUMBER)
        expect(shown).to_be_visible()
        # The button is gone: who works with the keyboard goes on from what it brought.
        expect(shown).to_be_focused()
        expect(button).to_have_count(0)
        assert_accessible(page)
        assert not seen.errors


def test_contacts_come_without_scripts(mission: Callable[..., Visit]) -> None:
    page = mission(java_script_enabled=False).page
    page.get_by_role("button", name="Voir les coordonnées").click()
    expect(page.locator(".mission-contacts")).to_contain_text(NUMBER)
    page.get_by_role("link", name="Revenir à la mission").click()
    expect(page.get_by_role("button", name="Voir les coordonnées")).to_be_visible()


def test_mission_is_reported_by_keyboard(mission: Callable[..., Visit], assert_accessible: Callable[[Page], None]) -> None:
    for size in SIZES:
        page = mission(**size).page
        page.get_by_role("link", name="Signaler cette mission").click()
        assert_accessible(page)
        # Nothing chosen: what is missing is said where it is missing.
        page.get_by_role("button", name="Envoyer").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Choisis une raison.")
        assert_accessible(page)
        page.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio", name="C'est une arnaque")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("Rien de tel à cette adresse.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c'est noté")
        assert_accessible(page)


def test_choices_of_the_report_are_as_tall_as_their_words(mission: Callable[..., Visit]) -> None:
    page = mission().page
    page.get_by_role("link", name="Signaler cette mission").click()
    heights = page.locator("main .choice").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert len(heights) == 6
    # Of one line, and tall enough for a thumb.
    assert all(24 <= height <= 80 for height in heights), heights


def test_mission_is_reported_without_scripts(mission: Callable[..., Visit]) -> None:
    page = mission(java_script_enabled=False).page
    page.get_by_role("link", name="Signaler cette mission").click()
    page.get_by_role("radio", name="Autre chose").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c'est noté")


def test_organisation_page_leads_to_its_missions(
    mission: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    for size in SIZES:
        page = mission(**size).page
        page.locator("main a[href*='/organisation/']").first.click()
        assert_accessible(page)
        card = page.locator(".mission-cards .card", has_text=WITH_CONTACT)
        expect(card.locator(".card__meta")).to_contain_text("vérifiée")
        card.get_by_role("link").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(WITH_CONTACT)


def imported(environment: dict[str, str], *arguments: str) -> dict:
    command = [sys.executable, "manage.py", "import_missions", *arguments, "--source", "essai-navigateur", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def feed(folder: Path, environment: dict[str, str], count: int, seed: int) -> str:
    path = folder / f"feed-{seed}.json"
    command = [sys.executable, "manage.py", "generate_missions", str(count), str(path), "--seed", str(seed)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return str(path)


def check_content(page: Page, axe: Axe) -> None:
    """Axe on what is ours of an admin page, and nothing of the page wider than the window."""
    found = axe.run(page, context="#main .w-mt-8, #main .nice-padding, #main section", options=AXE_OPTIONS).response["violations"]
    told = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
    assert not told, f"{page.url}\n" + "\n".join(told)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"


def test_imports_are_read_by_the_team_from_the_source_to_a_runs_differences(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str], tmp_path: Path, axe: Axe
) -> None:
    imported(portal_environment, feed(tmp_path, portal_environment, 5, 1))
    tried = imported(portal_environment, feed(tmp_path, portal_environment, 4, 2), "--dry-run")
    assert (tried["changed"], tried["would_close"]) == (4, 1)
    staff = Staff("imports@example.org", superuser=True).create(portal_environment)
    page = open_context(viewport=DESKTOP).new_page()
    sign_in_staff(page, staff, "/admin/snippets/missions/source/")
    row = page.locator("tr", has_text="Essai navigateur")
    source = row.get_by_role("link", name="Essai navigateur").get_attribute("href")
    page.goto(re.sub(r".*/(\d+)/?$", r"/admin/missions/sources/\1/imports/", source))
    runs = page.locator("table", has_text="Changées").locator("tbody tr")
    expect(runs).to_have_count(2)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        check_content(page, axe)
    page.set_viewport_size(DESKTOP)
    run = runs.filter(has_text="essai à blanc").get_by_role("link")
    run.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Changées")).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        check_content(page, axe)
    # What is wider than a phone scrolls in its own place, and with the keyboard.
    wide = page.get_by_role("region", name="Changées")
    wide.focus()
    expect(wide).to_be_focused()
