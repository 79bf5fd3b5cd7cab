"""For whoever watches the server: alive, and ready to serve."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from search.engine import get_engine


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


logger = logging.getLogger("tremplin.health")

CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "engine": _engine,
}


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything behind the portal answers, else 503; each part by name, no detail."""
    parts = {}
    for name, check in CHECKS.items():
        try:
            parts[name] = check()
        except Exception:
            # Whatever a driver raises means the same here: not ready. The log says which and why.
            logger.exception("not ready: %s", name)
            parts[name] = False
    ready = all(parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)
