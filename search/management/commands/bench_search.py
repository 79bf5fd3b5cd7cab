"""Times the engine on synthetic catalogues, beside the budgets."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.engine import SearchEngine, open_engine
from search.synthetic import Synthesis

ROUNDS = 300
WARM_UP = 30
# Milliseconds at 100,000 items on two cores, facets and highlighting included.
BUDGET = {"search": (25, 60), "suggest": (25, 60), "candidates": (25, 60)}


class Command(BaseCommand):
    help = "Measure search, suggest and candidates on synthetic catalogues of several sizes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--items", default="1000,10000,100000", help="sizes, with commas between")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = {}
        for size in map(int, options["items"].split(",")):
            with tempfile.TemporaryDirectory(prefix="tremplin-bench-") as scratch:
                outcome[size] = measure(open_engine(f"embedded:///{scratch}"), size)
            if not options["json"]:
                self.stdout.write(_report(size, outcome[size]))
        if options["json"]:
            self.stdout.write(json.dumps(outcome))


def measure(engine: SearchEngine, size: int) -> dict[str, Any]:
    """Milliseconds (p50, p99) of each question, and items indexed per second."""
    world = Synthesis()
    started = perf_counter()
    with engine.rebuild() as index:
        index.add(world.items(size))
    rate = size / (perf_counter() - started)
    # As in a server: what was loaded before the first request is not looked through again and again.
    gc.collect()
    gc.freeze()
    times = {
        "search": _times(lambda: engine.search(world.query())),
        "suggest": _times(lambda: engine.suggest(world.prefix(), "fr")),
        "candidates": _times(lambda: engine.candidates(world.request())),
    }
    return {"indexed_per_second": round(rate), **times}


def _times(ask: Callable[[], object]) -> dict[str, float]:
    for _ in range(WARM_UP):
        ask()
    spent = []
    for _ in range(ROUNDS):
        started = perf_counter()
        ask()
        spent.append((perf_counter() - started) * 1_000)
    spent.sort()
    return {"p50": round(spent[ROUNDS // 2], 2), "p99": round(spent[ROUNDS * 99 // 100], 2)}


def _report(size: int, figures: dict[str, Any]) -> str:
    lines = [f"{size:>9,} items, {figures['indexed_per_second']:,} indexed a second"]
    for name, (half, most) in BUDGET.items():
        found = figures[name]
        lines.append(f"  {name:<11} p50 {found['p50']:>7.2f} ms (budget {half})   p99 {found['p99']:>7.2f} ms (budget {most})")
    return "\n".join(lines)
