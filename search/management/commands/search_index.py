"""Fills the search index anew, or compares it with the database and mends what differs."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engine import EngineUnavailable, RebuildRunning, get_engine
from search.sync import check, rebuild


class Command(BaseCommand):
    help = "--rebuild: fill a new index and let it serve. --check: compare with the database and repair."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--rebuild", action="store_true")
        what.add_argument("--check", action="store_true")
        what.add_argument("--if-needed", action="store_true", help="rebuild only when the index cannot serve")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = get_engine()
        try:
            if options["check"]:
                outcome = check(engine)
            elif options["if_needed"] and engine.ready():
                outcome = {"indexed": 0}
            else:
                outcome = {"indexed": rebuild(engine)}
        except EngineUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        except RebuildRunning as error:
            raise CommandError("Another rebuild is running; this one would only be in its way.") from error
        text = ", ".join(f"{name} {count}" for name, count in outcome.items())
        self.stdout.write(json.dumps(outcome) if options["json"] else f"Search index: {text}")
