"""One state of the index, and what is worth remembering while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from tantivy import DocAddress, Index, Searcher

from search.codec import decode
from search.contract import CatalogueItem
from search.engines.common.sketches import NO_SKETCH, Sketch, sketch_of
from search.engines.embedded.places import Places
from search.engines.embedded.schema import QUALITY, TRAINED
from search.engines.embedded.vocabulary import Vocabulary

# Items kept decoded: a small catalogue whole, of a large one what is shown again and again.
_MOST_ITEMS = 3_000
# Questions whose counts are kept, some 30 KB each; as many with words, which are too various to share the others' room.
_MOST_COUNTS = 128


class Snapshot:
    """Unchanged by later writes. `state` names it: another one is newer."""

    def __init__(self, state: tuple[str, int, int], index: Index) -> None:
        self.state = state
        self.index = index
        self.searcher: Searcher = index.searcher()
        self._items: dict[tuple[int, int], CatalogueItem] = {}
        self._counts: dict[bool, dict[bytes, Any]] = {False: {}, True: {}}

    def counts(self, question: bytes, with_words: bool, count: Callable[[], Any]) -> Any:
        """What `count` gives for a question, counted once: everybody begins with the same few, whatever page they turn to."""
        kept = self._counts[with_words]
        found = kept.get(question)
        if found is None:
            found = count()
            if len(kept) >= _MOST_COUNTS:
                kept.clear()
            kept[question] = found
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.searcher)

    @cached_property
    def places(self) -> Places:
        return Places(self.searcher)

    def item(self, address: DocAddress) -> CatalogueItem:
        place = (address.segment_ord, address.doc)
        found = self._items.get(place)
        if found is None:
            if len(self._items) >= _MOST_ITEMS:
                self._items.clear()
            found = self._items[place] = decode(self.searcher.doc(address).get_first("item"))
        return found

    def sketches(self, addresses: Sequence[DocAddress]) -> list[Sketch]:
        """What ranking takes of each item, without reading one."""
        read = self.searcher.fast_field_values
        columns = [read(name, addresses) for name in ("about", "twin", QUALITY, *TRAINED)]
        return [
            sketch_of(self.item(address))
            if about == NO_SKETCH
            else Sketch(about, twin, quality, tuple(one for one in trained if one is not None))
            for address, about, twin, quality, *trained in zip(addresses, *columns, strict=True)
        ]

    def item_id(self, address: DocAddress) -> str:
        known = self._items.get((address.segment_ord, address.doc))
        return known.id if known else self.searcher.doc(address).get_first("id")
