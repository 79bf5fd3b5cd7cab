"""Editors in a real browser: a text pasted from Word or Google Docs, and an article translated segment by segment."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.utils.text import slugify
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, Visit
from tests.browser.staff import Staff, sign_in_staff

DATA = Path(__file__).parent / "data"
PASTE = """(field, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "texte");
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
NB = "\u00a0"
CLEAN = (
    "<h2>Oser parler en réunion</h2>"
    f"<p>Nour, 17 ans, se tait depuis <b>trois réunions</b>. Pourquoi{NB}? Elle a <i>peur</i> de se tromper{NB}: ça arrive{NB}!</p>"
    "<h2>Trois appuis</h2>"
    "<ul><li>Noter une phrase.</li><li>La dire <b>tôt</b>.<ul><li>Avant les autres.</li></ul></li></ul>"
    "<ol><li>Respirer.</li><li>Parler.</li></ol>"
    f'<p>À lire{NB}: <a href="https://example.org/oser">un récit</a> et 10 minutes de calme.</p>'
)


@pytest.fixture
def desk(open_context: Callable[..., BrowserContext], portal_environment: dict[str, str], request: pytest.FixtureRequest) -> Page:
    """A page in the admin, signed in; an account for each test, as one cannot sign in often."""
    writer = Staff(f"{slugify(request.node.name)}@example.org", superuser=True).create(portal_environment)
    page = open_context(DESKTOP).new_page()
    sign_in_staff(page, writer)
    return page


@pytest.mark.parametrize("source", ["word", "google_docs"])
def test_pasted_text_is_saved_clean(desk: Page, source: str) -> None:
    desk.goto("/admin/couverture/ecrire/article/fr/?skill=empathie&level=2")
    desk.locator("#id_title").fill(f"Collé de {source}")
    desk.locator("textarea[name=summary]").fill("Un essai.")
    body = desk.locator("[data-contentpath=body]").first
    body.locator(".c-sf-add-button").first.click()
    desk.get_by_role("option", name="Texte").first.click()
    field = body.locator(".public-DraftEditor-content")
    field.click()
    field.evaluate(PASTE, (DATA / f"{source}.html").read_text())
    # Draftail hands its text to the form a moment later.
    expect(desk.locator("#body-0-value")).to_have_value(re.compile("Respirer"))
    desk.get_by_role("tab", name="Compétences et fiche").click()
    desk.locator("[name=minutes]").fill("5")
    # Wagtail saves by itself now and then; this is the saving that comes back with a page.
    with desk.expect_navigation(wait_until="networkidle"):
        desk.get_by_role("button", name="Enregistrer le brouillon").first.click()
    desk.get_by_role("tab", name="Contenu").click()
    expect(body.get_by_text("Respirer.")).to_be_visible()
    state = json.loads(desk.locator("#body-0-value").input_value())
    assert as_html(state) == CLEAN


def as_html(state: dict) -> str:
    """Draftail's content as HTML: just enough of it to read a test by."""
    out, open_lists = "", []
    for block in state["blocks"]:
        kind = {"unordered-list-item": "ul", "ordered-list-item": "ol"}.get(block["type"])
        depth = block["depth"] + 1 if kind else 0
        while len(open_lists) > depth or (kind and len(open_lists) == depth and open_lists[-1] != kind):
            out += f"</li></{open_lists.pop()}>"
        if kind and len(open_lists) == depth:
            out += "</li><li>"
        while len(open_lists) < depth:
            open_lists.append(kind)
            out += f"<{kind}><li>"
        text = marked(block, state["entityMap"])
        out += text if kind else f"<h2>{text}</h2>" if block["type"] == "header-two" else f"<p>{text}</p>"
    return out


def marked(block: dict, entities: dict) -> str:
    marks = [
        (row["offset"], row["length"], {"BOLD": ("<b>", "</b>"), "ITALIC": ("<i>", "</i>")}[row["style"]])
        for row in block["inlineStyleRanges"]
    ]
    marks += [
        (row["offset"], row["length"], (f'<a href="{entities[str(row["key"])]["data"]["url"]}">', "</a>"))
        for row in block["entityRanges"]
    ]
    text = block["text"]
    for start, length, (before, after) in sorted(marks, reverse=True):
        text = f"{text[:start]}{before}{text[start : start + length]}{after}{text[start + length :]}"
    return text


@pytest.fixture
def untranslated(portal: str, portal_environment: dict[str, str]) -> tuple[int, str]:
    """Id and path of a French article that has no English."""
    path = portal_environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=10)) as database:
        key, slug = database.execute(
            "SELECT page.id, page.slug FROM resources_articlepage a JOIN wagtailcore_page page ON page.id = a.resource_ptr_id"
            " WHERE page.live AND (SELECT COUNT(*) FROM wagtailcore_page o WHERE o.translation_key = page.translation_key) = 1"
            " AND page.url_path LIKE '%/ressources/%' ORDER BY page.id LIMIT 1"
        ).fetchone()
    return key, f"/ressources/{slug}/"


def test_article_is_translated_published_and_linked(
    desk: Page, untranslated: tuple[int, str], visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    strangers: list[str] = []
    desk.on("request", lambda request: strangers.append(request.url))
    number, path = untranslated
    desk.goto(path)
    expect(desk.locator("head link[rel=alternate][hreflang]")).to_have_count(0)
    desk.goto(f"/admin/localize/submit/page/{number}/")
    if desk.locator("input[name=locales]").count():
        desk.locator("input[name=locales]").first.check(force=True)
    desk.locator("main form [type=submit]").first.click()
    desk.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    first = desk.get_by_role("button", name="Traduire", exact=True).first
    first.click()
    desk.locator("main textarea").first.fill("Blank mind: rescue phrases")
    desk.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(desk.get_by_text("Blank mind: rescue phrases").first).to_be_visible()
    desk.reload()
    desk.get_by_role("link", name="Référencement").or_(desk.get_by_role("tab", name="Référencement")).first.click()
    expect(desk.get_by_text("blank-mind-rescue-phrases").first).to_be_visible()
    desk.get_by_role("button", name="Publier").first.click()
    expect(desk.locator(".messages")).to_contain_text("Blank mind")
    page = visit(path).page
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/resources/blank-mind-rescue-phrases/")
    assert_accessible(page)
    hosts = {url.split("/")[2] for url in strangers if url.startswith("http")}
    assert len(hosts) == 1
