"""Whether a file may have changed, told from what the file system says of it.

A stamp is a file's size, times and identity. Equal stamps mean an unchanged file, except within the grain of the clock: a file written
in the same tick as it was read, or one whose time lies ahead, has no stamp, and must be read to know.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

GRAIN = 2_000_000_000
"""Nanoseconds within which a file system may give two writings the same time (FAT: two seconds)."""

Stamp = tuple[int, int, int, int]


def stamp(path: Path | str, info: os.stat_result | None = None, *, now: int | None = None) -> Stamp | None:
    """The stamp of a file as it is now; none where it is missing or too young to be trusted. `now` in nanoseconds."""
    if info is None:
        try:
            info = os.stat(path)
        except OSError:
            return None
    newest = max(info.st_mtime_ns, info.st_ctime_ns)
    if newest > (time.time_ns() if now is None else now) - GRAIN:
        return None
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
