"""Work beside a build: it comes in order, from another process where one can be started, and from this one where that fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence

import pytest

from sitegen import workers


def numbers() -> Iterator[tuple[int, int]]:
    """Three plain values, each with the process that made it."""
    for number in range(3):
        yield number, os.getpid()


def test_work_aside_comes_in_order_from_another_process() -> None:
    """Each value as it was made, and no process is left."""
    with workers.aside(numbers) as made:
        found = list(made)
    assert [number for number, _ in found] == [0, 1, 2]
    assert len({process for _, process in found}) == 1
    assert found[0][1] != os.getpid()
    with pytest.raises(ChildProcessError):
        os.waitpid(found[0][1], os.WNOHANG)


def test_without_other_processes_it_is_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: here."""
    monkeypatch.setattr(workers, "can_share", lambda: False)
    with workers.aside(numbers) as made:
        assert list(made) == [(number, os.getpid()) for number in range(3)]


def test_what_a_dead_process_did_not_give_is_made_here() -> None:
    """Killed in the middle, or failing: the rest is made by who asked, and what is wrong is raised there."""
    here = os.getpid()

    def dying() -> Iterator[int]:
        yield 1
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        yield 2

    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("said where it was asked for")

    with workers.aside(dying) as made:
        assert list(made) == [1, 2]
    with workers.aside(failing) as failed:
        assert next(failed) == 1
        with pytest.raises(ValueError, match="said where"):
            next(failed)


def twice(number: int) -> int:
    """The double; a process of a pool that is to double 3 is ended by the system."""
    if number == 3 and multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def test_what_is_missing_when_the_system_ends_a_worker_is_made_here() -> None:
    """As when memory runs out: all results come, in order."""
    with workers.pool(2) as pool:
        assert pool
        assert list(pool.map(twice, range(40))) == [2 * number for number in range(40)]

    def work(chunk: Sequence[int]) -> list[int]:
        return [twice(number) for number in chunk]

    assert list(workers.share(work, [range(at, at + 2) for at in range(8)], 2)) == [[2 * at, 2 * at + 2] for at in range(8)]


def test_who_cares_for_no_child_has_none_to_wait_for() -> None:
    """Some supervisors start programs so that their children end unseen."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with workers.aside(numbers) as made:
            assert len(list(made)) == 3
        with workers.aside(numbers):
            pass
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_nobody_waits_for_what_is_not_asked_for() -> None:
    """Leaving ends the process."""

    def slow() -> Iterator[int]:
        yield os.getpid()
        time.sleep(60)
        yield 0

    started = time.monotonic()
    with workers.aside(slow) as made:
        process = next(made)
    assert time.monotonic() - started < 30
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
