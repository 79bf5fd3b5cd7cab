"""`import_resources FILE [--dry-run] [--json]`: resources from an .xlsx or a CSV, as drafts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from resources.imports.applying import Import, Outcome, State
from resources.imports.tables import Unreadable, read_table


class Command(BaseCommand):
    help = "Import resources from a spreadsheet: new and changed pages become drafts; bad rows are named, the others kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="An .xlsx or a CSV; the admin has a model to fill in.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, write nothing.")
        parser.add_argument("--json", action="store_true", help="Print every row's outcome as JSON, and nothing else, on stdout.")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            table = read_table(file.read_bytes())
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        work = Import(table)
        outcomes = work.plan() if dry_run else work.apply()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False, indent=1))
            return
        for heading in table.unknown:
            self.stderr.write(_("Colonne inconnue, laissée de côté : %(name)s") % {"name": heading})
        self._print(outcomes)

    def _print(self, outcomes: list[Outcome]) -> None:
        for problem in (problem for outcome in outcomes for problem in outcome.problems):
            self.stdout.write(
                _("Ligne %(line)d, %(column)s « %(value)s » : %(reason)s")
                % {"line": problem.line, "column": problem.heading, "value": problem.value[:80], "reason": problem.reason}
            )
        counts = Counter(outcome.state for outcome in outcomes)
        self.stdout.write(
            _("Lignes nouvelles : %(new)d ; changées : %(changed)d ; inchangées : %(unchanged)d ; refusées : %(refused)d.")
            % {state.value: counts[state] for state in State}
        )
