"""The low-data mode: no pictures, no fonts, no htmx, for whoever counts their megabytes.

The browser asks for it (`Save-Data: on`, a client hint of RFC 8942's family: WICG Save Data API), or the
person does with the switch in the footer. Only a choice that differs from the browser's word is kept,
in a cookie that says just that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

COOKIE = "econome"
ON, OFF = "oui", "non"


def browser_asks(request: HttpRequest) -> bool:
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def saves_data(request: HttpRequest) -> bool:
    """The person's choice, else the browser's."""
    return {ON: True, OFF: False}.get(request.COOKIES.get(COOKIE, ""), browser_asks(request))


def choose(request: HttpRequest, response: HttpResponse, saving: bool) -> None:
    """Keep the person's choice; a choice that says the same as the browser needs no cookie."""
    if saving == browser_asks(request):
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = ON if saving else OFF
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, value, max_age=settings.SESSION_COOKIE_AGE, secure=secure, httponly=True, samesite="Lax")


class DataSavingMiddleware:
    """Sets `request.saves_data`, and tells caches that pages differ by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.saves_data = saves_data(request)
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Save-Data", "Cookie"])
        return response
