"""Missions as partner platforms offer them: where they come from, who asks, where, and what they train.

Imports write most rows in bulk (missions/actions.py); editors correct them in the admin, and what they
corrected is kept.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from missions import ages
from missions.choices import Commitment, CompensationType, CompensationUnit, Domain, MissionType, Origin, Remote, Status
from missions.commitment import commitment_of
from missions.departure import Departure  # noqa: F401 (a model of this app)
from missions.quality.contact_data import bare_line, without_contacts
from missions.quality.fields import Precision, QualityFields
from missions.quality.records import MissionKey, MissionReport, PairDecision, SensitiveWord  # noqa: F401 (models of this app)
from missions.querysets import MissionPlaceQuerySet, MissionQuerySet
from missions.runs.records import ImportRun, MissionEvent  # noqa: F401 (models of this app)
from missions.source import Source
from missions.towns import town_label, towns_label
from skills.levels import Level
from skills.models import Skill


class Organisation(models.Model):
    """Who asks for help. `key` is the platform's id when it gives one, the normalised name otherwise."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="organisations", verbose_name=_("source"))
    key = models.CharField(_("clé"), max_length=200)
    name = models.CharField(_("nom"), max_length=250)
    url = models.URLField(_("site"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    precision = models.CharField(_("précision du lieu"), max_length=10, choices=Precision, blank=True, default=Precision.AUTO)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="organisation_once_per_source")]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name = bare_line(self.name) or (self.name and str(self._meta.verbose_name).capitalize())
        self.description = without_contacts(self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("missions:organisation", args=[self.pk, slugify(self.name)[:80] or "organisation"])


def mission_url(pk: int, title: str) -> str:
    """The address of a mission's page in the active language."""
    before, after = _around_mission(get_language(), get_script_prefix())
    return f"{before}{pk}-{slugify(title)[:80] or 'mission'}{after}"


@lru_cache(maxsize=8)
def _around_mission(language: str | None, prefix: str) -> tuple[str, str]:
    """What stands before and after key and slug: asked once, as an index is made of a hundred thousand addresses."""
    before, _, after = reverse("missions:mission", args=[0, "x"]).rpartition("0-x")
    return before, after


class Mission(QualityFields, ClusterableModel):
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="missions", verbose_name=_("source"))
    client_id = models.CharField(_("identifiant chez la source"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="missions", verbose_name=_("organisation")
    )
    platform = models.CharField(_("plateforme"), max_length=120, blank=True)
    platform_url = models.URLField(_("adresse de la plateforme"), max_length=500, blank=True)
    title = models.CharField(_("titre"), max_length=250)
    description = models.TextField(_("description en texte"), editable=False)
    description_html = models.TextField(_("description"))
    application_url = models.URLField(_("adresse pour postuler"), max_length=1000)
    domain = models.CharField(_("domaine"), max_length=40, choices=Domain, default=Domain.OTHER)
    activity = models.CharField(_("activité"), max_length=120, blank=True)
    type = models.CharField(_("type"), max_length=40, choices=MissionType, default=MissionType.VOLUNTEERING)
    remote = models.CharField(_("à distance"), max_length=10, choices=Remote, default=Remote.NO)
    schedule = models.CharField(_("rythme"), max_length=250, blank=True)
    starts = models.DateField(_("début"), null=True, blank=True)
    ends = models.DateField(_("fin"), null=True, blank=True)
    posted = models.DateTimeField(_("publiée le"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places"), default=1)
    open_to_minors = models.BooleanField(_("ouverte aux mineurs"), null=True, blank=True)
    min_age = models.PositiveSmallIntegerField(_("âge minimum"), default=ages.ADULT, editable=False)
    reduced_mobility_accessible = models.BooleanField(_("accessible à mobilité réduite"), null=True, blank=True)
    audience = models.JSONField(_("public"), default=list, blank=True)
    requirements = models.JSONField(_("prérequis"), default=list, blank=True)
    soft_skills = models.JSONField(_("savoir-être cités par la source"), default=list, blank=True)
    tags = models.JSONField(_("mots-clés"), default=list, blank=True)
    compensation_amount = models.DecimalField(_("indemnité"), max_digits=9, decimal_places=2, null=True, blank=True)
    compensation_max = models.DecimalField(_("indemnité maximale"), max_digits=9, decimal_places=2, null=True, blank=True)
    compensation_unit = models.CharField(_("unité"), max_length=10, choices=CompensationUnit, blank=True)
    compensation_type = models.CharField(_("brut ou net"), max_length=10, choices=CompensationType, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.OPEN)
    skills_reviewed = models.BooleanField(
        _("compétences relues"), default=False, help_text=_("Cochée, un import ne touche plus aux compétences de cette mission.")
    )
    tagging = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What the tagger said last; see missions/tagging/keeping.py."
    )
    tagger_version = models.CharField(max_length=12, default="", blank=True, editable=False)
    content_hash = models.CharField(max_length=32, editable=False, blank=True)
    # The team keeps it although its platform's feed no longer holds it; until the feed does again.
    kept_open = models.BooleanField(_("gardée ouverte par l'équipe"), default=False, editable=False)
    first_seen = models.DateTimeField(_("vue la première fois"), default=timezone.now, editable=False)
    last_seen = models.DateTimeField(_("vue la dernière fois"), default=timezone.now, editable=False)

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "client_id"], name="mission_once_per_source")]
        indexes = [
            models.Index(fields=["status", "held", "duplicate_of", "source", "ends"], name="mission_published"),
            models.Index(fields=["status", "held", "duplicate_of", "-posted"], name="mission_status_posted"),
        ]
        verbose_name = _("mission")
        verbose_name_plural = _("missions")

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        self.hide_contacts()
        self.min_age = ages.min_age(self.type, self.open_to_minors, self.age_text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return mission_url(self.pk, self.title)

    @property
    def age_text(self) -> str:
        """The words an age limit may stand in."""
        return ages.text_of(self.title, self.description, self.requirements, self.audience)

    @property
    def max_age(self) -> int | None:
        return ages.max_age(self.type)

    @property
    def commitment(self) -> Commitment | None:
        return commitment_of(self.type, self.schedule, self.starts, self.ends, f"{self.title}\n{self.description}")

    @property
    def is_offered(self) -> bool:
        """Its platform offers it still, and nobody of the team minds."""
        ended = self.ends is not None and self.ends < timezone.localdate()
        return self.status == Status.OPEN and not self.held and self.source.active and not ended

    @property
    def is_published(self) -> bool:
        """The same rule as `MissionQuerySet.published`, for a mission in hand."""
        return self.is_offered and self.duplicate_of_id is None

    @property
    def index_text(self) -> str:
        """The plain text, for the search index and the API; contacts are kept apart (`contact_data`)."""
        return self.description

    @property
    def points(self) -> list[tuple[float, float]]:
        """(lat, lon) of each place that has one."""
        return [(place.lat, place.lon) for place in self.locations.all() if place.lat is not None and place.lon is not None]

    @property
    def place_label(self) -> str:
        return towns_label(place.label for place in self.locations.all())

    @property
    def publisher(self) -> str:
        """The platform that published it, as people know it."""
        return self.platform or self.source.name

    @property
    def publisher_url(self) -> str:
        return self.platform_url or (self.source.url if not self.platform else "")


class MissionPlace(models.Model):
    mission = ParentalKey(Mission, on_delete=models.CASCADE, related_name="locations")
    street = models.CharField(_("rue"), max_length=250, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("commune"), max_length=120, blank=True)
    department_code = models.CharField(_("département"), max_length=3, blank=True)
    region = models.CharField(_("région"), max_length=60, blank=True)
    country = models.CharField(_("pays"), max_length=60, default="FR")
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    # Street and point of a place shown as its commune only. Nothing but missions/quality/places.py reads it.
    exact = models.JSONField(null=True, editable=False)

    objects = MissionPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["lat", "lon"], name="mission_place_point")]
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return town_label(self.city, self.department_code)


