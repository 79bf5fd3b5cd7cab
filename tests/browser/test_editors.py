"""Editors at work in a browser: a skill chosen by keyboard, a preview as wide as a phone, an announcement for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.text import slugify
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff import Staff, sign_in_staff


@pytest.fixture
def editor(
    open_context: Callable[..., BrowserContext], portal: str, portal_environment: dict[str, str], request: pytest.FixtureRequest
) -> Page:
    """A page in the admin, signed in; an account for each test, as one cannot sign in often."""
    staff = Staff(f"{slugify(request.node.name)}@example.org", superuser=True).create(portal_environment)
    page = open_context(viewport=DESKTOP).new_page()
    sign_in_staff(page, staff)
    return page


def test_skill_is_chosen_with_the_keyboard_alone(editor: Page) -> None:
    editor.get_by_role("navigation", name="Commencer").get_by_role("link", name="Écrire un article").click()
    editor.get_by_role("tab", name="Compétences et fiche").click()
    search, skill = editor.get_by_placeholder("Chercher une compétence").first, editor.locator("select[name$=-skill]").first
    search.press_sequentially("EMPATH")
    expect(skill.locator("option:visible")).to_have_count(1)
    search.press("Enter")
    expect(skill.locator("option:checked")).to_have_text("Empathie")
    expect(search).to_have_value("")
    expect(skill).to_be_focused()
    search.fill("zzzz")
    expect(editor.get_by_text("Aucune compétence ne s'appelle ainsi.")).to_be_visible()
    expect(skill.locator("option:checked")).to_have_text("Empathie")
    search.press("Escape")
    expect(skill.locator("option")).to_have_count(46)


def test_preview_opens_as_wide_as_a_phone(editor: Page) -> None:
    editor.goto("/admin/ressources/?kind=article")
    editor.locator("td.title .title-wrapper a").first.click()
    editor.locator("[data-side-panel-toggle=preview]").first.click()
    frame = editor.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1")).to_be_visible(timeout=20_000)
    assert frame.locator("html").evaluate("() => innerWidth") == 360


def test_announcement_reaches_everybody_and_folds_without_a_script(
    editor: Page, open_context: Callable[..., BrowserContext], assert_accessible: Callable[[Page], None]
) -> None:
    editor.goto("/admin/settings/home/announcement/1/")
    address = editor.url
    editor.get_by_label("Texte en français").fill("Atelier samedi à Lyon.")
    editor.get_by_role("button", name="Enregistrer").click()
    expect(editor.get_by_role("status")).to_contain_text("Annonce")
    # Told to every process of the server within ten seconds.
    reader = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    try:
        for _attempt in range(60):
            reader.goto("/competences/")
            if reader.get_by_text("Atelier samedi").count():
                break
            reader.wait_for_timeout(250)
        told = reader.get_by_text("Atelier samedi à Lyon.")
        expect(told).to_be_visible()
        reader.get_by_text("Replier").click()
        expect(told).to_be_hidden()
        assert reader.context.cookies() == []
        scripted = open_context(viewport=PHONE).new_page()
        scripted.goto("/")
        assert_accessible(scripted)
    finally:
        editor.goto(address)
        editor.get_by_label("Texte en français").fill("")
        editor.get_by_role("button", name="Enregistrer").click()
        expect(editor.get_by_role("status")).to_contain_text("Annonce")
