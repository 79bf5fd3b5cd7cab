"""Pages that are the same for everybody, kept whole: as they were sent, compressed and with their headers.

Only what a view marks (kit/keeping.py), for a request that brings no cookie but the low-data choice, under the
edition of the contents the request began with (kit/edition.py): after a publication nobody is given what
was kept before it, in any process. What passes with time alone (an announcement's end, a page's date of
removal) is seen at most `SECONDS` late; twice that where the page was made of a part that was itself kept
(`kit.edition.of_edition`). No page is kept over midnight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import cc_delim_re, get_conditional_response

from kit.data_saving import COOKIE, browser_asks, saves_data
from kit.edition import edition

SECONDS = 60
# What only pages through a list or narrows it by a few choices; a word or a place is somebody's own and not kept.
PARAMETERS = {"page", "kind", "skill"}
LONGEST_QUERY = 100
# What a kept answer may differ by: each is in its key, or says nothing on marked pages (the path says the language).
VARIES_BY = {"cookie", "save-data", "accept-encoding", "accept-language", "hx-request", "hx-history-restore-request"}
_HTMX = ("HTTP_HX_REQUEST", "HTTP_HX_HISTORY_RESTORE_REQUEST")


class PageCacheMiddleware:
    """Stands before compression, sessions and everything that costs; after what sends people to HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE or not may_be_given(request):
            return self.get_response(request)
        key = key_of(request)
        kept = caches["pages"].get(key)
        if kept is not None:
            headers, body = kept
            response = HttpResponse(body, headers=headers)
        else:
            response = self.get_response(request)
            if request.method != "GET" or not may_be_kept(response):
                return response
            # Weak: the same page is sent with and without compression.
            response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            caches["pages"].set(key, (dict(response.items()), response.content), seconds_left())
        if request.method == "HEAD":
            response.content = b""
        return get_conditional_response(request, etag=response["ETag"], response=response)


def may_be_given(request: HttpRequest) -> bool:
    """Whether the request could be anybody's: no cookie but the low-data choice, nothing asked but a list's choices."""
    meta = request.META
    if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in meta or getattr(request, "is_preview", False):
        return False
    if meta.get("HTTP_COOKIE") and not request.COOKIES.keys() <= {COOKIE}:
        return False
    query = meta.get("QUERY_STRING", "")
    return not query or (
        len(query) <= LONGEST_QUERY and {name for name, _value in parse_qsl(query, keep_blank_values=True)} <= PARAMETERS
    )


def key_of(request: HttpRequest) -> str:
    """Edition, host, address and what else a page differs by; a digest, since an address may be long."""
    meta = request.META
    parts = (
        edition(),
        request.scheme,
        # As sent: a host that is not ours never gets an answer that is kept.
        meta.get("HTTP_HOST", ""),
        request.path,
        meta.get("QUERY_STRING", ""),
        "gzip" if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "") else "",
        str(browser_asks(request)),
        str(saves_data(request)),
        *(meta.get(name, "") for name in _HTMX),
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


def may_be_kept(response: HttpResponse) -> bool:
    """A whole, marked page that leaves nothing on the device and forbids nobody to keep it."""
    if not getattr(response, "same_for_all", False) or response.status_code != 200 or response.streaming or response.cookies:
        return False
    control = response.get("Cache-Control", "")
    if "private" in control or "no-store" in control or "no-cache" in control:
        return False
    return {name.lower() for name in cc_delim_re.split(response.get("Vary", "")) if name} <= VARIES_BY


def seconds_left() -> int:
    """At most `SECONDS`, and not over midnight: what ends today is gone tomorrow."""
    now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, min(SECONDS, int((midnight - now).total_seconds())))
