"""Times of questions asked by several processes at once, as a server's workers ask them."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Iterator
from itertools import islice
from multiprocessing.synchronize import Barrier
from typing import Any

from search.engine import open_engine
from search.scale.questions import Questions
from search.scale.watching import memory
from search.scale.world import World

WARM_UP = 40
# Forked: the world is made once.
_PROCESSES = multiprocessing.get_context("fork")


def measure(url: str, world: World, sort: str, workers: int, questions: int) -> dict[str, float]:
    """Milliseconds of one sort of question, asked by `workers` processes at once, `questions` in all.

    Each process asks other questions, some first that are not counted. No question comes twice.
    """
    barrier, told = _PROCESSES.Barrier(workers), _PROCESSES.Queue()
    share = max(1, questions // workers)
    processes = [
        _PROCESSES.Process(target=_work, args=(url, world, sort, number, share, barrier, told), daemon=True)
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    answers = [told.get() for _ in processes]
    for process in processes:
        process.join()
    if broken := [answer["error"] for answer in answers if "error" in answer]:
        raise RuntimeError(broken[0])
    return _figures([seconds for answer in answers for seconds in answer["seconds"]], answers)


def _work(url: str, world: World, sort: str, number: int, share: int, barrier: Barrier, told: Any) -> None:
    try:
        told.put(_asked(url, Questions(world, f"{sort}:{number}").of(sort), share, barrier))
    except Exception as error:
        barrier.abort()
        told.put({"error": f"{type(error).__name__}: {error}"})


def _asked(url: str, questions: Iterator[Any], share: int, barrier: Barrier) -> dict[str, Any]:
    engine = open_engine(url)
    asked = list(islice(questions, WARM_UP + share))
    for ask in asked[:WARM_UP]:
        ask(engine)
    # As in a server: what was loaded before the first request is not looked through again and again.
    gc.collect()
    gc.freeze()
    barrier.wait()
    seconds, began = [], time.perf_counter()
    for ask in asked[WARM_UP:]:
        at = time.perf_counter()
        ask(engine)
        seconds.append(time.perf_counter() - at)
    return {"seconds": seconds, "took": time.perf_counter() - began, **memory()}


def _figures(seconds: list[float], answers: list[dict[str, Any]]) -> dict[str, float]:
    return {
        "p50": _share(seconds, 50),
        "p95": _share(seconds, 95),
        "p99": _share(seconds, 99),
        "a_second": round(len(seconds) / max(answer["took"] for answer in answers), 1),
        "worker_mb": max(answer["own_mb"] for answer in answers),
    }


def _share(seconds: list[float], percent: int) -> float:
    """Milliseconds that this share of the questions did not exceed."""
    return round(sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)] * 1_000, 2)
