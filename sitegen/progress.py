"""The progress of a long build on a terminal, one line a step."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from sitegen.errors import N_, Translate

STEPS = {"read": N_("reading articles"), "photos": N_("drawing photos"), "union": N_("front page of the union")}
"""The steps of a build; others are sites, called by their ids."""


class Display:
    """A context whose value is told of each step; it draws at most twenty times a second and leaves nothing behind."""

    def __init__(self, translate: Translate) -> None:
        self._names = {step: translate(name) for step, name in STEPS.items()}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=10)
        self._tasks: dict[str, TaskID] = {}
        self._last = 0.0

    def __enter__(self) -> Display:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Shows a step as far as it is done."""
        now = time.monotonic()
        if step in self._tasks and done < total and now - self._last < 0.05:
            return
        self._last = now
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(self._names.get(step, step), total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)
