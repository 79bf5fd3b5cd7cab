"""The closed lists of the API Engagement format, with the words people read.

Source: the public aggregator's enumerations (2026-11). Values are theirs and never change.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Domain(models.TextChoices):
    ANIMALS = "animaux", _("Animaux")
    OTHER = "autre", _("Autre")
    BUILDING = "batiment-industrie-logistique", _("Bâtiment, industrie, logistique")
    PRO_BONO = "benevolat-competences", _("Bénévolat de compétences")
    COMMUNICATION = "communication", _("Communication")
    CULTURE = "culture-loisirs", _("Culture et loisirs")
    EDUCATION = "education", _("Éducation")
    WORK = "emploi", _("Emploi")
    ENVIRONMENT = "environnement", _("Environnement")
    MANAGEMENT = "gestion-finance-droit", _("Gestion, finance, droit")
    HUMANITARIAN = "humanitaire", _("Humanitaire")
    MEMORY = "memoire-et-citoyennete", _("Mémoire et citoyenneté")
    DIGITAL = "numerique", _("Numérique")
    PREVENTION = "prevention-protection", _("Prévention et protection")
    RESEARCH = "recherche", _("Recherche")
    HEALTH = "sante", _("Santé")
    DEFENCE = "service-public-defense-securite", _("Service public, défense, sécurité")
    SPORT = "sport", _("Sport")
    SOLIDARITY = "solidarite-insertion", _("Solidarité et insertion")
    TOGETHER = "vivre-ensemble", _("Vivre ensemble")


class MissionType(models.TextChoices):
    VOLUNTEERING = "benevolat", _("Bénévolat")
    CIVIC_SERVICE = "volontariat_service_civique", _("Service Civique")
    FIREFIGHTER = "volontariat_sapeurs_pompiers", _("Sapeurs-pompiers volontaires")
    RESERVE = "volontariat_reserve_operationnelle", _("Réserve opérationnelle")


class Remote(models.TextChoices):
    NO = "no", _("Sur place")
    POSSIBLE = "possible", _("À distance possible")
    FULL = "full", _("À distance")
    LOCAL = "local", _("À distance, près de chez toi")


class Commitment(models.TextChoices):
    ONE_OFF = "one-off", _("Une fois")
    REGULAR = "regular", _("Régulièrement")
    FULL_TIME = "full-time", _("À temps plein")


class CompensationUnit(models.TextChoices):
    HOUR = "hour", _("par heure")
    DAY = "day", _("par jour")
    MONTH = "month", _("par mois")
    YEAR = "year", _("par an")


class CompensationType(models.TextChoices):
    GROSS = "gross", _("brut")
    NET = "net", _("net")


class Status(models.TextChoices):
    OPEN = "open", _("ouverte")
    CLOSED = "closed", _("fermée par sa plateforme")
    WITHDRAWN = "withdrawn", _("retirée par l'équipe")
    PENDING = "pending", _("à relire par l'équipe")
    REFUSED = "refused", _("refusée par l'équipe")


# What its platform offers now, whether the team has read it or not.
OFFERED = (Status.OPEN, Status.PENDING)


class Origin(models.TextChoices):
    RULE = "rule", _("règle")
    EDITOR = "editor", _("équipe")
