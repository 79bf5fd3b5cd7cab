"""What an association decides about its site: name and sharing, announcement, menus, and what the law wants said."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from home.links import LinkBlock, safe_address
from home.menu_form import NavigationForm
from kit.blocks import StreamField

DEFAULT_NAME = "Tremplin"


@register_setting(icon="home", order=20)
class SiteSetting(BaseSiteSetting):
    name = models.CharField(
        _("nom du site"), max_length=40, default=DEFAULT_NAME, help_text=_("En haut de chaque page et dans les onglets.")
    )
    share_image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image de partage"),
        help_text=_("Montrée quand un lien du site est partagé et que la page n'a pas d'image : 1200 × 630 points."),
    )
    share_text_fr = models.CharField(_("texte de partage en français"), max_length=200, blank=True)
    share_text_en = models.CharField(_("texte de partage en anglais"), max_length=200, blank=True)

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("share_image"), FieldPanel("share_text_fr"), FieldPanel("share_text_en")],
            heading=_("Quand un lien est partagé"),
        ),
    ]

    class Meta:
        verbose_name = _("nom et partage")


@register_setting(icon="info-circle", order=10)
class Announcement(BaseSiteSetting):
    """A sentence at the top of every page, between two dates; none without a text."""

    class Tone(models.TextChoices):
        INFO = "info", _("pour information")
        JOY = "joy", _("bonne nouvelle")
        WARNING = "warning", _("attention")

    text_fr = models.CharField(_("texte en français"), max_length=200, blank=True, help_text=_("Vide : pas d'annonce."))
    text_en = models.CharField(
        _("texte en anglais"), max_length=200, blank=True, help_text=_("Vide : les pages en anglais n'ont pas d'annonce.")
    )
    link = models.CharField(
        _("lien"),
        max_length=500,
        blank=True,
        validators=[safe_address],
        help_text=_("En https://, ou de ce site en commençant par /."),
    )
    link_text_fr = models.CharField(_("texte du lien en français"), max_length=60, blank=True)
    link_text_en = models.CharField(_("texte du lien en anglais"), max_length=60, blank=True)
    tone = models.CharField(_("ton"), max_length=10, choices=Tone, default=Tone.INFO)
    starts = models.DateTimeField(_("à partir du"), null=True, blank=True, help_text=_("Vide : tout de suite."))
    ends = models.DateTimeField(_("jusqu'au"), null=True, blank=True, help_text=_("Vide : jusqu'à nouvel ordre."))

    panels = [
        MultiFieldPanel([FieldPanel("text_fr"), FieldPanel("text_en"), FieldPanel("tone")], heading=_("Annonce")),
        MultiFieldPanel(
            [FieldPanel("link"), FieldRowPanel([FieldPanel("link_text_fr"), FieldPanel("link_text_en")])], heading=_("Lien")
        ),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")], heading=_("Quand")),
    ]

    class Meta:
        verbose_name = _("annonce")

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("La fin vient avant le début.")})
        if self.link and not self.link_text_fr:
            raise ValidationError({"link_text_fr": _("Un lien a besoin d'un texte qui dit où il mène.")})
        if self.link and self.text_en and not self.link_text_en:
            raise ValidationError({"link_text_en": _("Un lien a besoin d'un texte qui dit où il mène.")})

    def in_language(self, language: str) -> dict[str, Any] | None:
        """What is shown, and between which moments; None without a text in that language."""
        text = getattr(self, f"text_{language}")
        shown = {"text": text, "link": self.link, "link_text": getattr(self, f"link_text_{language}"), "tone": self.tone}
        return {**shown, "starts": self.starts, "ends": self.ends} if text else None


@register_setting(icon="list-ul", order=30)
class Navigation(BaseSiteSetting):
    """Entries of menu and footer; as the portal has them where empty (home/navigation.py)."""

    menu = StreamField([("link", LinkBlock())], verbose_name=_("menu"), blank=True, max_num=7, collapsed=True)
    footer = StreamField([("link", LinkBlock())], verbose_name=_("pied de page"), blank=True, max_num=14, collapsed=True)

    base_form_class = NavigationForm
    panels = [
        HelpPanel(template="home/admin/navigation_help.html"),
        FieldPanel("menu", help_text=_("Six entrées tiennent sur un ordinateur ; sept au plus.")),
        FieldPanel("footer"),
    ]

    class Meta:
        verbose_name = _("menu et pied de page")


@register_setting(icon="mail", order=40)
class ContactSetting(BaseSiteSetting):
    """Who runs this site: what the law wants said (LCEN, article 1-1), filled in by the association.

    A public page shows what is filled in, and nothing of the rest.
    """

    organisation = models.CharField(_("association"), max_length=150, blank=True)
    legal_form = models.CharField(
        _("forme juridique"), max_length=100, blank=True, help_text=_("Par exemple : association loi 1901.")
    )
    rna = models.CharField(_("numéro RNA"), max_length=20, blank=True, help_text=_("W suivi de neuf chiffres."))
    siren = models.CharField(_("numéro SIREN"), max_length=20, blank=True)
    address = models.TextField(_("adresse postale"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    director = models.CharField(
        _("responsable de la publication"), max_length=150, blank=True, help_text=_("Le plus souvent, qui préside l'association.")
    )
    host_name = models.CharField(_("nom de l'hébergeur"), max_length=150, blank=True)
    host_address = models.TextField(_("adresse de l'hébergeur"), blank=True)
    host_phone = models.CharField(_("téléphone de l'hébergeur"), max_length=30, blank=True)

    REQUIRED = ("organisation", "address", "phone", "email", "director", "host_name", "host_address", "host_phone")
    panels = [
        HelpPanel(template="home/admin/contact_missing.html"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("legal_form")]),
                FieldRowPanel([FieldPanel("rna"), FieldPanel("siren")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("director"),
            ],
            heading=_("L'association"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("host_name"), FieldPanel("host_phone")]), FieldPanel("host_address")],
            heading=_("L'hébergeur"),
            help_text=_("L'entreprise ou l'association chez qui tourne le serveur."),
        ),
    ]

    class Meta:
        verbose_name = _("association et mentions légales")

    @property
    def missing(self) -> list[str]:
        """Names of the fields that the law wants and that are empty; RNA or SIREN, one of the two."""
        names = [str(self._meta.get_field(name).verbose_name) for name in self.REQUIRED if not getattr(self, name)]
        return names if self.rna or self.siren else [*names, str(_("numéro RNA ou SIREN"))]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Label and value of what is filled in, for the legal notice."""
        return [(str(field.verbose_name), value) for field in self._facts() if (value := getattr(self, field.name))]

    def _facts(self) -> list[models.Field]:
        return [field for field in self._meta.get_fields() if isinstance(field, (models.CharField, models.TextField))]
