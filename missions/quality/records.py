"""Rows that quality keeps beside missions: keys to find duplicates by, what the team decided, reports, sensitive words.

Imported by missions/models.py, which is where everybody else finds them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MissionKey(models.Model):
    """One of the few numbers under which missions that may be the same meet (missions/quality/duplicates.py)."""

    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="keys")
    key = models.BigIntegerField()
    # Who speaks: a number for the platform. Kept here so that what only one platform says is passed over without reading it.
    voice = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["key", "voice"], name="mission_key_voice")]

    def __str__(self) -> str:
        return f"{self.mission_id}: {self.key}"


class PairDecision(models.Model):
    """What a person said of two missions: the same, or not. No import changes it."""

    first = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    decided = models.DateTimeField(auto_now=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_decided_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {'=' if self.same else '≠'} {self.second_id}"


class Reason(models.TextChoices):
    """Why somebody reports a mission."""

    DANGEROUS = "dangerous", _("Elle est dangereuse")
    SCAM = "scam", _("C'est une arnaque")
    DISCRIMINATORY = "discriminatory", _("Elle est discriminatoire")
    WRONG_AGE = "wrong_age", _("L'âge indiqué est faux")
    CLOSED = "closed", _("Elle n'existe plus ou elle est complète")
    OTHER = "other", _("Autre chose")


SERIOUS = (Reason.DANGEROUS, Reason.SCAM, Reason.DISCRIMINATORY, Reason.WRONG_AGE)


class ReportQuerySet(models.QuerySet["MissionReport"]):
    def waiting(self) -> ReportQuerySet:
        """Reports nobody of the team has looked at."""
        return self.filter(state=MissionReport.State.OPEN)


class MissionReport(models.Model):
    """A visitor's word on a mission. `who` is a keyed digest that changes every month and goes once the report is looked at."""

    class State(models.TextChoices):
        OPEN = "open", _("à regarder")
        HANDLED = "handled", _("traité")
        CLOSED = "closed", _("sans suite")

    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="reports", verbose_name=_("mission"))
    reason = models.CharField(_("raison"), max_length=20, choices=Reason)
    text = models.TextField(_("précision"), max_length=500, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.OPEN)
    who = models.CharField(max_length=32, blank=True, editable=False)
    made = models.DateField(_("fait le"), auto_now_add=True)
    looked_at = models.DateTimeField(_("regardé le"), null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["state", "mission"], name="report_waiting")]
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.made})"


class SensitiveWord(models.Model):
    """A word that makes a mission's place be shown as its commune only."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("domaine (sa valeur)")
        ACTIVITY = "activity", _("mot de l'activité, du titre ou du public")
        ORGANISATION = "organisation", _("mot du nom de l'organisation")

    kind = models.CharField(_("où"), max_length=20, choices=Kind)
    word = models.CharField(
        _("mot"),
        max_length=80,
        help_text=_("Sans accents ni majuscules : on les ignore. Un mot trouvé au début d'un mot suffit."),
    )

    class Meta:
        ordering = ["kind", "word"]
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="sensitive_word_once")]
        verbose_name = _("mot d'un lieu sensible")
        verbose_name_plural = _("lieux sensibles")

    def __str__(self) -> str:
        return self.word
