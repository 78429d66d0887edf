"""The ledger on a PostgreSQL server, for a union whose services and imports run on more than one machine.

The same tables as in the file beside the portal. Programs that write at the same time add up, in one order, so that none waits for
another in a circle. Pages and sources get their numbers over a connection of its own, at once: a number that nobody uses yet harms
nobody, and nobody waits for it until a long import has ended. Whoever writes says so to the others (NOTIFY), and each sees what it did
not write itself.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sitegen.counter.schema import FORMAT, TABLES
from sitegen.counter.store import BUSY, NEWER, OVERTAKEN, Baseline, Count, Move, Store, Views, kind
from sitegen.errors import N_, Kind, Place, Refused

SERVER = Kind(
    "counter-server",
    N_("The ledger's server does not do what was asked: {reason}."),
    N_("See whether PostgreSQL runs, has room on its disk, and knows this user. Nothing was counted; what was counted before is kept."),
)

CHANNEL = "sitegen_ledger"
AT_ONCE = 5_000
"""Rows in one statement."""
IDLE = 0.5
"""Seconds after which a connection is asked whether it is still one."""

_OPTIONS: dict[str, str] = {
    "connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000",
    "application_name": "sitegen", "options": "-c lock_timeout=30s",
}  # fmt: skip
"""What holds for a connection unless its address says otherwise: a server that is gone is noticed."""

_ADD: LiteralString = "human = counts.human + excluded.human, robot = counts.robot + excluded.robot"
_PUT: LiteralString = "human = excluded.human, robot = excluded.robot"
_COUNTS: LiteralString = "FROM counts JOIN pages ON pages.id = page JOIN sources ON sources.id = source"

Merge = Callable[[list[int], Count], None]


class PostgresStore(Store):
    """The store in the database at an address such as `postgresql://user@host/ledger`; made where there is none."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._pages: dict[tuple[str, str], int] = {}
        self._sources: dict[tuple[str, str], int] = {}
        self._others = 0
        self._asked = 0.0
        self._database: psycopg.Connection[Any] | None = None
        self._clerk: psycopg.Connection[Any] | None = None
        try:
            known = conninfo_to_dict(address)
        except psycopg.Error as error:
            raise Refused(SERVER.at(Place("postgresql://"), reason=_reason(error))) from None
        self._place = Place(f"postgresql://{known.get('host') or ''}/{known.get('dbname') or ''}")
        self._given = make_conninfo("", **{**_OPTIONS, **{key: str(value) for key, value in known.items()}})
        with self._said():
            self._connect()

    def _connect(self) -> psycopg.Connection[Any]:
        """The connection; a new one where there is none, or it broke, perhaps while nobody asked it anything."""
        if self._database is not None and time.monotonic() - self._asked > IDLE:
            with contextlib.suppress(psycopg.OperationalError):
                self._database.execute("SELECT 1")
        self._asked = time.monotonic()
        if self._database is not None and not self._database.closed:
            return self._database
        database = psycopg.connect(self._given, autocommit=True)
        try:
            self._open(database)
        except BaseException:
            database.close()
            raise
        self._database, self._pages, self._sources = database, {}, {}
        self._others += 1
        return database

    def _open(self, database: psycopg.Connection[Any]) -> None:
        with database.transaction():
            database.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (CHANNEL,))
            row = database.execute("SELECT to_regclass('facts') IS NOT NULL").fetchone()
            if row != (True,):
                for table in TABLES:
                    database.execute(table)
                database.execute("INSERT INTO facts VALUES ('format', %s)", (FORMAT,))
            (found,) = database.execute("SELECT value FROM facts WHERE name = 'format'").fetchone() or (0,)
            if found > FORMAT:
                raise Refused(NEWER.at(self._place, format=found))
        own = database.info.backend_pid
        database.add_notify_handler(lambda told: self._notice(told.pid != own))
        database.execute(f"LISTEN {CHANNEL}")

    def _notice(self, is_from_another: bool) -> None:
        self._others += is_from_another

    # -- writing --------------------------------------------------------------------------------------------------------------------------

    def add(self, counts: Iterable[Count], mark: tuple[str, bytes] | None = None, was: bytes | None = None) -> None:
        """See `Store`."""
        with self._change() as database:
            if mark is not None:
                self._set_mark(database, *mark, was)
            self._write(database, counts, _ADD, _sum)

    def restore(
        self, counts: Iterable[Count], baselines: Iterable[Baseline], moves: Iterable[Move], marks: Iterable[tuple[str, bytes]] = ()
    ) -> None:
        """See `Store`."""
        with self._change() as database:
            self._write(database, counts, _PUT, _last)
            known: list[Baseline] = sorted(baselines, key=_page)
            led: list[Move] = sorted(moves, key=_page)
            with database.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO baselines VALUES (%s, %s, %s, %s) ON CONFLICT (site, permalink)"
                    " DO UPDATE SET views = excluded.views, since = excluded.since",
                    known,
                )
                cursor.executemany(
                    "INSERT INTO moves VALUES (%s, %s, %s, %s, %s) ON CONFLICT (site, permalink) DO UPDATE"
                    " SET to_site = excluded.to_site, to_permalink = excluded.to_permalink, until = excluded.until",
                    led,
                )
                cursor.executemany("INSERT INTO marks VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET data = excluded.data", sorted(marks))

    def _set_mark(self, database: psycopg.Connection[Any], name: str, data: bytes, was: bytes | None) -> None:
        """Sets a mark where it is as it was; another that sets it at this moment is waited for."""
        if was is None:
            done = database.execute("INSERT INTO marks VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, data))
        else:
            done = database.execute("UPDATE marks SET data = %s WHERE name = %s AND data = %s", (data, name, was))
        if done.rowcount != 1:
            raise Refused(OVERTAKEN.at(self._place, name=name))

    def _write(self, database: psycopg.Connection[Any], counts: Iterable[Count], change: LiteralString, merge: Merge) -> None:
        """Writes counts in the order in which everybody writes them."""
        left = iter(counts)
        while some := list(islice(left, AT_ONCE)):
            self._number(self._pages, "pages", "site, permalink", {(count.site, count.permalink) for count in some})
            self._number(self._sources, "sources", "name, kind", {(count.source, kind(count.source)) for count in some})
            rows: dict[tuple[date, int, int], list[int]] = {}
            for count in some:
                key = (count.day, self._pages[count.site, count.permalink], self._sources[count.source, kind(count.source)])
                merge(rows.setdefault(key, [0, 0]), count)
            columns = [list(column) for column in zip(*((*key, *rows[key]) for key in sorted(rows)), strict=True)]
            database.execute(
                "INSERT INTO counts SELECT * FROM unnest(%s::date[], %s::integer[], %s::integer[], %s::bigint[], %s::bigint[])"
                f" ON CONFLICT (day, page, source) DO UPDATE SET {change}",
                columns,
            )

    def _number(self, known: dict[tuple[str, str], int], table: LiteralString, names: LiteralString, keys: set[tuple[str, str]]) -> None:
        """Gives numbers to those that have none, and learns them."""
        new = sorted(keys - known.keys())
        if not new:
            return
        if self._clerk is None or self._clerk.closed:
            self._clerk = psycopg.connect(self._given, autocommit=True)
        given = [list(column) for column in zip(*new, strict=True)]
        wanted: LiteralString = "SELECT * FROM unnest(%s::text[], %s::text[])"
        self._clerk.execute(
            f"INSERT INTO {table} ({names}) SELECT * FROM ({wanted}) AS wanted EXCEPT SELECT {names} FROM {table} ON CONFLICT DO NOTHING",
            given,
        )
        rows = self._clerk.execute(f"SELECT id, {names} FROM {table} WHERE ({names}) IN ({wanted})", given)
        known |= {(one, two): id for id, one, two in rows}

    # -- reading --------------------------------------------------------------------------------------------------------------------------

    def mark(self, name: str) -> bytes | None:
        """See `Store`."""
        row = next(self._rows("SELECT data FROM marks WHERE name = %s", (name,)), None)
        return None if row is None else bytes(row[0])

    def sites(self) -> list[str]:
        """See `Store`."""
        return [site for (site,) in self._rows("SELECT DISTINCT site FROM pages ORDER BY site")]

    def marks(self) -> list[tuple[str, bytes]]:
        """See `Store`."""
        return [(name, bytes(data)) for name, data in self._rows('SELECT name, data FROM marks ORDER BY name COLLATE "C"')]

    def version(self) -> int:
        """See `Store`."""
        with self._said():
            self._connect().execute("SELECT 1")  # brings what others said meanwhile
            return self._others

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """See `Store`."""
        with self._said(), self._connect().transaction():
            self._connect().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self._connect().execute("SELECT 1 FROM facts")
            yield

    def counts(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[Count]:
        """See `Store`."""
        where, values = _where(site, start, stop)
        order: LiteralString = "ORDER BY site, day, permalink, sources.name"
        for row in self._rows(f"SELECT site, day, permalink, sources.name, human, robot {_COUNTS} {where} {order}", values):
            yield Count(*row)

    def days(
        self, site: str = "", start: date | None = None, stop: date | None = None, permalink: str = ""
    ) -> Iterator[tuple[str, date, Views]]:
        """See `Store`."""
        for name, day, human, robot in self._taken("site, day", *_where(site, start, stop, permalink)):
            yield name, day, Views(human, robot)

    def pages(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[tuple[str, str, Views]]:
        """See `Store`."""
        for name, path, human, robot in self._taken("site, permalink", *_where(site, start, stop)):
            yield name, path, Views(human, robot)

    def _taken(self, by: LiteralString, where: LiteralString, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """Sums of views: those of one kind of source added up, of several kinds the largest taken."""
        return self._rows(
            f"SELECT {by}, sum(human)::bigint, sum(robot)::bigint FROM ("
            "SELECT site, permalink, day, max(human) AS human, max(robot) AS robot FROM ("
            "SELECT page, site, permalink, day, sources.kind, sum(human) AS human, sum(robot) AS robot"
            f" {_COUNTS} {where} GROUP BY page, site, permalink, day, sources.kind"
            f") AS merged GROUP BY page, site, permalink, day) AS taken GROUP BY {by} ORDER BY {by}",
            values,
        )

    def baselines(self) -> list[Baseline]:
        """See `Store`."""
        return [Baseline(*row) for row in self._rows("SELECT site, permalink, views, since FROM baselines ORDER BY site, permalink")]

    def moves(self) -> list[Move]:
        """See `Store`."""
        rows = self._rows("SELECT site, permalink, to_site, to_permalink, until FROM moves ORDER BY site, permalink")
        return [Move(*row) for row in rows]

    def tidy(self) -> None:
        """See `Store`; the server does that by itself."""

    def close(self) -> None:
        """See `Store`."""
        for connection in (self._database, self._clerk):
            if connection is not None:
                connection.close()

    def _rows(self, select: LiteralString, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer, some thousand at a time, however many they are."""
        with self._said(), self._connect().cursor(f"c{id(values)}_{id(select)}", withhold=True) as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(select, values)
            yield from cursor

    @contextlib.contextmanager
    def _change(self) -> Iterator[psycopg.Connection[Any]]:
        """One transaction, whole or not at all, of which the others are told."""
        with self._said():
            database = self._connect()
            with database.transaction():
                yield database
                database.execute(f"NOTIFY {CHANNEL}")

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Puts what the server says into words; a broken connection is given up, the next call makes another."""
        try:
            yield
        except psycopg.Error as error:
            is_busy = isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)
            raise Refused((BUSY if is_busy else SERVER).at(self._place, reason=_reason(error))) from error


def _page(known: Baseline | Move) -> tuple[str, str]:
    return known.site, known.permalink


def _sum(views: list[int], count: Count) -> None:
    views[:] = views[0] + count.human, views[1] + count.robot


def _last(views: list[int], count: Count) -> None:
    views[:] = count.human, count.robot


def _where(site: str, start: date | None, stop: date | None, permalink: str = "") -> tuple[LiteralString, tuple[object, ...]]:
    asked: tuple[tuple[LiteralString, object], ...] = (
        ("pages.site = %s", site or None),
        ("pages.permalink = %s", permalink or None),
        ("day >= %s", start),
        ("day <= %s", stop),
    )
    wanted = [(condition, value) for condition, value in asked if value is not None]
    where: LiteralString = " AND ".join([condition for condition, _ in wanted])
    return f"WHERE {where}" if wanted else "", tuple(value for _, value in wanted)


def _reason(error: psycopg.Error) -> str:
    """The first line of what the server said, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
