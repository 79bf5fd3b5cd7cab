"""The main job as a person does it on a phone: from home to a recommendation opened, with and without JavaScript."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

STATEMENTS = 10


def choose_two_skills(page: Page) -> None:
    """Home, one tap, two skills of a family, start."""
    page.goto("/")
    page.get_by_role("link", name="Commencer, 3 minutes").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for family, skill in (("Adaptabilité", "gestion-du-stress"), ("Travail en équipe", "cooperation")):
        box = page.locator(f'input[name="skills"][value="{skill}"]')
        if not box.is_visible():
            page.locator("summary", has_text=family).click()
        box.check()
    page.locator('form:has(input[type=checkbox][name="skills"]) button').last.click()


def wait_for_statement(page: Page, number: int) -> None:
    """Until the statement of that number stands there and a tap counts (a double tap must not)."""
    expect(page.locator("body")).to_contain_text(f"{number} sur {STATEMENTS}")
    expect(page.locator("[data-settling]")).to_have_count(0)


def answer(page: Page, number: int, word: str) -> None:
    wait_for_statement(page, number)
    page.get_by_text(word, exact=True).click()


def assert_recommendations_lead_somewhere(page: Page) -> None:
    items = page.locator("#conseils article")
    expect(items.first).to_be_visible()
    assert items.count() >= 6
    assert page.locator("#conseils .reason").count() >= items.count()
    assert page.locator("#conseils .card__picture--mission").count() >= 2
    title = items.first.get_by_role("heading").inner_text()
    items.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])


def test_main_job_with_javascript(open_context: Callable[..., BrowserContext], assert_accessible: Callable[[Page], None]) -> None:
    page = open_context().new_page()
    choose_two_skills(page)
    for number in range(1, STATEMENTS + 1):
        if number == 2:
            # While an answer is on its way the choices are dimmed, and cannot be chosen.
            wait_for_statement(page, number)
            assert_accessible(page)
        answer(page, number, "Souvent")
    page.wait_for_url("**/resultat/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Voilà où tu en es")
    expect(page.locator(".level-path")).to_have_count(2)
    expect(page.locator("#conseils article").first).to_be_visible()
    assert_accessible(page)
    assert_recommendations_lead_somewhere(page)


def test_main_job_without_javascript(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    choose_two_skills(page)
    for number in range(1, STATEMENTS + 1):
        expect(page.locator("body")).to_contain_text(f"{number} sur {STATEMENTS}")
        page.locator('input[type="radio"][value="3"]').check()
        page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Voilà où tu en es")
    page.get_by_role("link", name="Voir ce qu'on te conseille").click()
    assert_recommendations_lead_somewhere(page)


def test_going_back_keeps_the_answer_and_a_closed_tab_resumes(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    page = context.new_page()
    choose_two_skills(page)
    answer(page, 1, "Rarement")
    expect(page.locator("body")).to_contain_text(f"2 sur {STATEMENTS}")
    page.get_by_role("link", name="Retour").click()
    expect(page.locator("body")).to_contain_text(f"1 sur {STATEMENTS}")
    expect(page.locator('input[value="1"]')).to_be_checked()
    page.close()
    again = context.new_page()
    again.goto("/evaluation/")
    again.get_by_role("link", name="Reprendre").click()
    expect(again.locator("body")).to_contain_text(f"2 sur {STATEMENTS}")


@pytest.fixture
def held_module(open_context: Callable[..., BrowserContext]) -> tuple[Page, Callable[[], None]]:
    """The first statement before its module has come, as on a weak network, and what lets the module through."""
    page = open_context(service_workers="block").new_page()  # what a worker fetches, no route sees
    held: list[Route] = []
    page.route("**/assessment-question*.js", lambda route: held.append(route))  # noqa: PLW0108 (a built-in method takes no mark)
    choose_two_skills(page)
    # The page's own "load" waits for the module.
    expect(page.locator("body")).to_contain_text(f"1 sur {STATEMENTS}")
    expect(page.locator("[data-hint]")).to_be_hidden()

    def release() -> None:
        for route in held:
            route.continue_()
        page.unroute("**/assessment-question*.js")

    return page, release


def test_a_tap_before_the_module_has_come_counts(held_module: tuple[Page, Callable[[], None]]) -> None:
    page, release = held_module
    page.get_by_text("Souvent", exact=True).click()
    release()
    expect(page.locator("body")).to_contain_text(f"2 sur {STATEMENTS}")
    expect(page.locator("input:checked")).to_have_count(0)


def test_a_mark_moved_by_arrow_keys_before_the_module_has_come_waits_for_enter(
    held_module: tuple[Page, Callable[[], None]],
) -> None:
    page, release = held_module
    page.locator('input[type="radio"]').first.focus()
    page.keyboard.press("ArrowDown")
    release()
    expect(page.locator("[data-hint]")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text(f"2 sur {STATEMENTS}")
    # Had the first mark been sent, it would be the answer.
    page.get_by_role("link", name="Retour").click()
    expect(page.locator('input[value="2"]')).to_be_checked()


def test_answering_with_the_keyboard_alone(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    choose_two_skills(page)
    page.keyboard.press("Tab")
    expect(page.locator("body")).to_contain_text(f"1 sur {STATEMENTS}")
    expect(page.locator("[data-hint]")).to_be_visible()  # the module is there
    page.locator('input[type="radio"]').first.focus()
    page.keyboard.press("4")
    expect(page.locator("body")).to_contain_text(f"2 sur {STATEMENTS}")


@pytest.fixture
def with_result(open_context: Callable[..., BrowserContext]) -> Page:
    """A page on the recommendations of somebody who answered."""
    page = open_context().new_page()
    choose_two_skills(page)
    for number in range(1, STATEMENTS + 1):
        answer(page, number, "Parfois")
    page.wait_for_url("**/resultat/")
    page.goto("/recommandations/")
    return page


def test_refused_recommendation_does_not_come_back(with_result: Page) -> None:
    page = with_result
    first = page.locator("#conseils article").first
    title = first.get_by_role("heading").inner_text()
    first.locator("summary").click()
    first.locator("select").select_option("too-easy")
    first.get_by_role("button", name="Ne plus proposer").click()
    expect(page.locator("#conseils")).not_to_contain_text(title)
    page.goto("/recommandations/?n=40")
    expect(page.locator("#conseils")).not_to_contain_text(title)


def test_kept_recommendation_says_so_after_a_reload(with_result: Page) -> None:
    page = with_result
    page.locator("#conseils article").first.get_by_role("button", name="Garder").click()
    expect(page.get_by_role("button", name="Gardé")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="Gardé")).to_have_count(1)


def test_place_and_age_narrow_the_missions(with_result: Page) -> None:
    page = with_result
    page.locator(".around summary").click()
    page.get_by_label("Ta commune ou ton code postal").fill("Lyon")
    page.get_by_label("Ton âge").fill("17")
    page.get_by_role("button", name="Mettre à jour").click()
    expect(page.locator("body")).to_contain_text("Autour de Lyon")
    expect(page.locator("#conseils")).not_to_contain_text("dès 18 ans")


def test_unknown_place_keeps_what_was_typed(with_result: Page) -> None:
    page = with_result
    page.locator(".around summary").click()
    page.get_by_label("Ta commune ou ton code postal").fill("Xyzzyville")
    page.get_by_role("button", name="Mettre à jour").click()
    expect(page.get_by_text("On ne trouve pas ce lieu")).to_be_visible()
    expect(page.get_by_label("Ta commune ou ton code postal")).to_have_value("Xyzzyville")


@pytest.mark.elasticsearch
@pytest.mark.skipif("ELASTICSEARCH_URL" not in os.environ, reason="tools/with_elasticsearch.sh runs this")
def test_recommendations_come_from_the_real_node(with_result: Page, portal_environment: dict[str, str]) -> None:
    """In this lane the whole file runs on a portal whose catalogue is on Elasticsearch."""
    assert_recommendations_lead_somewhere(with_result)
    url = portal_environment["SEARCH_URL"]
    assert url.startswith("http://")
    with urllib.request.urlopen(
        f"{os.environ['ELASTICSEARCH_URL']}/{url.split('?')[0].rsplit('/', 1)[1]}-*/_stats/search"
    ) as answer:
        assert json.load(answer)["_all"]["total"]["search"]["query_total"] > 0
