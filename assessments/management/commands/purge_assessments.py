"""Deletes self-assessments older than thirteen months, answers included; to be run every day."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.models import SelfAssessment


class Command(BaseCommand):
    help = "Delete self-assessments started more than thirteen months ago."

    def handle(self, *args: Any, **options: Any) -> None:
        expired = SelfAssessment.objects.expired()
        count = expired.count()
        expired.delete()
        if options["verbosity"]:
            self.stdout.write(f"Self-assessments: {count} deleted.")
