"""Which lessons somebody has done: a signed cookie on their device, nothing on ours.

Set only once there is something to keep, so that pages stay the same for everybody until then.
A cookie that was forged, cut or has expired counts as no progress.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "courses"
SALT = "resources.progress"
MAX_AGE = settings.SESSION_COOKIE_AGE
# Keeps the cookie below 2.5 KB; the oldest go first.
LIMIT = 300
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _pack(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text


def done_lessons(request: HttpRequest) -> tuple[int, ...]:
    """Page ids of the lessons done on this device, oldest first; with those just adopted."""
    adopted = getattr(request, "adopted_lessons", None)
    return _in_cookie(request) if adopted is None else adopted


def _in_cookie(request: HttpRequest) -> tuple[int, ...]:
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=MAX_AGE)
    try:
        return tuple(int(part, 36) for part in value.split(".") if part)[-LIMIT:]
    except ValueError:
        return ()


def remember(response: HttpResponse, lessons: Iterable[int]) -> None:
    """Keep these page ids on the device, the last `LIMIT` of them, each once."""
    kept = list(dict.fromkeys(lessons))[-LIMIT:]
    response.set_signed_cookie(
        COOKIE,
        ".".join(map(_pack, kept)),
        salt=SALT,
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept_until(request: HttpRequest) -> datetime | None:
    """When the device forgets the lessons done; None where none are."""
    if not _in_cookie(request):
        return None
    written = signing.b62_decode(request.COOKIES[COOKIE].rsplit(":", 2)[1])
    return datetime.fromtimestamp(written, UTC) + timedelta(seconds=MAX_AGE)


def adopt(request: HttpRequest, lessons: Iterable[int]) -> None:
    """From now on these are the lessons done; none at all forgets the cookie.

    For where there is no response at hand: `AdoptedLessonsMiddleware` writes it down.
    """
    request.adopted_lessons = tuple(dict.fromkeys(lessons))[-LIMIT:]


class AdoptedLessonsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        adopted = getattr(request, "adopted_lessons", None)
        if adopted:
            remember(response, adopted)
        elif adopted is not None and COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
