"""Circles on the globe as exact sets of index terms.

The globe is halved again and again in both directions (a quadtree, Finkel & Bentley 1974). Each
point of an item is indexed under the cell that holds it at every depth, and under its exact spot.
A circle is then the cells wholly inside it, and from the cells on its border the spots that a
measure finds inside: no rounding, any number of points per item, and a filter that Tantivy counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.contract import Point
from search.geo import kilometres

DEEPEST = 16
# Above it a cell is too wide for its corners to tell how far it reaches.
SHALLOWEST = 3
# Border cells this small beside the circle keep both the cells and the measured spots few.
FINENESS = 8
_MARK = ":"


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of the quadtree; `key` has one digit (0-3) per depth."""

    key: str
    south: float
    west: float
    height: float

    @property
    def middle(self) -> Point:
        return Point(self.south + self.height / 2, self.west + self.height)

    def children(self) -> Iterator[Cell]:
        half = self.height / 2
        for digit in range(4):
            north, east = divmod(digit, 2)
            yield Cell(f"{self.key}{digit}", self.south + north * half, self.west + east * 2 * half, half)


@lru_cache(maxsize=50_000)
def reach(south: float, height: float) -> float:
    """Kilometres from the middle of such a cell to its farthest corner: the same all around the globe."""
    middle = Point(south + height / 2, height)
    return max(kilometres(middle, Point(lat, 0.0)) for lat in (south, south + height))


GLOBE = Cell("", -90.0, -180.0, 180.0)


def _deepest_key(point: Point) -> str:
    key, south, west, height = "", -90.0, -180.0, 180.0
    lon = (point.lon + 180.0) % 360.0 - 180.0
    for _ in range(DEEPEST):
        height /= 2
        north, east = point.lat >= south + height, lon >= west + 2 * height
        south, west = south + north * height, west + east * 2 * height
        key += str(2 * north + east)
    return key


def cell_keys(spot: str) -> list[str]:
    """The cells that hold a spot, from wide to narrow."""
    key = spot.partition(_MARK)[0]
    return [key[:depth] for depth in range(SHALLOWEST, DEEPEST + 1)]


def spot_key(point: Point) -> str:
    """The exact point, in order with its cell."""
    return f"{_deepest_key(point)}{_MARK}{point.lat!r}{_MARK}{point.lon!r}"


def spot_point(key: str) -> Point:
    """The point a spot key was made of."""
    _, lat, lon = key.split(_MARK)
    return Point(float(lat), float(lon))


@lru_cache(maxsize=512)
def cover(center: Point, km: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the cells wholly inside a circle, and of those its border may cross."""
    inside, border, waiting = [], [], [GLOBE]
    while waiting:
        cell = waiting.pop()
        depth = len(cell.key)
        if depth < SHALLOWEST:
            waiting.extend(cell.children())
            continue
        distance, radius = kilometres(center, cell.middle), reach(cell.south, cell.height)
        if distance > km + radius:
            continue
        if distance + radius <= km:
            inside.append(cell.key)
        elif depth == DEEPEST or radius * FINENESS <= km:
            border.append(cell.key)
        else:
            waiting.extend(cell.children())
    return tuple(inside), tuple(border)
