"""Who read which page within the last half hour: in memory only, and forgotten after it.

A visitor who asks for a page again within thirty minutes reads it once. What is remembered is a keyed digest of address and program, whose
key dies with the process; nothing here can be written down.
"""

from __future__ import annotations

WINDOW = 1800
"""Seconds within which asking again is the same reading."""
_BACK = 4 * WINDOW
"""A log that goes back further than this is another log."""


class Windows:
    """Remembers readings for half an hour of the log's own time; what is older is dropped as that time goes on."""

    def __init__(self) -> None:
        self._young: dict[tuple[int, object], int] = {}
        self._old: dict[tuple[int, object], int] = {}
        self._turn = 0

    def is_new(self, visitor: int, page: object, moment: int) -> bool:
        """Whether this is a reading of its own: nobody with that key asked for the page in the thirty minutes before. Remembers it."""
        if moment >= self._turn or moment < self._turn - _BACK:
            self._old = self._young if self._turn <= moment < self._turn + WINDOW else {}
            self._young = {}
            self._turn = moment + WINDOW
        key = (visitor, page)
        last = self._young.get(key)
        if last is None:
            last = self._old.get(key)
        self._young[key] = moment if last is None or moment > last else last
        return last is None or abs(moment - last) > WINDOW
