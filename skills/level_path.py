"""The level picture: a rising path, solid up to where somebody stands, with the band of uncertainty.

Pure geometry: levels 0-4 in, SVG path data out. Coordinates are in a 320 x 160 view box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin

WIDTH, LEFT, RIGHT, BOTTOM, TOP = 320, 24, 296, 124, 40
STEPS = 48


@dataclass(frozen=True, slots=True)
class LevelPath:
    """What the template draws: path data, the ball, and where the four names stand."""

    whole: str
    done: str
    band: str
    ball: tuple[float, float]
    names: tuple[tuple[int, float, float, str], ...]


def position(level: float) -> tuple[float, float]:
    """The point of the path for a level of 0 to 4; the path rises in two waves."""
    share = min(max(level, 0.0), 4.0) / 4
    rise = share - sin(share * 4 * pi) / (4 * pi) * 0.9
    return LEFT + share * (RIGHT - LEFT), BOTTOM - rise * (BOTTOM - TOP)


def path_data(start: float, end: float, place: Callable[[float, float], tuple[float, float]] = lambda x, y: (x, y)) -> str:
    """SVG path data between two levels; `place` maps this view box onto another."""
    count = max(2, round(STEPS * (end - start) / 4))
    points = (place(*position(start + (end - start) * i / count)) for i in range(count + 1))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def level_path(estimate: float, low: float, high: float) -> LevelPath:
    """Picture of an estimate (0-4) known to lie within low..high."""
    names = []
    for level in (1, 2, 3, 4):
        x, y = position(level)
        # The path rises to the right: a name above it ends here, a name below it starts here, so
        # that neither touches the line or its band. The last keeps within the frame.
        above = level % 2 == 1
        anchor = "end" if above or level == 4 else "start"
        names.append((level, x + 8 if above else min(x - 4, RIGHT), y - 24 if above else y + 34, anchor))
    return LevelPath(
        path_data(0, 4),
        path_data(0, max(estimate, 0.05)),
        path_data(low, max(high, low + 0.05)),
        position(estimate),
        tuple(names),
    )
