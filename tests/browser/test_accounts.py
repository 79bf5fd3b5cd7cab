"""Accounts in a real browser: the team's first sign-in, the screens, and a learner's without JavaScript."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.staff import PASSWORD, Staff, sign_in_staff, sign_out


def test_first_administrator_sets_up_the_second_factor(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str], assert_accessible: Callable[[Page], None]
) -> None:
    staff = Staff("premiere@example.org", secret="", superuser=True).create(portal_environment)
    page = open_context().new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto("/admin/")
    assert_accessible(page)
    page.fill("input[name=login]", staff.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    expect(page.locator(".account-qr svg")).to_be_visible()
    assert_accessible(page)
    staff.secret = page.inner_text(".account-secret")
    page.fill("input[name=code]", staff.code())
    page.click("main form button")
    page.wait_for_url("**/codes-de-secours/")
    codes = page.locator(".account-codes li").all_inner_texts()
    assert len(codes) == 10
    assert_accessible(page)
    with page.expect_download() as waiting:
        page.click("a[download]")
    assert codes == re.findall(r"\d{8}", waiting.value.path().read_text())
    page.goto("/compte/equipe/securite/")
    assert_accessible(page)
    assert errors == []
    page.goto("/admin/")
    expect(page.locator("h1").first).to_be_visible()
    sign_out(page)
    sign_in_staff(page, staff)
    assert urllib.parse.urlsplit(page.url).path == "/admin/"


def test_learner_signs_in_and_out_without_scripts(
    open_context: Callable[..., BrowserContext], portal_environment: dict[str, str]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.click("footer >> text=Mon compte")
    page.fill("input[name=email]", "sans-script@example.org")
    page.click("main form button")
    page.fill("input[name=code]", mailed_code(portal_environment, "sans-script@example.org"))
    page.click("main form button >> nth=0")
    expect(page.locator("main")).to_contain_text("sans-script@example.org")
    page.click("text=Aller à mon espace")
    page.wait_for_url("**/mon-espace/")
    sign_out(page)
    page.goto("/compte/")
    assert urllib.parse.urlsplit(page.url).path == "/compte/connexion/"


def mailed_code(environment: dict[str, str], address: str) -> str:
    """The code of the last mail to an address; every mail is a file (EMAIL_URL)."""
    folder = Path("/" + environment["EMAIL_URL"].removeprefix("filemail://").lstrip("/"))
    mails = [text for file in sorted(folder.iterdir()) if f"To: {address}" in (text := file.read_text(encoding="utf-8"))]
    return re.findall(r"\b\d{6}\b", mails[-1])[-1]


def test_sign_in_screens_read_well(
    open_context: Callable[..., BrowserContext], assert_accessible: Callable[[Page], None]
) -> None:
    for viewport in ({"width": 360, "height": 740}, DESKTOP):
        page = open_context(viewport).new_page()
        page.goto("/compte/")
        assert_accessible(page)
        page.fill("input[name=email]", f"lou{viewport['width']}@example.org")
        page.click("main form button")
        code = page.locator("input[name=code]")
        expect(code).to_have_attribute("autocomplete", "one-time-code")
        expect(code).to_have_attribute("inputmode", "numeric")
        assert_accessible(page)
        page.fill("input[name=code]", "abc")
        page.click("main form button")
        expect(page.locator(".field__error")).to_be_visible()
        assert_accessible(page)
