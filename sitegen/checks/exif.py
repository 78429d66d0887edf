"""What the camera wrote into a photo file, of whatever format: how it was held, and whether it noted the place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sitegen import images

_ORIENTATION, _PLACE, _LATITUDE = 0x0112, 0x8825, 2  # CIPA DC-008


@dataclass(frozen=True, slots=True)
class Exif:
    """`orientation` as it stands in the file (1 where it says nothing; 1 to 8 are valid), and whether it has a place."""

    orientation: int = 1
    has_place: bool = False


def read(path: Path) -> Exif:
    """What a photo file tells of itself; nothing for one that cannot be read or has no Exif."""
    try:
        tags = images.exif(path)
    except images.PhotoError:
        return Exif()
    orientation = tags.get(_ORIENTATION, 1)
    return Exif(orientation if isinstance(orientation, int) else 0, _LATITUDE in tags.get(_PLACE, {}))
