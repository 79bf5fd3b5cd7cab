"""Links that editors choose: a page, a place of the portal by name, or an address elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

ROUTES = [
    ("assessments:start", _("M'évaluer")),
    ("assessments:history", _("Mes résultats")),
    ("search:recommendations", _("Pour moi")),
    ("skills:framework", _("Compétences")),
    ("search:catalogue", _("Apprendre")),
    ("missions:list", _("Missions")),
    ("learners:space", _("Mon espace")),
    ("resources:feed", _("Nouveautés (RSS)")),
    ("search:api", "API"),
]
# A scheme-relative "//elsewhere" and "/\\elsewhere" leave the site, whatever they look like.
safe_address = RegexValidator(
    r"^(https://[^\s]+|/(?![/\\])[^\s]*)$", _("Une adresse en https://, ou de ce site en commençant par /.")
)


class TargetBlock(blocks.StructBlock):
    """Exactly one of: a page, a place of the portal, an address."""

    page = blocks.PageChooserBlock(label=_("page"), required=False, help_text=_("Sa traduction est prise d'elle-même."))
    route = blocks.ChoiceBlock(label=_("ou endroit du portail"), choices=ROUTES, required=False)
    url = blocks.CharBlock(
        label=_("ou adresse"), required=False, max_length=500, validators=[safe_address], help_text=_("En https://.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sum(bool(cleaned[name]) for name in ("page", "route", "url")) != 1:
            message = _("Choisis une page, un endroit du portail ou une adresse : l'un des trois.")
            raise StructBlockValidationError(block_errors={"route": ValidationError(message)})
        return cleaned


class LinkBlock(TargetBlock):
    """An entry of a menu."""

    label_fr = blocks.CharBlock(label=_("nom en français"), max_length=40)
    label_en = blocks.CharBlock(label=_("nom en anglais"), max_length=40)

    class Meta:
        icon = "link"
        label = _("Lien")
        label_format = "{label_fr}"
        form_layout = ["label_fr", "label_en", "page", "route", "url"]


def address(value: Any, language: str) -> str:
    """Where a target leads in the active language (`language`); empty where nobody may go any more."""
    if value["route"]:
        return reverse(value["route"])
    if value["url"]:
        return value["url"]
    return page_address(value["page"], language)


def page_address(page: Page | None, language: str) -> str:
    """A page's address in a language, or its own where it has no public translation; empty when closed."""
    if page is None:
        return ""
    same = Page.objects.filter(translation_key=page.translation_key).live().public().select_related("locale")
    known = {other.locale.language_code: other for other in same}
    found = known.get(language) or next((other for other in known.values() if other.pk == page.pk), None)
    return (found.get_url() or "") if found else ""
