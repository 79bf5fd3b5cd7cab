"""Deletes what has been kept for thirteen months, and codes after their ten minutes; to be run every day."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from assessments.models import SelfAssessment
from learners.models import Transfer
from learners.retention import prune_sessions


class Command(BaseCommand):
    help = (
        "Delete sessions, choices, goals, self-assessments and unused accounts after thirteen months, and expired transfer codes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions", verbosity=0)
        call_command("purge_accounts", verbosity=0)
        assessments, transfers = SelfAssessment.objects.expired(), Transfer.objects.expired()
        counts = {"assessments": assessments.count(), "transfer codes": transfers.count(), "sessions pruned": prune_sessions()}
        assessments.delete()
        transfers.delete()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()) + ".")
