"""The published tree: writes what changed, sweeps what nobody wants any more, and keeps the manifest of what it wrote.

A file is replaced in one step by a finished one, never written in place, so a reader or an upload sees the old page or the new page and
nothing between. The manifest knows which source each file came from: what a broken article once published stays until it is mended.
Only files named in the manifest are ever removed; what others put into the folder is theirs.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

VERSION = 1
STATE = ".sitegen"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file we wrote: the digest of its bytes, the source it came from, and the other files it needs."""

    digest: str
    owner: str = ""
    needs: tuple[str, ...] = ()


class Output:
    """An output folder with its manifest. Paths are relative to the folder, with `/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: Mapping[str, Entry] = _load(folder / STATE / "state.db")
        self.entries: dict[str, Entry] = {}
        self.written: list[str] = []
        self.removed: list[str] = []
        self.bytes = 0

    def holds(self, path: str) -> bool:
        """Whether a file of ours stands there already, whatever its age."""
        return path in self.entries or (path in self.before and (self.folder / path).is_file())

    def write(self, path: str, data: bytes, owner: str = "", needs: Iterable[str] = ()) -> bool:
        """Makes the file at a path hold these bytes; tells whether it had to change. Raises `OSError` when the disk refuses."""
        target = self.folder / path
        self.entries[path] = Entry(_digest(data), owner, tuple(needs))
        with contextlib.suppress(OSError):
            if target.stat().st_size == len(data) and target.read_bytes() == data:
                return False
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(data)
            os.replace(partial, target)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        self.written.append(path)
        self.bytes += len(data)
        return True

    def keep(self, path: str) -> None:
        """Keeps a file as the last build left it, with all it needs."""
        if path in self.before and path not in self.entries:
            entry = self.before[path]
            self.entries[path] = entry
            for need in entry.needs:
                self.keep(need)

    def keep_of(self, owners: Iterable[str]) -> None:
        """Keeps every file that came from these sources."""
        wanted = set(owners)
        for path, entry in self.before.items():
            if entry.owner in wanted:
                self.keep(path)

    def sweep(self, inside: Iterable[str] | None = None) -> None:
        """Removes the files of the last build that this one did not want, then empty folders; of a partial build only those `inside`."""
        folders = None if inside is None else tuple(f"{folder}/" for folder in inside)
        for path, entry in self.before.items():
            if path in self.entries:
                continue
            if folders is not None and not path.startswith(folders):
                self.entries[path] = entry
                continue
            target = self.folder / path
            with contextlib.suppress(FileNotFoundError):
                target.unlink()
                self.removed.append(path)
            for parent in target.parents:
                if parent == self.folder:
                    break
                try:
                    parent.rmdir()
                except OSError:
                    break

    def save(self) -> None:
        """Writes the manifest, in one transaction: it may know less than the folder, never more."""
        path = self.folder / STATE / "state.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                database.execute("DROP TABLE IF EXISTS manifest")
                database.execute("CREATE TABLE manifest (path TEXT PRIMARY KEY, digest TEXT, owner TEXT, needs TEXT) WITHOUT ROWID")
                database.execute(f"PRAGMA user_version = {VERSION}")
            gone = [(path,) for path in self.before if path not in self.entries]
            database.executemany("DELETE FROM manifest WHERE path = ?", gone)
            rows = [
                (path, entry.digest, entry.owner, json.dumps(entry.needs))
                for path, entry in self.entries.items()
                if self.before.get(path) != entry
            ]
            database.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?)", rows)


def _load(path: Path) -> dict[str, Entry]:
    """The manifest of the last build; one that cannot be read, or of another version, is as good as none and is thrown away."""
    if not path.is_file():
        return {}
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            if database.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                rows = database.execute("SELECT path, digest, owner, needs FROM manifest ORDER BY path")
                return {path: Entry(digest, owner, tuple(json.loads(needs))) for path, digest, owner, needs in rows}
    except (sqlite3.Error, ValueError):
        path.unlink(missing_ok=True)
    return {}


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
