"""What the editor's form checks beyond its fields, and the filters of the list of resources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ResourceForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        """A skill may be named once: two levels of one skill would count it twice."""
        cleaned = super().clean()
        forms = [form for form in self.formsets["skill_rows"].forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        counts = Counter(form.cleaned_data.get("skill") for form in forms)
        for form in forms:
            if form.cleaned_data.get("skill") and counts[form.cleaned_data["skill"]] > 1:
                form.add_error("skill", _("Cette compétence est déjà dans la liste : garde une seule ligne."))
        return cleaned


class FilterForm(forms.Form):
    """Filters of the list of resources; `skills`: (slug, name) of those that can be chosen."""

    kind = forms.ChoiceField(label=_("Format"), required=False)
    skill = forms.ChoiceField(label=_("Compétence"), required=False)

    def __init__(self, data: Mapping[str, Any], *, skills: list[tuple[str, str]]) -> None:
        super().__init__(data)
        # Here and not on the field: the names depend on the reader's language and on what there is.
        self.fields["kind"].choices = [
            ("", gettext("Tous")),
            ("article", gettext("Articles")),
            ("video", gettext("Vidéos")),
            ("course", pgettext("plusieurs", "Cours")),
        ]
        self.fields["skill"].choices = [("", gettext("Toutes")), *skills]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = gettext("On ne connaît pas ce choix : il est laissé de côté.")
