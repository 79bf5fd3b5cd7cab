"""One step of tools/bench_scale.py on one engine; it prints its figures as JSON."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search import making
from search.engine import get_engine
from search.rows import count_items
from search.scale.filling import fill
from search.scale.measuring import measure
from search.scale.questions import SORTS
from search.scale.watching import Peak
from search.scale.world import MISSIONS, World


class Command(BaseCommand):
    help = "fill: so many missions into the database; build: rebuild the index; measure: time questions asked of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["fill", "build", "measure"])
        parser.add_argument("--items", type=int, default=100_000, help="documents in all; four in five are missions")
        parser.add_argument("--workers", type=int, default=1, help="processes that ask at once")
        parser.add_argument("--questions", type=int, default=400, help="of each sort")
        parser.add_argument("--sort", action="append", choices=SORTS, help="all without")

    def handle(self, *args: Any, **options: Any) -> None:
        world = World(timezone.localdate())
        missions = options["items"] * MISSIONS // 100
        if options["step"] == "fill":
            figures = _fill(world, missions)
        elif options["step"] == "build":
            figures = _build(world, options["items"] - missions)
        else:
            sorts = options["sort"] or SORTS
            asked = options["workers"], options["questions"]
            figures = {sort: measure(settings.SEARCH_URL, world, sort, *asked) for sort in sorts}
        self.stdout.write(json.dumps(figures))


def _fill(world: World, missions: int) -> dict[str, float]:
    for command in ("migrate", "load_framework", "load_synonyms"):
        call_command(command, verbosity=0)
    began = time.perf_counter()
    fill(world, missions)
    return {"missions": missions, "seconds": round(time.perf_counter() - began, 1)}


def _build(world: World, resources: int) -> dict[str, float]:
    """A rebuild as search_index does it, from the database first, then with what only this bench makes up."""
    times = [time.perf_counter()]
    with Peak() as peak, get_engine().rebuild() as index:
        stored = index.add_prepared(making.documents(index.prepare, count_items(), {}))
        times.append(time.perf_counter())
        made = index.add(world.resources(resources))
        times.append(time.perf_counter())
    times.append(time.perf_counter())
    return {
        "documents": stored + made,
        "from_the_database": stored,
        "a_second": round(stored / (times[1] - times[0])),
        "made_a_second": round(made / (times[2] - times[1])),
        "seconds": round(times[-1] - times[0], 1),
        **peak.figures,
    }
