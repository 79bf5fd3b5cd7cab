"""What is typed for a workshop: its leader's plan, a code, a nickname."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms import SkillsForm
from partners.workshop_models import SessionKey

AHEAD = timedelta(days=365)
NICKNAME_LENGTH = 20
# What is no first name: an address, a telephone number.
_REACHES_SOMEBODY = re.compile(r"@|(?:\d[ .-]?){6}")


class WorkshopForm(SkillsForm):
    """A workshop to come: `skills` one to five of `available`."""

    title = forms.CharField(
        label=_("Titre"),
        max_length=80,
        help_text=_("Les participants le voient. Par exemple : Première STMG, groupe A."),
        error_messages={"required": _("Donne un titre à l'atelier.")},
    )
    day = forms.DateField(
        label=_("Date"),
        help_text=_("L'atelier se ferme tout seul le lendemain soir."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choisis une date."), "invalid": _("Cette date n'existe pas.")},
    )
    sessions = forms.MultipleChoiceField(
        label=_("Séances"),
        choices=SessionKey.choices,
        error_messages={"required": _("Coche au moins une séance."), "invalid_choice": _("Cette séance n'existe pas.")},
    )

    def __init__(self, *args: Any, available: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, available=available, **kwargs)
        today = timezone.localdate()
        self.fields["day"].widget.attrs |= {"min": today.isoformat(), "max": (today + AHEAD).isoformat()}

    def clean_day(self) -> date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + AHEAD:
            raise forms.ValidationError(_("Choisis une date entre aujourd'hui et dans un an."))
        return day


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Le code de l'atelier"),
        max_length=40,
        help_text=_("Six lettres et chiffres, affichés au tableau."),
        error_messages={"required": _("Recopie le code, puis recommence.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NicknameForm(forms.Form):
    nickname = forms.CharField(
        label=_("Ton prénom ou un surnom"),
        max_length=NICKNAME_LENGTH,
        help_text=_("La personne qui anime le voit. Pas de nom de famille."),
        error_messages={
            "required": _("Écris un prénom ou un surnom, puis recommence."),
            "max_length": _("Vingt signes au plus : raccourcis."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_nickname(self) -> str:
        nickname = " ".join(self.cleaned_data["nickname"].split())
        if _REACHES_SOMEBODY.search(nickname):
            raise forms.ValidationError(_("Un prénom ou un surnom suffit : ni adresse, ni numéro."))
        return nickname
