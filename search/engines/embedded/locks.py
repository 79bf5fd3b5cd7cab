"""One writer at a time on this machine, whatever the process or thread."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_PAUSE_SECONDS = 0.005


class Busy(Exception):
    """Somebody else holds the lock and did not let go in time."""


class FileLock:
    """An exclusive advisory lock on a file; the system frees it when its holder dies.

    `patience` is how many seconds to wait for it; 0 tries once. Raises Busy.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._descriptor = -1

    def __enter__(self) -> Self:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        deadline = time.monotonic() + self._patience
        while not self._taken():
            if time.monotonic() >= deadline:
                os.close(self._descriptor)
                raise Busy(self._path.name)
            time.sleep(_PAUSE_SECONDS)
        return self

    def _taken(self) -> bool:
        # flock, not lockf: two threads of one process exclude each other too.
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._descriptor)


def is_held(path: Path) -> bool:
    """True while somebody holds the lock."""
    try:
        with FileLock(path, patience=0):
            return False
    except Busy:
        return True
