"""An address as squares a phone's camera reads (ISO/IEC 18004), drawn by whoever shows them: a page, a sheet."""

from __future__ import annotations

from functools import cached_property

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# The quiet zone the standard asks for, in squares.
QUIET = 4


class Squares:
    """The dark squares of one code."""

    def __init__(self, address: str) -> None:
        made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
        made.add_data(address)
        self.rows: list[list[bool]] = made.get_matrix()

    @property
    def side(self) -> int:
        """Squares a side, the quiet zone included."""
        return len(self.rows)

    @property
    def runs(self) -> list[tuple[int, int, int]]:
        """(x, y, length) of dark squares side by side, from the top left."""
        found = []
        for y, row in enumerate(self.rows):
            start = None
            for x, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = x
                elif not dark and start is not None:
                    found.append((start, y, x - start))
                    start = None
        return found

    @cached_property
    def path(self) -> str:
        """The `d` of an SVG path in a box of `side` by `side`."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)
