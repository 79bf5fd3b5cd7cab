"""Pictures of the running portal for the README: `tools/screens.py http://127.0.0.1:8000` writes docs/*.png."""

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
GAP, GROUND = 24, "#8d84a6"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PAGES = (
    "/competences/perseverance/",
    "/recherche/?q=stress",
    "/ressources/tenir-le-coup-a-l-oral/",
    "/ressources/demande-qu-on-te-pose-la-question/",
)


def picture(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot()))


def tour(browser: Browser, base: str, size: dict[str, int]) -> Iterator[Image.Image]:
    """Home, a question, the result, my space, a skill, the catalogue, a course, an article, a mission."""
    page = browser.new_page(viewport=size, locale="fr-FR", reduced_motion="reduce")
    page.goto(base)
    yield picture(page)
    page.goto(f"{base}/evaluation/?skills=gestion-du-stress,cooperation")
    page.locator('form:has(input[name="skills"]) button').first.click()
    yield picture(page)
    for number, word in enumerate(["Souvent", "Parfois", "Souvent", "Parfois", "Rarement"] * 2, 1):
        page.get_by_text(f"{number} sur 10").first.wait_for()
        page.locator("[data-settling]").wait_for(state="detached")
        page.get_by_text(word, exact=True).click()
    page.wait_for_url("**/resultat/")
    yield picture(page)
    page.goto(f"{base}/mon-espace/")
    yield picture(page)
    for path in PAGES:
        page.goto(base + path)
        yield picture(page)
    page.goto(f"{base}/missions/")
    page.locator(".card__title a").first.click()
    yield picture(page)


def sheet(images: list[Image.Image], columns: int, scale: float) -> Image.Image:
    small = [
        image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS) for image in images
    ]
    width, height = small[0].size
    rows = -(-len(small) // columns)
    whole = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), GROUND)
    for number, image in enumerate(small):
        row, column = divmod(number, columns)
        whole.paste(image, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return whole


def main(base: str) -> None:
    DOCS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        phone = sheet(list(tour(browser, base, {"width": 360, "height": 740})), 5, 0.75)
        phone.quantize(256, kmeans=2).save(DOCS / "screens-phone.png", optimize=True)
        desktop = sheet(list(tour(browser, base, {"width": 1280, "height": 800})), 3, 0.42)
        desktop.quantize(256, kmeans=2).save(DOCS / "screens-desktop.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
