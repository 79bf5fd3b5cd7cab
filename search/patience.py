"""How long the person behind a request is made to wait for the search engine, whatever is asked of it meanwhile.

A question has a time of its own (the engine's time-out) for all the requests it takes, and a page half as much
again for all its questions; an engine that was silent once is not asked again for the same page. A save
waits a little longer. Outside of requests, in commands and workers, nobody waits and nothing is bounded here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

# A page's questions together, in questions.
PAGE_IN_QUESTIONS = 1.5
SAVE_SECONDS = 3.0


class OutOfTime(Exception):
    """There is no time left to ask."""


@dataclass(slots=True)
class _Page:
    waited: float = 0.0
    silent: bool = False


# The request this thread answers; None outside of one.
_page: ContextVar[_Page | None] = ContextVar("search_page", default=None)
_deadline: ContextVar[float | None] = ContextVar("search_deadline", default=None)


def page_begins(**kwargs: Any) -> None:
    _page.set(_Page())


def page_ends(**kwargs: Any) -> None:
    _page.set(None)


def was_silent() -> bool:
    """Whether the engine already left this page without an answer."""
    page = _page.get()
    return page is not None and page.silent


def note_silence() -> None:
    if page := _page.get():
        page.silent = True


def left(otherwise: float) -> float:
    """Seconds that may be waited from now: at most `otherwise`. Raises OutOfTime when none are left."""
    deadline = _deadline.get()
    if deadline is None:
        return otherwise
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise OutOfTime
    return min(seconds, otherwise)


@contextmanager
def of_a_question(seconds: float) -> Iterator[None]:
    """All inside shares so many seconds, or what the page has left."""
    page, began = _page.get(), time.monotonic()
    with _at_most(min(seconds, seconds * PAGE_IN_QUESTIONS - page.waited) if page else seconds):
        try:
            yield
        finally:
            if page:
                page.waited += time.monotonic() - began


@contextmanager
def of_a_save() -> Iterator[None]:
    """All inside shares SAVE_SECONDS when somebody waits for it."""
    if _page.get() is None:
        yield
        return
    with _at_most(SAVE_SECONDS):
        yield


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    until, outer = time.monotonic() + seconds, _deadline.get()
    token = _deadline.set(until if outer is None else min(until, outer))
    try:
        yield
    finally:
        _deadline.reset(token)
