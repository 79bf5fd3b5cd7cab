"""An editor's day: write, illustrate, accept skills, preview, submit; another role reviews and schedules; readers find it; it is translated."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, ROOT
from tests.browser.staff import Staff, sign_in_staff

TITLE = "Dire merci sans en faire trop"
TEXT = (
    "Samedi, Ines prend la parole devant toute la classe pour son exposé. Elle écoute jusqu'au bout la question de son "
    "camarade avant de répondre, et elle reformule ce qu'il a dit."
)
SKILLS = ("Écoute active", "S'exprimer à l'oral")
# As if the hour had come: the running portal's clock cannot be moved.
HOUR_COMES = """
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision
due = timezone.now() - timedelta(minutes=1)
page = Page.objects.get(title="{title}").specific
revision = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).get()
revision.content["go_live_at"] = due.isoformat()
revision.approved_go_live_at = due
revision.save(update_fields=["content", "approved_go_live_at"])
call_command("publish_scheduled")
"""


@pytest.fixture
def enter(open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]) -> Callable[[str, str], Page]:
    """A page of the admin for somebody of one role, signed in with password and code."""

    def go(email: str, role: str) -> Page:
        staff = Staff(email, groups=[role]).create(portal_environment)
        page = open_context(viewport=DESKTOP).new_page()
        page.set_default_timeout(60_000)
        sign_in_staff(page, staff)
        return page

    return go


def picture(tmp_path: Path) -> Path:
    path = tmp_path / "main-tendue.png"
    Image.linear_gradient("L").resize((1200, 800)).save(path)
    return path


def add_block(page: Page, name: str) -> None:
    page.locator(".c-sf-add-button:visible").last.click()
    page.get_by_role("option", name=name, exact=True).click()


def write(page: Page, image: Path) -> None:
    page.get_by_role("link", name="Écrire un article").first.click()
    page.fill("#id_title", TITLE)
    page.fill("#id_summary", "Un merci précis fait plus de bien qu'un grand merci.")
    add_block(page, "Texte")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type(TEXT)
    add_block(page, "Image")
    page.get_by_role("button", name="Choisir une image").click()
    chooser = page.locator(".modal")
    chooser.get_by_role("tab", name="Transférer").click()
    chooser.locator("input[type=file]").set_input_files(image)
    chooser.get_by_label("Titre").fill("Deux mains")
    chooser.locator("button[type=submit]:visible").click()
    page.locator(".modal-backdrop").wait_for(state="detached")
    page.get_by_label("texte de remplacement").fill("Deux mains qui se serrent")


def accept_skills(page: Page) -> None:
    page.get_by_role("tab", name="Compétences et fiche").click()
    page.get_by_role("button", name="Proposer des compétences").click()
    for number, name in enumerate(SKILLS):
        page.get_by_role("button", name=f"Ajouter {name}").click()
        expect(page.locator(f"#id_skill_rows-{number}-skill option:checked")).to_have_text(name)
    page.fill("#id_minutes", "4")


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".messages .success")).to_contain_text(TITLE)


def preview_on_a_phone(page: Page) -> None:
    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator("input[name=preview-size][value=mobile]").check(force=True)
    frame = page.frame_locator("iframe[data-w-preview-target=iframe], .w-preview iframe").last
    expect(frame.locator("h1")).to_have_text(TITLE)
    assert frame.locator("html").evaluate("node => node.clientWidth") == 360


def more(page: Page, action: str) -> None:
    page.locator("footer").get_by_role("button", name="Plus d'actions").click()
    page.locator("footer").get_by_role("button", name=action, exact=True).click()


def schedule(page: Page) -> None:
    page.locator("[data-side-panel-toggle=status]").click()
    page.get_by_role("button", name="Programmer").click()
    dialog = page.locator("#schedule-publishing-dialog")
    when = datetime.now() + timedelta(days=1)  # noqa: DTZ005 (what a person types)
    hour = dialog.locator("input[name=go_live_at]")
    hour.fill(when.strftime("%Y-%m-%d %H:%M"))
    # It opens a moment after the field has the focus: clicked before, it would stay.
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    dialog.get_by_role("heading").first.click(force=True)
    # The calendar folds away before what it covers can be clicked.
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    dialog.locator("button[type=submit]").click()


def test_an_editors_day(
    enter: Callable[[str, str], Page],
    open_context: Callable[..., BrowserContext],
    portal_environment: dict[str, str],
    tmp_path: Path,
) -> None:
    author = enter("ecrit@example.org", "Écriture")
    write(author, picture(tmp_path))
    accept_skills(author)
    save(author)
    preview_on_a_phone(author)
    more(author, "Soumettre à Relecture")
    expect(author.locator(".messages .success")).to_contain_text(TITLE)

    moderator = enter("relit@example.org", "Relecture")
    moderator.get_by_role("link", name=TITLE).first.click()
    schedule(moderator)
    more(moderator, "Approuver et Publier")
    reader = open_context().new_page()
    address = "/ressources/dire-merci-sans-en-faire-trop/"
    assert reader.goto(address).status == 404

    command = [
        sys.executable,
        "manage.py",
        "shell",
        "--no-imports",
        "--verbosity",
        "0",
        "--command",
        HOUR_COMES.format(title=TITLE),
    ]
    subprocess.run(command, cwd=ROOT, env=portal_environment, check=True)
    assert reader.goto(address).status == 200
    expect(reader.get_by_alt_text("Deux mains qui se serrent")).to_be_visible()
    reader.goto("/recherche/?q=dire+merci")
    expect(reader.locator("#resultats .card__title").first).to_have_text(TITLE)
    recommended(reader)
    moderator.goto("/admin/couverture/?kind=article")
    row = moderator.locator("tr", has=moderator.get_by_role("rowheader", name="Écoute active"))
    row.get_by_role("link").nth(1).click()
    expect(moderator.get_by_role("link", name=TITLE).first).to_be_visible()
    translate(moderator)
    reader.goto(address)
    reader.get_by_role("link", name="English").click()
    expect(reader.locator("h1")).to_have_text("Saying thank you, no more")


def translate(page: Page) -> None:
    """The title in English; what is not translated yet stays French."""
    page.get_by_role("link", name=TITLE).first.click()
    number = re.search(r"/pages/(\d+)/", page.url)[1]
    page.goto(f"/admin/localize/submit/page/{number}/")
    if page.locator("input[name=locales]").count():
        page.locator("input[name=locales]").first.check(force=True)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda url: f"/pages/{number}/" not in url and "/edit/" in url)
    # By key: the button may stand under the page's fixed heading.
    page.get_by_role("button", name="Traduire", exact=True).first.press("Enter")
    page.locator("main textarea").first.fill("Saying thank you, no more")
    page.get_by_role("button", name="Enregistrer", exact=True).first.press("Enter")
    expect(page.get_by_text("Saying thank you, no more").first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Publier").first.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Saying thank you")


def recommended(reader: Page) -> None:
    """Assessed low at the skills it trains, somebody is led to it, with the reason."""
    reader.goto("/evaluation/?skills=ecoute-active,communication-orale")
    reader.locator('form:has(input[name="skills"]) button').first.click()
    for number in range(1, 11):
        reader.get_by_text(f"{number} sur 10").first.wait_for()
        reader.locator("[data-settling]").wait_for(state="detached")
        reader.get_by_text("Rarement", exact=True).click()
    reader.wait_for_url("**/resultat/")
    reader.goto("/recommandations/?n=60")
    expect(reader.locator("article", has_text=TITLE).locator(".reason").first).to_be_visible()
