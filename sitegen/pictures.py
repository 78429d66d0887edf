"""The photo files of the content folder: which exist, under what name they really lie, and how large they are.

Opening a photo reads it whole for its digest, so what was found is remembered with the size and times of its file, and looked at again only
when those differ. A file that changed within the grain of the clock is never taken on trust.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from sitegen import images
from sitegen.files import Stamp
from sitegen.renditions import Picture

Seen = tuple[Stamp, int, int, str]
"""The stamp of a photo file, and its width, height and digest."""


class Pictures:
    """The photos below a folder whose `files` are known with their stamps.

    `before` is what an earlier build saw; `seen` what to hand on to the next.
    """

    def __init__(self, folder: Path, max_pixels: int, before: Mapping[str, Seen], files: Mapping[str, Stamp | None]) -> None:
        self.folder = folder
        self.files = files
        self.max_pixels = max_pixels
        self.before = before
        self.seen: dict[str, Seen] = {}
        self._opened: dict[str, Picture | images.PhotoError | None] = {}

    def open(self, file: str) -> Picture | images.PhotoError | None:
        """A photo file opened as far as its size, or why it cannot be; none where there is no such file."""
        if file not in self._opened:
            self._opened[file] = self._open(file)
        return self._opened[file]

    def path(self, file: str) -> Path:
        """Where a photo really lies."""
        return self.folder / (self._exact(file) or file)

    def _open(self, file: str) -> Picture | images.PhotoError | None:
        exact = self._exact(file)
        if exact is None:
            return None
        now = self.files[exact]
        known = self.before.get(file)
        if known and now and known[0] == now:
            self.seen[file] = known
            return Picture(*known[1:])
        try:
            picture = images.open_picture(self.folder / exact, max_pixels=self.max_pixels)
        except images.PhotoError as error:
            return error
        if now:
            self.seen[file] = (now, picture.width, picture.height, picture.digest)
        return picture

    def _exact(self, file: str) -> str | None:
        """The name under which a photo really lies in its folder: accents may be composed otherwise and the case may differ."""
        if file in self.files:
            return file
        return self._by_name.get(_plain(file))

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        return {_plain(path): path for path in sorted(self.files, reverse=True)}


def _plain(path: str) -> str:
    """A path whose last part is without what may differ in its spelling."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{unicodedata.normalize('NFC', name).casefold()}"
