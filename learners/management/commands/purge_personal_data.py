"""Deletes what has been kept for thirteen months; to be run every day. With --codes, transfer codes alone: every few minutes."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from assessments.models import SelfAssessment
from learners.models import Transfer
from learners.retention import prune_sessions


class Command(BaseCommand):
    help = (
        "Delete sessions, choices, goals, self-assessments and unused accounts after thirteen months, and expired transfer codes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--codes", action="store_true", help="Only transfer codes older than ten minutes.")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {"transfer codes": Transfer.objects.expired().delete()[0]}
        if not options["codes"]:
            call_command("clearsessions", verbosity=0)
            call_command("purge_accounts", verbosity=0)
            counts["sessions pruned"] = prune_sessions()
            assessments = SelfAssessment.objects.expired()
            counts["assessments"] = assessments.count()
            assessments.delete()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()) + ".")
