"""For whoever watches the server: alive, and ready to serve."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from search.engine import Trouble, get_engine


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.set("readyz", 1, 5)
    return cache.get("readyz") == 1


def _engine() -> bool:
    return get_engine().ready()


def _why_no_engine() -> str:
    """One word, for whoever watches the server; the rest is in the log and in the admin."""
    trouble = get_engine().condition().trouble or Trouble.AWAY
    return "rebuild-needed" if trouble in (Trouble.LAYOUT, Trouble.NO_INDEX) else trouble.value


logger = logging.getLogger("tremplin.health")

CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "engine": _engine,
}


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything behind the portal answers, else 503; each part by name, no detail.

    `engine_trouble` says in a word what to do about the search engine: rebuild it, or look after it.
    """
    parts: dict[str, bool | str] = {}
    for name, check in CHECKS.items():
        try:
            parts[name] = check()
        except Exception:
            # Whatever a driver raises means the same here: not ready. The log says which and why.
            logger.exception("not ready: %s", name)
            parts[name] = False
    ready = all(parts.values())
    if not parts["engine"]:
        parts["engine_trouble"] = _why_no_engine()
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)
