"""Finding a mission: on a phone from home to the mission, by keyboard on the map, under 18, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, Visit


def test_place_search_on_a_phone_from_home_to_a_mission(visit: Callable[..., Visit]) -> None:
    seen = visit("/")
    page = seen.page
    page.get_by_role("link", name="Missions").first.evaluate("link => link.click()")
    place = page.get_by_role("combobox", name="Où ?")
    place.press_sequentially("lyon 3")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Lyon 3e Arrondissement (69)")
    place.press("ArrowDown")
    expect(place).to_have_attribute("aria-activedescendant", "lieu-0")
    place.press("Enter")
    page.wait_for_url("**/missions/?place=Lyon*")
    card = page.locator(".mission-cards .card__title a").first
    expect(page.locator(".mission-cards .card__meta").first).to_contain_text("km")
    card.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/missions/" in page.url
    # The gazetteer is ours: nobody else learns where one looks.
    assert all(url.startswith(page.url.split("/missions/")[0]) for url in seen.requests)


def test_list_and_filters_are_accessible(visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]) -> None:
    for viewport in ({}, {"viewport": DESKTOP}):
        page = visit("/missions/?place=Lyon", **viewport).page
        if not viewport:
            page.locator("#filtres > summary").click()
        assert_accessible(page)


def test_map_is_used_with_the_keyboard_and_in_step_with_the_list(
    visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    seen = visit("/missions/", viewport=DESKTOP)
    page = seen.page
    assert not any("leaflet" in url for url in seen.requests)
    button = page.get_by_role("button", name="Voir la carte")
    button.focus()
    page.keyboard.press("Enter")
    ground = page.get_by_role("region", name="Carte des missions")
    expect(ground).to_be_visible()
    expect(page.locator(".mission-map__town").first).to_be_attached()
    while page.locator(".mission-map__one").count() == 0:
        # Bubbles open with Enter until single missions show.
        page.locator(".mission-map__many").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    assert_accessible(page)
    marker = page.locator(".mission-map__one").first
    marker.focus()
    expect(marker).to_have_class(re.compile("is-lit"))
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_have_count(0)
    card = page.locator("[data-mission]:has(.card)").first
    card.locator("a").first.focus()
    expect(card).to_have_class("is-lit")
    assert seen.errors == []
    origin = page.url.split("/missions/")[0]
    assert all(url.startswith((origin, "data:")) for url in seen.requests)


def test_position_is_rounded_before_it_leaves_the_device(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context(geolocation={"latitude": 45.7640431, "longitude": 4.8356591}, permissions=["geolocation"])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/missions/")
    page.get_by_role("button", name="Autour de moi").click()
    page.wait_for_url("**around=45.76*4.84*")
    assert not any("45.764" in url or "4.8356" in url for url in asked)
    expect(page.locator(".mission-chosen")).to_contain_text("25 km")


def test_position_refused_is_said_and_the_field_waits(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(permissions=[]).new_page()
    page.goto("/missions/")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("[data-said]")).to_contain_text("écris ta commune")
    expect(page.get_by_role("combobox", name="Où ?")).to_be_focused()


def test_under_18_sees_only_missions_open_to_minors(visit: Callable[..., Visit]) -> None:
    page = visit("/missions/").page
    page.locator("#filtres > summary").click()
    box = page.get_by_role("checkbox", name="J'ai moins de 18 ans")
    box.check()
    page.wait_for_url("**minors=1*")
    expect(page.locator(".mission-chosen")).to_contain_text("Moins de 18 ans")
    page.get_by_role("button", name="Voir").last.click()
    page.locator(".mission-cards .card__title a").first.click()
    expect(page.get_by_text("Ouverte aux mineurs")).to_be_visible()


@pytest.mark.parametrize("typed", ["Saint-Denis", "lyon"])
def test_without_scripts_the_form_answers_and_asks(open_context: Callable[..., BrowserContext], typed: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/missions/")
    assert page.get_by_role("button", name="Autour de moi").count() == 0
    page.get_by_label("Où ?").fill(typed)
    page.get_by_role("button", name="Chercher").last.click()
    if typed == "Saint-Denis":
        page.get_by_role("link", name="Saint-Denis (93)").click()
        expect(page.locator(".mission-chosen")).to_contain_text("Saint-Denis (93)")
    else:
        expect(page.locator(".mission-cards .card").first).to_be_visible()
