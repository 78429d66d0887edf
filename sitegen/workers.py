"""Several processes, where there is work enough for them."""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

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

    def map(self, work: Callable[..., T], *arguments: Sequence[Any]) -> Iterator[T]:
        """What `work` makes of the first of all arguments, then of the second of all, in order."""
        from concurrent.futures import ProcessPoolExecutor

        if self._pool is None:
            self._pool = ProcessPoolExecutor(min(self._jobs, MOST), initializer=_follow_the_first)
        with _held_back():
            results = self._pool.map(work, *arguments)
        return _whole(results, len(arguments[0]), lambda at: work(*(one[at] for one in arguments)))

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
            yield from _whole(results, len(chunks), lambda at: work(chunks[at]))
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def aside(work: Callable[[], Iterator[Any]]) -> Iterator[Iterator[Any]]:
    """What `work` yields, plain values each, made in a process of its own while this one goes on; where none can be, here when asked for.

    A process that dies is not missed: what it did not give is made here. What nobody waits for is not finished.
    """
    if not can_share():
        yield work()
        return
    there, here = os.pipe()
    with _held_back():
        child = os.fork()
        if not child:
            _give(work, here)
    os.close(here)
    try:
        with open(there, "rb") as results:
            yield _taken(results, work)
    finally:
        with contextlib.suppress(ChildProcessError):  # where nobody cares how children end, they leave nothing
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _give(work: Callable[[], Iterator[Any]], to: int) -> NoReturn:
    """The life of a process beside another: it holds nothing of what that one has open, and ends without a word."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.dup2(to, 3)
        os.closerange(4, 1024)
        with open(3, "wb") as results:
            for value in work():
                results.write(marshal.dumps(value))
                results.flush()
    finally:
        os._exit(0)


def _taken(results: BinaryIO, work: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    count = 0
    with contextlib.suppress(EOFError, ValueError, TypeError):
        while True:
            yield marshal.load(results)
            count += 1
    yield from islice(work(), count, None)


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


def _whole(results: Iterator[T], count: int, make: Callable[[int], T]) -> Iterator[T]:
    """So many results, also where the system ends a process, as it does when memory runs out: what is missing then is made here."""
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    with contextlib.suppress(BrokenProcessPool):
        for result in results:
            yield result
            done += 1
    yield from map(make, range(done, count))


def _follow_the_first() -> None:
    """Ctrl+C reaches every process of a terminal: the first stops, and takes the others with it; they say nothing of their own.

    Nor do they outlive it, however it ends: they hold what it had open, the lock of the output among it.
    """
    import threading
    from multiprocessing import connection, parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if first := parent_process():

        def wait() -> None:
            connection.wait([first.sentinel])
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()


def _adopt(work: Callable[[Sequence[int]], Any]) -> None:
    _follow_the_first()
    _adopted[:] = [work]


def _work(chunk: Sequence[int]) -> Any:
    return _adopted[0](chunk)
