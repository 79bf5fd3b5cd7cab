"""What people send from their space, checked: a goal, a code, a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from skills.levels import Level, named_level
from skills.naming import SkillName, skill_names
from skills.profile import SkillProfile

MAX_FILE = 1_000_000
MAX_GOALS = 5


class GoalForm(forms.Form):
    """A skill, and a level of it above the one somebody stands at."""

    skill = forms.ChoiceField(
        label=_("Compétence"),
        error_messages={"required": _("Choisis une compétence."), "invalid_choice": _("On ne connaît pas cette compétence.")},
    )
    level = forms.TypedChoiceField(
        label=_("Niveau"),
        choices=Level.choices,
        coerce=lambda value: Level(int(value)),
        error_messages={"required": _("Choisis un niveau."), "invalid_choice": _("On ne connaît pas ce niveau.")},
    )

    def __init__(self, *args: Any, profile: SkillProfile, held: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile, self.held = profile, held
        self.fields["skill"].choices = [(slug, one.name) for slug, one in skill_names().items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        skill, wanted = cleaned.get("skill"), cleaned.get("level")
        if not skill or not wanted:
            return cleaned
        here = named_level(self.profile.level(skill))
        if here and wanted <= here:
            words = {"level": here.label, "skill": skill_names()[skill].name}
            self.add_error("level", _("Tu y es déjà : %(level)s en « %(skill)s ». Choisis un niveau au-dessus.") % words)
        elif skill not in self.held and len(self.held) >= MAX_GOALS:
            self.add_error("skill", _("Cinq objectifs, c'est déjà beaucoup. Retires-en un, puis reviens."))
        return cleaned

    def groups(self) -> Iterator[tuple[str, list[SkillName]]]:
        """The skills to choose from: the assessed ones first, then the others by family."""
        names = skill_names()
        assessed = [one for slug, one in names.items() if self.profile.level(slug)]
        if assessed:
            yield str(_("Déjà évaluées")), assessed
        others = (one for slug, one in names.items() if not self.profile.level(slug))
        for family, rows in groupby(others, key=lambda one: one.family_name):
            yield family, list(rows)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Le code affiché sur l'autre appareil"),
        max_length=40,
        error_messages={"required": _("Recopie le code, puis recommence.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    """A file of `learners.portable.collect`; cleaned to what its JSON says."""

    file = forms.FileField(
        label=_("Le fichier « tremplin »"),
        error_messages={"required": _("Choisis un fichier, puis recommence."), "empty": _("Ce fichier est vide.")},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > MAX_FILE:
            raise forms.ValidationError(_("Ce fichier est trop lourd : 1 Mo au plus."))
        try:
            return json.loads(given.read())
        # A file nested thousands deep is no file of ours either.
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("On n'arrive pas à lire ce fichier. Prends celui que « Télécharger mes données » t'a donné.")
            ) from None
