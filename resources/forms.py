"""What the editor's form checks beyond its fields, and the filters of the list of resources."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ResourceForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        """A skill may be named once: two levels of one skill would count it twice."""
        cleaned = super().clean()
        forms = [form for form in self.formsets["skill_rows"].forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        counts = Counter(form.cleaned_data.get("skill") for form in forms)
        for form in forms:
            if form.cleaned_data.get("skill") and counts[form.cleaned_data["skill"]] > 1:
                form.add_error("skill", _("Cette compétence est déjà dans la liste : garde une seule ligne."))
        return cleaned
