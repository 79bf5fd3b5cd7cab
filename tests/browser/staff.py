"""Somebody of the team in the running portal, and their way in through the pages, code of the app included."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "une phrase assez longue"
# Reads {email, secret, groups, superuser} from its standard input; an account made before is left as it is.
_MAKE = """
import json, sys
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, User
given = json.load(sys.stdin)
user = User(username=given["email"].split("@")[0], email=given["email"], is_superuser=given["superuser"])
user.set_password(given["password"])
user.save()
user.groups.set(Group.objects.get(name=name) for name in given["groups"])
if given["secret"]:
    TOTP.activate(user, given["secret"])
"""


@dataclass
class Staff:
    """An account of the team; without `secret`, its app is not set up yet."""

    email: str
    secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    groups: list[str] = field(default_factory=list)
    superuser: bool = False
    last_step: int = 0

    def create(self, environment: dict[str, str]) -> Staff:
        """Made in the portal's own database (fixture `portal_environment`)."""
        given = {"password": PASSWORD, **{name: getattr(self, name) for name in ("email", "secret", "groups", "superuser")}}
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "--command", _MAKE]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, input=json.dumps(given), text=True)
        return self

    def code(self) -> str:
        """A code the portal has not seen: the app's present one, or the next, which counts too (MFA_TOTP_TOLERANCE)."""
        self.last_step = max(int(time.time()) // 30, self.last_step + 1)
        return format_hotp_value(hotp_value(self.secret, self.last_step))


def sign_in_staff(page: Page, staff: Staff, path: str = "/admin/") -> None:
    """From `path`, through password and code, and back to it. Twice a half-minute at most for one account."""
    page.goto(path)
    page.fill("input[name=login]", staff.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.fill("input[name=code]", staff.code())
    page.click("main form button")
    page.wait_for_url(f"**{path}")


def sign_out(page: Page) -> None:
    page.goto("/compte/deconnexion/")
    page.click("main form button")
    page.wait_for_url("**/compte/deconnexion/fait/")
