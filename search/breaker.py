"""A circuit breaker (Nygard, "Release It!", 2007): who does not answer is left alone for a while, then tried by one.

One per process and engine, in memory. pybreaker holds its lock while the guarded call runs, so that a process's
threads would ask one after the other; this one only counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

FAILURES = 3
REST_SECONDS = 5.0


class Breaker:
    """Closed: everybody may ask. After `failures` in a row it is open: nobody may, for `rest` seconds. Then one
    may try, and another only after as long again; success closes it."""

    def __init__(self, failures: int = FAILURES, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.rest = rest
        self._most = failures
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._asked_again_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._most

    def may_ask(self) -> bool:
        """Whether to ask now; a True of an open breaker is the one try of this rest."""
        with self._lock:
            if not self.is_open:
                return True
            if self._clock() < self._asked_again_at:
                return False
            self._asked_again_at = self._clock() + self.rest
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._asked_again_at = self._clock() + self.rest

    def succeeded(self) -> bool:
        """True when it is the first success after a failure."""
        with self._lock:
            was_away, self._failures = self._failures > 0, 0
            return was_away
