"""Several processes, where there is work enough for them."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # what starts processes is imported where one is started: few builds of a day have work enough
    from concurrent.futures import Executor

T = TypeVar("T")


MOST = 61 if sys.platform == "win32" else 1000
"""How many processes a pool may have: Windows can wait for no more."""


class Lazy:
    """A pool that starts its processes when it is first used."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: Executor | None = None

    def map(self, *args: Any, **options: Any) -> Iterator[Any]:
        """As `Executor.map`."""
        from concurrent.futures import ProcessPoolExecutor

        if self._pool is None:
            self._pool = ProcessPoolExecutor(min(self._jobs, MOST), initializer=_leave_stopping_to_the_first)
        with _held_back():
            return self._pool.map(*args, **options)

    def close(self) -> None:
        """Ends the processes, if there are any."""
        if self._pool:
            self._pool.shutdown()


@contextlib.contextmanager
def pool(jobs: int) -> Iterator[Lazy | None]:
    """A pool for that many jobs, or none where one process is to do it all."""
    if jobs < 2:
        yield None
        return
    with contextlib.closing(Lazy(jobs)) as lazy:
        yield lazy


def can_share() -> bool:
    """Whether a new process starts with all that this one knows."""
    return hasattr(os, "fork")


def share(work: Callable[[Sequence[int]], T], chunks: Sequence[Sequence[int]], jobs: int) -> Iterator[T]:
    """What `work` makes of each chunk, in order, in processes that share what this one knows."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork")
    gc.freeze()  # what is shared stays shared: looking for circles would write to it
    try:
        with ProcessPoolExecutor(jobs, context, initializer=_adopt, initargs=(work,)) as executor:
            with _held_back():
                results = executor.map(_work, chunks)
            yield from results
    finally:
        gc.unfreeze()


_adopted: list[Callable[[Sequence[int]], Any]] = []
"""What a worker was started to do; inherited, never sent. Empty in every other process."""


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """While processes start, Ctrl+C waits: they are born deaf to it, and none is interrupted half begun."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_stopping_to_the_first() -> None:
    """Ctrl+C reaches every process of a terminal: the first stops, and takes the others with it; they say nothing of their own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _adopt(work: Callable[[Sequence[int]], Any]) -> None:
    _leave_stopping_to_the_first()
    _adopted[:] = [work]


def _work(chunk: Sequence[int]) -> Any:
    return _adopted[0](chunk)
