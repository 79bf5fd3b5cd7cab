"""How often something may be asked for; counted in the cache, for as long as the limit lasts."""

from __future__ import annotations

from django.core.cache import cache


def too_often(name: str, *, most: int, seconds: int) -> bool:
    """Counts one more of `name`; True when there are more than `most` within `seconds` of the first."""
    key = f"partners.limit.{name}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:
        # It ran out in between.
        return False
