"""Everything a fresh portal needs behind its first page; quick when it is already there."""

import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Site

from home.models import HomePage
from kit.edition import new_edition
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
        self.step("workshop sessions", "load_sessions")
        if not Commune.objects.exists():
            self.step("places", "load_places")
        if not HomePage.objects.exists():
            self.step("demo content", "load_demo")
        # After the content: roles are given on its pages.
        self.step("roles", "load_roles")
        self.name_site()
        if fresh:
            self.step("search index, filled", "search_index", rebuild=True)
        # With a new release pages look different, even where no content changed.
        new_edition()

    def name_site(self) -> None:
        """Full addresses (sitemap, feeds, mails) start with BASE_URL, unless an editor named the site otherwise."""
        address = urlsplit(settings.BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        unnamed = Site.objects.filter(is_default_site=True, hostname__in=["localhost", "127.0.0.1"])
        for site in unnamed.exclude(hostname=address.hostname, port=port):
            site.hostname, site.port = address.hostname, port
            site.save()

    def step(self, name: str, command: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(command, verbosity=0, stdout=self.stdout, **options)
        self.stdout.write(f"==> {name} ({time.monotonic() - start:.1f} s)")
