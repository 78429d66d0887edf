"""How the files of some folders look, so that it can be told later which of them are others by then."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from sitegen.files import FOREVER, GRAIN, Stamp, stamps
from sitegen.fingerprints import fingerprint


class Look:
    """The files below folders as they are now. Where times could not tell of a later change, the content does: no file is taken for
    another that is only as young as this look.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        trusted = time.time_ns() - GRAIN
        self._stamps = self._now()
        self._young = {path: _content(path) for path, (_, *times, _) in self._stamps.items() if max(times) > trusted}

    def touched(self) -> set[str]:
        """The files that came, went or changed since, by their paths."""
        before, now = self._stamps, self._now()
        touched = {path for path in before.keys() | now.keys() if now.get(path) != before.get(path)}
        return touched | {path for path, content in self._young.items() if _content(path) != content}

    def _now(self) -> dict[str, Stamp]:
        return {f"{folder}/{path}": found for folder in self._folders for path, found in stamps(folder, now=FOREVER).items() if found}


def _content(path: str) -> bytes:
    """What a file says; nothing for one that is gone."""
    try:
        return fingerprint(Path(path).read_bytes())
    except OSError:
        return b""
