"""Everything a fresh portal needs behind its first page; quick when it is already there."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from home.models import HomePage
from missions.models import Commune
from search.engine import get_engine


class Command(BaseCommand):
    help = "Load framework, questionnaire, places, demo content and index where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        # First, so that what the steps below change finds an index to go to.
        fresh = not get_engine().ready()
        self.step("search index", "search_index", if_needed=True)
        self.step("framework", "load_framework")
        self.step("questionnaire", "load_statements")
        self.step("synonyms", "load_synonyms")
        if not Commune.objects.exists():
            self.step("places", "load_places")
        if not HomePage.objects.exists():
            self.step("demo content", "load_demo")
        if fresh:
            self.step("search index, filled", "search_index", rebuild=True)

    def step(self, name: str, command: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(command, verbosity=0, stdout=self.stdout, **options)
        self.stdout.write(f"==> {name} ({time.monotonic() - start:.1f} s)")
