"""Processes beside this one: answers in order, no waiting for the dead, nobody left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from kit.workers import WorkerGone, Workers, WorkFailed

# Longer than anything here takes, for what must not hang.
PATIENCE = 60


def twice(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is too little")
    return 2 * number


def whole(text: str) -> tuple[int, str]:
    return os.getpid(), text


def long_answer(path: str) -> str:
    Path(path).write_text("worked on")
    return "." * 3_000_000


def told() -> None:
    os.environ["TOLD"] = "before"


def told_before(_item: int) -> str:
    return os.environ.get("TOLD", "")


@pytest.mark.parametrize("count", [1, 3])
def test_answers_come_in_order_whoever_gives_them(count: int) -> None:
    with Workers(twice, count) as workers:
        assert list(workers.map(range(20))) == [*range(0, 40, 2)]
        assert len(set(workers.pids)) == count


def test_nothing_is_started_without_anything_to_do() -> None:
    with Workers(twice, 2) as workers:
        assert list(workers.map([])) == []
        assert workers.pids == []


def test_no_more_is_taken_than_may_be_in_flight() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    with Workers(twice, 2) as workers:
        for seen, _answer in enumerate(workers.map(items(), ahead=2)):
            # This one, and two for each of the two.
            assert len(taken) <= seen + 5


def test_long_texts_both_ways_do_not_wait_for_each_other() -> None:
    texts = [str(number) * 3_000_000 for number in range(6)]
    with Workers(whole, 1) as workers:
        assert [text for _pid, text in workers.map(texts, ahead=4)] == texts


def test_work_goes_on_while_nobody_takes_its_answers(tmp_path: Path) -> None:
    ends = [tmp_path / str(number) for number in range(4)]
    heard = []
    for end in ends:
        os.mkfifo(end)
        heard.append(os.open(end, os.O_RDONLY | os.O_NONBLOCK))
    with Workers(long_answer, 1) as workers:
        for end in ends:
            workers.give(str(end))
        for one in heard:
            # That item is worked on, and no answer was taken.
            assert select.select([one], [], [], PATIENCE)[0] == [one]
            os.close(one)
        assert [len(workers.take()) for _end in ends] == [3_000_000] * 4


def test_work_is_done_elsewhere_after_its_setup() -> None:
    with Workers(whole, 1) as workers:
        assert all(pid != os.getpid() for pid, _text in workers.map("ab"))
    with Workers(told_before, 1, setup=told) as workers:
        assert list(workers.map([1])) == ["before"]
    assert "TOLD" not in os.environ


def test_what_fails_in_a_worker_is_told_with_its_traceback() -> None:
    with Workers(twice, 1) as workers, pytest.raises(WorkFailed, match="-1 is too little"):
        list(workers.map([1, -1]))


def test_killed_worker_is_noticed() -> None:
    with Workers(twice, 1) as workers:
        answers = workers.map(range(1000))
        next(answers)
        os.kill(workers.pids[0], signal.SIGKILL)
        with pytest.raises(WorkerGone):
            list(answers)


def test_machine_that_starts_no_process_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Workers(twice, 1) as workers, pytest.raises(WorkerGone):
        list(workers.map([1]))


def test_workers_end_with_the_block_whatever_was_in_flight() -> None:
    with Workers(twice, 2) as workers:
        next(workers.map(range(1000), ahead=5))
        pids = workers.pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_worker_ends_when_who_started_it_is_killed() -> None:
    program = (
        "import sys\nfrom kit.workers import Workers\nfrom tests.kit.test_workers import twice\n"
        "with Workers(twice, 1) as workers:\n"
        "    for _answer in workers.map(range(10**9)):\n"
        "        print(workers.pids[0], flush=True)\n"
        "        sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        watched = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        ended, _writable, _failed = select.select([watched], [], [], PATIENCE)
        os.close(watched)
    assert ended


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_sent_to_all_leaves_workers_to_finish(number: int) -> None:
    with Workers(twice, 1) as workers:
        answers = workers.map(range(5))
        next(answers)
        os.kill(workers.pids[0], number)
        assert list(answers) == [2, 4, 6, 8]
