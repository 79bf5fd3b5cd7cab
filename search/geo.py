"""Distances on the globe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, radians, sin, sqrt

from search.contract import Near, Point

EARTH_RADIUS_KM = 6371.0088


def kilometres(start: Point, end: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott 1984)."""
    lat1, lat2 = radians(start.lat), radians(end.lat)
    across = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(end.lon - start.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(across)))


def nearest_point(near: Near, points: Sequence[Point]) -> tuple[int, float] | None:
    """The place in the list of the nearest point and its kilometres, when that is within `near.km`; else None."""
    closest = min(((kilometres(near.point, point), index) for index, point in enumerate(points)), default=None)
    return (closest[1], closest[0]) if closest is not None and closest[0] <= near.km else None


def nearest_within(near: Near, points: Iterable[Point]) -> float | None:
    """Kilometres to the nearest of the points when that is within `near.km`, else None."""
    closest = min((kilometres(near.point, point) for point in points), default=None)
    return closest if closest is not None and closest <= near.km else None
