"""Guessing a workshop's code. Only wrong codes count, so that a whole class behind one school's address is never refused.

31^6 = 8.9e8 codes; with two thousand wrong ones in ten minutes, whoever guesses at a thousand open workshops waits three
days for one of them on average, and finds a place to type a nickname in. Of an address only a keyed digest is kept.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from partners.limits import too_often

SECONDS = 600
# Thirty people may each mistype five times; somebody's address, and everybody's.
MOST_FROM_ONE, MOST_IN_ALL = 150, 2000


def too_many(request: HttpRequest) -> bool:
    """Whether so many codes were wrong in ten minutes that no more are looked up from here."""
    counted = cache.get_many([f"partners.limit.{name}" for name in _names(request)])
    return any(counted.get(f"partners.limit.{name}", 0) >= most for name, most in _names(request).items())


def was_wrong(request: HttpRequest) -> None:
    for name, most in _names(request).items():
        too_often(name, most=most, seconds=SECONDS)


def _names(request: HttpRequest) -> dict[str, int]:
    who = salted_hmac("partners.guesses", request.META.get("REMOTE_ADDR", "")).hexdigest()
    return {f"guesses.{who}": MOST_FROM_ONE, "guesses.all": MOST_IN_ALL}
