"""An item's points as whole numbers beside its document: places are measured by the hundred without reading an item."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from search.contract import Point

# An item with more points is read to be measured.
MOST_POINTS = 3
# Instead of the first point: there is none; the item has to tell.
NOWHERE, UNTOLD = -1, -2
# A centimetre. What has more digits is left to the item: a number stands for a point exactly or not at all.
_DIGITS = 10**7
_SOUTH, _WEST = 90 * _DIGITS, 180 * _DIGITS
_LOW_BITS = 32


def numbers_of(points: Sequence[Point]) -> list[int]:
    """One number for each of an item's points, or one that says why not."""
    numbers = [_number_of(point) for point in points]
    if len(numbers) > MOST_POINTS or UNTOLD in numbers:
        return [UNTOLD]
    return numbers or [NOWHERE]


def _number_of(point: Point) -> int:
    if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        return UNTOLD
    lat, lon = round(point.lat * _DIGITS), round(point.lon * _DIGITS)
    number = (lat + _SOUTH) << _LOW_BITS | (lon + _WEST)
    return number if point_of(number) == point else UNTOLD


@lru_cache(maxsize=50_000)
def point_of(number: int) -> Point:
    """The point that a number stands for."""
    lat, lon = divmod(number, 1 << _LOW_BITS)
    return Point((lat - _SOUTH) / _DIGITS, (lon - _WEST) / _DIGITS)
