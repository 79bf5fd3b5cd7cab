"""Who does not answer is left alone for a while: counted on a clock of the test's own."""

from __future__ import annotations

from search.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_opens_after_failures_in_a_row() -> None:
    breaker = Breaker(failures=3)
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.may_ask()
    breaker.failed()
    assert not breaker.may_ask()
    assert breaker.is_open


def test_one_may_try_after_each_rest() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=5.0, clock=clock)
    breaker.failed()
    assert not breaker.may_ask()
    clock.now += 5.0
    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]
    # Whoever tried and never came back holds up nobody.
    clock.now += 5.0
    assert breaker.may_ask()
    breaker.failed()
    assert not breaker.may_ask()


def test_success_closes_it_and_says_so_once() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=5.0, clock=clock)
    assert not breaker.succeeded()
    breaker.failed()
    clock.now += 5.0
    assert breaker.may_ask()
    assert breaker.succeeded()
    assert not breaker.succeeded()
    assert all(breaker.may_ask() for _ in range(3))
