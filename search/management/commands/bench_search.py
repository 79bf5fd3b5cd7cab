"""Times the engine on synthetic catalogues, beside the budgets."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Callable
from time import perf_counter, process_time
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
    """Milliseconds on the clock, and of processor time: what is left when others keep the machine busy."""
    for _ in range(WARM_UP):
        ask()
    clock, processor = [], []
    for _ in range(ROUNDS):
        started = perf_counter(), process_time()
        ask()
        clock.append(perf_counter() - started[0])
        processor.append(process_time() - started[1])
    return {
        "p50": _share(clock, 50),
        "p99": _share(clock, 99),
        "cpu_p50": _share(processor, 50),
        "cpu_p99": _share(processor, 99),
    }


def _share(seconds: list[float], percent: int) -> float:
    return round(sorted(seconds)[len(seconds) * percent // 100] * 1_000, 2)


def _report(size: int, figures: dict[str, Any]) -> str:
    lines = [f"{size:>9,} items, {figures['indexed_per_second']:,} indexed a second"]
    for name, (half, most) in BUDGET.items():
        found = figures[name]
        lines.append(
            f"  {name:<11} p50 {found['p50']:>7.2f} ms (budget {half})   p99 {found['p99']:>7.2f} ms (budget {most})"
            f"   processor {found['cpu_p50']:.2f} / {found['cpu_p99']:.2f}"
        )
    return "\n".join(lines)
