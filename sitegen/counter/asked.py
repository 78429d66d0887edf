"""What a command of the counter was asked for, as it was typed: sites and days, which must exist.

Whatever is wrong with it is refused before anything is read or counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sitegen import dates
from sitegen.counter.published import UNION
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.settings import Config

NO_SITE = Kind("usage-site", N_("“{name}” is no site of this portal."), N_("Sites: {known}."))
NOT_A_DAY = Kind("usage-day", N_("“{value}” is not a date."), N_("Write the day first: 10/01/2023"))
TWO_STARTS = Kind("usage-starts", N_("Both --from and --days say where to begin."), N_("Give one of them."))


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked for: from a day to a day, as written, or so many days up to a day, or to today."""

    start: str = ""
    stop: str = ""
    days: int = 0

    def read(self) -> tuple[date | None, date | None]:
        """The first and the last day, none where it is open. Raises `Refused` for what is no day, and for two beginnings."""
        if self.start and self.days:
            raise Refused(TWO_STARTS.at(Place("--days")))
        start, stop = _day("--from", self.start), _day("--to", self.stop)
        if self.days:
            stop = stop or datetime.now(dates.ZONE).date()
            start = date.fromordinal(max(1, stop.toordinal() - self.days + 1))
        return start, stop


def sites(config: Config) -> tuple[str, ...]:
    """The sites of a portal by their ids in the ledger, the union's front page last."""
    return *(site.id for site in config.provinces), UNION


def check_sites(names: Iterable[str], known: Sequence[str]) -> None:
    """Raises `Refused` for each name that is not known."""
    if unknown := [NO_SITE.at(Place("--province"), name=name, known=", ".join(known)) for name in names if name not in known]:
        raise Refused(*unknown)


def _day(option: str, text: str) -> date | None:
    moment = dates.parse(text) if text else None
    if text and moment is None:
        raise Refused(NOT_A_DAY.at(Place(option), value=text))
    return moment[0].date() if moment else None
