"""Look again at every mission: sensitive places, duplicates, reporters to forget. For cron, and after a change of rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from missions.models import Mission
from missions.quality.duplicates import regroup
from missions.quality.places import protect_places
from missions.quality.reports import forget_reporters

REPORTERS_KEPT = timedelta(days=31)


class Command(BaseCommand):
    help = "Group the missions that several platforms announce, and protect sensitive places."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(Mission.objects.order_by("pk").values_list("pk", flat=True))
        protected = len(protect_places(ids))
        regroup(ids)
        hidden = Mission.objects.filter(duplicate_of__isnull=False).count()
        forgotten = forget_reporters(timezone.localdate() - REPORTERS_KEPT)
        self.stdout.write(
            f"{len(ids)} missions, {hidden} duplicates, {protected} places changed, {forgotten} reporters forgotten"
        )
