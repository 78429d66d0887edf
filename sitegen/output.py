"""The published tree: writes what changed, sweeps what nobody wants any more, and keeps the manifest of what it wrote.

A file is replaced in one step by a finished one, never written in place, so a reader or an upload sees the old page or the new page and
nothing between. The manifest knows which source each file came from: what a broken article once published stays until it is mended.
Only files named in the manifest are ever removed; what others put into the folder is theirs.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import shutil
from collections.abc import Iterable, Mapping, Set
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sitegen.files import FOREVER, Stamp, ancestors, replace, stamp
from sitegen.state import FOLDER, Change


class Entry(NamedTuple):
    """A file we wrote: the digest of its bytes, its stamp, the source it came from, and the other files it needs."""

    digest: bytes
    stamp: Stamp | None = None
    owner: str = ""
    needs: tuple[str, ...] = ()


class Written(NamedTuple):
    """What writing one file did."""

    path: str
    entry: Entry
    is_changed: bool
    size: int


class Output:
    """An output folder with its manifest, whose rows the last build left. Paths are relative to the folder, with `/`."""

    def __init__(self, folder: Path, manifest: Mapping[str, bytes], announced: Iterable[str] = ()) -> None:
        self.folder = folder
        self._root = f"{folder}/"
        self.before: dict[str, Entry] = {}
        for path, row in manifest.items():
            try:
                self.before[path] = Entry._make(marshal.loads(row))
            except (ValueError, EOFError, TypeError):
                continue  # a row that cannot be read is one that was never written
        self._loaded = dict(self.before)
        for path in announced:
            self.before.setdefault(path, Entry(b""))
        self.entries: dict[str, Entry] = {}
        self.written: list[str] = []
        self.removed: list[str] = []
        self.bytes = 0
        self._intact: dict[str, bool] = {}

    def trust(self, lost: Set[str]) -> None:
        """Takes all files but those that are `lost` (see there) as intact; these are looked at when somebody asks."""
        self._intact = dict.fromkeys(self._loaded.keys() - lost, True)

    def is_intact(self, path: str) -> bool:
        """Whether a file of ours still has the bytes we gave it."""
        known = self._intact.get(path)
        if known is None:
            entry = self.before.get(path)
            known = self._intact[path] = entry is not None and self._check(path, entry)
        return known

    def is_whole(self, path: str) -> bool:
        """Whether a file and all it needs are intact."""
        return self.is_intact(path) and all(map(self.is_intact, self.before[path].needs))

    def _check(self, path: str, entry: Entry) -> bool:
        now = stamp(self._root + path, now=FOREVER)
        if now is None or now == entry.stamp:
            return now is not None
        with contextlib.suppress(OSError):
            if entry.digest and digest((self.folder / path).read_bytes()) == entry.digest:
                self.before[path] = Entry(entry.digest, now, entry.owner, entry.needs)
                return True
        return False

    def holds(self, path: str) -> bool:
        """Whether a file of ours stands there already, whatever its age."""
        return path in self.entries or (path in self.before and (self.folder / path).is_file())

    def make_room(self, path: str) -> None:
        """Removes what we wrote where a new file needs a folder, and below it what we wrote when it was one itself."""
        if path in self.before:
            return
        target = self.folder / path
        old = [above for above in ancestors(path.rpartition("/")[0]) if above in self.before]
        old += [below for below in self.before if below.startswith(f"{path}/")] if target.is_dir() else []
        for one in old:
            self._remove(one)

    def write(self, path: str, data: bytes, owner: str = "", needs: Iterable[str] = ()) -> None:
        """Makes the file at a path hold these bytes. Raises `OSError` when the disk refuses."""
        self.make_room(path)
        self.note(put(str(self.folder), path, data, owner, tuple(needs)))

    def note(self, written: Written) -> None:
        """Takes a file that was written, perhaps by another process, into the manifest."""
        self.entries[written.path] = written.entry
        if written.is_changed:
            self.written.append(written.path)
            self.bytes += written.size

    def keep(self, path: str) -> None:
        """Keeps a file as the last build left it, with all it needs."""
        if path in self.before and path not in self.entries:
            self.entries[path] = self.before[path]
            for need in self.before[path].needs:
                self.keep(need)

    def keep_of(self, owners: Iterable[str]) -> None:
        """Keeps every file that came from these sources."""
        wanted = set(owners)
        if wanted:
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
            self._remove(path)

    def _remove(self, path: str) -> None:
        target = self.folder / path
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if target.is_symlink() or not target.is_dir():  # a folder in its place is somebody else's
                target.unlink()
                self.removed.append(path)
        for parent in target.parents:
            if parent == self.folder:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    def changes(self) -> Change:
        """What of the manifest is other than before, as rows."""
        changed = {path: entry for path, entry in self.entries.items() if self._loaded.get(path) is not entry}
        rows = {path: marshal.dumps((entry.digest, entry.stamp, entry.owner, entry.needs)) for path, entry in changed.items()}
        return rows, [path for path in self._loaded if path not in self.entries]


def lost(folder: Path, manifest: Mapping[str, bytes]) -> list[str]:
    """The files that are not as we left them, told from their stamps."""
    root, found = f"{folder}/", []
    for path, row in manifest.items():
        with contextlib.suppress(ValueError, EOFError, TypeError):
            noted = Entry._make(marshal.loads(row)).stamp
            if noted and stamp(root + path, now=FOREVER) == noted:
                continue
        found.append(path)
    return found


def put(folder: str, path: str, data: bytes, owner: str = "", needs: tuple[str, ...] = (), *, is_new: bool = False) -> Written:
    """Makes the file at a path hold these bytes, replacing it in one step where it holds others. `is_new`: probably none is there yet."""
    target = f"{folder}/{path}"
    if not is_new and _holds(target, data):
        return Written(path, Entry(digest(data), stamp(target, now=FOREVER), owner, needs), False, len(data))
    partial = f"{folder}/{FOLDER}/partial/{os.getpid()}"
    if is_new:
        with contextlib.suppress(OSError):
            os.mkdir(target.rpartition("/")[0])
    try:
        handle = _create(partial)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)
        try:
            replace(partial, target)
        except OSError as error:
            if not isinstance(error, (FileNotFoundError, NotADirectoryError)) and not os.path.isdir(target):
                raise
            _make_way(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            replace(partial, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        raise
    return Written(path, Entry(digest(data), stamp(target, now=FOREVER), owner, needs), True, len(data))


def _make_way(folder: str, path: str) -> None:
    """Puts aside, as `name~1`, a file where a folder must be, or a folder where a file must be: whoever put it there may want it back."""
    place = folder
    for name in path.split("/"):
        place, is_target = f"{place}/{name}", f"{place}/{name}" == f"{folder}/{path}"
        if os.path.isdir(place) if is_target else os.path.lexists(place) and not os.path.isdir(place):
            os.rename(place, next(free for number in count(1) if not os.path.lexists(free := f"{place}~{number}")))


def _holds(target: str, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        if os.stat(target).st_size == len(data):
            with open(target, "rb") as file:
                return file.read() == data
    return False


def _create(partial: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        return os.open(partial, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(partial), exist_ok=True)
        return os.open(partial, flags, 0o666)


def clear_partial(folder: Path) -> None:
    """Removes what a build that died left unfinished."""
    partial = folder / FOLDER / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    if partial.is_file():
        partial.unlink()


def digest(data: bytes) -> bytes:
    """The digest of a file's bytes."""
    return blake2b(data, digest_size=10).digest()
