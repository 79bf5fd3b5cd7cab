"""How a view says that its answer is the same for everybody who comes without cookies (portal/page_cache.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse


def same_for_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The answer depends on address, language, low-data mode and contents alone, as long as no cookie came with it."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return mark(view(request, *args, **kwargs))

    return marked


def mark(response: HttpResponse) -> HttpResponse:
    response.same_for_all = True
    return response
