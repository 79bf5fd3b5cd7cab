"""`import_missions --source SLUG FILE|URL [--dry-run] [--json]`: bring a source's missions up to date."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from missions.actions import ImportReport, import_feed
from missions.feeds.fetch import fetch_feed
from missions.feeds.reading import Feed, FeedUnreadable, read_feed
from missions.models import Source


class Command(BaseCommand):
    help = "Import missions from the public aggregator's JSON: a file, or the https address of its API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", metavar="FILE|URL", help="A JSON file, or an https address read page by page.")
        parser.add_argument("--source", required=True, help="The source's slug; created when it is new.")
        parser.add_argument("--dry-run", action="store_true", help="Count what would happen, write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON, and nothing else, on stdout.")

    def handle(self, *args, feed: str, source: str, dry_run: bool, **options) -> None:
        self._check_slug(source)
        try:
            whole = self._open(feed)
        except FeedUnreadable as error:
            raise CommandError(_("Flux illisible, rien n'a changé : %(error)s") % {"error": error}) from error
        report = import_feed(self._source(source, dry_run), whole, dry_run, self._progress(whole, options))
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
        else:
            self._print(report)

    def _open(self, feed: str) -> Feed:
        if "://" in feed:
            return fetch_feed(feed, os.environ.get("MISSIONS_API_KEY", ""))
        return read_feed(Path(feed))

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

    def _source(self, slug: str, dry_run: bool) -> Source:
        known = Source.objects.filter(slug=slug).first()
        if known or dry_run:
            return known or Source(slug=slug, name=slug)
        self.stderr.write(_("Nouvelle source : %(slug)s.") % {"slug": slug})
        return Source.objects.create(slug=slug, name=slug.replace("-", " ").capitalize())

    def _progress(self, feed: Feed, options: dict):
        def show(read: int) -> None:
            self.stderr.write(f"\r{read} / {feed.count}", ending="" if read < feed.count else "\n")

        return show if options["verbosity"] > 1 or self.stderr.isatty() else lambda read: None

    def _print(self, report: ImportReport) -> None:
        for refusal in report.refusals:
            self.stdout.write(
                _("Ligne %(row)d (%(client_id)s), %(field)s « %(value)s » : %(reason)s")
                % {**refusal, "client_id": refusal["client_id"] or "?"}
            )
        for warning in report.warnings:
            self.stderr.write(self.style.WARNING(warning))
        self.stdout.write(
            _(
                "%(read)d lues : %(created)d créées, %(changed)d changées, %(unchanged)d inchangées, "
                "%(skipped)d retirées par leur plateforme, %(refused)d refusées ; %(closed)d missions fermées."
            )
            % report.to_json()
        )
