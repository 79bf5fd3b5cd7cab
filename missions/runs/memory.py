"""Memory that stays flat over many chunks.

Model instances with child relations refer to each other, so that only the collector frees them, and it comes late: a
hundred thousand dead objects a chunk. What the process held before is set aside meanwhile, which makes collecting cheap, and
nothing is collected within a chunk, where next to everything is still in use: looking for it took a seventh of an import.
What is freed goes back to the system at once, where the C library can do that (glibc): else pieces of it pile up.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# glibc's M_ARENA_MAX: the index's threads would keep a heap each of what they freed.
_ARENAS = -8


@contextmanager
def kept_flat() -> Iterator[Callable[[], None]]:
    """Gives what is to be called after each chunk."""
    library = ctypes.CDLL(None)
    trim, option = getattr(library, "malloc_trim", None), getattr(library, "mallopt", None)
    if option:
        option(_ARENAS, 1)

    first = True

    def tidy() -> None:
        nonlocal first
        gc.collect()
        if first:
            # What the first chunk left is wanted until the end: rules, words. Later ones leave next to nothing.
            gc.freeze()
            first = False
        if trim:
            trim(0)

    was_on = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield tidy
    finally:
        if was_on:
            gc.enable()
        gc.unfreeze()
