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
import platform
import sqlite3
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import sitegen
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.fingerprints import fingerprint

BUSY = Kind("build-busy", N_("Another build is running in this folder."), N_("Wait until it has finished, then build again."))

FOLDER = ".sitegen"
PACKAGES = ("jinja2", "markdown", "nh3", "pillow", "python-frontmatter", "pyyaml")
"""Whose versions shape a page."""


def version() -> bytes:
    """The fingerprint of everything but the project that shapes a page: sitegen itself, Python, and the libraries."""
    root = Path(sitegen.__file__).parent
    sources = sorted((path.relative_to(root).as_posix(), info.st_size, info.st_mtime_ns) for path, info in _sources(root))
    versions = tuple((name, metadata.version(name)) for name in PACKAGES)
    return fingerprint((platform.python_version(), versions, tuple(sources)))


def _sources(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in ("__pycache__", "themes")]
        for name in files:
            path = Path(folder) / name
            yield path, path.stat()


class State:
    """The state below an output folder. Values are whatever `marshal` can write; a missing one is None."""

    def __init__(self, output: Path) -> None:
        self.folder = output / FOLDER
        self._version = version()
        self._values: dict[str, bytes] = {}
        self.announced: tuple[str, ...] = ()
        with contextlib.suppress(sqlite3.Error, OSError, ValueError):
            self._load()

    def get(self, name: str) -> Any:
        """A value that the last build left, or None."""
        data = self._values.get(name)
        if data is None:
            return None
        try:
            return marshal.loads(data)
        except (ValueError, EOFError, TypeError):
            return None

    def names(self, prefix: str) -> list[str]:
        """The names of values that begin with a prefix."""
        return sorted(name for name in self._values if name.startswith(prefix))

    def announce(self, paths: Iterable[str]) -> None:
        """Notes files that are about to be written for the first time, before any of them is."""
        rows = [(path,) for path in paths]
        if rows:
            with self._open() as database:
                database.executemany("INSERT OR IGNORE INTO announced VALUES (?)", rows)

    def save(self, values: dict[str, Any]) -> None:
        """Replaces all values, in one transaction."""
        with self._open() as database:
            database.execute("DELETE FROM announced")
            database.execute("DELETE FROM state")
            rows = [("version", self._version), *((name, marshal.dumps(value)) for name, value in values.items())]
            database.executemany("INSERT INTO state VALUES (?, ?)", rows)

    def _load(self) -> None:
        path = self.folder / "state.db"
        if not path.is_file():
            return
        with contextlib.closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as database:
            self.announced = tuple(row[0] for row in database.execute("SELECT path FROM announced"))
            values = dict(database.execute("SELECT name, data FROM state"))
        manifest = values.get("manifest")
        # Another version knows nothing of pages any more, but still which files are ours to sweep.
        self._values = values if values.pop("version", None) == self._version else {"manifest": manifest} if manifest else {}

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


def _create(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, data BLOB)")
    database.execute("CREATE TABLE IF NOT EXISTS announced (path TEXT PRIMARY KEY)")


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Holds the output folder for one build. Raises `Refused` where another build holds it; a build that died holds nothing."""
    (output / FOLDER).mkdir(parents=True, exist_ok=True)
    handle = os.open(output / FOLDER / "lock", os.O_RDWR | os.O_CREAT)
    try:
        try:
            _lock(handle)
        except OSError:
            raise Refused(BUSY.at(Place(output.name))) from None
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
