"""`import_due_missions`: read every source whose turn it is, once (cron) or for ever (`--loop`, a service)."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils.translation import gettext as _

from missions.actions import Stopped
from missions.runs import printing
from missions.runs.due import Outcome, import_due
from missions.runs.ending import end_missions

PAUSE = 60


def _seconds(written: str) -> int:
    if not written.isdecimal() or not 1 <= int(written) <= 86_400:
        raise ArgumentTypeError("1-86400")
    return int(written)


class Command(BaseCommand):
    help = (
        "Import the missions of active sources whose time has come, and those asked for in the admin; take ended missions "
        "out of the index. Status 1 if a source failed. With --loop, go on until SIGTERM."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Stay and look again after each pause.")
        parser.add_argument("--pause", type=_seconds, default=PAUSE, help=f"Seconds between two looks ({PAUSE}).")

    def handle(self, *args, loop: bool, pause: int, **options) -> None:
        self.stop = threading.Event()
        if loop:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_args: self.stop.set())
        while True:
            failed = self._once()
            if not loop:
                break
            close_old_connections()
            if self.stop.wait(pause):
                self.stderr.write(_("Arrêt demandé : tout est rangé."))
                return
        if failed:
            raise CommandError(_("%(count)d sources n'ont pas pu être importées.") % {"count": failed})

    def _once(self) -> int:
        """One round; how many sources failed."""
        ended = end_missions()
        if ended:
            self.stdout.write(_("%(count)d missions terminées.") % {"count": ended})
        failed = 0
        try:
            for outcome in import_due(self._progress):
                failed += bool(outcome.error)
                self._say(outcome)
                if self.stop.is_set():
                    break
        except Stopped:
            # The rest is read after the next start; what is written stays.
            pass
        return failed

    def _progress(self, read: int, count: int) -> None:
        if self.stop.is_set():
            raise Stopped

    def _say(self, outcome: Outcome) -> None:
        slug = outcome.source.slug
        if outcome.error:
            self.stderr.write(f"{slug} : {outcome.error}")
        elif outcome.busy:
            self.stdout.write(_("%(slug)s : un autre import est en cours.") % {"slug": slug})
        elif outcome.report:
            self.stdout.write(f"{slug} : {printing.summary(outcome.report)}")
            for line in printing.warnings(outcome.report):
                self.stderr.write(f"{slug} : {line}")
