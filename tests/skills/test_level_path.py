"""The level picture rises, holds its band, and never leaves its frame."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from skills.level_path import WIDTH, level_path, position

levels = st.floats(0, 4)


@given(levels, levels)
def test_path_always_rises(one: float, two: float) -> None:
    (x1, y1), (x2, y2) = position(min(one, two)), position(max(one, two))
    assert x1 <= x2
    assert y1 >= y2 - 1e-9


@given(levels, levels, levels)
def test_everything_stays_in_the_frame(estimate: float, a: float, b: float) -> None:
    path = level_path(estimate, min(a, b), max(a, b))
    for data in (path.whole, path.done, path.band):
        for x, y in re.findall(r"([\d.]+) ([\d.]+)", data):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= 160
    assert len(path.names) == 4
