"""Three real nodes: one is killed while everybody works, one comes back with an empty disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from search.codec import fingerprint
from search.contract import CatalogueItem, CatalogueQuery, Kind, Term
from search.engine import SearchEngine, open_engine
from tests.search.trio import Trio, trio

pytestmark = pytest.mark.cluster
ITEMS, KILLED_AT = 4_000, 1_500
# What is still asked and written after the rebuild, so that the time without the node is long enough to be seen.
AFTERWARDS = 50


@pytest.fixture(scope="module")
def nodes() -> Iterator[Trio]:
    with trio() as nodes:
        yield nodes


def item(number: int, told: str = "avant") -> CatalogueItem:
    return CatalogueItem(f"article:{number}", Kind.ARTICLE, f"Prendre la parole {told} {number}", f"/{number}/", "fr")


def stored(engine: SearchEngine) -> dict[str, str]:
    return dict(engine.fingerprints())


def prints(items: dict[str, CatalogueItem]) -> dict[str, str]:
    return {key: fingerprint(value) for key, value in items.items()}


def filled(engine: SearchEngine, count: int) -> dict[str, CatalogueItem]:
    items = {one.id: one for one in map(item, range(count))}
    with engine.rebuild() as index:
        index.add(items.values())
    return items


def test_a_node_killed_amid_writes_searches_and_a_rebuild(nodes: Trio) -> None:
    engine = open_engine(nodes.url("killed"))
    items = filled(engine, ITEMS)
    nodes.until("green", 3)
    victim = nodes.holder("killed")
    rebuilt = Event()
    written: dict[str, CatalogueItem] = {}

    def write(number: int) -> None:
        changed = item(number % ITEMS, f"après {number}")
        # Saved first, as the database is: a rebuild that begins now reads the new row.
        written[changed.id] = changed
        engine.write([changed])

    def ask(number: int) -> None:
        found = engine.search(CatalogueQuery(terms=(Term("parole"),), offset=number % 100))
        assert found.total == ITEMS
        assert len(found.hits) == 20

    def until_rebuilt(do: Callable[[int], None]) -> int:
        number = left = 0
        while not rebuilt.is_set() or left < AFTERWARDS:
            do(number)
            number, left = number + 1, left + rebuilt.is_set()
        return number

    def read_from_the_database() -> Iterator[CatalogueItem]:
        for number, one in enumerate(items.values()):
            if number == KILLED_AT:
                nodes.kill(victim)
            yield written.get(one.id, one)

    with ThreadPoolExecutor(2) as pool:
        busy: list[Future[int]] = [pool.submit(until_rebuilt, do) for do in (write, ask)]
        try:
            with engine.rebuild() as index:
                index.add(read_from_the_database())
        finally:
            rebuilt.set()
        done = [future.result() for future in busy]

    assert min(done) > AFTERWARDS
    assert stored(engine) == prints({**items, **written})
    nodes.start(victim)
    nodes.until("green", 3)
    assert stored(engine) == prints({**items, **written})


def test_a_node_with_an_empty_disk_is_healed(nodes: Trio) -> None:
    engine = open_engine(nodes.url("emptied"))
    items = filled(engine, 300)
    nodes.until("green", 3)
    victim = nodes.holder("emptied")
    nodes.kill(victim)
    nodes.empty(victim)
    nodes.until("yellow", 2)
    assert stored(engine) == prints(items)
    engine.write([item(1, "sans elle")])
    nodes.start(victim)
    nodes.until("green", 3)
    assert stored(engine) == prints({**items, "article:1": item(1, "sans elle")})
