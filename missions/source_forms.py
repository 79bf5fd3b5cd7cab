"""The admin's form of a source. Its key goes in and never comes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from missions.source import Source

# What changes how a feed is read: then "not modified since" would hide the new reading.
_READING = {"kind", "feed_url", "strict"}


class SourceForm(WagtailAdminModelForm):
    """`new_key` replaces the kept key; left empty, the key stays; `forget_key` removes it."""

    new_key = forms.CharField(
        label=_("Clé d'accès"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Envoyée à la plateforme avec chaque demande, jamais réaffichée ici. Laisse vide pour garder la clé enregistrée."
        ),
    )
    forget_key = forms.BooleanField(label=_("Oublier la clé enregistrée"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("Une clé est enregistrée.") if self.instance.api_key else _("Aucune clé n'est enregistrée.")
        if self.instance.slug:
            given = _("La variable d'environnement %(name)s passe avant elle.") % {"name": self.instance.key_variable}
            kept = f"{kept} {given}"
        self.fields["forget_key"].help_text = kept

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        address = data.get("feed_url") or ""
        if address.lower().startswith("http://") and not data.get("allow_http"):
            self.add_error("feed_url", _("Cette adresse est en http : donne une adresse https, ou coche « accepter http »."))
        if "@" in address.partition("://")[2].partition("/")[0]:
            self.add_error("feed_url", _("Pas d'identifiant ni de mot de passe dans l'adresse : utilise la clé d'accès."))
        return data

    def save(self, commit: bool = True) -> Source:
        if self.cleaned_data.get("forget_key"):
            self.instance.api_key = ""
        elif key := self.cleaned_data.get("new_key"):
            self.instance.api_key = key
        if _READING & set(self.changed_data):
            self.instance.etag = self.instance.last_modified = ""
        return super().save(commit)
