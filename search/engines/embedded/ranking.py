"""Results in an order that never depends on how the index happens to be cut into segments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from math import inf, log2
from operator import eq

from tantivy import DocAddress, Order, Query

from search.contract import Near
from search.engines.embedded.combine import all_of, silent
from search.engines.embedded.filters import from_anywhere
from search.engines.embedded.points import NOWHERE, UNTOLD, point_of
from search.engines.embedded.schema import POINTS
from search.engines.embedded.snapshot import Snapshot
from search.geo import haversines, kilometres_of, nearest_within

# Tantivy adds scores in 32 bits, in an order of its own: closer than this is a tie.
_SAME = 1e-5
# Hits read beyond those wanted, to see where their ties end.
_SPARE = 50
# As many of one number as are quicker read and put in order than sorted by their texts.
_ALIKE = 200
# As many as are quicker measured one by one than sifted.
_MEASURED = 200
# Items cluster in towns: the circle that holds enough is sought from this part of the radius that
# an even spread would ask for.
_FIRST_RING = 1 / 4
# As many as such a circle nearly always holds at most.
_IN_A_RING = 1_000


# Less than any distance.
_UNTOLD = -1.0


_Hits = Sequence[tuple[float, DocAddress]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One document in its place; `score` is 0 where the order is not by score."""

    address: DocAddress
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the ranked documents, and how many there are in all."""

    total: int
    ranked: Sequence[Ranked]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many documents are found around a place, and how many of them can be done from anywhere."""

    total: int
    from_anywhere: int


def count(snapshot: Snapshot, query: Query) -> int:
    return snapshot.searcher.search(silent(query), 1).count


def by_field(snapshot: Snapshot, query: Query, field: str, offset: int, limit: int) -> Page:
    """One page in ascending order of a field whose values are all different."""
    limit = min(limit, snapshot.searcher.num_docs - offset)
    if limit <= 0:
        return Page(count(snapshot, query), ())
    found = snapshot.searcher.search(query, limit, order_by_field=field, order=Order.Asc, offset=offset)
    return Page(found.count, [Ranked(address) for _, address in found.hits])


def by_number(snapshot: Snapshot, query: Query, field: str, then_by: str, offset: int, limit: int) -> Page:
    """One page in ascending order of a number, ties by ascending id; `then_by` is the field of texts that orders so.

    Numbers are sorted many times quicker than texts. Where so many share one that they would all have to be read, the
    texts decide.
    """
    wanted = min(offset + limit, snapshot.searcher.num_docs)
    if offset >= wanted:
        return Page(count(snapshot, query), ())
    found = snapshot.searcher.search(query, wanted + _ALIKE, order_by_field=field, order=Order.Asc)
    hits = found.hits
    if len(hits) < found.count and hits[wanted - 1][0] == hits[-1][0]:
        return by_field(snapshot, query, then_by, offset, limit)
    ranked = _window(snapshot, hits, eq, range(offset, wanted))
    return Page(found.count, [Ranked(one.address) for one in ranked])


def by_score(snapshot: Snapshot, query: Query, offset: int, limit: int) -> Page:
    """One page by descending score, ties by ascending id."""
    # Tantivy makes room for as many hits as it is asked for, found or not.
    wanted = min(offset + limit, snapshot.searcher.num_docs)
    if offset >= wanted:
        return Page(count(snapshot, query), ())
    total, hits = _down_to_a_gap(snapshot, query, wanted)
    return Page(total, _window(snapshot, hits, _tied, range(offset, wanted)))


def _window(snapshot: Snapshot, hits: _Hits, tied: Callable[[float, float], bool], wanted: range) -> list[Ranked]:
    """The hits at these places, those tied with each other by id."""
    ranked: list[Ranked] = []
    start = 0
    while start < min(wanted.stop, len(hits)):
        end = start + 1
        while end < len(hits) and tied(hits[end - 1][0], hits[end][0]):
            end += 1
        if end > wanted.start:
            first, last = max(wanted.start - start, 0), min(end, wanted.stop) - start
            ranked.extend(islice(_by_id(snapshot, hits[start:end]), first, last))
        start = end
    return ranked


def _tied(better: float, worse: float) -> bool:
    return better - worse <= _SAME * max(1.0, abs(better))


def _down_to_a_gap(snapshot: Snapshot, query: Query, wanted: int) -> tuple[int, _Hits]:
    """How many hits there are, and the best: at least as many as wanted, and all those tied with
    the last one wanted."""
    size = 2 * wanted + _SPARE
    while True:
        found = snapshot.searcher.search(query, size)
        scores = [score for score, _ in found.hits[wanted - 1 :]]
        if len(found.hits) == found.count or not all(_tied(better, worse) for better, worse in pairwise(scores)):
            return found.count, found.hits
        size *= 8


def _by_id(snapshot: Snapshot, tied: Sequence[tuple[float, DocAddress]]) -> Iterator[Ranked]:
    """Tied hits by id."""
    if len(tied) == 1:
        yield Ranked(tied[0][1], tied[0][0])
        return
    score = tied[0][0]
    yield from (Ranked(address, score) for address in in_order(snapshot, [address for _, address in tied]))


