"""Which edition of the site's contents this is: a word in the database that changes with every change of a content.

What is kept of contents (pages, the frame around them, names of skills) is kept under its edition, so that every
process leaves it behind in the moment a change is through, whether or not they share a cache.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from kit.models import Edition

_DUE = "kit_edition_due"
# The edition a request began with, read when first asked for, and what was made once for it; None outside of requests.
_request: ContextVar[dict[str, Any] | None] = ContextVar("edition", default=None)
_ONCE = "once."


def edition() -> str:
    """The edition this request began with (what it reads may be newer, never older); outside of one, today's.

    "" before the first change. One small query a request.
    """
    known = _request.get()
    if known is None:
        return _read()
    if "word" not in known:
        known["word"] = _read()
    return known["word"]


def of_edition(name: str, make: Callable[[], Any], seconds: int = 60) -> Any:
    """What `make` gives, kept under this edition; `name` says all it depends on besides. Never None.

    `seconds` bounds what passes with time alone, such as a page's date of removal.
    """
    key = f"{name}.{edition()}"
    value = cache.get(key)
    if value is None:
        value = make()
        cache.set(key, value, seconds)
    return value


def once(name: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once a request, until this request itself changes a content; outside of one, made anew.

    For rows that several things kept under the edition are made of.
    """
    known = _request.get()
    if known is None:
        return make()
    if _ONCE + name not in known:
        known[_ONCE + name] = make()
    return known[_ONCE + name]


def _read() -> str:
    """Without what models cost: kept pages are answered by this query alone.

    Whoever changes contents in a transaction sees them already, under the word they will have.
    """
    if connection.in_atomic_block and _DUE in connection.__dict__:
        return connection.__dict__[_DUE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kit_edition WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def new_edition(*args: Any, **kwargs: Any) -> None:
    """A content changed: a new edition once the change can be read by others, one for a whole transaction.

    Takes what signals send and asks nothing of it.
    """
    connection.__dict__[_DUE] = uuid4().hex
    known = _request.get() or {}
    for name in [name for name in known if name.startswith(_ONCE)]:
        del known[name]
    transaction.on_commit(_write)


def _write() -> None:
    word = connection.__dict__.pop(_DUE, "")
    if word:
        Edition.objects.update_or_create(pk=1, defaults={"word": word})


class EditionMiddleware:
    """Before everything that asks for the edition: one for the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set({})
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)
