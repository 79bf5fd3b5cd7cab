"""Pictures of the running portal for the README: `tools/screens.py http://127.0.0.1:8000` writes docs/*.png."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
GAP, GROUND = 24, "#e9e3ff"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


def picture(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot()))


def main_job(browser: Browser, base: str) -> list[Image.Image]:
    """Home, a question, the result, its recommendations, as a phone shows them."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, locale="fr-FR", reduced_motion="reduce")
    page.goto(base)
    shots = [picture(page)]
    page.goto(f"{base}/evaluation/?skills=gestion-du-stress,cooperation")
    page.locator('form:has(input[name="skills"]) button').first.click()
    shots.append(picture(page))
    for number, word in enumerate(["Souvent", "Parfois", "Souvent", "Parfois", "Rarement"] * 2, 1):
        page.get_by_text(f"{number} sur 10").first.wait_for()
        page.locator("[data-settling]").wait_for(state="detached")
        page.get_by_text(word, exact=True).click()
    page.wait_for_url("**/resultat/")
    shots.append(picture(page))
    page.locator("#conseils article").first.scroll_into_view_if_needed()
    shots.append(picture(page))
    return shots


def side_by_side(images: list[Image.Image]) -> Image.Image:
    width = sum(image.width for image in images) + GAP * (len(images) + 1)
    sheet = Image.new("RGB", (width, max(image.height for image in images) + 2 * GAP), GROUND)
    left = GAP
    for image in images:
        sheet.paste(image, (left, GAP))
        left += image.width + GAP
    return sheet


def main(base: str) -> None:
    DOCS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        sheet = side_by_side(main_job(browser, base))
        sheet.quantize(192).save(DOCS / "screens-phone.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
