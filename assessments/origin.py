"""Guards the one form that is shown before there is any cookie.

Django's token needs a cookie, and a visitor without anything to keep gets none. A browser says where
a form comes from in `Sec-Fetch-Site` or `Origin`, which no page can forge; what sends neither is no
browser of today and carries nobody's session. (Without the check, a form on another site would start
an assessment in a new session and so hide the person's own.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def is_same_origin(request: HttpRequest) -> bool:
    """False when a browser says that the request was made from another site."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in {"same-origin", "none"}
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


def same_origin_form(view: View) -> View:
    """The view takes POST from this site only, without Django's token and so without its cookie."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            return get_callable(settings.CSRF_FAILURE_VIEW)(request, reason="another origin")
        return view(request, *args, **kwargs)

    return guarded
