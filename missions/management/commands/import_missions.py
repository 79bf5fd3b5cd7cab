"""`import_missions --source SLUG [FILE|URL] [--dry-run] [--json]`: bring a source's missions up to date."""

from __future__ import annotations

import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.actions import import_source
from missions.feeds.feed import FeedUnreadable
from missions.models import Source
from missions.runs import printing
from missions.runs.lock import ImportBusy, LockLost
from missions.runs.report import ImportReport


class Command(BaseCommand):
    help = "Import a source's missions: from its own address, a file, or another https address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", metavar="FILE|URL", nargs="?", default="", help="Without it, the source's own address.")
        parser.add_argument("--source", required=True, help="The source's slug; created when it is new.")
        parser.add_argument("--dry-run", action="store_true", help="Count and show what would happen, write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON, and nothing else, on stdout.")

    def handle(self, *args, feed: str, source: str, dry_run: bool, **options) -> None:
        self._check_slug(source)
        wanted = options["verbosity"] > 1 or self.stderr.isatty()
        progress = printing.progress_bar(self._draw, wanted)
        try:
            report = import_source(self._source(source, feed, dry_run), feed, dry_run=dry_run, progress=progress)
        except FeedUnreadable as error:
            raise CommandError(_("Flux illisible, rien n'a changé : %(error)s") % {"error": error}) from error
        except (ImportBusy, LockLost) as error:
            # Nothing went wrong: the other one does the work.
            self._say_busy(source, error, options["json"])
            return
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
        else:
            self._print(report)

    def _draw(self, text: str) -> None:
        self.stderr.write(text, ending="")
        # A bar ends no line, and a line's end is what would send it.
        self.stderr.flush()

    def _say_busy(self, source: str, error: ImportBusy | LockLost, as_json: bool) -> None:
        run = getattr(error, "run", None)
        since = f" ({timezone.localtime(run.started):%d/%m/%Y %H:%M})" if run else ""
        self.stderr.write(
            _("Un autre import de « %(slug)s » est en cours%(since)s : rien à faire.") % {"slug": source, "since": since}
        )
        if as_json:
            self.stdout.write(json.dumps(ImportReport(source, state="busy").to_json(), ensure_ascii=False, indent=1))

    def _check_slug(self, slug: str) -> None:
        try:
            Source._meta.get_field("slug").clean(slug, None)
        except ValidationError as error:
            raise CommandError(
                _(
                    "« %(slug)s » n'est pas un identifiant de source : lettres sans accent, chiffres, "
                    "- et _, 50 caractères au plus."
                )
                % {"slug": slug}
            ) from error

    def _source(self, slug: str, feed: str, dry_run: bool) -> Source:
        known = Source.objects.filter(slug=slug).first()
        if known:
            return known
        if not feed:
            raise CommandError(_("La source « %(slug)s » n'existe pas : donne un fichier ou une adresse.") % {"slug": slug})
        fresh = Source(slug=slug, name=slug.replace("-", " ").capitalize(), kind=_kind_of(feed))
        if not dry_run:
            self.stderr.write(_("Nouvelle source : %(slug)s.") % {"slug": slug})
            fresh.save()
        return fresh

    def _print(self, report: ImportReport) -> None:
        for line in printing.refusals(report):
            self.stdout.write(line)
        if report.dry_run:
            for line in printing.diff(report):
                self.stdout.write(line)
        for line in printing.warnings(report):
            self.stderr.write(self.style.WARNING(line))
        self.stdout.write(printing.summary(report))


def _kind_of(feed: str) -> str:
    """The format of a new source, from the ending of what is given."""
    path = feed.partition("?")[0].lower().removesuffix(".gz")
    return Source.Kind.AGGREGATOR_XML if path.endswith(".xml") else Source.Kind.AGGREGATOR_JSON
