"""One field a screen: an address, then a code."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.forms import AddEmailForm, ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from learners.accounts.people import owner_of

ADDRESS = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}


def address_field(label: str) -> EmailField:
    return EmailField(label=label, widget=forms.EmailInput(attrs=ADDRESS))


def code_field(label: str = _("Le code à 6 chiffres")) -> forms.CharField:
    """Of a mail or an app; spaces and dashes in it do not matter."""
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=CODE))


class SignInForm(RequestLoginCodeForm):
    email = address_field(_("Ton adresse e-mail"))

    def clean_email(self) -> str:
        """Any address will do: whether it has an account is nobody's business until its code comes back."""
        email = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = owner_of(email)
        return email


class SignInCodeForm(ConfirmLoginCodeForm):
    code = code_field()


class NewAddressForm(AddEmailForm):
    email = address_field(_("Ta nouvelle adresse e-mail"))


class NewAddressCodeForm(ConfirmEmailVerificationCodeForm):
    code = code_field()
