"""Who may show our pages inside their own: a school, a local mission, an association."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.counting import CountedQuerySet
from partners.colours import READABLE, WHITE, contrast, is_colour, text_on
from partners.origins import OriginRefused, clean_origin
from partners.workshop_models import Participant, SessionMaterial, Workshop

__all__ = ["EmbedFigure", "EmbedKind", "Participant", "Partner", "SessionMaterial", "Workshop"]


class EmbedKind(models.TextChoices):
    """What can stand in a partner's page; the value is the first part of its address."""

    RESOURCE = "ressource", _("un cours, une leçon, un article ou une vidéo")
    SKILL = "competence", _("une compétence")
    CATALOGUE = "catalogue", _("le catalogue, filtré")
    MISSIONS = "missions", _("une recherche de missions")
    QUESTIONNAIRE = "questionnaire", _("un questionnaire et son résultat")


def every_kind() -> list[str]:
    return list(EmbedKind.values)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def active(self) -> PartnerQuerySet:
        return self.filter(active=True)


class Partner(models.Model):
    class Kind(models.TextChoices):
        SCHOOL = "school", _("établissement scolaire ou de formation")
        LOCAL_MISSION = "local_mission", _("mission locale")
        ASSOCIATION = "association", _("association")

    class Language(models.TextChoices):
        FRENCH = "fr", _("français")
        ENGLISH = "en", _("anglais")

    slug = models.SlugField(
        _("identifiant"), unique=True, max_length=50, help_text=_("Dans l'adresse de ses intégrations : le changer les casse.")
    )
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("genre"), max_length=20, choices=Kind, default=Kind.SCHOOL)
    contact_name = models.CharField(_("personne de contact"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("adresse e-mail de contact"),
        blank=True,
        help_text=_("Avec cette adresse, elle se connecte par code à son espace partenaire."),
    )
    origins = models.JSONField(
        _("sites autorisés"),
        default=list,
        blank=True,
        help_text=_("Un site par ligne, comme https://www.ecole.fr : seules leurs pages peuvent montrer les intégrations."),
    )
    may_embed = models.JSONField(_("ce qu'il peut intégrer"), default=every_kind, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    main_colour = models.CharField(
        _("couleur principale"), max_length=7, default="#5b3df5", help_text=_("Boutons et liens : lisible sur blanc.")
    )
    ground_colour = models.CharField(_("couleur de fond"), max_length=7, default="#e9e3ff", help_text=_("Bandeaux et titres."))
    language = models.CharField(_("langue"), max_length=2, choices=Language, default=Language.FRENCH)
    active = models.BooleanField(
        _("actif"), default=True, help_text=_("Décochée, ses intégrations ne s'affichent plus nulle part, tout de suite.")
    )
    created = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors: dict[str, list[str]] = {}
        self.main_colour, self.ground_colour = self.main_colour.lower(), self.ground_colour.lower()
        errors |= self._origin_errors() | self._colour_errors()
        unknown = set(self.may_embed) - set(EmbedKind.values) if isinstance(self.may_embed, list) else {"?"}
        if unknown:
            errors["may_embed"] = [str(_("Choisis dans la liste."))]
        if errors:
            raise ValidationError(errors)

    def _origin_errors(self) -> dict[str, list[str]]:
        if not isinstance(self.origins, list) or not all(isinstance(origin, str) for origin in self.origins):
            return {"origins": [str(_("Un site par ligne."))]}
        cleaned, errors = [], []
        for origin in self.origins:
            try:
                cleaned.append(clean_origin(origin, local=settings.LOCAL_PARTNERS))
            except OriginRefused as refused:
                errors.append(f"{origin[:80]} : {refused}")
        if errors:
            return {"origins": errors}
        self.origins = list(dict.fromkeys(cleaned))
        return {}

    def _colour_errors(self) -> dict[str, list[str]]:
        names = ("main_colour", "ground_colour")
        errors = {name: [str(_("Une couleur comme #5b3df5."))] for name in names if not is_colour(getattr(self, name))}
        if errors:
            return errors
        if contrast(self.main_colour, WHITE) < READABLE:
            ratio = f"{contrast(self.main_colour, WHITE):.1f}"
            said = _("Trop claire pour être lue sur blanc : %(ratio)s pour 1, il faut 4,5.") % {"ratio": ratio}
            errors["main_colour"] = [str(said)]
        if contrast(text_on(self.ground_colour), self.ground_colour) < READABLE:
            errors["ground_colour"] = [str(_("Ni le blanc ni l'encre ne se lisent dessus : plus claire, ou plus foncée."))]
        return errors

    @property
    def text_on_main(self) -> str:
        return text_on(self.main_colour)

    @property
    def text_on_ground(self) -> str:
        return text_on(self.ground_colour)


class EmbedFigure(models.Model):
    """How many times an item of a partner was opened, or finished, on one day; see partners/figures.py."""

    class What(models.TextChoices):
        VIEW = "view", _("vue")
        COMPLETION = "completion", _("terminée")

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="figures")
    day = models.DateField()
    item = models.CharField(max_length=80)
    what = models.CharField(max_length=10, choices=What)
    number = models.PositiveIntegerField(default=0)

    objects = CountedQuerySet.as_manager()

    class Meta:
        # Nobody writes figures by hand.
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["partner", "day", "item", "what"], name="embed_figure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.partner_id}, {self.day}, {self.item}: {self.number}"
