"""Work done by processes beside this one: in the order it was given, with little of it in flight.

A worker is a Python of its own that inherits nothing: no database connection, no thread, no lock. It ends with the process
that started it, however that one ends. (The workers of `concurrent.futures` stay behind when theirs is killed, import the
main program once more and bring a process that watches over semaphores.)
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from traceback import format_exc
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
Answer = TypeVar("Answer")
_BEGIN = "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from kit.workers import serve; serve(int(sys.argv[1]))"


class WorkerGone(Exception):
    """A worker did not start, or died before it answered."""


class WorkFailed(Exception):
    """The work raised an exception in a worker; the message is its traceback."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers(Generic[T, Answer]):
    """`count` processes that each call `setup` once, then `work` on whatever they are given.

    Both are functions of modules (`setup` runs before the module of `work` is imported: `django.setup` where that has
    models). What goes there and back is pickled. They start with the first thing to do, and end with the `with` block.
    """

    def __init__(self, work: Callable[[T], Answer], count: int, setup: Callable[[], object] | None = None) -> None:
        self._first = [pickle.dumps(setup), pickle.dumps(work)]
        self._count = count
        self._workers: list[_Worker] = []
        self._given = self._taken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()

    @property
    def pids(self) -> list[int]:
        """The processes that have been started."""
        return [worker.process.pid for worker in self._workers]

    def map(self, items: Iterable[T], ahead: int = 1) -> Iterator[Answer]:
        """The answers, in the order of `items`; while one is looked at, each worker has `ahead` items to go on with.

        Raises WorkerGone and WorkFailed.
        """
        for item in items:
            self.give(item)
            if self._given - self._taken > ahead * self._count:
                yield self.take()
        while self._given > self._taken:
            yield self.take()

    def give(self, item: T) -> None:
        """One item to whose turn it is, for a caller that counts itself what is in flight. Raises WorkerGone."""
        if len(self._workers) < self._count:
            self._workers.append(_Worker(self._first))
        self._workers[self._given % self._count].send(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        self._given += 1

    def take(self) -> Answer:
        """The answer to the oldest item given and not yet taken. Raises WorkerGone and WorkFailed."""
        worker = self._workers[self._taken % self._count]
        self._taken += 1
        return worker.answer()


class _Worker:
    """One process and the line to it. Nobody else holds an end of that line, so either side learns of the other's end."""

    def __init__(self, first: Iterable[bytes]) -> None:
        self.line, theirs = Pipe()
        command = [sys.executable, "-c", _BEGIN, str(theirs.fileno()), json.dumps(sys.path)]
        try:
            self.process = subprocess.Popen(  # noqa: S603 (ourselves)
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        except (OSError, ValueError) as error:
            self.line.close()
            raise WorkerGone("no process can be started") from error
        finally:
            theirs.close()
        for message in first:
            self.send(message)

    def send(self, message: bytes) -> None:
        try:
            self.line.send_bytes(message)
        except OSError as error:
            raise WorkerGone(f"process {self.process.pid} is gone") from error

    def answer(self) -> Any:
        try:
            done, answer = pickle.loads(self.line.recv_bytes())  # noqa: S301 (from the process we started)
        except (EOFError, OSError) as error:
            raise WorkerGone(f"process {self.process.pid} is gone") from error
        if not done:
            raise WorkFailed(answer)
        return answer

    def end(self) -> None:
        self.line.close()
        self.process.wait()


def serve(handle: int) -> None:
    """A worker's own life: what it is told comes through the file descriptor `handle`."""
    # A stop is for who started it, and may come to the whole group: it finishes what it began.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    line, told, answers = Connection(handle), SimpleQueue[bytes](), SimpleQueue[bytes]()
    for talk, queue in ((_listen, told), (_tell, answers)):
        Thread(target=talk, args=(line, queue), daemon=True).start()
    setup = pickle.loads(told.get())  # noqa: S301 (from the process that started this one)
    if setup:
        setup()
    work = pickle.loads(told.get())  # noqa: S301
    while True:
        answers.put(_done(work, told.get()))


def _listen(line: Connection, told: SimpleQueue[bytes]) -> None:
    """Always listening: two who both wait to be heard would wait forever, and who is left alone ends at once."""
    try:
        while True:
            told.put(line.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)


def _tell(line: Connection, answers: SimpleQueue[bytes]) -> None:
    """Work goes on meanwhile: an answer that nobody takes yet fills the line."""
    try:
        while True:
            line.send_bytes(answers.get())
    except OSError:
        os._exit(0)


def _done(work: Callable[[Any], Any], message: bytes) -> bytes:
    try:
        return pickle.dumps((True, work(pickle.loads(message))), pickle.HIGHEST_PROTOCOL)  # noqa: S301
    except Exception:
        return pickle.dumps((False, format_exc()))
