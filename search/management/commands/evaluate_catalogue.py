"""Asks the catalogue as it is a file of judged questions, and says how well it answers."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from search.contract import Kind
from search.engine import EngineUnavailable, SearchEngine, get_engine
from search.evaluation import key_of
from search.metrics import ndcg, recall, reciprocal_rank
from search.text import question

# A grade that answers; an order that is worth a look.
_GOOD, _WEAK = 2, 0.5


class Command(BaseCommand):
    help = "PATH: a YAML list of {query, kind_of, language?, relevant: {grade: [keys]}}; a key is as in search/evaluation.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = yaml.safe_load(options["path"].read_text(encoding="utf-8"))
            outcome = measure(get_engine(), rows)
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{options['path']}: {error!r}") from error
        except EngineUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
            return
        for name, value in outcome.items():
            for line in value if isinstance(value, list) else [value]:
                self.stdout.write(f"{name}: {line}")


def keys_for(engine: SearchEngine, text: str, language: str) -> list[str]:
    """The keys of the first fifty results, as the page in that language shows them."""
    query = question(text, language, today=timezone.localdate(), limit=50, highlight=False)
    keys = [
        f"skill:{hit.item.skills[0].skill}" if hit.item.kind is Kind.SKILL else key_of(hit.item)
        for hit in engine.search(query).hits
    ]
    # A skill stands in the index once a language; for a judge it is one thing.
    return list(dict.fromkeys(keys))


def measure(engine: SearchEngine, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over all questions and per kind of question; by name those without a good answer in the
    first 3 and those below half of the best possible order."""
    scores: dict[str, list[float]] = defaultdict(list)
    by_kind: dict[str, list[float]] = defaultdict(list)
    missed, weak = [], []
    for row in rows:
        found = keys_for(engine, row["query"], row.get("language", "fr"))
        relevance = {key: int(grade) for grade, keys in row["relevant"].items() for key in keys}
        success = any(relevance.get(key, 0) >= _GOOD for key in found[:3])
        scores["ndcg@10"].append(ndcg(found, relevance))
        scores["mrr"].append(reciprocal_rank(found, relevance))
        scores["recall@10"].append(recall(found, relevance))
        scores["success@3"].append(float(success))
        by_kind[row.get("kind_of", "all")].append(scores["ndcg@10"][-1])
        if scores["ndcg@10"][-1] < _WEAK:
            weak.append(f"{scores['ndcg@10'][-1]:.2f} {row['query']!r}")
        if not success:
            missed.append(f"{row['query']!r} gave {found[:3]}")
    return {
        "queries": len(rows),
        **{name: round(fmean(values), 4) for name, values in scores.items()},
        **{f"ndcg@10 {name}": round(fmean(values), 4) for name, values in sorted(by_kind.items())},
        "missed": missed,
        "weak": weak,
    }
