"""A partner's lists as a person types them: one site a line, kinds as boxes to tick."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from partners.models import EmbedKind, Partner


class LinesField(forms.CharField):
    """A JSON list of texts, one a line; empty lines do not count."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "placeholder": "https://www.ecole.fr"})

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class PartnerForm(WagtailAdminModelForm):
    class Meta:
        model = Partner
        fields = "__all__"
        widgets = {
            "main_colour": forms.TextInput(attrs={"type": "color"}),
            "ground_colour": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, initial = self.fields["may_embed"].label, self.initial.get("may_embed")
        self.fields["may_embed"] = forms.MultipleChoiceField(
            label=label, choices=EmbedKind.choices, widget=forms.CheckboxSelectMultiple, required=False, initial=initial
        )
        origins = self.fields["origins"]
        self.fields["origins"] = LinesField(label=origins.label, help_text=origins.help_text, required=False)
