"""What the service has acknowledged is kept, whatever happens to it, to its disk, to its clock and to its database."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import random
import re
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sitegen.counter import published
from sitegen.counter import service as live
from sitegen.counter.postgres import PostgresStore
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Store
from tests.counting import BROWSER, ORIGIN, PAGE, Portal, Service
from tests.postgres import Server, server
from tests.test_counter_service import until

_READERS = itertools.count()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server for the tests of this file."""
    with server() as running:
        yield running


class Crowd:
    """Many readers at once, each of whom reads one page once; it remembers what was sent and what was acknowledged."""

    def __init__(self, service: Service) -> None:
        self.sent: Counter[str] = Counter()
        self.acknowledged: Counter[str] = Counter()
        self._port = service.port
        self._is_over = False
        self._threads = [threading.Thread(target=self._read) for _ in range(8)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Sends them home."""
        self._is_over = True
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._is_over:
            reader = next(_READERS)
            page = f"yen-bai/tin-tuc/bai-{reader % 40}/"
            address = f"10.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}"
            self.sent[page] += 1
            try:
                connection.request("POST", "/hit", page, {"Origin": ORIGIN, "User-Agent": BROWSER, "X-Forwarded-For": address})
                answer = connection.getresponse()
                answer.read()
                self.acknowledged[page] += answer.status == 204
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.005)
        connection.close()


def views(store: Store) -> Counter[str]:
    """Human views by page address."""
    found: Counter[str] = Counter()
    for count in store.counts():
        found[count.site + count.permalink] += count.human
    store.close()
    return found


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Killed at any moment, the ledger has every acknowledged hit, and none that nobody sent."""
    portal = Portal(tmp_path)
    sent, acknowledged = Counter[str](), Counter[str]()
    for _ in range(4):
        with portal.start() as service:
            crowd = Crowd(service)
            time.sleep(random.uniform(0.1, 0.7))
            service.process.kill()
            service.process.wait()
            crowd.end()
        sent += crowd.sent
        acknowledged += crowd.acknowledged
    found = views(SqliteStore(tmp_path / "visits" / "ledger.sqlite"))
    assert acknowledged.total() > 50
    assert acknowledged <= found <= sent


def test_a_full_disk_is_said_once_and_got_over(tmp_path: Path) -> None:
    """Hits are refused while nothing can be written, numbers are shown all the same, and it goes on by itself when there is room."""
    if sys.platform != "linux":
        pytest.skip("the size of a running program's files can be limited on Linux only")
    portal = Portal(tmp_path)
    with portal.start() as service:
        assert service.hit() == 204
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
        assert [service.hit(reader=f"203.0.113.{n}") for n in range(10, 15)] == [503] * 5
        assert service.ask("GET", "/health")[0] == 503
        assert service.views()["views"] == 11
        said = service.said()
        assert said.count("The ledger cannot be written") == said.count("error:") == 1
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert until(lambda: service.ask("GET", "/health")[0] == 200)  # though nobody sends hits to a service that is not well
        assert service.hit(reader="203.0.113.10") == 204
        assert service.views()["views"] == 12
        assert service.stop() == 0
        assert service.said() == said
    assert views(SqliteStore(tmp_path / "visits" / "ledger.sqlite")) == {PAGE: 2}


def test_a_clock_that_jumps_loses_nothing(tmp_path: Path) -> None:
    """A day forwards, two backwards, a year: each hit is on the day that the clock says, and totals only grow."""
    portal = Portal(tmp_path)
    days = [date(2026, 11, 25) + timedelta(jump) for jump in (0, 1, -1, -1, 400, 0)]
    clock = [days[0]]
    said: list[str] = []
    totals: list[int] = []
    lists = published.read(tmp_path / "output")
    told = [lists, None]
    path = tmp_path / "ledger.sqlite"
    ways = live.Ways(
        open=lambda: SqliteStore(path), published=lambda: told.pop(0) if len(told) > 1 else told[0], learn=published.learn,
        summarise=lambda store, changed: None, say=said.append, tell=lambda problems: None, translate=str, today=lambda: clock[0],
    )  # fmt: skip

    def ask(method: str, path: str, body: str = "", reader: int = 0) -> tuple[int, bytes]:
        found = re.search(r":(\d+)/", said[0])
        assert found
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        headers = {"Origin": ORIGIN, "User-Agent": BROWSER, "X-Forwarded-For": f"203.0.113.{reader}"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        read = answer.status, answer.read()
        connection.close()
        return read

    async def run() -> None:
        service = live.Service(ways, ["yen-bai"], ["yen-bai"], ["127.0.0.1"])
        running = asyncio.create_task(service.run("127.0.0.1", 0))
        while not said:
            await asyncio.sleep(0.01)
        for reader, day in enumerate(days):
            clock[0] = day
            status, _ = await asyncio.to_thread(ask, "POST", "/hit", PAGE, reader)
            assert status == 204
            _, numbers = await asyncio.to_thread(ask, "GET", f"/views?p={PAGE}")
            found = re.search(rb'"total": (\d+)', numbers)
            assert found
            totals.append(int(found[1]))
        await asyncio.sleep(live.LOOK * 2)  # it has noticed the new day
        _, numbers = await asyncio.to_thread(ask, "GET", f"/views?p={PAGE}")
        assert numbers == b'{"views": 16, "today": 2, "month": 5, "total": 1006, "online": 1}'
        service.stop()
        await running

    assert portal.root == tmp_path
    asyncio.run(run())
    assert totals == [1001, 1002, 1003, 1004, 1005, 1006]
    store = SqliteStore(path)
    assert {day: found.human for _, day, found in store.days()} == Counter(days)
    store.close()


def test_several_services_count_into_one_database(tmp_path: Path, postgres: Server) -> None:
    """Two services of one union lose nothing to each other, and each shows what both have counted."""
    address = postgres.database()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with Portal(tmp_path / "a", address).start() as one, Portal(tmp_path / "b", address).start() as other:
        crowds = [Crowd(one), Crowd(other)]
        time.sleep(1.5)
        for crowd in crowds:
            crowd.end()
        sent = crowds[0].sent + crowds[1].sent
        assert crowds[0].acknowledged + crowds[1].acknowledged == sent
        assert until(lambda: one.views()["total"] == other.views()["total"] == 1000 + sent.total(), 30)
        assert one.stop() == other.stop() == 0
    assert views(PostgresStore(address)) == sent


def test_a_server_that_falls_down_is_waited_for(tmp_path: Path, postgres: Server) -> None:
    """While the database is gone hits are refused; when it is back they are counted, and nothing acknowledged was lost."""
    address = postgres.database()
    with Portal(tmp_path, address).start() as service:
        crowd = Crowd(service)
        time.sleep(0.5)
        postgres.stop()
        assert until(lambda: service.ask("GET", "/health")[0] == 503)
        assert service.views()["total"] >= 1000
        postgres.start()
        assert until(lambda: service.hit(reader=f"192.0.2.{random.randrange(256)}") == 204)
        time.sleep(0.3)
        crowd.end()
        assert service.said().count("error:") == 1
        assert service.stop() == 0
    found = views(PostgresStore(address))
    assert crowd.acknowledged.total() > 50
    assert crowd.acknowledged <= found
