"""allauth's second factor in our words, with a QR code that the content policy allows."""

from __future__ import annotations

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Ce n'est pas le bon code, ou il a déjà servi. Attends le suivant, puis essaie encore."),
        "cannot_generate_recovery_codes": _("Il faut d'abord une application d'authentification."),
    }

    def build_totp_svg(self, url: str) -> str:
        """One `<svg>` to stand in the page, without XML head or style."""
        return qrcode.make(url, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
