"""The indexes of one prefix: what serves, what a rebuild fills, and what is written to both.

<prefix>-<layout>                     alias of the index that serves; a layout's code asks no other
<prefix>-<layout>-filling             alias of the index that a rebuild fills, while it runs
<prefix>-<layout>-<nanoseconds>       an index, by when its rebuild began
<prefix>-locks                        one document that says who rebuilds, and until when that is believed

Every write carries the time it was made as its version, and a rebuild's writes carry the time it
began: a newer write or deletion stays, whichever arrives first.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from search.contract import CatalogueItem
from search.engine import EngineUnavailable, ItemsRefused, Trouble
from search.engines.elasticsearch.answering import Door, unavailable
from search.engines.elasticsearch.bulk import drop, put, send
from search.engines.elasticsearch.filling import Filling
from search.engines.elasticsearch.locks import RebuildLock
from search.engines.elasticsearch.mapping import body, layout, to_document

logger = logging.getLogger("tremplin.search")
WRITE_SECONDS = 30.0
GONE = "index_not_found_exception"
# Longer than a write can be late: older ones do not bring back what was deleted.
DELETES_REMEMBERED = "10m"
# How long a rebuild's index remembers what was deleted while it is filled.
_MEMORY = "1d"
# Segments are merged once, at the end of a rebuild, and hardly before.
_SEGMENTS, _WHILE_FILLED = "merge.policy.segments_per_tier", 50


class Indexes:
    """Everything that is done to indexes, whoever else does it at the same time."""

    def __init__(self, client: Elasticsearch, prefix: str, door: Door) -> None:
        self._client = client
        self._door = door
        self._writer = client.options(request_timeout=max(WRITE_SECONDS, client._request_timeout or 0.0))  # type: ignore[operator]
        self._prefix = prefix
        self.serving = f"{prefix}-{layout()}"
        self.filling = f"{self.serving}-filling"
        self._locks = f"{prefix}-locks"

    def write(self, items: Iterable[CatalogueItem], read: int | None = None) -> None:
        version = read or time.time_ns()
        with self._door.change():
            aliases = self._written()
            self._bulk(put(item.id, to_document(item), alias, version) for item in items for alias in aliases)

    def delete(self, ids: Iterable[str], read: int | None = None) -> None:
        version = read or time.time_ns()
        with self._door.change():
            aliases = self._written()
            self._bulk(drop(item_id, alias, version) for item_id in dict.fromkeys(ids) for alias in aliases)

    def _written(self) -> list[str]:
        """The aliases a live change goes to. Raises EngineUnavailable when there is none, or one that
        somebody else made: nothing of ours goes into their index."""
        found = self._behind(f"{self.serving},{self.filling}", self._client)
        if not found:
            raise unavailable(Trouble.NO_INDEX, "")
        return sorted({alias for aliases in found.values() for alias in aliases} & {self.serving, self.filling})

    def serving_name(self) -> str:
        """The index that serves. Raises EngineUnavailable with what there is instead."""
        if names := self._known_by(self.serving, self._client):
            return ", ".join(sorted(names))
        others = self._other_layouts(self._client)
        raise unavailable(Trouble.LAYOUT if others else Trouble.NO_INDEX, ", ".join(sorted(others)))

    def _is_ours(self, index: str) -> bool:
        return bool(re.fullmatch(rf"{re.escape(self._prefix)}-[0-9a-f]{{8}}-\d+", index))

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        """Aliases only: an index that a rebuild has meanwhile replaced or given up is not made anew by a write."""
        refused, arrived, nowhere = {}, set(), set()
        for item_id, status, error in send(self._writer, actions, refresh=True, require_alias=True):
            if error.startswith(GONE):
                nowhere.add(item_id)
            elif error and status not in (404, 409):
                refused[item_id] = error
            else:
                # That a newer version is there, or nothing to delete, is as wished.
                arrived.add(item_id)
        if nowhere - arrived - refused.keys():
            raise unavailable(Trouble.NO_INDEX, "the index was replaced meanwhile")
        if refused:
            raise ItemsRefused(refused)

    # --- rebuilding -----------------------------------------------------------------------------

    @contextmanager
    def rebuild(self) -> Iterator[Filling]:
        """A new index beside the one that serves; see search.engine.Rebuild."""
        with self._door.work(), RebuildLock(self._writer, self._locks) as lock:
            began = time.time_ns()
            name = f"{self.serving}-{began}"
            try:
                self._begin(name)
                yield Filling(self._writer, name, began, lock)
                self._promote(name)
            except BaseException:
                self._give_up(name)
                raise

    def _begin(self, name: str) -> None:
        """What a killed rebuild left goes. An index of another layout stays as long as this one has none to
        serve: processes of the code before ask it."""
        self._known_by(self.filling)
        self._drop_all_but(self._known_by(self.serving) or self._other_layouts(self._writer))
        new = body()
        settings = {**new["settings"], "refresh_interval": "-1", "gc_deletes": _MEMORY, _SEGMENTS: _WHILE_FILLED}
        self._writer.indices.create(index=name, settings=settings, mappings=new["mappings"], aliases={self.filling: {}})

    def _promote(self, name: str) -> None:
        """Let the new index serve, in one step; the one before goes."""
        self._writer.indices.put_settings(
            index=name, settings={"refresh_interval": None, "gc_deletes": DELETES_REMEMBERED, _SEGMENTS: None}
        )
        self._writer.indices.refresh(index=name)
        old = self._known_by(self.serving)
        self._writer.indices.update_aliases(
            actions=[
                *({"remove": {"index": index, "alias": self.serving}} for index in old),
                {"remove": {"index": name, "alias": self.filling}},
                {"add": {"index": name, "alias": self.serving}},
            ]
        )
        with _tried():
            self._drop_all_but({name} | (set() if old else self._other_layouts(self._writer)))
        self._merge(name)

    def _merge(self, name: str) -> None:
        """One segment instead of a dozen, in the cluster's own time: questions take half as long, files half the room.

        What goes wrong here is no reason to give up an index that serves already.
        """
        try:
            self._writer.indices.forcemerge(index=name, max_num_segments=1, wait_for_completion=False)
        except (ApiError, TransportError) as error:
            logger.warning("%s stays in many segments: %s", name, type(error).__name__)

    def _give_up(self, name: str) -> None:
        """A rebuild failed. Where it cannot be told whether the index serves already, because nobody answers,
        the next rebuild finds out."""
        with _tried():
            if name not in self._known_by(self.serving):
                self._writer.indices.delete(index=name, ignore_unavailable=True)

    def _known_by(self, alias: str, client: Elasticsearch | None = None) -> set[str]:
        return set(self._behind(alias, client or self._writer))

    def _behind(self, ours: str, client: Elasticsearch) -> dict[str, set[str]]:
        """The indexes behind aliases of ours, each with its aliases. Raises EngineUnavailable when somebody
        else's has the name."""
        found = client.indices.get(index=ours, features="aliases", ignore_unavailable=True).body
        if foreign := sorted(name for name in found if not self._is_ours(name)):
            told = f"{', '.join(foreign)}; rename it, or give SEARCH_URL another prefix than {self._prefix}"
            raise unavailable(Trouble.FOREIGN, told)
        return {name: set(about.get("aliases", ())) for name, about in found.items()}

    def _other_layouts(self, client: Elasticsearch) -> set[str]:
        """Indexes that serve another version of the code."""
        serving = re.compile(rf"{re.escape(self._prefix)}-[0-9a-f]{{8}}")
        known = client.indices.get(index=f"{self._prefix}-*", features="aliases").body
        aliases = {name: set(about.get("aliases", ())) for name, about in known.items() if self._is_ours(name)}
        return {name for name, its in aliases.items() if self.serving not in its and any(map(serving.fullmatch, its))}

    def _drop_all_but(self, kept: set[str]) -> None:
        """Delete the prefix's other indexes."""
        known = self._writer.indices.get(index=f"{self._prefix}-*", features="aliases", expand_wildcards="all")
        for name in known.body:
            if self._is_ours(name) and name not in kept:
                self._writer.indices.delete(index=name, ignore_unavailable=True)

    def drop(self) -> None:
        """Delete everything below the prefix."""
        self._drop_all_but(set())
        self._writer.indices.delete(index=self._locks, ignore_unavailable=True)


@contextmanager
def _tried() -> Iterator[None]:
    """Something that the next rebuild does as well: whatever keeps it from being done now is only logged."""
    try:
        yield
    except (ApiError, TransportError, EngineUnavailable) as error:
        logger.warning("left to the next rebuild: %s", error)
