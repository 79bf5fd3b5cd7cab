"""Signing in is signing up: the code goes to any address, and an account is made when it comes back.

allauth's code login, with two differences: an address without an account gets a code too, and the
address of somebody of the team gets none, so that a mailbox never stands in for their password and
second factor. The screen is the same in every case.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from learners.accounts.people import create_account, is_team, owner_of


class SignIn(LoginCodeVerificationProcess):
    @classmethod
    def start(cls, request: HttpRequest, email: str, user: User | None) -> None:
        """Send the code to `email` and keep in the session what is waited for."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> SignIn | None:
        """What was started; None once its time is over."""
        return cls(stage).abort_if_invalid()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        adapter = get_adapter()
        if self.user is None or (self.user.is_active and not is_team(self.user)):
            adapter.send_mail("account/email/login_code", email, {"code": self.generate_code()})
        elif self.user.is_active:
            adapter.send_mail("team_address", email, {"team_login_url": self.request.build_absolute_uri(reverse("team_login"))})

    def finish(self, redirect_url: str | None) -> HttpResponseBase:
        """Sign in whoever the address belongs to by now, with a new account if to nobody."""
        email = self.state["email"]
        self._user = self.stage.login.user = owner_of(email) or create_account(email)
        if is_team(self._user):
            self.abort()
            return redirect("team_login")
        return super().finish(redirect_url)
