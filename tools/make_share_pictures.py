"""Draws the families' pictures and the jump as PNG for share images: `tools/make_share_pictures.py` writes static/img/share/."""

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "static" / "img" / "share"


def sources() -> dict[str, str]:
    drawings = {path.stem: path.read_text() for path in sorted((ROOT / "static" / "img" / "families").glob("*.svg"))}
    jump = (ROOT / "templates" / "home" / "_jump.html").read_text()
    return {**drawings, "jump": re.sub(r"\{#.*?#\}", "", jump).strip()}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 480, "height": 360})
        for name, svg in sources().items():
            page.set_content(f"<style>body{{margin:0}}svg{{width:480px;display:block}}</style>{svg}")
            data = page.locator("svg").screenshot(omit_background=True)
            Image.open(io.BytesIO(data)).quantize(64, method=Image.Quantize.FASTOCTREE).save(OUT / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
