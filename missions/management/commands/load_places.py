"""`load_places`: the French communes into the database. Run again, it changes nothing."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from missions.places.loading import load_communes


class Command(BaseCommand):
    help = "Load the gazetteer of French communes (missions/data/communes.csv.gz)."

    def handle(self, *args, **options) -> None:
        counts = load_communes()
        self.stdout.write("{created} communes created, {changed} changed, {removed} removed".format(**counts))
