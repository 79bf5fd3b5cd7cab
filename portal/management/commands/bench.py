"""Requests a second, times and CPU of each kind of page, beside an empty view in the same process.

Calls the WSGI application itself, without a network or a test client: what is measured is ours.
CPU is `time.process_time`, which other processes do not disturb much; ratios within one run count
more than milliseconds, which depend on the machine.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, reset_queries
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portal import urls as portal_urls
from portal.bench_catalogue import fill

ITEMS = 1000
BUDGET_MS = {"home": 8.0, "listing": 8.0, "detail": 6.0, "search": 8.0}


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bench-empty/", empty), *portal_urls.urlpatterns]


@dataclass
class Figures:
    page: str
    rps: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    budget_ms: float | None
    share_of_empty: float
    queries: int
    html_kb: float


class Command(BaseCommand):
    help = "Measure home, listing, detail, search and result with 1,000 catalogue items; run it by `make bench`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=4.0, help="per page")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = fill(ITEMS)
        with override_settings(ROOT_URLCONF=__name__):
            rows = measure_all(pages, options["seconds"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(row) for row in rows]))
            return
        self.stdout.write(
            f"{'page':12} {'rps':>7} {'p50 ms':>7} {'p99 ms':>7} {'CPU ms':>7} {'budget':>7} {'of empty':>9} {'SQL':>4} {'KB':>6}"
        )
        for row in rows:
            budget = f"{row.budget_ms:.0f}" if row.budget_ms else "-"
            self.stdout.write(
                f"{row.page:12} {row.rps:7.0f} {row.p50_ms:7.2f} {row.p99_ms:7.2f} {row.cpu_ms:7.2f} {budget:>7}"
                f" {row.share_of_empty:9.3f} {row.queries:4d} {row.html_kb:6.1f}"
            )


def measure_all(pages: dict[str, tuple[str, str]], seconds: float) -> list[Figures]:
    """`pages` maps a name to its path and cookie header. The empty view is measured first, kept pages right after it."""
    application = WSGIHandler()
    baseline = 0.0
    rows = []
    kept = {f"kept {name}": pages[name] for name in ("home", "listing")}
    for name, (url, cookie) in {"empty": ("/bench-empty/", ""), **kept, **pages}.items():
        call = caller(application, url, cookie)
        with override_settings(PAGE_CACHE=name in kept):
            rps, times, cpu, size = measure(call, seconds)
            asked = queries(url, cookie)
        baseline = baseline or rps
        cuts = quantiles(times, n=100)
        rows.append(
            Figures(
                name,
                rps,
                cuts[49] * 1000,
                cuts[98] * 1000,
                cpu * 1000,
                BUDGET_MS.get(name),
                rps / baseline,
                asked,
                size / 1024,
            )
        )
    return rows


def caller(application: WSGIHandler, url: str, cookie: str) -> Callable[[], bytes]:
    path_info, _mark, query = url.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path_info, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000", "HTTP_COOKIE": cookie, "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip

    def call() -> bytes:
        status: list[str] = []
        response = application({**environ}, lambda line, headers: status.append(line))
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{url}: {status[0]}")
        return body

    return call


def measure(call: Callable[[], bytes], seconds: float) -> tuple[float, list[float], float, int]:
    for _warm_up in range(10):
        body = call()
    times = []
    wall, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    spent, burnt = time.perf_counter() - wall, time.process_time() - cpu
    return len(times) / spent, times, burnt / len(times), len(body)


def queries(url: str, cookie: str, warm: bool = True) -> int:
    """SQL queries of one request; `warm`: after another that filled the caches."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"cookie": cookie} if cookie else None)
    if warm:
        client.get(url)
    connection.force_debug_cursor = True
    reset_queries()
    client.get(url)
    count = len(connection.queries)
    connection.force_debug_cursor = False
    assert not settings.DEBUG
    return count
