"""What a ledger holds, and the narrow door to whatever keeps it: SQLite beside the portal, or a server for a whole union.

Four things: counts, one for each site, day, page and source; baselines, the numbers carried over from older sites; moves, the addresses
that lead elsewhere; marks, where an importer stopped. A store adds, sets and lists; what the numbers mean is `ledger`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple, Protocol

from sitegen.errors import N_, Kind

BUSY = Kind(
    "counter-busy",
    N_("The ledger is in use: another program has been writing to it for a long time."),
    N_("Wait until that program has finished, then give the command again. Nothing of this one was counted."),
)
OVERTAKEN = Kind(
    "counter-overtaken",
    N_("Another import of “{name}” is running."),
    N_("Wait until it has finished, then give the command again: it goes on where the other stopped. Nothing was counted twice."),
)
UNWRITABLE = Kind(
    "counter-disk",
    N_("The ledger cannot be written: {reason}."),
    N_("Make room on the disk, or let this user write in the folder, then give the command again. What was counted before is kept."),
)
DAMAGED = Kind(
    "counter-damaged",
    N_("This file is damaged, or no ledger: {reason}."),
    N_(
        "Nothing in it was changed. Put back a copy that was made while nothing was counting, or move the file away and give "
        "“sitegen counter import” the last CSV that “sitegen counter export” wrote."
    ),
)
NEWER = Kind(
    "counter-newer",
    N_("This ledger was written by a newer sitegen (format {format})."),
    N_("Install the newer version here too. Nothing in the file was changed."),
)


class Count(NamedTuple):
    """Views of a page on a day, as one source counted them. `day` is Vietnam's; `source` is `kind` or `kind:name` (`log:web1`)."""

    site: str
    day: date
    permalink: str
    source: str
    human: int
    robot: int


class Baseline(NamedTuple):
    """Views carried over: of a page, or of the whole site where `permalink` is empty; `since` is the day they were read, or none."""

    site: str
    permalink: str
    views: int
    since: date | None = None


class Move(NamedTuple):
    """An address that leads to another page, perhaps of another site; where both permalinks are empty, a site that another one carries.

    A move onto itself says that the address is a page again. `until` is the day from which another page has the old address: what was
    counted before it moved, what is counted from then on stays.
    """

    site: str
    permalink: str
    to_site: str
    to_permalink: str
    until: date | None = None


class Views(NamedTuple):
    """Human and robot views."""

    human: int = 0
    robot: int = 0

    def plus(self, other: Views) -> Views:
        """Both together."""
        return Views(self.human + other.human, self.robot + other.robot)


class Store(Protocol):
    """A ledger's store. Every change is one transaction, and durable when the call returns, whatever happens to the process then.

    Periods include both days; none is open. Whatever keeps a store from answering raises `Refused`, with everything left as it was.
    """

    def add(self, counts: Iterable[Count], mark: tuple[str, bytes] | None = None, was: bytes | None = None) -> None:
        """Adds to what is there, and sets the mark. Raises `Refused` with nothing added unless the mark still is what it `was`."""

    def put(self, counts: Iterable[Count]) -> None:
        """Sets the numbers of each site, day, page and source: putting twice is putting once."""
        self.restore(counts, (), ())

    def learn(self, baselines: Iterable[Baseline], moves: Iterable[Move]) -> None:
        """Sets the baselines and moves of those addresses; what is known of others stays."""
        self.restore((), baselines, moves)

    def restore(
        self, counts: Iterable[Count], baselines: Iterable[Baseline], moves: Iterable[Move], marks: Iterable[tuple[str, bytes]] = ()
    ) -> None:
        """`put` and `learn`, in one transaction, and sets marks."""

    def mark(self, name: str) -> bytes | None:
        """Where an importer stopped, in its own words; none where it never began."""

    def sites(self) -> list[str]:
        """The sites that anything was counted on, by name."""

    def marks(self) -> list[tuple[str, bytes]]:
        """All marks, by name."""

    def counts(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[Count]:
        """Every count of a site, or of all, by site, day, permalink and source."""

    def days(
        self, site: str = "", start: date | None = None, stop: date | None = None, permalink: str = ""
    ) -> Iterator[tuple[str, date, Views]]:
        """The views of each site and day, or those of one page, by site and day.

        Sources of one kind add up (two web servers); of different kinds that counted one page on one day, the same readers as seen by
        two counters, the larger number is taken.
        """

    def pages(self, site: str = "", start: date | None = None, stop: date | None = None) -> Iterator[tuple[str, str, Views]]:
        """The views of each site and page in a period, by site and permalink; sources as for `days`."""

    def baselines(self) -> list[Baseline]:
        """All baselines, by site and permalink."""

    def moves(self) -> list[Move]:
        """All moves, by site and permalink."""

    def version(self) -> int:
        """A number that is another one after anybody else changed the store."""

    def frozen(self) -> AbstractContextManager[None]:
        """A moment: all that is read meanwhile is as it was at its beginning. Nothing is written meanwhile through this store."""

    def tidy(self) -> None:
        """Does what can be done while others write, so that they need not."""

    def close(self) -> None:
        """Lets the store go."""


def kind(source: str) -> str:
    """The kind of a source: `log` of `log:web1`."""
    return source.partition(":")[0]
