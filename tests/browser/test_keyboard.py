"""Every kind of page with the keyboard alone: everything is reached, in sight, with its focus shown, and nothing holds one back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, Visit

from .test_pages import PAGES

# Numbers what Tab must reach; a group of radio buttons is one stop, which arrows move within.
_NUMBER = """() => {
  const wanted = 'a[href], button, input, select, textarea, summary, video[controls]';
  const reached = [...document.querySelectorAll(wanted)].filter(node =>
    !node.disabled && node.tabIndex >= 0 && node.type !== 'hidden' && node.type !== 'radio'
    && node.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }));
  reached.forEach((node, number) => { node.dataset.stop = number });
  return reached.map(node => node.outerHTML.slice(0, 90));
}"""
# What has the focus: its number, whether it shows, and whether it is in sight.
_HERE = """async () => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  await new Promise(requestAnimationFrame);
  await Promise.all(node.getAnimations().map(one => one.finished));
  const drawn = one => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
  const carrier = [node, node.closest('label, .card')].filter(Boolean);
  const box = node.getBoundingClientRect();
  return {
    stop: node.dataset.stop === undefined ? null : Number(node.dataset.stop),
    shown: carrier.some(drawn) || node.localName === 'video',
    seen: box.bottom > 0 && box.top < innerHeight,
    html: node.outerHTML.slice(0, 90),
  };
}"""


def tab_through(page: Page, most: int) -> list[dict]:
    stops = []
    for _press in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None:
            break
        stops.append(here)
    return stops


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith(("english", "style guide,"))])
def test_page_is_used_with_the_keyboard_alone(name: str, visit: Callable[..., Visit]) -> None:
    # Without motion: what slides into sight is there at once.
    page = visit(PAGES[name], viewport=DESKTOP, reduced_motion="reduce").page
    page.wait_for_load_state("networkidle")
    expected = page.evaluate(_NUMBER)
    stops = tab_through(page, len(expected) + 30)
    reached = {stop["stop"] for stop in stops}
    assert [html for number, html in enumerate(expected) if number not in reached] == []
    assert [stop["html"] for stop in stops if not stop["shown"]] == []
    assert [stop["html"] for stop in stops if not stop["seen"]] == []
    # The end was reached: nothing holds the focus.
    assert len(stops) < len(expected) + 30


def test_skip_link_comes_first_and_leads_past_the_menu(visit: Callable[..., Visit]) -> None:
    page = visit(PAGES["article"]).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_menu_opens_and_leads_on_with_the_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit(PAGES["skill"]).page
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evaluation/")
