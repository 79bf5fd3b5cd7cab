"""Distances on the globe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, radians, sin, sqrt

from search.contract import Near, Point

EARTH_RADIUS_KM = 6371.0088


def kilometres(start: Point, end: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott 1984)."""
    return kilometres_of(haversines(start, (end,))[0])


def nearest_point(near: Near, points: Sequence[Point]) -> tuple[int, float] | None:
    """The place in the list of the nearest point and its kilometres, when that is within `near.km`; else None."""
    if not points:
        return None
    across = haversines(near.point, points)
    least = min(across)
    km = kilometres_of(least)
    return (across.index(least), km) if km <= near.km else None


def nearest_within(near: Near, points: Sequence[Point]) -> float | None:
    """Kilometres to the nearest of the points when that is within `near.km`, else None."""
    if not points:
        return None
    km = kilometres_of(min(haversines(near.point, points)))
    return km if km <= near.km else None


def haversines(start: Point, ends: Iterable[Point]) -> list[float]:
    """The formula's sum of squared sines for each end, which rises with the distance: one is told for many ends."""
    lat1, lon1 = radians(start.lat), start.lon
    cos1 = cos(lat1)
    across = []
    for end in ends:
        lat2 = radians(end.lat)
        across.append(sin((lat2 - lat1) / 2) ** 2 + cos1 * cos(lat2) * sin(radians(end.lon - lon1) / 2) ** 2)
    return across


def kilometres_of(across: float) -> float:
    """The distance that has such a sum."""
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(across)))
