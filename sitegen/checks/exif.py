"""What the camera wrote into a photo file: how it was held, and whether it noted the place.

Read from the first bytes of the file, without decoding a pixel; the layout is that of TIFF (CIPA DC-008, tags 0x0112 and 0x8825).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_HEAD = 131_072  # a block of Exif has 64 KB at most and stands first
_ORIENTATION, _PLACE, _LATITUDE = 0x0112, 0x8825, 2


@dataclass(frozen=True, slots=True)
class Exif:
    """`orientation` as it stands in the file (1 where it says nothing; 1 to 8 are valid), and whether it has a place."""

    orientation: int = 1
    has_place: bool = False


def read(path: Path) -> Exif:
    """What a photo file tells of itself; nothing for one that cannot be read or has no Exif."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return Exif()
    start = head.find(b"Exif\0\0")
    return parse(head[start + 6 :]) if start >= 0 else Exif()


def parse(block: bytes) -> Exif:
    """A block of Exif; damaged ones tell as much as can be read."""
    order = ">" if block.startswith(b"MM") else "<"
    try:
        tags = _tags(block, order, struct.unpack_from(order + "I", block, 4)[0])
    except struct.error:
        return Exif()
    try:
        place = _tags(block, order, tags[_PLACE]) if _PLACE in tags else {}
    except struct.error:
        place = {}
    return Exif(tags.get(_ORIENTATION, 1), _LATITUDE in place)


def _tags(block: bytes, order: str, start: int) -> dict[int, int]:
    """The tags of one directory with their values, short ones as they are, others as offsets."""
    (count,) = struct.unpack_from(order + "H", block, start)
    found = {}
    for entry in range(count):
        at = start + 2 + 12 * entry
        tag, kind = struct.unpack_from(order + "HH", block, at)
        (found[tag],) = struct.unpack_from(order + ("H" if kind == 3 else "I"), block, at + 8)
    return found
