"""Somebody of the team, and their way in: a password, then a code of the app, on the real pages."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import User
from django.test import Client

from desk.sign_in.forms import STEP
from learners.accounts.people import is_team

PASSWORD = "une phrase assez longue"
LOGIN, CODE = "/compte/equipe/", "/compte/equipe/code/"


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or so many half-minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up_app(user: User, secret: str = "") -> str:
    """The user has an authenticator app from now on; its secret."""
    secret = secret or generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in_staff(client: Client, user: User) -> Client:
    """Through both pages, with the password set to PASSWORD and an app set up where there is none."""
    user.set_password(PASSWORD)
    user.email = user.email or f"{user.username}@example.org"
    user.save()
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    secret = app.data["secret"] if app else set_up_app(user)
    if app:
        # As if the half-minute of the last code were over.
        app.data[STEP] = 0
        app.save()
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD})["Location"] == CODE
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    return client


class Browser(Client):
    """Django's test client; `force_login` stands for a sign-in with everything the account asks for."""

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        session: Any = self.session
        given = ("password", "mfa") if is_team(user) else ("code",)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": how, "at": time.time()} for how in given]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
