"""Memory of a process and bytes of a folder, as Linux tells them."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_EVERY_SECONDS = 0.2


def memory(pid: int | str = "self") -> dict[str, float]:
    """Megabytes of a process: `own_mb` nobody else could use, `mapped_mb` of files, which the system takes back at will."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    own, mapped = (int(status[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return {"own_mb": round(own, 1), "mapped_mb": round(mapped, 1)}


def children() -> list[int]:
    """The processes that this one started and that still run."""
    told = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    return [int(pid) for pids in told for pid in pids]


def memory_of_all() -> dict[str, float]:
    """This process's own memory, the most of any of its processes, and all of theirs with it."""
    owns = [memory()["own_mb"]]
    for pid in children():
        # One may end while it is looked at.
        with suppress(OSError, KeyError):
            owns.append(memory(pid)["own_mb"])
    return {"own_mb": owns[0], "largest_mb": max(owns), "together_mb": round(sum(owns), 1)}


def megabytes(folder: Path) -> float:
    """What the files below a folder take on the disk."""
    return round(sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1024**2, 1)


class Peak:
    """The most memory this process and those it starts had inside a `with` block, looked at five times a second."""

    def __init__(self) -> None:
        self.figures = memory_of_all()
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(_EVERY_SECONDS):
            now = memory_of_all()
            self.figures = {name: max(now[name], most) for name, most in self.figures.items()}
