"""The lines of the builder, pasted where partners paste them: a static page, WordPress, Moodle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.schools import Schools, make_partner, running_schools, sign_in_contact

CONTACT = "cpe-extraits@example.org"
BUILDER = "/partenaires/lycee-extraits/integrer/"


def wordpress(lines: str) -> str:
    """As `wpautop` leaves it: what is no block of its own gets a paragraph, within a theme's box."""
    wrapped = (line if line.startswith("<p") else f"<p>{line}</p>" for line in lines.splitlines())
    return f'<div class="entry-content" style="max-width:640px">{"".join(wrapped)}</div><p>La suite.</p>'


def moodle(lines: str) -> str:
    """As a course's text leaves it: no script, and the frame in a paragraph of the editor's."""
    kept = re.sub(r"<script.*?</script>", "", lines)
    frame, link = kept.strip().splitlines()
    return f'<div class="no-overflow"><p dir="ltr" style="text-align: left;">{frame}<br></p>{link}</div>'


@pytest.fixture(scope="module")
def schools(portal_environment: dict[str, str], portal: str) -> Iterator[Schools]:
    with running_schools() as running:
        make_partner(
            portal_environment, slug="lycee-extraits", name="Lycée", contact_email=CONTACT, origins=[running.origin("school-a")]
        )
        yield running


@pytest.fixture
def builder(schools: Schools, open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]) -> Page:
    """The builder, open for the partner's contact."""
    page = open_context(DESKTOP).new_page()
    sign_in_contact(page, portal_environment, CONTACT)
    page.goto(BUILDER)
    return page


def lines_of(builder: Page) -> str:
    builder.get_by_label("Que veux-tu montrer").select_option("competence")
    builder.get_by_label("Compétences").select_option("gestion-du-stress")
    expect(builder.locator("textarea")).to_have_value(re.compile("gestion-du-stress"))
    return builder.locator("textarea").input_value()


def test_builder_asks_only_what_counts(builder: Page, assert_accessible: Callable[[Page], None]) -> None:
    fields = {name: builder.locator(f"[name={name}]") for name in ("address", "skills", "level", "place")}
    for kind, shown in (
        ("ressource", {"address"}),
        ("competence", {"address", "skills"}),
        ("catalogue", {"skills", "level"}),
        ("missions", {"skills", "place"}),
        ("questionnaire", {"skills"}),
    ):
        builder.get_by_label("Que veux-tu montrer").select_option(kind)
        assert {name for name, field in fields.items() if field.is_visible()} == shown, kind
    expect(builder.locator("iframe")).to_be_visible()
    assert_accessible(builder)


@pytest.mark.parametrize("paste", [str, wordpress])
def test_pasted_lines_grow_and_hide_the_link(
    builder: Page, schools: Schools, open_context: Callable[..., BrowserContext], paste: Callable[[str], str]
) -> None:
    page = open_context(PHONE).new_page()
    page.goto(schools.put(f"/{paste.__name__}", paste(lines_of(builder))))
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Gérer son stress")
    expect(page.locator("[data-tremplin-link]")).to_be_hidden()
    expect(page.locator("iframe")).to_have_css("height", re.compile(r"^(?!700px)"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pasted_without_script_keeps_the_link(
    builder: Page, schools: Schools, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(PHONE).new_page()
    page.goto(schools.put("/moodle", moodle(lines_of(builder))))
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Gérer son stress")
    expect(page.get_by_role("link", name="Gérer son stress")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
