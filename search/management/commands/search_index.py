"""Fills the search index anew, compares it with the database and mends what differs, sends what waits."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import upkeep
from search.checking import Report
from search.engine import EngineUnavailable, RebuildRunning, RebuildShort, SearchEngine, get_engine
from search.outbox import numbers
from search.sync import drain


class Command(BaseCommand):
    help = (
        "--rebuild: fill a new index and let it serve. --check: compare with the database; fails when they differ and "
        "nothing is repaired. --drain: do what was asked for in the admin, then send the changes that wait for the engine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--rebuild", action="store_true")
        what.add_argument("--check", action="store_true")
        what.add_argument("--drain", action="store_true", help="send what waits, oldest first, SEARCH_OUTBOX_RATE a second")
        what.add_argument("--if-needed", action="store_true", help="rebuild only when the index cannot serve")
        parser.add_argument("--repair", action="store_true", help="with --check: send what differs again")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"] and not options["check"]:
            raise CommandError("--repair goes with --check.")
        engine = get_engine()
        try:
            if options["check"]:
                self.check_index(engine, options)
            elif options["drain"]:
                # First: an index that cannot be written to may be why somebody asked.
                upkeep.carry_out(engine)
                self.tell({"sent": drain(engine), "refused": numbers().refused}, options)
            elif options["if_needed"] and engine.ready():
                self.tell({"indexed": 0}, options)
            else:
                self.tell({"indexed": upkeep.rebuild(engine)}, options)
        except EngineUnavailable as error:
            raise CommandError(f"The search engine cannot be used: {error}") from error
        except RebuildShort as error:
            raise CommandError(f"Not let serve: {error}. The index before goes on, if there is one.") from error
        except RebuildRunning as error:
            raise CommandError("Another rebuild is running; this one would only be in its way.") from error

    def check_index(self, engine: SearchEngine, options: dict[str, Any]) -> None:
        report = upkeep.check(engine, options["repair"])
        if options["json"]:
            self.tell(report.as_dict(), options)
        else:
            self.describe(report)
        if not (report.clean or report.repaired):
            raise CommandError("Index and database differ; --repair sends what differs again.")

    def describe(self, report: Report) -> None:
        self.tell({"items": report.items, **report.counts}, {"json": False})
        for drift, ids in report.ids.items():
            if ids:
                more = report.counts[drift] - len(ids)
                self.stdout.write(f"{drift}: {', '.join(ids)}{f' and {more} more' if more else ''}")
        for key, reason in report.unreadable.items():
            self.stdout.write(f"cannot be read: {key}: {reason}")

    def tell(self, outcome: dict[str, Any], options: dict[str, Any]) -> None:
        text = ", ".join(f"{name} {count}" for name, count in outcome.items())
        self.stdout.write(json.dumps(outcome) if options["json"] else f"Search index: {text}")
