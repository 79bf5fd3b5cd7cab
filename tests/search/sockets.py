"""Something that listens where an engine should be, and counts who asks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Hung:
    """A server that takes every connection and never answers; `asked` is how many requests came."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._taken: list[socket.socket] = []
        self.asked = 0

    @property
    def port(self) -> int:
        return self._listening.getsockname()[1]

    def url(self, seconds: float = 0.2) -> str:
        return f"http://127.0.0.1:{self.port}/hung?timeout={seconds}"

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._listening.accept()
            except OSError:
                return
            # Counted before the client can have given up.
            self.asked += 1
            self._taken.append(taken)

    @contextmanager
    def listening(self) -> Iterator[Hung]:
        thread = Thread(target=self._take, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            # Wakes the thread, which close alone does not.
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            thread.join()
            for taken in self._taken:
                taken.close()


@contextmanager
def hung() -> Iterator[Hung]:
    with Hung().listening() as server:
        yield server


def free_port() -> int:
    """Nobody listens there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
