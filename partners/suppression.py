"""Numbers about few people are not shown, and neither is what would give them away. Pure functions.

Source: Hundepool et al., Statistical Disclosure Control (2012), 4.2: a threshold rule for primary suppression,
and complementary suppression so that no hidden cell follows from a total.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST = 5
Cell = TypeVar("Cell", bound=Hashable)


def suppressed(cells: Mapping[Cell, int], least: int = LEAST) -> dict[Cell, int | None]:
    """The same cells, None for what stays hidden: below `least`, and, where the total would tell it, the smallest other one.

    Zero is shown: nobody did is about nobody. A hidden part of the total always stands for two cells or more, and
    for `least` people or more.
    """
    hidden = {cell for cell, number in cells.items() if 0 < number < least}
    rest = sorted((cell for cell, number in cells.items() if number >= least), key=lambda cell: (cells[cell], str(cell)))
    while hidden and rest and (len(hidden) < 2 or sum(cells[cell] for cell in hidden) < least):
        hidden.add(rest.pop(0))
    return {cell: None if cell in hidden else number for cell, number in cells.items()}


def shown_total(cells: Mapping[Cell, int], least: int = LEAST) -> int | None:
    """The sum, or None where it is itself about too few, or would give the only hidden cell away."""
    total = sum(cells.values())
    hidden = [number for number in suppressed(cells, least).values() if number is None]
    return None if 0 < total < least or len(hidden) == 1 else total
