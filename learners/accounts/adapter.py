"""What allauth says, sends and does, in the portal's words: no person's data in a message, one mail for one purpose."""

from __future__ import annotations

import logging
import smtplib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.accounts.people import is_team
from learners.accounts.space import bring_together, leave

logger = logging.getLogger("tremplin.accounts")

# allauth's name of a mail -> ours; the first line of each is its subject.
MAILS = {
    "account/email/login_code": "account/email/sign_in_code.txt",
    "account/email/email_confirmation": "account/email/new_address_code.txt",
    "account/email/email_confirmation_signup": "account/email/new_address_code.txt",
    "account/email/password_reset_code": "account/email/password_code.txt",
    "team_address": "account/email/team_address.txt",
    "notice": "account/email/notice.txt",
}
# What somebody is told of after it happened, in case it was not them.
NOTICES = {
    "account/email/email_changed": gettext_lazy("L'adresse e-mail de ton compte a changé."),
    "account/email/password_changed": gettext_lazy("Le mot de passe de ton compte a changé."),
    "account/email/password_reset": gettext_lazy("Le mot de passe de ton compte a changé."),
    "mfa/email/totp_activated": gettext_lazy("La vérification en deux étapes est en place sur ton compte."),
    "mfa/email/totp_deactivated": gettext_lazy("La vérification en deux étapes a été retirée de ton compte."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "Ton compte a de nouveaux codes de secours. Les anciens ne marchent plus."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Ce compte est fermé."),
        "duplicate_email": gettext_lazy("C'est déjà l'adresse de ton compte."),
        "email_password_mismatch": gettext_lazy(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifie, puis essaie encore."
        ),
        "email_taken": gettext_lazy("Cette adresse a déjà un compte. Déconnecte-toi, puis connecte-toi avec elle."),
        "enter_current_password": gettext_lazy("Ce n'est pas ton mot de passe actuel."),
        "incorrect_code": gettext_lazy("Ce n'est pas le bon code. Regarde le dernier reçu, puis essaie encore."),
        "incorrect_password": gettext_lazy("Ce n'est pas le bon mot de passe."),
        "too_many_login_attempts": gettext_lazy("Beaucoup d'essais d'un coup. Attends quelques minutes, puis recommence."),
        "rate_limited": gettext_lazy("Beaucoup d'essais d'un coup. Attends quelques minutes, puis recommence."),
    }

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Only what went wrong: the pages say the rest, and allauth's own messages hold addresses."""
        if message:
            super().add_message(request, level, message=message)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of MAILS. Where the mail server refuses, the person gets a page that says so (503)."""
        request = request_context.request
        text = render_to_string(MAILS[template_prefix], context, request).strip()
        subject, _newline, body = text.partition("\n")
        try:
            EmailMessage(subject, body.strip(), self.get_from_email(), [email]).send()
        except (OSError, smtplib.SMTPException) as error:
            # Not the error itself: it may name the address.
            logger.error("A mail could not be sent: %s", type(error).__name__)
            page = {
                "status": 503,
                "title": _("On n'arrive pas à envoyer de mail."),
                "text": _("C'est de notre côté. Réessaie dans quelques minutes."),
            }
            raise ImmediateHttpResponse(render(request, "errors/error.html", page, status=503)) from None

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if (what := NOTICES.get(template_prefix)) and (address := email or user.email):
            self.send_mail("notice", address, {"what": what})

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of whoever has given a password or a code within the last minutes, signing in included."""
        request = request_context.request
        given = get_authentication_records(request, request.user)
        if given and time.time() - given[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if not is_team(user):
            bring_together(request, user)

    def logout(self, request: HttpRequest) -> None:
        if not is_team(request.user):
            leave(request)
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home" if is_team(request.user) else "learners:space")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        return reverse("account_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")
