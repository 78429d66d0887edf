"""What one build leaves for the next: one private SQLite file below the output folder, written in one transaction.

The file is a convenience, never a truth: whatever cannot be read, or was left by another version of anything that shapes a page, is thrown
away and built again. It may know less than the output folder, never more; so what a build is about to write that was not there before is
announced first, and swept by the next build if this one dies.
"""

from __future__ import annotations

import contextlib
import errno
import marshal
import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from sitegen.errors import N_, Kind, Place, Refused
from sitegen.files import FOREVER, PACKAGE, stamps
from sitegen.fingerprints import fingerprint

BUSY = Kind("build-busy", N_("Another build is running in this folder."), N_("Wait until it has finished, then build again."))

FOLDER = ".sitegen"
PAUSES = (0.1, 0.2, 0.3, 0.4)
"""Seconds between attempts to hold an output folder."""
PAGE = 16_384
"""Bytes of a page of the file: values are long, and are read and written sooner in few pages than in many."""
SHELVES = 256
"""On how many shelves the rows of a table lie."""
PACKAGES = ("jinja2", "markdown", "markupsafe", "nh3", "pillow", "python_frontmatter", "pyyaml")
"""Whose versions shape a page."""


class Spoiled(Exception):
    """What the last build left is not what it wrote: it must be thrown away whole, for its parts rest on each other."""


def version() -> bytes:
    """The fingerprint of everything but the project that shapes a page: sitegen itself, Python, and the libraries."""
    sources = ((path, stamp) for path, stamp in stamps(PACKAGE, now=FOREVER).items() if "__pycache__" not in path)
    return fingerprint((sys.version, tuple(sorted(_installed())), tuple(sorted(sources))))


