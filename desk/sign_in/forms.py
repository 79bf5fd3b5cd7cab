"""The team's forms: an address and a password, then a code of the app. A code counts once, for good."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from learners.accounts.forms import address_field, code_field
from learners.accounts.people import is_team

STEP = "last_step"
NEW_PASSWORD_HELP = _("Douze caractères au moins. Une phrase que personne d'autre ne connaît marche bien.")


class TeamLoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field(_("Ton adresse e-mail"))
        name_password(self.fields["password"], _("Ton mot de passe"))

    def _setup_password_field(self) -> None:
        """Signing up has no password, and allauth would take the field away here too."""

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        cleaned = super()._clean_with_password(credentials)
        if not is_team(self.user):
            raise get_adapter().validation_error("email_password_mismatch")
        # An administrator gave this address.
        self._login.email_verification = EmailVerificationMethod.NONE
        return cleaned

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        request.session.set_expiry(settings.TEAM_SESSION_SECONDS)
        return response


class PasswordAgainForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_password(self.fields["password"], _("Ton mot de passe"))


class ResetPasswordForm(account_forms.ResetPasswordForm):
    email = address_field(_("Ton adresse e-mail"))

    def clean_email(self) -> str:
        """Only the team has passwords; anybody else gets no mail, and sees the same page."""
        email = super().clean_email()
        self.users = [user for user in self.users if is_team(user)]
        return email


class ResetCodeForm(account_forms.ConfirmPasswordResetCodeForm):
    code = code_field()


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        name_password(self.fields["password1"], _("Ton nouveau mot de passe"), NEW_PASSWORD_HELP)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        name_password(self.fields["oldpassword"], _("Ton mot de passe actuel"))
        name_password(self.fields["password1"], _("Ton nouveau mot de passe"), NEW_PASSWORD_HELP)


class CountsOnce:
    """A code of the app, or one it replaced, is refused from its first use on, in every process of the server.

    allauth remembers a used code in the cache for one period, which a process may not share.
    Source: RFC 6238, section 5.2 (the verifier must not accept the second attempt of an OTP).
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(CountsOnce, AuthenticateForm):
    code = code_field(_("Le code de ton application"))


class SecondFactorAgainForm(CountsOnce, ReauthenticateForm):
    code = code_field(_("Le code de ton application"))


class ActivateForm(ActivateTOTPForm):
    code = code_field(_("Le code que montre l'application"))


def name_password(field: Any, label: str, help_text: str = "") -> None:
    """Our label and help on one of allauth's password fields, which have their link and list there."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


@transaction.atomic
def spend(authenticator: Authenticator, code: str) -> bool:
    """Note the time step of a code as used. False when it, or a later one, was used before."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = decrypt(row.data["secret"])
    steps = (step for step in yield_hotp_counters_from_time() if _is_code(code, secret, step))
    step = next(steps, 0)
    if step <= row.data.get(STEP, 0):
        return False
    row.data[STEP] = step
    row.save(update_fields=["data"])
    return True


def _is_code(code: str, secret: str, step: int) -> bool:
    return compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
