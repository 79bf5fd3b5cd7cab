"""The editors' tools as an editor uses them, and a reader who is counted without being followed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.staff import Staff, sign_in_staff

PERSON = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def test_gap_leads_to_the_form_and_a_click_accepts_a_skill(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]
) -> None:
    staff = Staff("bureau@example.org", superuser=True).create(portal_environment)
    page = open_context(viewport=DESKTOP).new_page()
    sign_in_staff(page, staff, "/admin/couverture/?kind=video")
    page.locator("tr", has=page.get_by_role("rowheader", name="Gérer son stress")).get_by_role("link", name="aucun").last.click()
    page.wait_for_load_state("networkidle")
    page.locator("#id_title").fill("Écouter jusqu'au bout")
    page.locator("#id_summary").fill("Tu écoutes sans couper la parole, puis tu redis ce que tu as entendu.")
    page.get_by_role("tab", name="Compétences et fiche").click()
    assert page.locator("#id_skill_rows-0-level").input_value() == "4"
    page.get_by_role("button", name="Proposer des compétences").click()
    listening = page.locator(".desk-proposals li", has_text="Écoute active")
    expect(listening.locator("blockquote")).to_contain_text("écout", ignore_case=True)
    add = listening.get_by_role("button")
    skill = add.get_attribute("data-skill")
    add.click()
    expect(page.locator("#id_skill_rows-1-skill")).to_have_value(skill)
    expect(page.locator("#id_skill_rows-1-level")).to_have_value(listening.get_by_role("button").get_attribute("data-level"))
    expect(listening.get_by_role("button")).to_be_disabled()
    # Asked again, the form's own rows are known.
    page.get_by_role("button", name="Proposer des compétences").click()
    expect(listening).to_contain_text("Déjà dans la liste")


def opened(portal_environment: dict[str, str]) -> int:
    with sqlite3.connect(portal_environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        return database.execute("SELECT COALESCE(SUM(number), 0) FROM search_figure WHERE what = 'opened'").fetchone()[0]


def read_an_article(page: Page, expect_beacon: bool) -> None:
    page.goto("/ressources/trou-noir-les-phrases-de-secours/", wait_until="networkidle")
    if expect_beacon:
        with page.expect_response("**/vu/"):
            page.reload()


def test_reader_is_counted_without_a_cookie_and_not_against_their_wish(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]
) -> None:
    before = opened(portal_environment)
    context = open_context(user_agent=PERSON)
    read_an_article(context.new_page(), expect_beacon=True)
    assert opened(portal_environment) == before + 2
    assert context.cookies() == []
    private = open_context(user_agent=PERSON)
    private.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })")
    sent: list[str] = []
    page = private.new_page()
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/vu/") else None)
    read_an_article(page, expect_beacon=False)
    assert sent == []
    assert opened(portal_environment) == before + 2


def test_skill_of_a_mission_is_taken_out_and_back_with_one_click(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]
) -> None:
    staff = Staff("missions@example.org", superuser=True).create(portal_environment)
    page = open_context(viewport=DESKTOP).new_page()
    sign_in_staff(page, staff, "/admin/snippets/missions/mission/?q=atelier")
    page.locator("table .title a").first.click()
    page.wait_for_load_state("networkidle")
    first = page.locator(".desk-proposals li").first
    expect(first.locator("blockquote")).not_to_be_empty()
    expect(first.locator(".desk-confidence")).to_contain_text("%")
    skill = first.locator("[data-remove]").get_attribute("data-remove")
    rows = page.locator("#id_skills-FORMS skill-select:visible")
    before = rows.count()
    first.get_by_role("button", name="Retirer").click()
    expect(rows).to_have_count(before - 1)
    add = first.get_by_role("button", name="Ajouter")
    expect(add).to_be_focused()
    add.click()
    expect(page.locator(f"#id_skills-{before}-skill")).to_have_value(skill)
    expect(page.locator(f"#id_skills-{before}-evidence")).to_have_value(first.locator("blockquote").inner_text())
    expect(first.get_by_role("button", name="Retirer")).to_be_visible()
