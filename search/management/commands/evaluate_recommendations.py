"""Runs personas through the recommendations and says what came of it."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from search.engine import EngineUnavailable, get_engine
from search.evaluation import evaluate
from search.rows import all_items


class Command(BaseCommand):
    help = "Evaluate recommendations on a persona file (format: search/evaluation.py), on the catalogue as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = yaml.safe_load(options["path"].read_text(encoding="utf-8"))
            outcome = evaluate(get_engine(), rows, list(all_items()), timezone.localdate())
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{options['path']}: {error!r}") from error
        except EngineUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
            return
        for name, value in outcome.items():
            if isinstance(value, list):
                for line in value:
                    self.stdout.write(f"  {name}: {line}")
            else:
                self.stdout.write(f"{name}: {value}")
