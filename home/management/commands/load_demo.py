"""Fills an empty portal with the demonstration content."""

import json
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.demo_loader import load_pages, shifted_feed
from home.demo_skills import write_skills
from missions.models import Source

SOURCE = "demo"


class Command(BaseCommand):
    help = "Load the demonstration pages, resources and missions; what editors changed is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                count = load_pages()
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"Demo pages: {count} resources.")
        source, _new = Source.objects.get_or_create(slug=SOURCE, defaults={"name": "Missions de démonstration"})
        with tempfile.TemporaryDirectory() as folder:
            feed = Path(folder) / "missions.json"
            feed.write_text(json.dumps(shifted_feed()), encoding="utf-8")
            # The feed holds rows to refuse on purpose: who only wants a portal need not read of them.
            report = self.stdout if options["verbosity"] else StringIO()
            call_command("import_missions", str(feed), source=SOURCE, stdout=report, stderr=report)
        write_skills(source)
