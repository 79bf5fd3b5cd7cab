"""The editors' own pages on a phone and on a desk: nothing axe finds in what is ours, nothing wider than the window, keyboard alone.

Wagtail's frame around them (menu, header's search) is Wagtail's to mend: axe looks at the page's own part.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import AXE_OPTIONS, DESKTOP, PHONE
from tests.browser.staff import ROOT, Staff, sign_in_staff
from tests.resources.test_imports import GOOD, as_csv, row

PAGES = {
    "coverage matrix": "/admin/couverture/",
    "stale": "/admin/rapports/a-relire/",
    "broken links": "/admin/rapports/liens/",
    "no alternative": "/admin/rapports/images/",
    "few readers": "/admin/rapports/peu-lues/",
    "refused often": "/admin/rapports/refusees/",
    "changed originals": "/admin/traductions/",
    "departures": "/admin/mises-en-relation/",
    "upload": "/admin/ressources/importer/",
    "missions to look at": "/admin/missions/a-relire/",
    "reports of missions": "/admin/missions/signalements/",
    "doubles of missions": "/admin/missions/doublons/",
    "search index": "/admin/index-de-recherche/",
}
# Rows for the queues of missions, over long ago, so that no visitor's page shows them.
_FILL = """
from missions.choices import Status
from missions.models import MissionReport
from tests.missions.factories import MissionFactory, SourceFactory
source = SourceFactory(slug="bureau", name="Plateforme du bureau")
over = {"source": source, "ends": "2020-01-31"}
for number in range(3):
    MissionFactory(status=Status.PENDING, title="Accompagner une sortie en forêt avec des enfants de l'école", **over)
first = MissionFactory(title="Tenir la buvette du tournoi", **over)
for number in range(2):
    MissionFactory(duplicate_of=first, **over)
for reason in MissionReport.reason.field.choices:
    MissionReport.objects.create(mission=first, reason=reason[0], text="Le numéro de téléphone ne répond plus depuis longtemps.")
"""
QUEUES = ("missions to look at", "reports of missions", "doubles of missions")
TEXT = (
    "Tu écoutes tes camarades jusqu'au bout, tu reformules ce qu'ils ont dit, puis tu prends la parole devant le groupe "
    "pour présenter le projet. Quand deux personnes se disputent, tu les aides à trouver un accord."
)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, portal: str, portal_environment: dict[str, str]) -> dict[str, Any]:
    """What a browser holds after signing in, for every test here: one cannot sign in often."""
    context = chromium.new_context(base_url=portal, locale="fr-FR", viewport=DESKTOP)
    sign_in_staff(context.new_page(), Staff("pages@example.org", superuser=True).create(portal_environment))
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(open_context: Callable[..., BrowserContext], signed_in: dict[str, Any]) -> Callable[..., Page]:
    def go(path: str, size: dict[str, int]) -> Page:
        page = open_context(viewport=size, storage_state=signed_in).new_page()
        page.goto(path, wait_until="networkidle")
        return page

    return go


@pytest.fixture
def assert_ours_is_fine(axe: Axe) -> Callable[..., None]:
    def check(page: Page, part: str = "#main") -> None:
        found = axe.run(page, context=part, options=AXE_OPTIONS).response["violations"]
        told = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
        assert not told, f"{page.url}\n" + "\n".join(told)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"

    return check


def assert_reached_by_keyboard(page: Page) -> None:
    """The first link, field or button of the page's own part takes the focus by Tab, and shows it."""
    page.keyboard.press("Tab")
    for _press in range(80):
        if page.evaluate("() => document.querySelector('#main').contains(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    focus = page.evaluate(
        "() => { const it = document.activeElement, style = getComputedStyle(it);"
        " return [document.querySelector('#main').contains(it), style.outlineStyle, style.boxShadow] }"
    )
    assert focus[0], f"{page.url}: nothing of the page takes the focus"
    assert focus[1] != "none" or focus[2] != "none", f"{page.url}: the focus does not show"


@SIZES
@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_desk(
    desk: Callable[..., Page], assert_ours_is_fine: Callable[..., None], name: str, size: dict[str, int]
) -> None:
    page = desk(PAGES[name], size)
    expect(page.locator("#main h1").first).to_be_visible()
    assert_ours_is_fine(page)
    assert_reached_by_keyboard(page)


@pytest.fixture(scope="module")
def waiting_rows(portal: str, portal_environment: dict[str, str]) -> None:
    """What the queues of missions show when there is work in them."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "--command", _FILL]
    subprocess.run(command, cwd=ROOT, env=portal_environment, check=True)


@SIZES
@pytest.mark.parametrize("name", QUEUES)
def test_queue_of_missions_with_work_in_it(
    desk: Callable[..., Page], assert_ours_is_fine: Callable[..., None], waiting_rows: None, name: str, size: dict[str, int]
) -> None:
    page = desk(PAGES[name], size)
    expect(page.locator("#main table.listing tbody tr").first).to_be_visible()
    # Which page this is, beside the way back.
    expect(page.locator(".w-breadcrumbs li").last).to_contain_text(page.locator("#main h1").first.inner_text())
    assert_ours_is_fine(page)


@SIZES
def test_upload_with_errors_in_its_rows(
    desk: Callable[..., Page], assert_ours_is_fine: Callable[..., None], size: dict[str, int]
) -> None:
    page = desk(PAGES["upload"], size)
    rows = as_csv(GOOD, row(slug="b", minutes="beaucoup", skills="inconnue:9"), row(slug="c", kind="poème", summary=""))
    page.locator("input[type=file]").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.locator("#main table.listing tbody tr")).to_have_count(3)
    expect(page.get_by_text("« beaucoup »")).to_be_visible()
    assert_ours_is_fine(page)
    assert_reached_by_keyboard(page)


@SIZES
def test_suggested_skills_beside_a_text(
    desk: Callable[..., Page], assert_ours_is_fine: Callable[..., None], size: dict[str, int]
) -> None:
    page = desk("/admin/couverture/ecrire/article/fr/?skill=empathie&level=2", size)
    page.fill("#id_title", "Écouter, puis parler")
    page.fill("#id_summary", TEXT)
    page.get_by_role("tab", name="Compétences et fiche").click()
    page.get_by_role("button", name="Proposer des compétences").focus()
    page.keyboard.press("Enter")
    expect(page.locator("skill-suggestions blockquote").first).to_be_visible()
    assert_ours_is_fine(page, "skill-suggestions")
