"""Circles as filters, kept while their state of the index is: the same towns are asked for often."""

from __future__ import annotations

from functools import cached_property

from tantivy import Query, Searcher

from search.contract import Point
from search.engines.embedded.cells import WIDEST, Cell, cover, spot_point
from search.engines.embedded.combine import any_of, one_of
from search.geo import haversines, kilometres_of

_MOST_CIRCLES = 500


class Places:
    """The places of one state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._circles: dict[tuple[Point, float], Query] = {}

    def within(self, center: Point, km: float) -> Query:
        """Items with a point at most `km` kilometres from the centre."""
        asked = (center, km)
        if asked not in self._circles:
            if len(self._circles) >= _MOST_CIRCLES:
                self._circles.clear()
            self._circles[asked] = self._circle(center, km)
        return self._circles[asked]

    @cached_property
    def _widest(self) -> list[Cell]:
        return [cell for cell in WIDEST if self._documents(cell[0])]

    def _documents(self, cell: str) -> int:
        return self._searcher.doc_freq("cell", cell)

    def _circle(self, center: Point, km: float) -> Query:
        inside, border = cover(center, km, self._documents, self._widest)
        spots = [key for cell in border for key, _ in self._searcher.terms_with_prefix("spot", cell)]
        across = haversines(center, map(spot_point, spots))
        within = [key for key, far in zip(spots, across, strict=True) if kilometres_of(far) <= km]
        return any_of([one_of("cell", inside), one_of("spot", within)])
