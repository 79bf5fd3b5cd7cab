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


@contextmanager
def kept_flat() -> Iterator[Callable[[], None]]:
    """Gives what is to be called after each chunk."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def tidy() -> None:
        gc.collect()
        # What is left is wanted until the end: no need to look at it again after the next chunk.
        gc.freeze()
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
