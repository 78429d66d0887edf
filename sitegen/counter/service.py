"""The live service from start to stop: what it opens, what it looks at again and again, and what it leaves behind.

It answers from memory and writes to the ledger. A build, an import or another service changes files and the ledger under it; that is
noticed within seconds, and read aside while hits go on. It ends when it is told to, with all that was asked answered and written.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import NamedTuple, TypeVar

from sitegen.counter.hits import Hits
from sitegen.counter.listed import Listed
from sitegen.counter.published import Published
from sitegen.counter.store import Store
from sitegen.counter.totals import Totals
from sitegen.counter.visitors import Visitors
from sitegen.counter.wire import Wire
from sitegen.counter.writing import SOURCE, Batch, Writing
from sitegen.errors import N_, Kind, Place, Problem, Refused, Translate

PORT = Kind(
    "counter-port",
    N_("Nothing can be served at {host}, port {port}: {reason}."),
    N_("End what serves there, or take another port: sitegen counter serve --port {other}"),
)

LOOK = 1.0
"""Seconds between two looks at what others may have changed."""
REST = 5.0
"""Seconds between two readings of the whole ledger, at least."""
SHARE = 20
"""After one of either, this many times as many as it took."""
SUMMARY = 180.0
"""Seconds between two writings of the files that the next build reads, at least."""

T = TypeVar("T")


class Ways(NamedTuple):
    """How the service reaches what is outside of it. `published` returns nothing where nothing changed since it was last asked."""

    open: Callable[[], Store]
    published: Callable[[], Mapping[str, Published] | None]
    learn: Callable[[Store, Mapping[str, Published]], None]
    summarise: Callable[[Store, Set[str]], None]
    say: Callable[[str], None]
    tell: Callable[[tuple[Problem, ...]], None]
    translate: Translate
    today: Callable[[], date]


class Service:
    """A service for some of the portal's sites. `run` serves until it is told to stop."""

    def __init__(self, ways: Ways, sites: Sequence[str], served: Sequence[str], proxies: Sequence[str]) -> None:
        self._ways = ways
        self._sites = sites
        self._served = served
        self._proxies = proxies
        self._stop = asyncio.Event()
        self._reader = ThreadPoolExecutor(1, "reader")
        self._aside: Store | None = None
        self._since: list[Batch] | None = None
        self._has_failed = False
        self._version = -1
        self._read_next = self._told_next = 0.0
        self._untold: set[str] = set()

    async def run(self, host: str, port: int) -> None:
        """Serves. Raises `Refused` where the ledger cannot be opened, or the address cannot be used."""
        self._loop = asyncio.get_running_loop()
        self._writing = Writing(self._ways.open, self._counted, self._failed)
        self._visitors = Visitors()
        try:
            found = await self._aside_do(self._ways.published) or {}
            await self._aside_do(lambda: self._ways.learn(self._open_aside(), found))
            self._version = await self._writing.run(lambda store: store.version())
            totals = await self._read()
            listed = Listed(found, self._served)
            self._hits = Hits(listed, totals, self._visitors, self._writing, self._ways.today, self._ways.translate, self._proxies)
            wire = Wire(self._hits.handle, self._hits.refusals)
            try:
                port = await wire.listen(host, port)
            except OSError as error:
                raise Refused(PORT.at(Place(host), host=host, port=port, reason=error.strerror, other=port + 1)) from None
            self._untold.update(self._sites)  # one that was killed before may have told of nothing
            self._begin(host, port)
            await self._keep_up()
            await wire.close()
        finally:
            await self._writing.close()
            await self._aside_do(self._end)
            self._reader.shutdown()

    def stop(self) -> None:
        """Tells it to stop."""
        self._stop.set()

    def _begin(self, host: str, port: int) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # Windows
                self._loop.add_signal_handler(number, self.stop)
        sys.setswitchinterval(0.0005)  # the thread that writes need not wait long for the one that hears
        gc.collect()
        gc.freeze()  # what was read stays, and need not be searched again and again
        _ = self._ways.translate
        shown = f"[{host}]" if ":" in host else host
        self._ways.say(_("Counting: http://{host}:{port}/  (Ctrl+C ends it)").format(host=shown, port=port))

    # -- what others do

    async def _keep_up(self) -> None:
        """Looks at what others may have changed, until it is told to stop."""
        self._told_next = self._loop.time() + SUMMARY
        while not (self._stop.is_set() or self._writing.task.done()):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), LOOK)
            try:
                self._turn()
                if not self._writing.is_well:
                    await self._writing.try_again()
                    self._succeeded()
                if found := await self._aside_do(self._ways.published):
                    await self._aside_do(lambda: self._ways.learn(self._open_aside(), found))
                    self._hits.listed = await self._aside_do(lambda: Listed(found, self._served))
                if self._loop.time() >= self._read_next:
                    await self._catch_up()
                await self._aside_do(lambda: self._open_aside().tidy())
                if self._loop.time() >= self._told_next:
                    begun = self._loop.time()
                    await self._aside_do(self._summarise)
                    self._told_next = self._next(begun, SUMMARY)
            except Refused as refused:
                self._failed(refused.problems)
        if self._writing.task.done():
            self._writing.task.result()

    def _turn(self) -> None:
        """Begins the day, when it is one."""
        if self._visitors.day != (today := self._ways.today()):
            self._visitors.begin(today)

    async def _catch_up(self) -> None:
        """Reads the numbers anew where another one changed the ledger, or another day has begun."""
        version = await self._writing.run(lambda store: store.version())
        if version == self._version and self._hits.totals.today == self._ways.today():
            return
        begun = self._loop.time()
        self._hits.totals = await self._read()
        self._version = version
        self._untold.update(self._sites)
        self._read_next = self._next(begun, REST)

    def _next(self, begun: float, least: float) -> float:
        """When to do again what has taken as long as since it was begun."""
        now = self._loop.time()
        return now + max(least, SHARE * (now - begun))

    async def _read(self) -> Totals:
        """The numbers as the ledger has them, read aside, and raised by what is counted meanwhile."""
        begun = asyncio.Event()

        def read() -> Totals:
            store = self._open_aside()
            with store.frozen():
                self._loop.call_soon_threadsafe(begun.set)
                return Totals(store, self._sites, self._ways.today(), SOURCE)

        async with self._writing.in_turn:
            reading = asyncio.ensure_future(self._aside_do(read))
            beginning = asyncio.ensure_future(begun.wait())
            await asyncio.wait((reading, beginning), return_when=asyncio.FIRST_COMPLETED)
            beginning.cancel()
            self._since = []
        try:
            totals = await reading
            for batch in self._since:
                totals.count(batch.counts)
        finally:
            self._since = None
        return totals

    def _open_aside(self) -> Store:
        if self._aside is None:
            self._aside = self._ways.open()
        return self._aside

    def _summarise(self) -> None:
        changed, self._untold = self._untold, set()
        if changed:
            self._ways.summarise(self._open_aside(), changed)

    def _end(self) -> None:
        try:
            self._summarise()
        except Refused as refused:
            self._failed(refused.problems)
        if self._aside is not None:
            self._aside.close()

    async def _aside_do(self, work: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._reader, work)

    # -- what becomes of hits

    def _counted(self, batch: Batch) -> None:
        self._hits.counted(batch)
        self._untold.update(site for site, _, _ in batch.counts)
        if self._since is not None:
            self._since.append(batch)
        self._succeeded()

    def _succeeded(self) -> None:
        """Says that all is well again, where it was not."""
        if self._has_failed:
            self._has_failed = False
            _ = self._ways.translate
            with suppress(OSError):
                self._ways.say(_("Counting again."))

    def _failed(self, problems: tuple[Problem, ...]) -> None:
        """Says what is wrong, once until all is well again."""
        if not self._has_failed:
            self._has_failed = True
            with suppress(OSError):  # the disk that is full may be that of the log
                self._ways.tell(problems)
