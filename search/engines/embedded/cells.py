"""Circles on the globe as exact sets of index terms.

The globe is halved again and again in both directions (a quadtree, Finkel & Bentley 1974). Each
point of an item is indexed under the cell that holds it at every depth, and under its exact spot.
A circle is then the cells wholly inside it, and from the cells on its border the spots that a
measure finds inside: no rounding, any number of points per item, and a filter that Tantivy counts.
Where nothing is, there is no cell to ask for; where little is, no cell is cut further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from math import cos, pi, radians, sin
from typing import NamedTuple

from search.contract import Point
from search.geo import EARTH_RADIUS_KM, kilometres

DEEPEST = 16
# Above it a cell is too wide for its corners to tell how far it reaches.
SHALLOWEST = 3
# On the border: so few documents are measured rather than their cell cut further, and so small beside the circle no
# cell is, whatever lies in it.
FEW, FINENESS = 12, 32
_MARK = ":"
# So near to the line a cell counts as crossed by it, and its spots are measured.
_ROUNDING = 1e-9


# One cell: its key, with one digit (0-3) per depth; its southern and western edge, and its height in degrees.
Cell = tuple[str, float, float, float]


def _children(cell: Cell) -> list[Cell]:
    key, south, west, height = cell
    half = height / 2
    north, east = south + half, west + height
    return [
        (f"{key}0", south, west, half),
        (f"{key}1", south, east, half),
        (f"{key}2", north, west, half),
        (f"{key}3", north, east, half),
    ]


def _widest() -> Iterator[Cell]:
    cells: list[Cell] = [("", -90.0, -180.0, 180.0)]
    for _ in range(SHALLOWEST):
        cells = [child for cell in cells for child in _children(cell)]
    yield from cells


WIDEST = tuple(_widest())


@lru_cache(maxsize=50_000)
def reach(south: float, height: float) -> float:
    """Kilometres from the middle of such a cell to its farthest corner: the same all around the globe."""
    middle = Point(south + height / 2, height)
    return max(kilometres(middle, Point(lat, 0.0)) for lat in (south, south + height))


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


@lru_cache(maxsize=50_000)
def spot_point(key: str) -> Point:
    """The point a spot key was made of."""
    _, lat, lon = key.split(_MARK)
    return Point(float(lat), float(lon))


def cover(
    center: Point, km: float, documents: Callable[[str], int], among: Iterable[Cell] = WIDEST
) -> tuple[list[str], list[str]]:
    """The keys of the cells wholly inside a circle, and of those its border may cross; none that holds nothing.

    `documents` tells how many lie in the cell of a key; `among` are the widest cells that hold any.
    """
    inside, border, waiting = [], [], list(among)
    row = lru_cache(maxsize=None)(partial(_row, center, km))
    column = lru_cache(maxsize=None)(partial(_column, center))
    while waiting:
        cell = waiting.pop()
        key, south, west, height = cell
        in_row = row(south, height)
        across = in_row.across + in_row.along * column(west, height)
        if across > in_row.outside or not (within := documents(key)):
            continue
        if across < in_row.inside:
            inside.append(key)
        elif within <= FEW or in_row.is_small or len(key) == DEEPEST:
            border.append(key)
        else:
            waiting += _children(cell)
    return inside, border


class _Row(NamedTuple):
    """What the cells of one height and latitude have in common. Distances to their middles are not taken out of the
    haversine formula (search/geo.py): its sum of two squared sines rises with them."""

    across: float
    along: float
    inside: float
    """Below it a cell lies wholly inside."""
    outside: float
    """Above it, wholly outside."""
    is_small: bool


def _row(center: Point, km: float, south: float, height: float) -> _Row:
    middle, radius = radians(south + height / 2), reach(south, height)
    return _Row(
        across=sin((middle - radians(center.lat)) / 2) ** 2,
        along=cos(radians(center.lat)) * cos(middle),
        inside=_haversine(km - radius) * (1 - _ROUNDING) if km > radius else -1.0,
        outside=_haversine(km + radius) * (1 + _ROUNDING),
        is_small=radius * FINENESS <= km,
    )


def _column(center: Point, west: float, height: float) -> float:
    # A cell is twice as wide as it is high.
    return sin(radians(west + height - center.lon) / 2) ** 2


def _haversine(km: float) -> float:
    """The formula's sum for such a distance; more than any has beyond the other side of the globe."""
    angle = km / (2 * EARTH_RADIUS_KM)
    return sin(angle) ** 2 if angle < pi / 2 else 2.0
