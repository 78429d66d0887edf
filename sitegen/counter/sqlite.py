"""The ledger as one SQLite file beside the portal.

Many read while one writes; a writer waits for another. The file is never replaced, emptied or repaired here: one that cannot be read, or
was written by a newer version, is refused as it is. A file that was copied since it was last opened is looked through whole before it is
trusted, since it may have been copied in the middle of a change.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sitegen.counter.store import BUSY, DAMAGED, NEWER, OVERTAKEN, UNWRITABLE, Baseline, Count, Move, Store, Views, kind
from sitegen.errors import Place, Refused

FORMAT = 1
PATIENCE = 30.0
"""Seconds that a writer waits for another."""

_TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE pages (id INTEGER PRIMARY KEY, site TEXT NOT NULL, permalink TEXT NOT NULL, UNIQUE (site, permalink))",
    "CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL)",
    "CREATE TABLE counts (day INTEGER, page INTEGER, source INTEGER, human INTEGER NOT NULL, robot INTEGER NOT NULL,"
    " PRIMARY KEY (day, page, source)) WITHOUT ROWID",
    "CREATE INDEX counts_by_page ON counts (page, day)",
    "CREATE TABLE baselines (site TEXT, permalink TEXT, views INTEGER NOT NULL, since INTEGER,"
    " PRIMARY KEY (site, permalink)) WITHOUT ROWID",
    "CREATE TABLE moves (site TEXT, permalink TEXT, to_site TEXT NOT NULL, to_permalink TEXT NOT NULL, until INTEGER,"
    " PRIMARY KEY (site, permalink)) WITHOUT ROWID",
    "CREATE TABLE marks (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
)

_SAID = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}


class SqliteStore(Store):
    """The store in a file, made where there is none; `place` is what to call the file when it is refused."""

    def __init__(self, path: Path, place: str = "", *, patience: float = PATIENCE) -> None:
        self._place = Place(place or path.name)
        with self._said():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Refused(UNWRITABLE.at(self._place, reason=error.strerror or error)) from None
            self._database = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            with self._said():
                self._open(path)
        except BaseException:
            self._database.close()
            raise

    def _open(self, path: Path) -> None:
        found = self._database.execute("PRAGMA user_version").fetchone()[0]
        if found > FORMAT:
            raise Refused(NEWER.at(self._place, format=found))
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")  # a hit need not wait for the disk: whoever calls `tidy` does
        self._database.execute("PRAGMA wal_autocheckpoint = 8000")  # pages: before that, whoever calls `tidy` has done most of it
        if found == 0:
            with self._change():
                if self._database.execute("PRAGMA user_version").fetchone()[0] == 0:
                    if self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
                        raise Refused(DAMAGED.at(self._place, reason="format 0"))
                    for table in _TABLES:
                        self._database.execute(table)
                    self._database.execute(f"PRAGMA user_version = {FORMAT}")
        identity = path.stat().st_ino
        known = self._database.execute("SELECT value FROM facts WHERE name = 'file'").fetchone()
        if known != (identity,):
            if known is not None:
                self._look_through()
            with self._change():
                self._database.execute("INSERT OR REPLACE INTO facts VALUES ('file', ?)", (identity,))

    def _look_through(self) -> None:
        """Refuses a file that contradicts itself."""
        found = [str(row[0]) for row in self._database.execute("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            raise Refused(DAMAGED.at(self._place, reason=found[0].splitlines()[-1]))

    # -- writing --------------------------------------------------------------------------------------------------------------------------

    def add(self, counts: Iterable[Count], mark: tuple[str, bytes] | None = None, was: bytes | None = None) -> None:
        """See `Store`."""
        with self._change():
            if mark is not None:
                if self.mark(mark[0]) != was:
                    raise Refused(OVERTAKEN.at(self._place, name=mark[0]))
                self._database.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", mark)
            self._write(counts, "human = human + excluded.human, robot = robot + excluded.robot")

    def restore(
        self, counts: Iterable[Count], baselines: Iterable[Baseline], moves: Iterable[Move], marks: Iterable[tuple[str, bytes]] = ()
    ) -> None:
        """See `Store`."""
        with self._change():
            self._write(counts, "human = excluded.human, robot = excluded.robot")
            rows = [(*baseline[:3], _number(baseline.since)) for baseline in baselines]
            self._database.executemany("INSERT OR REPLACE INTO baselines VALUES (?, ?, ?, ?)", rows)
            led = [(*move[:4], _number(move.until)) for move in moves]
            self._database.executemany("INSERT OR REPLACE INTO moves VALUES (?, ?, ?, ?, ?)", led)
            self._database.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", marks)

    def _write(self, counts: Iterable[Count], change: str) -> None:
        pages: dict[tuple[str, str], int] = {}
        sources: dict[str, int] = {}
        statement = f"INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {change}"
        for count in counts:
            page = pages.get((count.site, count.permalink)) or self._id(pages, (count.site, count.permalink), "pages", "site, permalink")
            source = sources.get(count.source) or self._source(sources, count.source)
            self._database.execute(statement, (count.day.toordinal(), page, source, count.human, count.robot))

    def _id(self, known: dict[tuple[str, str], int], key: tuple[str, str], table: str, names: str) -> int:
        select = f"SELECT id FROM {table} WHERE ({names}) = (?, ?)"
        row = self._database.execute(select, key).fetchone()
        if row is None:
            self._database.execute(f"INSERT INTO {table} ({names}) VALUES (?, ?)", key)
            row = self._database.execute(select, key).fetchone()
        known[key] = int(row[0])
        return known[key]

    def _source(self, known: dict[str, int], name: str) -> int:
        known[name] = self._id({}, (name, kind(name)), "sources", "name, kind")
        return known[name]

    # -- reading --------------------------------------------------------------------------------------------------------------------------

    def mark(self, name: str) -> bytes | None:
        """See `Store`."""
        with self._said():
            row = self._database.execute("SELECT data FROM marks WHERE name = ?", (name,)).fetchone()
            return None if row is None else bytes(row[0])

    def sites(self) -> list[str]:
        """See `Store`."""
        return [site for (site,) in self._rows("SELECT DISTINCT site FROM pages ORDER BY site")]

    def marks(self) -> list[tuple[str, bytes]]:
        """See `Store`."""
        return [(name, bytes(data)) for name, data in self._rows("SELECT name, data FROM marks ORDER BY name")]

    def counts(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[Count]:
        """See `Store`."""
        where, values = _where(site, start, stop)
        select = (
            "SELECT site, day, permalink, sources.name, human, robot FROM counts JOIN pages ON pages.id = page"
            f" JOIN sources ON sources.id = source {where} ORDER BY site, day, permalink, sources.name"
        )
        for name, day, permalink, source, human, robot in self._rows(select, values):
            yield Count(name, date.fromordinal(day), permalink, source, human, robot)

    def days(
        self, site: str = "", start: date | None = None, stop: date | None = None, permalink: str = ""
    ) -> Iterator[tuple[str, date, Views]]:
        """See `Store`."""
        taken, values = self._taken(*_where(site, start, stop, permalink))
        summed = f"SELECT site, day, sum(human), sum(robot) FROM ({taken}) JOIN pages ON pages.id = page GROUP BY site, day"
        for name, day, human, robot in self._rows(f"{summed} ORDER BY site, day", values):
            yield name, date.fromordinal(day), Views(human, robot)

    def pages(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[tuple[str, str, Views]]:
        """See `Store`."""
        taken, values = self._taken(*_where(site, start, stop))
        summed = f"SELECT page, sum(human) AS human, sum(robot) AS robot FROM ({taken}) GROUP BY page"
        select = f"SELECT site, permalink, human, robot FROM ({summed}) JOIN pages ON pages.id = page ORDER BY site, permalink"
        for name, path, human, robot in self._rows(select, values):
            yield name, path, Views(human, robot)

    def _taken(self, where: str, values: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """The query for the views of each day and page: sources of one kind added up, of several kinds the largest taken.

        Sources are few; so each kind has a sum of its own here, and the rows are taken in the order in which they lie.
        """
        with self._said():
            kinds = [ids for (ids,) in self._database.execute("SELECT group_concat(id) FROM sources GROUP BY kind")]
        human, robot = (
            ", ".join(["0", *(f"coalesce(sum({column}) FILTER (WHERE source IN ({ids})), 0)" for ids in kinds)])
            for column in ("human", "robot")
        )
        return f"SELECT day, page, max({human}, 0) AS human, max({robot}, 0) AS robot FROM counts {where} GROUP BY day, page", values

    def baselines(self) -> list[Baseline]:
        """See `Store`."""
        rows = self._rows("SELECT site, permalink, views, since FROM baselines ORDER BY site, permalink")
        return [Baseline(site, permalink, views, _day(since)) for site, permalink, views, since in rows]

    def moves(self) -> list[Move]:
        """See `Store`."""
        rows = self._rows("SELECT site, permalink, to_site, to_permalink, until FROM moves ORDER BY site, permalink")
        return [Move(site, permalink, to_site, to, _day(until)) for site, permalink, to_site, to, until in rows]

    def version(self) -> int:
        """See `Store`."""
        with self._said():
            return int(self._database.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """See `Store`."""
        with self._said():
            self._database.execute("BEGIN")
            try:
                self._database.execute("SELECT 1 FROM facts").fetchone()  # the moment begins with the first reading
                yield
            finally:
                self._database.execute("COMMIT")

    def tidy(self) -> None:
        """See `Store`."""
        with self._said():
            self._database.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """See `Store`."""
        self._database.close()

    def _rows(self, select: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        with self._said():
            yield from self._database.execute(select, values)

    @contextlib.contextmanager
    def _change(self) -> Iterator[None]:
        """One transaction, whole or not at all; waits for another writer."""
        with self._said():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Puts what SQLite says into words."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            raise Refused(_SAID.get(code, UNWRITABLE).at(self._place, reason=error)) from error


def _where(site: str, start: date | None, stop: date | None, permalink: str = "") -> tuple[str, tuple[object, ...]]:
    asked = (
        ("page IN (SELECT id FROM pages WHERE site = ?)", site or None),
        ("page IN (SELECT id FROM pages WHERE permalink = ?)", permalink or None),
        ("day >= ?", _number(start)),
        ("day <= ?", _number(stop)),
    )
    wanted = [(condition, value) for condition, value in asked if value is not None]
    where = " AND ".join(condition for condition, _ in wanted)
    return f"WHERE {where}" if where else "", tuple(value for _, value in wanted)


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)