def in_order(snapshot: Snapshot, addresses: Sequence[DocAddress]) -> list[DocAddress]:
    """The documents by id, reading few ids or none: within a segment they lie in that order, and between segments a number
    tells nearly all of them apart."""
    if len({address.segment_ord for address in addresses}) <= 1:
        return sorted(addresses, key=lambda address: address.doc)
    numbers = snapshot.searcher.fast_field_values("by_id", addresses)
    ordered: list[DocAddress] = []
    for _, group in groupby(sorted(range(len(numbers)), key=numbers.__getitem__), key=numbers.__getitem__):
        alike = [addresses[place] for place in group]
        ordered += alike if len(alike) == 1 else _alike_in_order(snapshot, alike)
    return ordered


def _alike_in_order(snapshot: Snapshot, addresses: list[DocAddress]) -> list[DocAddress]:
    several = len({address.segment_ord for address in addresses}) > 1
    return sorted(addresses, key=snapshot.item_id if several else lambda address: address.doc)


def by_distance(snapshot: Snapshot, wherever: Query, near: Near, offset: int, limit: int, reach: Reach) -> Page:
    """One page by kilometres, ties by id; then, by id, what has no point within reach. `wherever` is the question without
    its place: each circle is asked for alone, not within the widest one."""
    # At least: what can be done from anywhere may have a point here too.
    inside = reach.total - reach.from_anywhere if near.or_remote else reach.total
    if _MEASURED < inside >= offset + limit > offset:
        addresses = _ring(snapshot, wherever, near, inside, offset + limit)
        return Page(reach.total, _nearest(snapshot, near, addresses, range(offset, offset + limit)))
    inside, addresses = _around(snapshot, wherever, near, near.km, _MEASURED)
    wanted = range(min(offset, inside), min(offset + limit, inside))
    if inside > _MEASURED and wanted:
        addresses = _ring(snapshot, wherever, near, inside, wanted.stop)
    ranked = _nearest(snapshot, near, addresses, wanted) if wanted else []
    if len(ranked) == limit or not near.or_remote:
        return Page(reach.total, ranked)
    around = silent(snapshot.places.within(near.point, near.km))
    elsewhere = all_of([silent(wherever), silent(from_anywhere())], none_of=[around])
    others = by_field(snapshot, elsewhere, "id", max(offset - inside, 0), limit - len(ranked))
    return Page(reach.total, [*ranked, *others.ranked])


def _around(snapshot: Snapshot, wherever: Query, near: Near, km: float, most: int) -> tuple[int, list[DocAddress]]:
    """How many documents have a point within so many kilometres, and at most so many of them."""
    circle = all_of([silent(wherever), silent(snapshot.places.within(near.point, km))])
    # Not by id: ordering thousands by a text costs more than measuring them.
    found = snapshot.searcher.search(circle, most)
    return found.count, [address for _, address in found.hits]


def _ring(snapshot: Snapshot, wherever: Query, near: Near, inside: int, wanted: int) -> list[DocAddress]:
    """The documents of a narrower circle that holds as many as are wanted, out of so many inside."""
    # A half, a quarter, an eighth: the same circles for all questions around a town.
    km = near.km * 2 ** min(0, round(log2(_FIRST_RING) + log2(wanted / inside) / 2))
    most = min(inside, max(wanted, _IN_A_RING))
    while True:
        count, addresses = _around(snapshot, wherever, near, km, most)
        if count >= wanted or km >= near.km:
            return addresses if count == len(addresses) else _around(snapshot, wherever, near, km, count)[1]
        # Where next to nothing was found, the town that has enough is far.
        km = min(near.km, (2 if 4 * count >= wanted else 4) * km)


def _nearest(snapshot: Snapshot, near: Near, addresses: list[DocAddress], wanted: range) -> list[Ranked]:
    """The documents wanted, by their places in the order by distance, ties by id."""
    kms = [near.km if km is None else km for km in distances(snapshot, near, addresses)]
    order = sorted(range(len(kms)), key=kms.__getitem__)
    ranked = _window(snapshot, [(kms[place], addresses[place]) for place in order], eq, wanted)
    return [Ranked(one.address) for one in ranked]


def distances(snapshot: Snapshot, near: Near, addresses: list[DocAddress]) -> list[float | None]:
    """Kilometres to each document's nearest point, None where that is farther than `near.km` or there is none; the item
    itself is read only where its points are not told in numbers."""
    columns = [snapshot.searcher.fast_field_values(name, addresses) for name in POINTS]
    # Many missions share a town's middle.
    told = set().union(*columns).difference((None, NOWHERE, UNTOLD))
    across = {None: inf, NOWHERE: inf, UNTOLD: _UNTOLD}
    across.update(zip(told, haversines(near.point, map(point_of, told)), strict=True))
    least = map(min, *(map(across.__getitem__, column) for column in columns))
    return [
        nearest_within(near, snapshot.item(address).points) if one == _UNTOLD else _within(near, one)
        for address, one in zip(addresses, least, strict=True)
    ]


def _within(near: Near, across: float) -> float | None:
    if across == inf:
        return None
    km = kilometres_of(across)
    return km if km <= near.km else None
