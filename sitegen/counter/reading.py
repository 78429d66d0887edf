"""A log file as whole lines in blocks, plain or packed with gzip, from any place in what it holds unpacked.

Nothing here knows what a line says. A last line without an end is left for the next time; a packed file that breaks off gives what could be
unpacked.
"""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

BLOCK = 1 << 21
"""Bytes that are read at a time."""
LONGEST = 1 << 13
"""Bytes of the longest line that is looked at; longer ones are nobody's reading."""
_LONGEST_KEPT = 1 << 24


class Torn(Exception):
    """A packed file that breaks off, or was damaged; what came before was read."""


class Block(NamedTuple):
    """Whole lines: where they begin in the unpacked file, and the line before them, without its end."""

    start: int
    data: bytes
    before: bytes

    @property
    def stop(self) -> int:
        """Where they end."""
        return self.start + len(self.data)


def blocks(path: Path, start: int = 0, size: int = 0) -> Iterator[Block]:
    """The lines of a file from a place where one begins. Raises `OSError` where it cannot be read, `Torn` where its packing breaks off."""
    with opened(path) as file:
        before = _skip(file, start) or b""
        rest, at = b"", start
        while data := _read(file, size or BLOCK):
            cut = data.rfind(b"\n") + 1
            if not cut:
                rest += data
                if len(rest) > _LONGEST_KEPT:  # no line of a log: what follows of it is one more line that cannot be read
                    at, rest = at + len(rest), b""
                continue
            whole = rest + data[:cut]
            yield Block(at, whole, before)
            at += len(whole)
            before = last_line(whole)
            rest = data[cut:]


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """What a file holds, unpacked."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            yield raw


def line_before(path: Path, place: int) -> bytes | None:
    """The line that ends at a place, without its end, empty where none ends there; none at all where the file ends before."""
    with contextlib.suppress(Torn), opened(path) as file:
        return _skip(file, place)
    return None


def last_line(data: bytes) -> bytes:
    """The last whole line of a text that ends with one, without its end."""
    return data[data.rfind(b"\n", 0, -1) + 1 : -1] if data.endswith(b"\n") else b""


def _skip(file: BinaryIO, start: int) -> bytes | None:
    """Goes to a place; the line before it, as far as it is looked at, none where the file ends before."""
    if not hasattr(file, "mtime"):  # not packed: any place is reached at once
        first = max(0, start - LONGEST - 2)
        file.seek(first)
        kept = file.read(start - first)
        return last_line(kept) if first + len(kept) == start else None
    kept, left = b"", start
    while left and (data := _read(file, min(left, BLOCK))):
        left -= len(data)
        kept = (kept + data)[-LONGEST - 2 :]
    return None if left else last_line(kept)


def _read(file: BinaryIO, size: int) -> bytes:
    """The next bytes; what there is where the file ends. Raises `Torn` where nothing more can be unpacked."""
    found, length = [], 0
    try:
        while length < size and (data := file.read1(size - length)):  # type: ignore[attr-defined]
            found.append(data)
            length += len(data)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        if not found:
            raise Torn from None
    return b"".join(found)
