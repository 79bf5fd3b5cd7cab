"""Documents of the whole catalogue for a rebuild, made by processes beside this one when there are many.

Reading a row and making its document is most of a rebuild, and all of it Python: one core would do it while the others wait.
Each process reads parts of the database with a connection of its own and returns an engine's ready bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import NamedTuple

import django
from django.conf import settings

from kit.workers import WorkerGone, Workers, WorkFailed, cores
from search.contract import CatalogueItem
from search.engine import RebuildShort
from search.rows import Part, Unreadable, parts, read

logger = logging.getLogger("tremplin.search")
Prepare = Callable[[CatalogueItem], bytes]
Document = tuple[str, bytes]
# Below it, starting processes takes longer than the work.
MANY = 5_000
# Parts that each process has to go on with while an engine is busy with what came before, such as a commit.
_AHEAD = 3


class _Made(NamedTuple):
    documents: list[Document]
    unreadable: Unreadable


def documents(prepare: Prepare, items: int, unreadable: Unreadable) -> Iterator[Document]:
    """(id, bytes) of every item, about so many `items`; rows that cannot be read go into `unreadable`.

    Raises RebuildShort when a process that makes them ends before its time.
    """
    count = processes(items)
    if count == 1:
        for part in parts():
            yield from ((item.id, prepare(item)) for item in read(part, unreadable))
        return
    try:
        with Workers(_made, count, setup=django.setup) as workers:
            for made in workers.map(((part, prepare) for part in parts()), ahead=_AHEAD):
                unreadable |= made.unreadable
                yield from made.documents
    except (WorkerGone, WorkFailed) as error:
        logger.exception("a rebuild lost a process")
        raise RebuildShort(f"a process that makes its documents failed ({type(error).__name__})") from error


def processes(items: int) -> int:
    """How many make documents: SEARCH_REBUILD_PROCESSES, or one for each core when there are many items."""
    return settings.SEARCH_REBUILD_PROCESSES or (cores() if items >= MANY else 1)


def _made(asked: tuple[Part, Prepare]) -> _Made:
    part, prepare = asked
    unreadable: Unreadable = {}
    return _Made([(item.id, prepare(item)) for item in read(part, unreadable)], unreadable)