def _installed() -> Iterator[str]:
    """The libraries with their versions, as the names of what was installed tell them: asking the packages would mean importing them."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder or "."):
                if name.endswith(".dist-info") and name.partition("-")[0].lower() in PACKAGES:
                    yield name


class State:
    """The state below an output folder. Values are whatever `marshal` can write; rows are bytes by their key, in named tables.

    `announced` are the files that a build which died had begun to write. Reading and saving raise `Spoiled`.
    """

    def __init__(self, output: Path) -> None:
        self.folder = output / FOLDER
        self.announced: tuple[str, ...] = ()
        self._version = version()
        self._values: dict[str, bytes] = {}
        self._is_ours = False
        with contextlib.suppress(sqlite3.Error, OSError):
            self._load()

    def get(self, name: str) -> Any:
        """A value that the last build left, or None."""
        data = self._values.get(name)
        return None if data is None else _unseal(data)

    def rows(self, table: str) -> dict[str, bytes]:
        """The rows of a table; none where the last build left none. The manifest outlives a new version of the program."""
        found: dict[str, bytes] = {}
        if self._is_ours or table == "manifest":
            try:
                with self._read() as database:
                    for (shelf,) in database.execute("SELECT data FROM shelves WHERE name = ?", (table,)):
                        found.update(_unseal(shelf))
            except (sqlite3.Error, Spoiled) as error:
                if self._is_ours:
                    raise Spoiled from error
                return {}
        return found

    def tables(self, prefix: str) -> list[str]:
        """The names of the tables that begin with a prefix."""
        with contextlib.suppress(sqlite3.Error, OSError), self._read() as database:
            return [name for (name,) in database.execute("SELECT DISTINCT name FROM shelves ORDER BY name") if name.startswith(prefix)]
        return []

    def announce(self, paths: Iterable[str]) -> None:
        """Notes files that are about to be written for the first time, before any of them is."""
        rows = [(path,) for path in paths]
        if rows:
            with self._open() as database:
                database.executemany("INSERT OR IGNORE INTO announced VALUES (?)", rows)

    def save(self, values: Mapping[str, Any], tables: Mapping[str, Change], *, is_done: bool = True) -> None:
        """Replaces values and changes rows, in one transaction; of values and tables that are not named the rest stays.

        `is_done`: all that was announced has been written.
        """
        with self._open() as database:
            if is_done:
                database.execute("DELETE FROM announced")
            if not self._is_ours:
                database.execute("DELETE FROM state")
                database.execute("DELETE FROM shelves WHERE name <> 'manifest'")
            rows = [("version", self._version), *((name, _seal(value)) for name, value in values.items())]
            database.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", rows)
            for name, (changed, gone) in tables.items():
                _shelve(database, name, changed, gone)
        self._values |= dict(rows)
        self._is_ours = True

    def _load(self) -> None:
        if (self.folder / "state.db").is_file():
            with self._read() as database:
                self.announced = tuple(row[0] for row in database.execute("SELECT path FROM announced"))
                values = dict(database.execute("SELECT name, data FROM state"))
            self._is_ours = values.get("version") == self._version
            self._values = values if self._is_ours else {}

    @contextlib.contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(_address(self.folder / "state.db"), uri=True)) as database:
            yield database

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction; a file that is no database is thrown away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "state.db"
        try:
            with contextlib.closing(sqlite3.connect(path)) as database:
                _create(database)
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), str(path)) from error
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
        try:
            with contextlib.closing(sqlite3.connect(path)) as database, database:
                _create(database)
                yield database
        except sqlite3.OperationalError as error:  # a full disk, or a folder that cannot be written
            raise OSError(errno.EIO, str(error), str(path)) from error
        except sqlite3.DatabaseError as error:
            raise Spoiled from error


Change = tuple[Mapping[str, bytes], Iterable[str]]
"""Rows that are new or other than before, and the keys of those that are gone."""


def _shelve(database: sqlite3.Connection, name: str, changed: Mapping[str, bytes], gone: Iterable[str]) -> None:
    """Changes the rows of a table. They lie on shelves: a few hundred are read in a third of the time of ten thousand rows."""
    touched: dict[int, dict[str, bytes | None]] = defaultdict(dict)
    for key, data in (*dict.fromkeys(gone).items(), *changed.items()):
        touched[crc32(key.encode("utf-8", "surrogatepass")) % SHELVES][key] = data
    for number, rows in touched.items():
        held = database.execute("SELECT data FROM shelves WHERE name = ? AND number = ?", (name, number)).fetchone()
        rows = {**(_unseal(held[0]) if held else {}), **rows}
        shelf = _seal({key: rows[key] for key in sorted(rows) if rows[key] is not None})
        database.execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)", (name, number, shelf))


def _seal(value: Any) -> bytes:
    """A value as bytes that show whether they are whole: `marshal` reads anything, and code that is not code ends the process."""
    data = marshal.dumps(value)
    return data + crc32(data).to_bytes(4, "big")


def _unseal(sealed: bytes) -> Any:
    """The value that was sealed. Raises `Spoiled`."""
    try:
        data = memoryview(sealed)[:-4]
        if crc32(data) == int.from_bytes(sealed[-4:], "big"):
            return marshal.loads(data)
    except (ValueError, EOFError, TypeError) as error:
        raise Spoiled from error
    raise Spoiled


def discard(output: Path) -> None:
    """Throws the state away."""
    (output / FOLDER / "state.db").unlink(missing_ok=True)


def _address(file: Path) -> str:
    """A file for SQLite to read only, wherever it lies: on a drive of Windows, in the network, in a folder called `100% tin #1`."""
    path = file.absolute().as_posix()
    for sign, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        path = path.replace(sign, code)
    return f"file://{path if path.startswith('/') else f'/{path}'}?mode=ro"


def _create(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA page_size = {PAGE}")  # of a new file
    database.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, data BLOB)")
    database.execute("CREATE TABLE IF NOT EXISTS shelves (name TEXT, number INTEGER, data BLOB, PRIMARY KEY (name, number))")
    database.execute("CREATE TABLE IF NOT EXISTS announced (path TEXT PRIMARY KEY)")


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Holds the output folder for one build. Raises `Refused` where another build holds it for longer than a moment.

    A build that died holds nothing, once the processes that worked for it have seen that.
    """
    (output / FOLDER).mkdir(parents=True, exist_ok=True)
    handle = os.open(output / FOLDER / "lock", os.O_RDWR | os.O_CREAT)
    try:
        for pause in (*PAUSES, None):
            try:
                _lock(handle)
            except OSError:
                if pause is None:
                    raise Refused(BUSY.at(Place(output.name))) from None
                time.sleep(pause)
            else:
                break
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    """Takes the lock of an open file, which the system gives back when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
