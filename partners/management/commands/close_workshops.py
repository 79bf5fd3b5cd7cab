"""Closes workshops that are over, and forgets those closed thirty days ago; to be run every day, again as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.workshops import close_overdue, purge


class Command(BaseCommand):
    help = "Close workshops whose day after is over; delete participants thirty days after closing."

    def handle(self, *args: Any, **options: Any) -> None:
        closed, gone = close_overdue(), purge()
        if options["verbosity"]:
            self.stdout.write(f"Workshops closed: {closed}, participants forgotten: {gone}.")
