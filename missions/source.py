"""A feed we read: where it is, how it is written, how careful we are with it.

Imported by missions/models.py, which is where everybody else finds `Source`.
"""

from __future__ import annotations

import os
import re

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from missions.campaign import validate_campaign


class Source(models.Model):
    """A feed we read, with the facts of its last run."""

    class Kind(models.TextChoices):
        AGGREGATOR_JSON = "aggregator_json", _("JSON de l'agrégateur public")
        AGGREGATOR_XML = "aggregator_xml", _("XML de l'agrégateur public")
        JSON_LD = "json_ld", _("schema.org (JSON-LD), page ou fichier")
        TABLE = "table", _("tableau CSV ou JSON, avec une correspondance des champs")
        MANUAL = "manual", _("saisie à la main")

    slug = models.SlugField(_("identifiant"), unique=True)
    name = models.CharField(_("nom"), max_length=120)
    url = models.URLField(_("adresse du site"), blank=True, help_text=_("La page vers laquelle pointe le nom de la source."))
    kind = models.CharField(_("format"), max_length=20, choices=Kind, default=Kind.AGGREGATOR_JSON)
    active = models.BooleanField(_("active"), default=True, help_text=_("Décochée, ses missions ne sont plus montrées."))
    needs_review = models.BooleanField(
        _("à relire"),
        default=False,
        help_text=_("Ses missions nouvelles ou vraiment changées attendent qu'une personne de l'équipe les accepte."),
    )
    priority = models.PositiveSmallIntegerField(
        _("priorité"),
        default=5,
        help_text=_("Entre deux annonces de la même mission, on montre celle de la priorité la plus haute."),
    )
    feed_url = models.CharField(
        _("adresse du flux"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("Ce qui est lu à chaque import. Vide : la source n'est importée qu'à partir d'un fichier."),
    )
    api_key = models.CharField(_("clé d'accès"), max_length=200, blank=True)
    mapping = models.JSONField(_("correspondance des champs"), default=dict, blank=True)
    allow_http = models.BooleanField(
        _("accepter http"),
        default=False,
        help_text=_("À ne cocher que si la plateforme n'a pas d'adresse https. Une clé d'accès n'est jamais envoyée en http."),
    )
    strict = models.BooleanField(
        _("règles plus strictes"),
        default=False,
        help_text=_(
            "Refuse aussi les missions publiées il y a plus de 6 mois, celles qui commencent dans moins de 7 jours et "
            "finissent dans moins de 21, les descriptions de moins de 300 caractères et les missions sans commune."
        ),
    )
    closing_brake = models.FloatField(
        _("frein de fermeture"),
        default=0.20,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "La part des missions ouvertes, de 0 à 1, qui peut disparaître d'un coup. Au-delà, quelqu'un doit confirmer."
        ),
    )
    every_hours = models.PositiveSmallIntegerField(
        _("heures entre deux imports"), default=6, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    campaign = models.CharField(
        _("paramètres de campagne"),
        max_length=300,
        blank=True,
        default="utm_source=tremplin&utm_medium=referral",
        validators=[validate_campaign],
        help_text=_(
            "Ajoutés à l'adresse de la mission quand on part chez la plateforme, pour qu'elle voie d'où l'on vient. "
            "Ils ne disent rien de la personne. Vide : rien n'est ajouté."
        ),
    )
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=64, blank=True, editable=False)
    last_run = models.DateTimeField(_("dernier import"), null=True, blank=True, editable=False)
    last_success = models.DateTimeField(_("dernier import réussi"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("source de missions")
        verbose_name_plural = _("sources de missions")

    def __str__(self) -> str:
        return self.name

    @property
    def key_variable(self) -> str:
        """The environment variable that holds this source's key: MISSIONS_API_KEY_FRANCE_BENEVOLAT."""
        return f"MISSIONS_API_KEY_{re.sub(r'[^A-Z0-9]', '_', self.slug.upper())}"

    @property
    def secret(self) -> str:
        """The key to send: the environment's for this source, its general one, or the admin's.

        MISSIONS_API_KEY is the public aggregator's: a partner's own feed must not be told it.
        """
        general = "MISSIONS_API_KEY" if self.kind == self.Kind.AGGREGATOR_JSON else ""
        return os.environ.get(self.key_variable) or os.environ.get(general) or self.api_key
