"""My space as a person uses it: with and without JavaScript, by keyboard, on two devices, and erased."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import DESKTOP, PHONE

LESSON = "/ressources/tenir-le-coup-a-l-oral/le-corps-s-emballe/"


def fill(page: Page) -> None:
    """An assessment answered, one item kept and one refused, a lesson's quiz done; all without JavaScript."""
    page.goto("/evaluation/?skills=gestion-du-stress")
    page.locator('form:has(input[type=hidden][name="skills"]) button').first.click()
    for number in range(1, 6):
        expect(page.locator("body")).to_contain_text(f"{number} sur 5")
        page.locator('input[type="radio"][value="2"]').check()
        page.get_by_role("button", name="Suivant").click()
    page.goto("/recommandations/")
    page.get_by_role("button", name="Garder").first.click()
    page.locator("#conseils article").last.locator("summary").click()
    page.locator("#conseils article").last.get_by_role("button", name="Ne plus proposer").click()
    page.goto(LESSON)
    for question in page.locator(".quiz__question").all():
        question.locator("input").first.check()
    page.locator("#quiz button").click()


@pytest.fixture
def person(open_context: Callable[..., BrowserContext]) -> Page:
    page = open_context(java_script_enabled=False).new_page()
    fill(page)
    page.goto("/mon-espace/")
    return page


def with_scripts(person: Page, open_context: Callable[..., BrowserContext], **options: object) -> Page:
    """The same person in a browser that runs scripts."""
    page = open_context(storage_state=person.context.storage_state(), **options).new_page()
    page.goto("/mon-espace/")
    return page


def section(page: Page, name: str) -> re.Pattern | object:
    return page.get_by_role("region", name=name)


def test_everything_is_here_and_leads_on(person: Page) -> None:
    expect(person.get_by_role("link", name="Continuer le cours")).to_be_visible()
    expect(section(person, "Mes résultats")).to_contain_text("Gérer son stress")
    expect(section(person, "Mes cours")).to_contain_text("1 leçon faite sur")
    expect(section(person, "Gardé pour plus tard").locator("article")).to_have_count(1)
    expect(section(person, "Ce que Tremplin garde sur toi")).to_contain_text("S'efface le")
    person.get_by_role("link", name="pas pour moi").click()
    person.get_by_role("button", name="Reprendre").click()
    expect(person.locator("main")).to_contain_text("Rien ici pour l'instant.")


def test_goal_set_by_keyboard_alone_changes_the_advice(person: Page, open_context: Callable[..., BrowserContext]) -> None:
    page = with_scripts(person, open_context)
    page.locator("summary", has_text="Ajouter un objectif").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Je veux passer à")).to_be_focused()
    page.keyboard.type("exp")
    page.keyboard.press("Tab")
    # The skill assessed comes first in the list.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(section(page, "Mes objectifs")).to_contain_text("De pratique à expert. Encore 2\u00a0crans.")
    page.get_by_role("link", name="Ce qui t'y mène").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gérer son stress")
    expect(page.locator("#conseils .reason").first).to_contain_text("Vers ton objectif, expert")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_full_space_is_accessible(
    person: Page,
    open_context: Callable[..., BrowserContext],
    viewport: dict,
    scheme: str,
    assert_accessible: Callable[[Page], None],
) -> None:
    person.context.request.post(
        "/mon-espace/objectifs/", form={"skill": "cooperation", "level": "3"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    page = with_scripts(person, open_context, viewport=viewport, color_scheme=scheme)
    for path in ("/mon-espace/", "/mon-espace/gardes/", "/mon-espace/ecartes/", "/mon-espace/donnees/", "/mon-espace/effacer/"):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_accessible(page)
        assert page.locator("h1").count() == 1


def test_code_carries_everything_to_another_phone(person: Page, open_context: Callable[..., BrowserContext]) -> None:
    person.get_by_role("link", name="Passer sur un autre appareil").click()
    person.get_by_role("button", name="Obtenir un code").click()
    code = person.locator(".data-code").inner_text()
    other = open_context(java_script_enabled=False).new_page()
    other.goto("/mon-espace/")
    other.get_by_role("link", name=re.compile("Apporte-le ici")).click()
    other.get_by_label("Le code affiché sur l'autre appareil").fill(code.lower())
    other.get_by_role("button", name="Apporter avec le code").click()
    expect(other.get_by_role("heading", name="C'est arrivé.")).to_be_visible()
    other.get_by_role("link", name="Voir mon espace").click()
    for name in ("Mes résultats", "Mes cours", "Gardé pour plus tard"):
        expect(section(other, name).locator("article").first).to_be_visible()


def test_file_is_downloaded_and_brought_back_after_erasing(
    person: Page, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = with_scripts(person, open_context)
    page.goto("/mon-espace/donnees/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger mes données").click()
    file = tmp_path / "tremplin.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["results"][0]["name"] == "Gérer son stress"
    page.get_by_role("link", name="Tout effacer").click()
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est effacé.")
    assert [cookie for cookie in page.context.cookies() if cookie["name"] in {"tremplin", "courses"}] == []
    page.goto("/mon-espace/donnees/")
    page.get_by_label("Le fichier").set_input_files(file)
    page.get_by_role("button", name="Apporter le fichier").click()
    expect(page.get_by_role("heading", name="C'est arrivé.")).to_be_visible()
    page.goto("/mon-espace/")
    expect(section(page, "Mes résultats")).to_contain_text("Gérer son stress")


def test_erasing_sends_the_event_that_others_listen_for(person: Page, open_context: Callable[..., BrowserContext]) -> None:
    page = with_scripts(person, open_context)
    page.add_init_script("addEventListener('tremplin:erased', () => { document.documentElement.dataset.heard = 'yes'; })")
    page.goto("/mon-espace/effacer/")
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.locator("html[data-heard]")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 360, 900, 1024, 1280])
def test_the_menu_fits(open_context: Callable[..., BrowserContext], width: int) -> None:
    page = open_context(viewport={"width": width, "height": 740}).new_page()
    for path in ("/mon-espace/", "/en/mon-espace/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # One line: the name and the menu beside it.
        assert page.locator(".site-header__row").bounding_box()["height"] < 60
