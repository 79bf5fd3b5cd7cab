"""Pages of missions, places while typing, and the loading of the gazetteer, on the missions that are there.

`tools/bench_import.sh` runs it after importing 25,000 of them. As in `bench`, CPU is the process's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from typing import Any
from urllib.parse import quote_plus

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from missions.choices import Domain
from missions.models import Commune, Mission
from missions.places.loading import load_communes
from missions.places.lookup import find_anything
from portal.management.commands.bench import caller, measure, queries

LISTING_MS, DETAIL_MS, QUERIES = 8.0, 6.0, 12
TYPING_MS, LOADING_SECONDS = 10.0, 10.0
TOWNS = ("Lyon", "Paris", "Marseille", "Lille", "Nantes", "Brest", "Grenoble", "Nice", "Rodez", "Colmar")
WORDS = ("aide aux repas", "accueil", "soutien scolaire", "animaux", "collecte alimentaire", "jardin", "bibliotheque", "sport")
SKILLS = ("ecoute-active", "cooperation", "empathie")
# Several questions a row, asked in turn: the engine keeps the counts of some, which the rare ones outnumber.
LISTS = {
    "list": ["/missions/"],
    "list, page 20": [f"/missions/?page={page}" for page in range(16, 25)],
    "list, filters": [f"/missions/?domain={domain}&skill={skill}&minors=1" for domain in Domain.values[:4] for skill in SKILLS],
    "list, rare filters": [
        f"/missions/?department={code}&domain={domain}" for code in range(30, 80) for domain in Domain.values[:4]
    ],
    "list, place": [f"/missions/?place={town}&km={km}&remote=1" for km in (10, 25, 50) for town in TOWNS],
    "list, rare places": [f"/missions/?around={46 + n // 20 / 10},{n % 20 / 5 + 1}" for n in range(200)],
    "list, words": [f"/missions/?q={quote_plus(words)}" for words in WORDS],
}
MISSIONS = 40
TYPED = ("lyo", "Saint-É", "69003", "Lyon 3e", "st denis", "saint etiene", "marseile", "sant-denis", "saint maure", "montpelier")
TURNS = 30


class Command(BaseCommand):
    help = "Measure pages of missions and places beside their budgets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=3.0, help="per page")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = Mission.objects.published(timezone.localdate()).newest_first()[:MISSIONS]
        if not newest:
            raise CommandError("There is no mission to show.")
        self.stdout.write(f"{Mission.objects.count()} missions")
        self._pages({**LISTS, "mission": [mission.get_absolute_url() for mission in newest]}, options["seconds"])
        for text in TYPED:
            self._row(f"typed: {text}", milliseconds(lambda text=text: find_anything(text), TURNS), TYPING_MS, "ms CPU")
        self._row("gazetteer", milliseconds(_load_anew, 1) / 1000, LOADING_SECONDS, "s CPU")

    def _pages(self, pages: dict[str, list[str]], seconds: float) -> None:
        application = WSGIHandler()
        with override_settings(PAGE_CACHE=False):
            for name, urls in pages.items():
                calls = cycle([caller(application, url, "") for url in urls])
                _rps, _times, cpu, size = measure(lambda calls=calls: next(calls)(), seconds)
                cache.clear()
                asked = queries(urls[0], "", warm=False)
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
