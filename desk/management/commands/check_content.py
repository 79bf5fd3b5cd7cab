"""Checks the published content and says what is wrong; no network (check_links follows links to other sites)."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from desk.content_check import BAND, ContentReport, check_content
from desk.coverage import LANGUAGES


class Command(BaseCommand):
    help = "Check published pages: links of ours, alternative texts, skills covered, reading level, copied paragraphs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language", choices=LANGUAGES, default=LANGUAGES[0], help="whose reading level and coverage to measure"
        )
        parser.add_argument("--json", action="store_true", help="print figures and faults as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            report = check_content(options["language"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._print(report)
        if report.faults:
            raise CommandError(f"{len(report.faults)} faults in the content")

    def _print(self, report: ContentReport) -> None:
        for fault in report.faults:
            self.stdout.write(fault)
        self.stdout.write(f"{report.pages} pages, {report.words} words")
        self.stdout.write(f"{report.skills_covered} of {report.skills} skills covered (3 resources, 2 levels, 2 kinds)")
        lowest = ", ".join(f"{score} {title}" for title, score in report.readability_lowest[:3])
        self.stdout.write(
            f"reading level (Kandel and Moles, {BAND[0]:.0f}-{BAND[1]:.0f}): median {report.readability_median}; lowest {lowest}"
        )
