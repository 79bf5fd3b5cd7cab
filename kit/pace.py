"""How often one address may ask for something that must not be collected: a count in the cache, gone after its time."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def too_often(request: HttpRequest, action: str, most: int, seconds: int) -> bool:
    """Count one more `action` of whoever asks; True once there were more than `most` within `seconds`.

    The address is kept as a keyed digest, in the cache alone. Several processes count together where they share CACHE_URL.
    """
    who = salted_hmac("kit.pace", request.META.get("REMOTE_ADDR", ""), algorithm="sha256").hexdigest()[:24]
    key = f"pace:{action}:{who}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # It ran out between the two.
        return False
