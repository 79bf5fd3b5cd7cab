"""What an account keeps, and what waits on its way from one device to another. Everything else lives in sessions and answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import KEPT

VALID_FOR = timedelta(minutes=10)


class AccountSpaceQuerySet(models.QuerySet["AccountSpace"]):
    def unused(self, now: datetime | None = None) -> AccountSpaceQuerySet:
        """Neither signed in to nor changed for thirteen months."""
        since = (now or timezone.now()) - KEPT
        return self.filter(Q(user__last_login__lt=since) | Q(user__last_login=None), updated__lt=since)


class AccountSpace(models.Model):
    """What somebody keeps, for all the devices they sign in on: as `learners.portable.collect` gives it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="space")
    data = models.JSONField(default=dict)
    # Counts the changes, so that a device can tell whether another one made some.
    version = models.PositiveIntegerField(default=0)
    updated = models.DateTimeField(default=timezone.now)

    objects = AccountSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("espace d'un compte")
        verbose_name_plural = _("espaces des comptes")

    def __str__(self) -> str:
        return str(self.pk)

    def keep(self, data: dict[str, Any]) -> None:
        """Keep this instead of what was kept; nothing is written where it is the same."""
        if data != self.data:
            self.data, self.version, self.updated = data, self.version + 1, timezone.now()
            self.save()

    def prune(self, now: datetime) -> bool:
        """Drop what is older than thirteen months; True when something was."""
        kept = {name: _young(rows, now - KEPT) if isinstance(rows, list) else rows for name, rows in self.data.items()}
        if datetime.fromisoformat(kept.get("context", {}).get("when", now.isoformat())) < now - KEPT:
            kept["context"] = {}
        changed = kept != self.data
        if changed:
            # Not a use of the account: `updated` stays.
            self.data, self.version = kept, self.version + 1
            self.save(update_fields=["data", "version"])
        return changed


def _young(rows: list[Any], since: datetime) -> list[Any]:
    """Rows begun or said since then, and those without a date (lessons)."""
    return [
        row for row in rows if not isinstance(row, dict) or datetime.fromisoformat(row.get("when") or row["started"]) >= since
    ]


class TransferQuerySet(models.QuerySet["Transfer"]):
    def expired(self, now: datetime | None = None) -> TransferQuerySet:
        return self.filter(expires__lte=now or timezone.now())


class Transfer(models.Model):
    """One person's data, for ten minutes, behind a code that only they have read: here is its digest alone."""

    digest = models.CharField(max_length=64, unique=True)
    data = models.JSONField()
    expires = models.DateTimeField(db_index=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfert")
        verbose_name_plural = _("transferts")

    def __str__(self) -> str:
        return f"{self.expires:%H:%M}"
