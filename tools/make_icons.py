#!/usr/bin/env python3
"""Draw static/img/icon-*.png from static/img/icon.svg: home screens take no SVG.

A maskable icon fills its square, with everything that matters in the middle four fifths (W3C
Manifest, "icon masks"); Apple's is cut by the phone and must have no transparent corner either.
Needs Playwright (requirements/dev) and Chromium.
"""

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "static" / "img"
# Name -> (size in pixels, fills its square).
ICONS = {"icon-192": (192, False), "icon-512": (512, False), "icon-maskable-512": (512, True), "icon-180": (180, True)}


def full(svg: str) -> str:
    """The drawing on a full square, shrunk into the safe zone."""
    head, ground, drawing = re.fullmatch(r"(<svg[^>]*>)(<rect[^>]*/>)(.*)</svg>\s*", svg, re.S).groups()
    square = ground.replace(' rx="16"', "")
    return f'{head}{square}<g transform="translate(5.6 5.6) scale(.825)">{drawing}</g></svg>'


def main() -> None:
    svg = (IMAGES / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, (size, fills) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw}}</style>{full(svg) if fills else svg}")
            picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            path = IMAGES / f"{name}.png"
            picture.quantize(64).save(path, optimize=True)
            print(f"{path.name}: {path.stat().st_size} bytes")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
