"""Choosing what a frame shows: a form in the address, a snippet and a preview as its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.questions import MAX_SKILLS
from partners.middleware import THEMES
from partners.models import EmbedKind, Partner
from partners.sharing import NotPublic, Shown, shown_at, shown_skill
from partners.snippets import LEAST_HEIGHT, MOST_HEIGHT, Snippet
from search.contract import Kind
from search.labels import KINDS
from skills.levels import Level
from skills.naming import skill_names

THEME_LABELS = {"clair": _("clair"), "sombre": _("sombre"), "auto": _("comme l'appareil")}
LIST_KINDS = (Kind.ARTICLE, Kind.VIDEO, Kind.COURSE, Kind.MISSION)
ANY = ("", _("tout"))


class SnippetForm(forms.Form):
    """What, for which skills, in which look. `address` is a page of the portal; the rest counts for the kinds it fits."""

    kind = forms.ChoiceField(label=_("Que veux-tu montrer ?"))
    address = forms.CharField(
        label=_("Adresse de la page sur Tremplin"),
        required=False,
        max_length=500,
        help_text=_("Copie l'adresse du cours, de l'article, de la vidéo ou de la compétence."),
    )
    skills = forms.MultipleChoiceField(label=_("Compétences"), required=False)
    list_kind = forms.ChoiceField(label=_("Genre"), required=False)
    level = forms.ChoiceField(label=_("Niveau"), required=False)
    place = forms.CharField(label=_("Missions autour de"), required=False, max_length=80, help_text=_("Commune ou code postal."))
    minors = forms.BooleanField(label=_("Seulement les missions ouvertes aux mineurs"), required=False)
    language = forms.ChoiceField(label=_("Langue"), required=False, choices=Partner.Language.choices)
    theme = forms.ChoiceField(label=_("Thème"), required=False, choices=[(name, THEME_LABELS[name]) for name in sorted(THEMES)])
    width = forms.IntegerField(
        label=_("Largeur en points"), required=False, min_value=240, max_value=2000, help_text=_("Vide : toute la place.")
    )
    height = forms.IntegerField(
        label=_("Hauteur en points"),
        required=False,
        min_value=LEAST_HEIGHT,
        max_value=MOST_HEIGHT,
        help_text=_("Vide : une hauteur qui convient."),
    )

    def __init__(self, data: Any, partner: Partner, request: HttpRequest) -> None:
        super().__init__({"language": partner.language, "theme": "clair", **(data or {})} if data is not None else None)
        self.partner, self.request = partner, request
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in EmbedKind if kind.value in partner.may_embed]
        self.fields["skills"].choices = [(slug, name.name) for slug, name in skill_names().items()]
        self.fields["list_kind"].choices = [ANY, *((kind.value, KINDS[kind]) for kind in LIST_KINDS)]
        self.fields["level"].choices = [ANY, *((str(level.value), level.label) for level in Level)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == EmbedKind.QUESTIONNAIRE and len(cleaned.get("skills", ())) > MAX_SKILLS:
            self.add_error("skills", _("Cinq compétences au maximum pour un questionnaire."))
        if kind in {EmbedKind.RESOURCE, EmbedKind.SKILL}:
            self._find(cleaned, kind)
        return cleaned

    def _find(self, cleaned: dict[str, Any], kind: str) -> None:
        if kind == EmbedKind.SKILL and len(cleaned.get("skills", ())) == 1 and not cleaned.get("address"):
            cleaned["shown"] = shown_skill(cleaned["skills"][0])
            return
        try:
            shown = shown_at(cleaned.get("address", ""), self.request)
        except (Http404, NotPublic):
            self.add_error(
                "address", _("On ne trouve pas cette page, ou elle n'est pas publique. Copie son adresse depuis Tremplin.")
            )
            return
        if shown.embed is None or shown.embed[0] != kind:
            self.add_error("address", _("Cette page n'est pas de ce genre : choisis-en une autre, ou change de genre."))
            return
        cleaned["shown"] = shown

    def snippet(self) -> Snippet:
        """For a valid form."""
        data = self.cleaned_data
        kind = EmbedKind(data["kind"])
        shown = data.get("shown") or self._portal_page(kind)
        return Snippet(
            partner=self.partner,
            kind=kind,
            title=shown.title,
            portal_url=shown.url,
            key=shown.embed[1] if shown.embed else "",
            query=self._query(kind),
            language=data["language"],
            theme=data["theme"] or "clair",
            width=data["width"] or 0,
            height=data["height"] or 0,
        )

    def _portal_page(self, kind: EmbedKind) -> Shown:
        names = {
            EmbedKind.CATALOGUE: ("search:catalogue", _("Des ressources pour progresser")),
            EmbedKind.MISSIONS: ("missions:list", _("Des missions près de chez toi")),
            EmbedKind.QUESTIONNAIRE: ("assessments:start", _("Où j'en suis ?")),
        }
        name, title = names[kind]
        return Shown(str(title), f"{settings.BASE_URL}{reverse(name)}")

    def _query(self, kind: EmbedKind) -> list[tuple[str, str]]:
        data = self.cleaned_data
        if kind == EmbedKind.QUESTIONNAIRE:
            return [("competences", ",".join(data["skills"]))] if data["skills"] else []
        if kind not in {EmbedKind.CATALOGUE, EmbedKind.MISSIONS}:
            return []
        pairs = [("skill", slug) for slug in data["skills"]]
        if kind == EmbedKind.CATALOGUE:
            pairs += [(name, data[field]) for name, field in (("kind", "list_kind"), ("level", "level")) if data[field]]
        else:
            pairs += [("place", data["place"])] if data["place"] else []
            pairs += [("minors", "1")] if data["minors"] else []
        return pairs
