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

from home.ground import row_of, shown_pages
from kit.pages import BasePageQuerySet

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


def addresses(stream: Any, language: str) -> list[str]:
    """Where each target of a stream leads in the active language (`language`); empty where nobody may go any more.

    Reads the stream's data as they are stored: choosers would fetch every page.
    """
    targets = [block["value"] for block in stream.raw_data]
    pages = page_addresses({target["page"] for target in targets if target.get("page")}, language)
    return [
        reverse(target["route"]) if target.get("route") else target.get("url") or pages.get(target.get("page"), "")
        for target in targets
    ]


def page_addresses(keys: set[int], language: str) -> dict[int, str]:
    """Addresses of pages in a language, or their own where they have no public translation; closed pages are left out.

    One query at most, and none for what stands near the top of the tree.
    """
    rows = shown_pages()
    if deeper := keys - {row["pk"] for row in rows}:
        works = Page.objects.filter(pk__in=deeper).order_by().values("translation_key")
        found = BasePageQuerySet(Page).published().filter(translation_key__in=works).select_related("locale")
        rows = [*rows, *(row_of(page) for page in found)]
    own = {row["pk"]: row for row in rows if row["pk"] in keys}
    there = {row["key"]: row["url"] for row in rows if row["language"] == language}
    return {key: there.get(row["key"], row["url"]) for key, row in own.items()}
