"""Pages of missions, places while typing, and the loading of the gazetteer, on the missions that are there.

`tools/bench_import.sh` runs it after importing 25,000 of them. As in `bench`, CPU is the process's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from missions.models import Commune, Mission
from missions.places.loading import load_communes
from missions.places.lookup import find_anything
from portal.management.commands.bench import caller, measure, queries

LISTING_MS, DETAIL_MS, QUERIES = 8.0, 6.0, 12
TYPING_MS, LOADING_SECONDS = 10.0, 10.0
LISTS = {
    "list": "/missions/",
    "list, place": "/missions/?place=Lyon&km=25&remote=1",
    "list, filters": "/missions/?domain=solidarite-insertion&skill=ecoute-active&minors=1",
    "list, words": "/missions/?q=aide+aux+repas",
    "list, page 20": "/missions/?page=20",
}
TYPED = ("lyo", "Saint-É", "69003", "Lyon 3e", "st denis", "saint etiene", "marseile", "sant-denis", "saint maure", "montpelier")
TURNS = 30


class Command(BaseCommand):
    help = "Measure pages of missions and places beside their budgets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=3.0, help="per page")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = Mission.objects.published(timezone.localdate()).newest_first().first()
        if newest is None:
            raise CommandError("There is no mission to show.")
        self.stdout.write(f"{Mission.objects.count()} missions")
        self._pages({**LISTS, "mission": newest.get_absolute_url()}, options["seconds"])
        for text in TYPED:
            self._row(f"typed: {text}", milliseconds(lambda text=text: find_anything(text), TURNS), TYPING_MS, "ms CPU")
        self._row("gazetteer", milliseconds(_load_anew, 1) / 1000, LOADING_SECONDS, "s CPU")

    def _pages(self, pages: dict[str, str], seconds: float) -> None:
        application = WSGIHandler()
        with override_settings(PAGE_CACHE=False):
            for name, url in pages.items():
                _rps, _times, cpu, size = measure(caller(application, url, ""), seconds)
                cache.clear()
                asked = queries(url, "", warm=False)
                budget = DETAIL_MS if name == "mission" else LISTING_MS
                self._row(name, cpu * 1000, budget, f"ms CPU   {asked:2d} SQL cold (budget {QUERIES})   {size / 1024:5.1f} KB")

    def _row(self, name: str, value: float, budget: float, rest: str) -> None:
        said = "ok" if value <= budget else "OVER BUDGET"
        self.stdout.write(f"{name:22} {value:7.2f} (budget {budget:.0f}) {rest}  {said}")


@transaction.atomic
def _load_anew() -> None:
    """The whole table written, and left as it was."""
    Commune.objects.all().delete()
    load_communes()
    transaction.set_rollback(True)


def milliseconds(call: Callable[[], object], turns: int) -> float:
    """CPU of one call, the mean of so many."""
    begun = time.process_time()
    for _turn in range(turns):
        call()
    return (time.process_time() - begun) * 1000 / turns
