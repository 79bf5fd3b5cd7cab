"""What visitors send, checked: the skills they chose and one answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.models import DONT_KNOW_LABEL, Frequency
from assessments.questions import MAX_SKILLS

DONT_KNOW = "nsp"


class SkillsForm(forms.Form):
    """One to five skills of those that have statements."""

    skills = forms.MultipleChoiceField(
        error_messages={
            "required": _("Coche au moins une compétence, puis recommence."),
            "invalid_list": _("On n'a pas compris ta sélection. Coche tes compétences, puis recommence."),
            "invalid_choice": _("Une des compétences choisies n'existe pas. Vérifie ta sélection, puis recommence."),
        }
    )

    def __init__(self, *args: Any, available: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [(slug, slug) for slug in available]

    def clean_skills(self) -> list[str]:
        chosen = list(dict.fromkeys(self.cleaned_data["skills"]))
        extra = len(chosen) - MAX_SKILLS
        if extra > 0:
            raise forms.ValidationError(
                ngettext(
                    "Cinq compétences au maximum : enlèves-en %(extra)d.",
                    "Cinq compétences au maximum : enlèves-en %(extra)d.",
                    extra,
                )
                % {"extra": extra}
            )
        return chosen


def _frequency(value: str) -> int | None:
    return None if value == DONT_KNOW else int(value)


class AnswerForm(forms.Form):
    """0 (never) to 4 (always), or "nsp" for "je ne sais pas"; cleaned to an int or None."""

    value = forms.TypedChoiceField(
        choices=[*((str(value), label) for value, label in Frequency.choices), (DONT_KNOW, DONT_KNOW_LABEL)],
        coerce=_frequency,
        error_messages={
            "required": _("Choisis une réponse, ou « Je ne sais pas »."),
            "invalid_choice": _("On n'a pas reconnu cette réponse. Choisis-en une ci-dessous."),
        },
    )
