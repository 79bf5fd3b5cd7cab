"""The home page and the pages that explain: how it works, privacy, and the like."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from home import defaults
from home.links import TargetBlock, addresses
from home.site_settings import Announcement, ContactSetting, Navigation, SiteSetting
from home.structured_data import website
from kit.blocks import BodyBlock, StreamField
from kit.pages import BasePage

__all__ = ["Announcement", "ContactSetting", "EditorialPage", "HomePage", "Navigation", "SiteSetting"]


# Shown to nobody, said by screen readers.
_HEARD = _("Ne se voit pas : un lecteur d'écran le dit.")
DOOR = ("icon", "title", "text")


class StepBlock(blocks.StructBlock):
    """One of the three steps of the method."""

    key = blocks.ChoiceBlock(
        label=_("étape"), choices=[("reperer", _("Repérer")), ("challenger", _("Challenger")), ("progresser", _("Progresser"))]
    )
    title = blocks.CharBlock(label=_("titre"), max_length=60)
    text = blocks.TextBlock(label=_("texte"), rows=2, max_length=240)

    class Meta:
        icon = "list-ol"
        label = _("Étape")


class DoorBlock(TargetBlock):
    """A way in, with its picture."""

    ICONS = [
        ("spark", _("étincelle")), ("book", _("livre")), ("pin", _("repère sur une carte")), ("play", _("lecture")),
        ("star", _("étoile")), ("flag", _("drapeau")), ("search", _("loupe")), ("clock", _("horloge")),
    ]  # fmt: skip

    icon = blocks.ChoiceBlock(label=_("dessin"), choices=ICONS, default="spark")
    title = blocks.CharBlock(label=_("titre"), max_length=40)
    text = blocks.CharBlock(label=_("texte"), max_length=100)

    class Meta:
        icon = "link"
        label = _("Porte d'entrée")
        label_format = "{title}"
        form_layout = ["icon", "title", "text", "page", "route", "url"]


class HomePage(BasePage):
    """Every text of the home page; one left empty is the portal's own (home/defaults.py)."""

    lead = models.CharField(_("sous le titre"), max_length=200, blank=True)
    start_label = models.CharField(_("bouton principal"), max_length=40, blank=True, help_text=_("Mène à l'évaluation."))
    explore_label = models.CharField(_("deuxième bouton"), max_length=40, blank=True, help_text=_("Mène au catalogue."))
    steps_title = models.CharField(_("titre des étapes"), max_length=80, blank=True, help_text=_HEARD)
    steps = StreamField([("step", StepBlock())], verbose_name=_("étapes"), blank=True)
    doors_title = models.CharField(_("titre des portes d'entrée"), max_length=80, blank=True)
    doors = StreamField([("door", DoorBlock())], verbose_name=_("portes d'entrée"), blank=True, max_num=6, collapsed=True)
    promises_title = models.CharField(_("titre des promesses"), max_length=80, blank=True, help_text=_HEARD)
    promises = StreamField(
        [("promise", blocks.CharBlock(label=_("promesse"), max_length=140))], verbose_name=_("promesses"), blank=True
    )

    content_panels = [
        HelpPanel(_("Un texte laissé vide est celui que le portail apporte.")),
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("start_label"), FieldPanel("explore_label")], heading=_("Boutons")),
        MultiFieldPanel([FieldPanel("steps_title"), FieldPanel("steps")], heading=_("Étapes")),
        MultiFieldPanel([FieldPanel("doors_title"), FieldPanel("doors")], heading=_("Portes d'entrée")),
        MultiFieldPanel([FieldPanel("promises_title"), FieldPanel("promises")], heading=_("Promesses")),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 2
    template = "home/home.html"

    class Meta:
        verbose_name = _("page d'accueil")

    @property
    def meta_description(self) -> str:
        return self.search_description or self.lead

    @cached_property
    def texts(self) -> dict[str, str]:
        """Titles and button labels, the portal's own where this page says nothing."""
        return {name: getattr(self, name) or defaults.text(name, self.locale.language_code) for name in defaults.TEXTS}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"structured": website(self, request)}

    @property
    def ways_in(self) -> list[dict[str, str]]:
        """icon, title, text and url of each door that leads somewhere."""
        language = self.locale.language_code
        if not self.doors:
            return [{**door, "url": reverse(door["route"])} for door in defaults.doors(language)]
        texts = [{name: block["value"][name] for name in DOOR} for block in self.doors.raw_data]
        found = zip(texts, addresses(self.doors, language), strict=True)
        return [{**text, "url": url} for text, url in found if url]


class EditorialPage(BasePage):
    summary = models.CharField(_("résumé"), max_length=250, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)

    show_contact = models.BooleanField(
        _("montrer le contact"),
        default=False,
        help_text=_("L'association et son adresse, à remplir dans Réglages, Association et mentions légales."),
    )
    show_legal = models.BooleanField(
        _("montrer les mentions légales"),
        default=False,
        help_text=_("Qui publie, qui répond de ce qui est publié, qui héberge : ce qui est rempli au même endroit."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("show_contact"), FieldPanel("show_legal")]),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/editorial.html"

    @cached_property
    def contact(self) -> ContactSetting | None:
        """Who runs the site, on pages that say so; None until the association has filled it in."""
        wanted = self.show_contact or self.show_legal
        return ContactSetting.objects.filter(site__is_default_site=True).first() if wanted else None

    class Meta:
        verbose_name = _("page éditoriale")
        verbose_name_plural = _("pages éditoriales")
