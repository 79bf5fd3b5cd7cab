"""Loads the workshops' sessions from partners/data; again as often as one likes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kit.loading import load_texts
from partners.models import SessionMaterial
from partners.session_files import FOLDER, SessionFileError, read_sessions


class Command(BaseCommand):
    help = "Load the material of the workshops' sessions; what an editor changed is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the .yaml files are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sessions = read_sessions(options["folder"])
        except SessionFileError as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            rows = {row.key: row for row in SessionMaterial.objects.all()}
            changed = sum(_load(rows.get(key) or SessionMaterial(key=key), fields) for key, fields in sessions.items())
        if options["verbosity"]:
            self.stdout.write(f"Sessions: {len(sessions)} read, {changed} new or renewed.")


def _load(row: SessionMaterial, fields: dict[str, Any]) -> bool:
    if changed := load_texts(row, fields):
        row.save()
    return changed
