"""Loads the synonyms of search/data; again as often as one likes."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kit.loading import load_texts
from search.models import Synonym

FILE = Path(__file__).resolve().parents[2] / "data" / "synonyms.yaml"


class Command(BaseCommand):
    help = "Load the groups of synonyms; what an editor changed is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="YAML, a list of {terms: [...], language: fr}")

    def handle(self, *args: Any, **options: Any) -> None:
        groups = _read(options["file"])
        with transaction.atomic():
            rows = {row.origin: row for row in Synonym.objects.exclude(origin="")}
            changed = sum(_load(group, rows.pop(_origin(group), None)) for group in groups)
            retired = sum(_retire(row) for row in rows.values())
        if options["verbosity"]:
            self.stdout.write(f"Synonyms: {len(groups)} read, {changed} new or renewed, {retired} retired.")


def _read(file: Path) -> list[dict[str, Any]]:
    """The groups of a file. Raises CommandError that names the first bad one."""
    try:
        groups = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CommandError(f"{file}: {error}") from error
    if not isinstance(groups, list):
        raise CommandError(f"{file}: a list of groups is expected")
    for number, group in enumerate(groups, 1):
        terms = group.get("terms") if isinstance(group, dict) else None
        if not isinstance(terms, list) or len(terms) < 2 or not all(isinstance(term, str) and term.strip() for term in terms):
            raise CommandError(f"{file}, group {number}: at least two terms are expected, got {group!r}")
        if group.get("language") not in Synonym.Language.values:
            raise CommandError(f"{file}, group {number}: language is one of {', '.join(Synonym.Language.values)}")
    return groups


def _origin(group: dict[str, Any]) -> str:
    """What a group is known by from one version of the file to the next: its first two terms."""
    return f"{group['language']}:{'|'.join(group['terms'][:2])}"[:200]


def _load(group: dict[str, Any], row: Synonym | None) -> bool:
    row = row or Synonym(origin=_origin(group))
    changed = load_texts(row, {"terms": "\n".join(group["terms"]), "language": group["language"], "active": True})
    if changed:
        row.save()
    return changed


def _retire(row: Synonym) -> bool:
    """A group that left the file no longer counts, unless an editor has switched it on or off."""
    changed = load_texts(row, {"active": False})
    if changed:
        row.save()
    return changed
