"""What is kept of every import, and of every mission that came and went. Imported by missions/models.py."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

COUNTS = ("read", "created", "changed", "unchanged", "skipped", "refused", "closed")


class ImportRun(models.Model):
    """One reading of a source's feed.

    A real run in state RUNNING is also the lock of its source: the database holds one at a time. `beat` says when its
    last chunk was written; `last_chunk` which missions that touched, for whoever takes over if the process dies there.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("demandé")
        RUNNING = "running", _("en cours")
        WAITING = "waiting", _("attend une décision")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")
        ABANDONED = "abandoned", _("interrompu")

    class Trigger(models.TextChoices):
        COMMAND = "command", _("ligne de commande")
        SCHEDULE = "schedule", _("programmé")
        ADMIN = "admin", _("demandé dans l'administration")

    class Decision(models.TextChoices):
        CLOSED = "closed", _("fermées")
        KEPT = "kept", _("gardées ouvertes")
        SUPERSEDED = "superseded", _("remplacé par un import plus récent")

    source = models.ForeignKey("missions.Source", on_delete=models.CASCADE, related_name="runs", verbose_name=_("source"))
    started = models.DateTimeField(_("début"), default=timezone.now)
    finished = models.DateTimeField(_("fin"), null=True)
    trigger = models.CharField(_("déclenché par"), max_length=10, choices=Trigger, default=Trigger.COMMAND)
    dry_run = models.BooleanField(_("essai à blanc"), default=False)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RUNNING)
    beat = models.DateTimeField(default=timezone.now)
    host = models.CharField(max_length=100, blank=True)
    pid = models.PositiveIntegerField(default=0)
    last_chunk = models.JSONField(default=list)

    read = models.PositiveIntegerField(_("lues"), default=0)
    created = models.PositiveIntegerField(_("créées"), default=0)
    changed = models.PositiveIntegerField(_("changées"), default=0)
    unchanged = models.PositiveIntegerField(_("inchangées"), default=0)
    skipped = models.PositiveIntegerField(_("retirées par leur plateforme"), default=0)
    refused = models.PositiveIntegerField(_("refusées"), default=0)
    closed = models.PositiveIntegerField(_("fermées"), default=0)
    complete = models.BooleanField(_("flux complet"), default=False)
    not_modified = models.BooleanField(_("flux inchangé"), default=False)
    refused_by_reason = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    diff = models.JSONField(default=dict)
    gone = models.JSONField(default=list)
    """Primary keys of the missions absent from the feed that the run did not close: a person decides, or it was a dry run."""
    warnings = models.JSONField(default=list)
    error = models.TextField(_("erreur"), blank=True)
    decision = models.CharField(_("décision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(state="running", dry_run=False), name="one_import_of_a_source_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["source", "-started"], name="import_run_newest")]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.source} · {timezone.localtime(self.started):%d/%m/%Y %H:%M}"

    @property
    def ended(self) -> bool:
        return self.state not in {self.State.ASKED, self.State.RUNNING}

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTS}


class MissionEvent(models.Model):
    """A mission's comings and goings after it was first seen."""

    class Kind(models.TextChoices):
        ABSENT = "absent", _("fermée : absente du flux")
        WITHDRAWN = "withdrawn", _("fermée : retirée par sa plateforme")
        REOPENED = "reopened", _("rouverte : revenue dans le flux")
        RESTORED = "restored", _("rouverte par l'équipe")
        KEPT = "kept", _("gardée ouverte par l'équipe")
        ENDED = "ended", _("terminée : sa date de fin est passée")

    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="history")
    kind = models.CharField(_("quoi"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("quand"), default=timezone.now)
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["mission", "kind"], name="mission_event_kind")]
        verbose_name = _("événement d'une mission")
        verbose_name_plural = _("événements des missions")

    def __str__(self) -> str:
        return self.get_kind_display()
