"""Notices saves: the system tells which files changed; where it cannot, as on network drives, they are looked at again and again.

A burst of saves is one notice. Nothing is lost between the first reading and the moment from which the system tells: once it does,
everything is looked at one more time.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, watch

_FAR = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "afs", "sshfs"}
"""File systems that do not tell of changes made elsewhere; all of FUSE too."""
_STEP = 15
_DEBOUNCE = 200
_REMOTE = 4


Tell = Callable[[set[str] | None], None]
"""Told of paths, or None: it may be anything."""


class Watching:
    """Watches folders below a root, also those that do not exist yet. `tell` is told in a thread of its own: paths, or none for all.

    `folders` is asked again whenever one of them comes or goes.
    """

    def __init__(self, root: Path, folders: Callable[[], Iterable[Path]], tell: Tell) -> None:
        self._root = root
        self._folders = folders
        self._tell = tell
        self._again = threading.Event()
        self._places = self._there()

    def start(self) -> None:
        """Begins; both threads end with the program."""
        for watch_one in (self._watch_root, self._watch_folders):
            threading.Thread(target=watch_one, daemon=True, name=watch_one.__name__).start()

    def restart(self) -> None:
        """Asks for the folders again: they may be others now."""
        self._again.set()

    def _watch_root(self) -> None:
        """The configuration beside the folders, whether a folder comes or goes. Editors replace files, they do not write them."""
        known = {str(path) for path in self._folders()}

        def noticed(paths: set[str] | None) -> None:
            if self._places != self._there() if paths is None else not known.isdisjoint(paths):
                self._again.set()
            self._tell(paths)

        self._watch((self._root,), noticed, threading.Event(), is_deep=False)

    def _watch_folders(self) -> None:
        while True:
            self._again.clear()
            self._places = self._there()
            if self._places:
                self._watch(self._places, self._tell, self._again)
            else:
                self._again.wait()

    def _there(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys(path for path in self._folders() if path.is_dir()))

    def _watch(self, places: tuple[Path, ...], tell: Tell, stop: threading.Event, *, is_deep: bool = True) -> None:
        is_polled = any(is_far(path) for path in places)
        while not stop.is_set():
            is_first = True
            try:
                for found in watch(
                    *places, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, stop_event=stop, rust_timeout=500, yield_on_timeout=True,
                    raise_interrupt=False, force_polling=is_polled, recursive=is_deep, ignore_permission_denied=True,
                ):  # fmt: skip
                    if is_first:
                        is_first = False
                        tell(None)
                    elif found:
                        tell({path for change, path in found if change != Change.modified or not os.path.isdir(path)})
            except Exception:  # too many folders for the system, a folder that went: look at everything, and then by hand
                is_polled = True
                tell(None)
                time.sleep(1)
                if is_deep and not all(path.is_dir() for path in places):
                    return


def is_far(path: Path, mounts: str = "/proc/mounts") -> bool:
    """Whether a folder lies on another machine, whose system does not tell of changes."""
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(path.resolve())[0]
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE
    try:
        lines = [line.split() for line in Path(mounts).read_text("utf-8", errors="replace").splitlines()]
    except OSError:
        return False
    target = str(path.resolve())
    above = [(len(line[1]), line[2]) for line in lines if len(line) > 2 and _is_in(target, line[1].replace("\\040", " "))]
    kind = max(above, default=(0, ""))[1]
    return kind in _FAR or kind.startswith("fuse.") or kind == "fuse"


def _is_in(path: str, folder: str) -> bool:
    return folder == "/" or path == folder or path.startswith(f"{folder}/")
