"""Hits become counts: those of a few milliseconds go into the ledger together, and each is answered when they are in it.

A disk that is asked to keep something takes as long for a hundred hits as for one. So hits gather while those before them are written, in
one transaction, by one thread that alone has the store. What could not be written is given up, and those who sent it are told; nothing is
tried twice, so nothing is counted twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from sitegen.counter.store import Count, Store
from sitegen.errors import Problem, Refused

SOURCE = "live"
GATHER = 0.002
"""Seconds for which hits gather."""
MOST = 20_000
"""Hits that may wait to be written."""

T = TypeVar("T")
Told = Callable[[bool], None]
Page = tuple[str, str]


class Batch:
    """Hits that are written together: views of each page on a day, and who waits to hear of it."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, date, str], list[int]] = {}
        self.waiting: list[Told] = []
        self.readings: set[bytes] = set()

    def rows(self) -> list[Count]:
        """What is added to the ledger, in one order for all who write."""
        return [Count(*key, SOURCE, human, robot) for (key, (human, robot)) in sorted(self.counts.items())]


class Writing:
    """Writes what is given to it, until it is closed. `counted` is told of each batch in the ledger, `failed` of what went wrong."""

    def __init__(self, open: Callable[[], Store], counted: Callable[[Batch], None], failed: Callable[[tuple[Problem, ...]], None]) -> None:
        self._open = open
        self._counted = counted
        self._failed = failed
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._store: Store | None = None
        self._gathering, self._written = Batch(), Batch()
        self._has_some = asyncio.Event()
        self.in_turn = asyncio.Lock()
        self._is_closed = False
        self._given_up: list[Count] = []
        self.is_well = True
        self.task = asyncio.create_task(self._write())

    @property
    def is_full(self) -> bool:
        """Whether more hits wait than may."""
        return len(self._gathering.waiting) >= MOST

    def joins(self, reading: bytes, told: Told) -> bool:
        """Whether a reading is being counted just now; then `told` hears what becomes of it."""
        for batch in (self._gathering, self._written):
            if reading in batch.readings:
                batch.waiting.append(told)
                return True
        return False

    def add(self, page: Page, day: date, is_robot: bool, told: Told, reading: bytes | None = None) -> None:
        """Counts a view; `told` hears whether it is in the ledger."""
        views = self._gathering.counts.setdefault((page[0], day, page[1]), [0, 0])
        views[is_robot] += 1
        if reading is not None:
            self._gathering.readings.add(reading)
        self._gathering.waiting.append(told)
        self._has_some.set()

    async def run(self, work: Callable[[Store], T]) -> T:
        """What something makes of the store, between two batches. Raises what it raises, and `Refused` without a store."""
        async with self.in_turn:
            return await self._in_thread(work)

    async def try_again(self) -> None:
        """Where the last hits could not be written: writes no views in their places. Raises `Refused` where that cannot be done either.

        Whoever looks at the health of a service may send hits only to one that is well, so it must not wait for a hit to find out.
        """
        rows = [count._replace(human=0, robot=0) for count in self._given_up]
        await self.run(lambda store: store.add(rows))
        self.is_well = True

    async def close(self) -> None:
        """Writes what is left, and lets the store go."""
        self._is_closed = True
        self._has_some.set()
        await self.task
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown()

    def _end(self) -> None:
        if self._store is not None:
            self._store.close()

    async def _write(self) -> None:
        while True:
            await self._has_some.wait()
            if not self._is_closed:
                await asyncio.sleep(GATHER)
            elif not self._gathering.waiting:
                return
            async with self.in_turn:
                batch, self._gathering = self._gathering, Batch()
                self._written = batch
                if not self._is_closed:
                    self._has_some.clear()
                is_written = await self._is_written(batch)
            if is_written:
                self._counted(batch)
            self._written = Batch()
            for told in batch.waiting:
                told(is_written)

    async def _is_written(self, batch: Batch) -> bool:
        rows = batch.rows()
        try:
            if rows:
                await self._in_thread(lambda store: store.add(rows))
        except Refused as refused:
            self.is_well, self._given_up = False, rows
            self._failed(refused.problems)
            return False
        self.is_well |= bool(rows)
        return True

    async def _in_thread(self, work: Callable[[Store], T]) -> T:
        def run() -> T:
            if self._store is None:
                self._store = self._open()
            return work(self._store)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)
