"""Forms without a token: only our own pages may send them.

A CSRF token needs a cookie (or a session) on every page that shows a form, and a page that sets a
cookie cannot be the same for everybody. Where a view changes nothing but the sender's own progress
cookie, the browser's own word on where a request comes from is enough, and just as hard to forge
from another site: `Sec-Fetch-Site` (all browsers since March 2023, forbidden to scripts) or, in
older ones, `Origin`, which browsers send with every POST. Neither: refused.
Source: OWASP CSRF Prevention Cheat Sheet, "Fetch Metadata headers" and "Using standard headers to
verify origin".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.views.decorators.csrf import csrf_exempt


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a page of this host sent the request.

    "none" is a person's own act (a reload, the address bar): no other site can cause it.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    except ValueError:
        return False


def same_origin_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view takes POST from this site only, without Django's token and so without its cookie.

    Anything else gets the site's own page for it (403).
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_same_origin(request):
            return get_callable(settings.CSRF_FAILURE_VIEW)(request, reason="not same origin")
        return view(request, *args, **kwargs)

    return guarded
