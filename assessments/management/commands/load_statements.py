"""Loads the questionnaire's statements from assessments/data; again as often as one likes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from assessments.models import Statement
from assessments.statement_files import FOLDER, StatementFileError, StatementText, read_statements
from kit.loading import load_texts
from skills.models import Skill


class Command(BaseCommand):
    help = "Load the statements of the self-assessment; what an editor changed is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the .yaml files are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts = read_statements(options["folder"])
        except StatementFileError as error:
            raise CommandError(str(error)) from error
        skills = dict(Skill.objects.values_list("slug", "pk"))
        for text in texts:
            if text.skill not in skills:
                raise CommandError(f"{text.where}: the framework has no skill {text.skill!r}. Run load_framework first.")
        with transaction.atomic():
            rows = {row.slug: row for row in Statement.objects.all()}
            changed = sum(_load(text, skills[text.skill], rows.pop(text.slug, None)) for text in texts)
            retired = sum(_retire(row) for row in rows.values() if row.loaded)
        if options["verbosity"]:
            self.stdout.write(f"Statements: {len(texts)} read, {changed} new or renewed, {retired} retired.")


def _load(text: StatementText, skill_id: int, row: Statement | None) -> bool:
    row = row or Statement(slug=text.slug)
    stale = (row.skill_id, row.order) != (skill_id, text.order)
    row.skill_id, row.order = skill_id, text.order
    changed = load_texts(row, {"reversed": text.reversed, "active": True, **text.texts}) or stale
    if changed:
        row.save()
    return changed


def _retire(row: Statement) -> bool:
    """A statement that left the files is asked no more; an editor's own rows have nothing loaded."""
    changed = load_texts(row, {"active": False})
    if changed:
        row.save()
    return changed
