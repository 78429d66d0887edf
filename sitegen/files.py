"""The files of a folder, and whether one may have changed, told from what the file system says of it.

A stamp is a file's size, times and identity. Equal stamps mean an unchanged file, except within the grain of the clock: a file written
in the same tick as it was read, or one whose time lies ahead, has no stamp, and must be read to know.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent
"""Where sitegen itself lies, with its data, templates and words."""

_PLACES = (PACKAGE / "themes", PACKAGE.parent / "themes")
SHIPPED = next((place for place in _PLACES if (place / "README.md").is_file()), _PLACES[0])
"""The themes that come with sitegen: in the package where it is installed, beside it in a checkout of its source."""

GRAIN = 2_000_000_000
"""Nanoseconds within which a file system may give two writings the same time (FAT: two seconds)."""

FOREVER = 1 << 62
"""A moment after all others, in nanoseconds: files that only we write are trusted however young they are."""

Stamp = tuple[int, int, int, int]
"""Size, times of the last change of content and of state, identity (on Windows 0, which a listing of a folder does not tell there)."""

_HAS_IDENTITY = sys.platform != "win32"
_PAUSES = (0.02, 0.05, 0.1, 0.3, 0.6) if sys.platform == "win32" else ()
"""Seconds between attempts to replace a file: on Windows a virus scanner, an upload or a reader may hold it open for a moment."""


def stamp(path: Path | str, info: os.stat_result | None = None, *, now: int | None = None) -> Stamp | None:
    """The stamp of a file as it is now; none where it is missing or too young to be trusted. `now` in nanoseconds."""
    if info is None:
        try:
            info = os.stat(path)
        except OSError:
            return None
    modified, changed = info.st_mtime_ns, info.st_ctime_ns
    if max(modified, changed) > (time.time_ns() if now is None else now) - GRAIN:
        return None
    return (info.st_size, modified, changed, info.st_ino if _HAS_IDENTITY else 0)


def replace(finished: Path | str, target: Path | str, pauses: tuple[float, ...] = _PAUSES) -> None:
    """Puts a finished file in the place of another in one step, patiently where that one is held open. Raises `OSError`."""
    for pause in pauses:
        try:
            os.replace(finished, target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(finished, target)


def ancestors(path: str) -> Iterator[str]:
    """A path of files or of sections, and the paths above it: `kinh-te/ocop` gives `kinh-te/ocop`, then `kinh-te`."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def spelled(name: str, names: Iterable[str]) -> str:
    """How a name is really spelled among some: accents may be composed otherwise and the case may differ. Empty where none is that name."""
    wanted = unicodedata.normalize("NFC", name).casefold()
    return next((one for one in sorted(names) if unicodedata.normalize("NFC", one).casefold() == wanted), "")


def stamps(folder: Path | str, *, now: int | None = None, hidden: bool = False) -> dict[str, Stamp | None]:
    """The stamps of all files below a folder by their paths from there, with `/`; none for those too young to be trusted.

    Links are followed, but not round in a circle. What vanishes while it is looked at is left out, and so are hidden files and folders,
    unless asked for. Raises `OSError` where a folder may not be read: what lies in it is not gone.
    """
    found: dict[str, Stamp | None] = {}
    trusted = (time.time_ns() if now is None else now) - GRAIN
    for path, info in _below(str(folder), "", (), hidden=hidden):
        if not path.isascii():
            path = path.encode("utf-8", "replace").decode()  # a name of another encoding: nobody can open it by this one, and is told
        modified, changed = info.st_mtime_ns, info.st_ctime_ns
        found[path] = (
            None if modified > trusted or changed > trusted else (info.st_size, modified, changed, info.st_ino if _HAS_IDENTITY else 0)
        )
    return found


def _below(folder: str, prefix: str, above: tuple[str, ...], *, hidden: bool) -> Iterator[tuple[str, os.stat_result]]:
    """The files below a folder; `above` are the real folders from which links have led here."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder or ".") as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(".") and not hidden:
                continue
            try:
                if not entry.is_dir():
                    if entry.is_file():
                        yield prefix + name, entry.stat()
                    continue
            except OSError:  # gone, or a link that leads nowhere
                continue
            places = above
            if entry.is_symlink():
                target, places = os.path.realpath(entry.path), (*above, os.path.realpath(folder))
                if any(place == target or place.startswith(target + os.sep) for place in places):
                    continue
            yield from _below(entry.path, f"{prefix}{name}/", places, hidden=hidden)
