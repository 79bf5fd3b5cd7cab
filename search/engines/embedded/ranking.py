"""Results in an order that never depends on how the index happens to be cut into segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice, pairwise

from tantivy import DocAddress, Order, Query, Searcher

from search.codec import decode
from search.contract import CatalogueItem, Near, Point
from search.engines.embedded.combine import all_of, silent
from search.engines.embedded.filters import from_anywhere, within
from search.geo import kilometres, nearest_within

# Tantivy adds scores in 32 bits, in an order of its own: closer than this is a tie.
_SAME = 1e-5
# Circles to look in first when sorting by distance, as parts of the whole radius.
_RINGS = (1 / 32, 1 / 8, 1 / 2)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One document in its place; `score` is 0 where the order is not by score."""

    address: DocAddress
    score: float = 0.0


def item_at(searcher: Searcher, address: DocAddress) -> CatalogueItem:
    return decode(searcher.doc(address).get_first("item"))


def id_at(searcher: Searcher, address: DocAddress) -> str:
    return searcher.doc(address).get_first("id")


def count(searcher: Searcher, query: Query) -> int:
    return searcher.search(silent(query), 1).count


def by_field(searcher: Searcher, query: Query, field: str, offset: int, limit: int) -> list[Ranked]:
    """One page in ascending order of a field whose values are all different."""
    if limit <= 0:
        return []
    found = searcher.search(query, limit, count=False, order_by_field=field, order=Order.Asc, offset=offset)
    return [Ranked(address) for _, address in found.hits]


def by_score(searcher: Searcher, query: Query, offset: int, limit: int) -> list[Ranked]:
    """One page by descending score, ties by ascending id."""
    wanted = offset + limit
    if limit <= 0:
        return []
    hits = _down_to_a_gap(searcher, query, wanted)
    page: list[Ranked] = []
    start = 0
    while start < min(wanted, len(hits)):
        end = start + 1
        while end < len(hits) and _tied(hits[end - 1][0], hits[end][0]):
            end += 1
        if end > offset:
            first, last = max(offset - start, 0), min(end, wanted) - start
            page.extend(islice(_by_id(searcher, hits[start:end]), first, last))
        start = end
    return page


def _tied(better: float, worse: float) -> bool:
    return better - worse <= _SAME * max(1.0, abs(better))


def _down_to_a_gap(searcher: Searcher, query: Query, wanted: int) -> Sequence[tuple[float, DocAddress]]:
    """The best hits, at least as many as wanted, and all those tied with the last one wanted."""
    size = wanted + 1
    while True:
        hits = searcher.search(query, size, count=False).hits
        scores = [score for score, _ in hits[wanted - 1 :]]
        if len(hits) < size or not all(_tied(better, worse) for better, worse in pairwise(scores)):
            return hits
        size *= 4


def _by_id(searcher: Searcher, tied: Sequence[tuple[float, DocAddress]]) -> Iterator[Ranked]:
    """Tied hits by id, reading no more ids than are asked for: within a segment, documents lie in
    the order of their ids."""
    if len(tied) == 1:
        yield Ranked(tied[0][1], tied[0][0])
        return
    segments: dict[int, list[DocAddress]] = {}
    for _, address in sorted(tied, key=lambda hit: (hit[1].segment_ord, hit[1].doc)):
        segments.setdefault(address.segment_ord, []).append(address)
    score = tied[0][0]
    if len(segments) == 1:
        yield from (Ranked(address, score) for address in next(iter(segments.values())))
        return
    streams = [((id_at(searcher, address), address) for address in found) for found in segments.values()]
    yield from (Ranked(address, score) for _, address in merge(*streams, key=lambda pair: pair[0]))


def by_distance(searcher: Searcher, query: Query, near: Near, offset: int, limit: int) -> list[Ranked]:
    """One page by kilometres, ties by id; then, by id, what has no point within reach."""
    placed = all_of([silent(query), silent(within(searcher, near.point, near.km))])
    total = count(searcher, placed)
    page = _nearest(searcher, query, near, min(offset, total), min(offset + limit, total))
    if offset + limit > total and near.or_remote:
        elsewhere = all_of([silent(query), silent(from_anywhere())], none_of=[placed])
        page += by_field(searcher, elsewhere, "id", max(offset - total, 0), limit - len(page))
    return page


def _nearest(searcher: Searcher, query: Query, near: Near, start: int, end: int) -> list[Ranked]:
    if start >= end:
        return []
    for share in (*_RINGS, 1.0):
        ring = all_of([silent(query), silent(within(searcher, near.point, near.km * share))])
        size = count(searcher, ring)
        if size >= end:
            break
    hits = searcher.search(ring, size, count=False, order_by_field="id", order=Order.Asc).hits
    addresses = [address for _, address in hits]
    measured = zip(_distances(searcher, near, addresses), range(size), strict=True)
    return [Ranked(addresses[i]) for _, i in sorted(measured)[start:end]]


def _distances(searcher: Searcher, near: Near, addresses: list[DocAddress]) -> list[float]:
    """Kilometres of each document; the item itself is read only where it has several points."""
    lats = searcher.fast_field_values("lat", addresses)
    lons = searcher.fast_field_values("lon", addresses)
    distances = []
    for address, lat, lon in zip(addresses, lats, lons, strict=True):
        if lat is None:
            closest = nearest_within(near, item_at(searcher, address).points)
            distances.append(near.km if closest is None else closest)
        else:
            distances.append(kilometres(near.point, Point(lat, lon)))
    return distances
