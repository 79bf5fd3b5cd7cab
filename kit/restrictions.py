"""Which pages are private, read once a request: a page that lists others asks several times.

Outside a request nothing is remembered, and a change of privacy forgets at once, so that no list
ever shows what has just been closed.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

_remembering: ContextVar[bool] = ContextVar("remembering", default=False)
_paths: ContextVar[tuple[str, ...] | None] = ContextVar("paths", default=None)

# Without what models cost: asked for every page.
_PATHS = "SELECT page.path FROM wagtailcore_pageviewrestriction closed JOIN wagtailcore_page page ON page.id = closed.page_id"


def private_paths() -> tuple[str, ...]:
    """Tree paths of the pages that are behind a password or a sign-in, with all that is below them."""
    paths = _paths.get()
    if paths is None:
        with connection.cursor() as cursor:
            cursor.execute(_PATHS)
            paths = tuple(path for (path,) in cursor.fetchall())
        if _remembering.get():
            _paths.set(paths)
    return paths


def public_q() -> Q:
    """What PageQuerySet.public() filters by: no page with a restriction, and nothing below one."""
    public = Q()
    for path in private_paths():
        public &= ~Q(path__startswith=path)
    return public


def begin(sender: Any, **kwargs: Any) -> None:
    """A request begins: from here on, remember."""
    _remembering.set(True)
    _paths.set(None)


def end(sender: Any, **kwargs: Any) -> None:
    """It is over: forget, and ask again from now on."""
    _remembering.set(False)
    _paths.set(None)


def _forget(sender: Any, **kwargs: Any) -> None:
    _paths.set(None)


def connect() -> None:
    request_started.connect(begin, dispatch_uid="kit.restrictions")
    request_finished.connect(end, dispatch_uid="kit.restrictions")
    for signal in (post_save, post_delete):
        signal.connect(_forget, sender=PageViewRestriction, dispatch_uid="kit.restrictions")
