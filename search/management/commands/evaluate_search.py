"""Measures the catalogue's search on a judged set of questions, in a scratch index of SEARCH_URL's engine."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.contract import CatalogueItem, Kind
from search.engine import EngineUnavailable, SearchEngine, get_engine
from search.metrics import ndcg, recall, reciprocal_rank
from search.text import question

TITLE_CHARACTERS = 80
DEPTH = 100


class Command(BaseCommand):
    help = """Index DIR/docs.jsonl ({id, title?, text} a line), ask DIR/queries.tsv (id TAB text), score by
    DIR/qrels.tsv (query TAB document TAB relevance). The words are read, matched and ranked as on the catalogue page."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--language", default="fr", help="of the documents and the questions: fr or en")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        directory, language = options["directory"], options["language"]
        judged = read_judgements(directory / "qrels.tsv")
        try:
            with get_engine().scratch() as engine:
                with engine.rebuild() as index:
                    index.add(read_documents(directory / "docs.jsonl", language))
                outcome = measure(engine, read_queries(directory / "queries.tsv"), judged, language)
        except EngineUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        self.stdout.write(json.dumps(outcome) if options["json"] else _table(outcome))


def measure(
    engine: SearchEngine, queries: Iterator[tuple[str, str]], judged: dict[str, dict[str, int]], language: str
) -> dict[str, float]:
    """The mean of each measure over the queries that have a relevant document."""
    scores: dict[str, list[float]] = {"ndcg@10": [], "mrr": [], "recall@10": []}
    for query_id, text in queries:
        relevance = judged.get(query_id, {})
        if not any(value > 0 for value in relevance.values()):
            continue
        ranked = rank(engine, text, language)
        scores["ndcg@10"].append(ndcg(ranked, relevance))
        scores["mrr"].append(reciprocal_rank(ranked, relevance))
        scores["recall@10"].append(recall(ranked, relevance))
    if not scores["mrr"]:
        raise CommandError("No query has a relevant document: nothing to measure.")
    return {**{name: round(fmean(values), 4) for name, values in scores.items()}, "queries": len(scores["mrr"])}


def rank(engine: SearchEngine, text: str, language: str) -> list[str]:
    """The ids of the documents that the catalogue page would show for a text, best first."""
    query = question(text, language, limit=DEPTH, highlight=False)
    return [hit.item.id for hit in engine.search(query).hits] if query.terms else []


def read_documents(path: Path, language: str) -> Iterator[CatalogueItem]:
    for where, line in _lines(path):
        try:
            row = json.loads(line)
            ident, text, title = row["id"], row["text"], row.get("title") or ""
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{where}: a JSON object with id and text is expected ({error!r})") from error
        if not all(isinstance(value, str) for value in (ident, text, title)) or not ident:
            raise CommandError(f"{where}: id, title and text are texts, id is not empty")
        yield CatalogueItem(id=ident, kind=Kind.ARTICLE, title=title or title_of(text), url="", language=language, body=text)


def title_of(text: str) -> str:
    """The first line, or as many of its words as 80 characters hold."""
    first = next(iter(text.strip().splitlines()), "")
    return first if len(first) <= TITLE_CHARACTERS else first[: TITLE_CHARACTERS + 1].rsplit(" ", 1)[0][:TITLE_CHARACTERS]


def read_queries(path: Path) -> Iterator[tuple[str, str]]:
    seen = set()
    for where, line in _lines(path):
        ident, tab, text = line.partition("\t")
        if not tab or not ident or ident in seen:
            raise CommandError(f"{where}: a new query id, a tab and the query are expected")
        seen.add(ident)
        yield ident, text


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> relevance."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for where, line in _lines(path):
        try:
            query_id, document, relevance = line.split("\t")
            judged[query_id][document] = int(relevance)
        except ValueError as error:
            raise CommandError(f"{where}: query, document and a whole number are expected, with tabs between") from error
    return judged


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """(file and line number, text) of every line that is not blank."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path}, line {number}", line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


def _table(outcome: dict[str, float]) -> str:
    return "\n".join(f"{name:<10} {value}" for name, value in outcome.items())
