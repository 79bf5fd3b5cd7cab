"""The home page and the pages that explain: how it works, privacy, and the like."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from kit.blocks import BodyBlock, StreamField
from kit.pages import BasePage


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


class HomePage(BasePage):
    lead = models.CharField(_("sous le titre"), max_length=200, blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("étapes"), blank=True)
    promises = StreamField(
        [("promise", blocks.CharBlock(label=_("promesse"), max_length=140))], verbose_name=_("promesses"), blank=True
    )

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("steps"), FieldPanel("promises")]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 2
    template = "home/home.html"

    class Meta:
        verbose_name = _("page d'accueil")

    @property
    def meta_description(self) -> str:
        return self.search_description or self.lead


class EditorialPage(BasePage):
    summary = models.CharField(_("résumé"), max_length=250, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)

    show_contact = models.BooleanField(
        _("montrer le contact"), default=False, help_text=_("L'association et son adresse, à remplir dans Réglages, Contact.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("show_contact")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/editorial.html"

    @cached_property
    def contact(self) -> ContactSetting | None:
        """Who to write to, on pages that say so; None until the association has filled it in."""
        return ContactSetting.objects.filter(site__is_default_site=True).first() if self.show_contact else None

    class Meta:
        verbose_name = _("page éditoriale")
        verbose_name_plural = _("pages éditoriales")


@register_setting(icon="mail")
class ContactSetting(BaseSiteSetting):
    """Who runs this site: what the law wants said, filled in by the association."""

    organisation = models.CharField(_("association"), max_length=150, blank=True)
    address = models.TextField(_("adresse postale"), blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)

    class Meta:
        verbose_name = _("contact")
