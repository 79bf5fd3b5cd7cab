"""Which lessons somebody has done: a signed cookie on their device, nothing on ours.

Set only once there is something to keep, so that pages stay the same for everybody until then.
A cookie that was forged, cut or has expired counts as no progress.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "courses"
SALT = "resources.progress"
# Thirteen months, the longest the French regulator (CNIL) accepts for such a cookie.
MAX_AGE = 60 * 60 * 24 * 395
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
    """Page ids of the lessons done on this device, oldest first."""
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