class MissionSkill(models.Model):
    """A skill the mission trains, with the mission's own words that say so."""

    mission = ParentalKey(Mission, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="missions", verbose_name=_("compétence"))
    level = models.PositiveSmallIntegerField(_("niveau visé"), choices=Level, default=Level.DISCOVERY)
    weight = models.FloatField(_("poids"), default=1.0, help_text=_("De 1 (un peu) à 3 (au cœur de la mission)."))
    evidence = models.TextField(_("la phrase qui le dit"), blank=True)
    confidence = models.FloatField(
        _("confiance"), null=True, blank=True, editable=False, help_text=_("De 0 à 1 ; vide quand l'équipe l'a dit.")
    )
    origin = models.CharField(_("origine"), max_length=10, choices=Origin, default=Origin.EDITOR, editable=False)

    class Meta:
        ordering = ["-weight", "pk"]
        constraints = [models.UniqueConstraint(fields=["mission", "skill"], name="skill_once_per_mission")]
        verbose_name = _("compétence entraînée")
        verbose_name_plural = _("compétences entraînées")

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_level_display()})"


class Commune(models.Model):
    """A French commune, or an arrondissement of Paris, Lyon or Marseille; see missions/data/README.md."""

    insee_code = models.CharField(_("code INSEE"), max_length=5, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    key = models.CharField(max_length=80, db_index=True, help_text="The name folded, without spaces: what is searched.")
    postcodes = models.CharField(_("codes postaux"), max_length=250, blank=True)
    department_code = models.CharField(_("département"), max_length=3)
    department_name = models.CharField(_("nom du département"), max_length=60)
    region = models.CharField(_("région"), max_length=60)
    population = models.PositiveIntegerField(_("population"), default=0)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    approximate = models.BooleanField(_("position approchée"), default=False)

    class Meta:
        ordering = ["-population", "name"]
        indexes = [models.Index(fields=["lat", "lon"], name="commune_position")]
        verbose_name = _("commune")
        verbose_name_plural = _("communes")

    def __str__(self) -> str:
        return f"{self.name} ({self.department_code})"

    @property
    def label(self) -> str:
        return str(self)
