"""Measures whole processes, and what they changed in a folder.

Its one idea: a program is started, waited for and accounted for by the operating system, as a user would run it; nothing inside it is
asked. Wall time is the monotonic clock's; processor time and the peak memory of the largest process come from `wait4`; the memory of all
processes together is looked at twenty times a second, where the system shows it (Linux).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Tree = Mapping[str, tuple[bytes, int]]
"""The files of a folder by their paths in it: a digest of their bytes, and how many there are."""

_UNIT = 1 if sys.platform == "darwin" else 1024
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: seconds on the clock, seconds of all processors, peak bytes of its largest process, exit status.

    `largest` cannot fall below the memory of the process that measures, which the system passes on to its children (some 25 MB).
    `together` is the peak of all its processes at the same moment, pages that they share counted for each of them; none if unknown.
    """

    wall: float
    cpu: float
    largest: int
    together: int | None
    status: int


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two states of a folder, and the bytes that an upload of changed and new files sends."""

    changed: int
    new: int
    gone: int
    bytes: int


def run(command: Sequence[str], environment: Mapping[str, str], log: Path, limit: float = 7200.0) -> Run:
    """Runs a program to its end and measures it; what it says goes to `log`. It is killed after `limit` seconds (exit status -9).

    Earlier writes are flushed to disk first, so that nobody pays for those of another. Only for systems with `posix_spawn`.
    """
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # forgets our own past peak, which the child would inherit
    os.sync()
    started = time.monotonic()
    process = os.posix_spawn(command[0], list(command), {**os.environ, **environment}, file_actions=actions, setpgroup=0)
    watch = _Watch(process, started + limit)
    watch.start()
    try:
        _, status, usage = os.wait4(process, 0)
        wall = time.monotonic() - started
    except BaseException:
        with contextlib.suppress(OSError):
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
        raise
    finally:
        watch.stop()
    cpu, largest = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT
    together = max(watch.peak, largest) if watch.peak else None
    return Run(wall, cpu, largest, together, os.waitstatus_to_exitcode(status))


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants, and ends it when its time is over."""

    def __init__(self, process: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.deadline = deadline
        self.peak: int | None = None
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_PAUSE):
            resident = sum(_resident(process) for process in _descendants(self.process))
            if resident:
                self.peak = max(self.peak or 0, resident)
            if time.monotonic() > self.deadline:
                with contextlib.suppress(OSError):
                    os.killpg(self.process, signal.SIGKILL)
                return

    def stop(self) -> None:
        """Stops looking, and returns when nobody looks any more."""
        self._over.set()
        self.join()


def _descendants(process: int) -> list[int]:
    """A process and all below it; those that end meanwhile are left out."""
    found = [process]
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{process}/task"):
            children = Path(f"/proc/{process}/task/{thread}/children").read_text().split()
            found += (one for child in children for one in _descendants(int(child)))
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def tree(folder: Path, hidden: str = "") -> Tree:
    """The files of a folder; a `hidden` folder at its top is left out. A folder that is not there has none."""
    found = {}
    for at, folders, names in os.walk(folder):
        if hidden and Path(at) == folder and hidden in folders:
            folders.remove(hidden)
        for name in names:
            path = Path(at, name)
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = (hashlib.blake2b(data, digest_size=8).digest(), len(data))
    return found


def compare(before: Tree, after: Tree) -> Change:
    """What changed between two states of a folder."""
    new = [path for path in after if path not in before]
    changed = [path for path in after if path in before and before[path] != after[path]]
    gone = sum(path not in after for path in before)
    return Change(len(changed), len(new), gone, sum(after[path][1] for path in (*changed, *new)))
