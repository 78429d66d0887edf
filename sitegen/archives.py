"""Archives by year, month and day, for the whole site and within a section: which exist, what they are called, who stands beside whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sitegen.paging import Period

if TYPE_CHECKING:
    from sitegen.settings import Config

DEPTHS = ("year", "month", "day")


class Archived(Protocol):
    """What archives are asked of."""

    @property
    def config(self) -> Config:
        """The settings of the portal."""
        ...

    def length(self, kind: str, subject: tuple[str, tuple[int, ...]]) -> int:
        """How many cards a list has."""
        ...

    def periods_of(self, section: str, depth: int) -> tuple[tuple[int, ...], ...]:
        """The periods of a depth with news, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the calendar: day 0 lies outside the month; without news there is no permalink."""

    day: int
    permalink: str = ""
    count: int = 0

    @classmethod
    def of(cls, day: int, news: Period | None) -> Day:
        """The square of a day with its news, if it has any."""
        return cls(day, news.permalink, news.count) if news else cls(day)


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of a period in time; none at either end."""

    previous: Period | None
    next: Period | None


def label(parts: tuple[int, ...]) -> str:
    """A period as portals write it: `2023`, `01/2023`, `10/01/2023`."""
    return "/".join(f"{part:02d}" for part in reversed(parts))


def permalink(section: str, parts: tuple[int, ...] = ()) -> str:
    """The address of an archive: `/luu-tru/2023/01/10/`, within a section `/kinh-te/luu-tru/…`."""
    base = f"/{section}/luu-tru/" if section else "/luu-tru/"
    return base + "".join(f"{part:02d}/" for part in parts)


def has_page(config: Config, section: str, depth: int) -> bool:
    """Whether periods of that depth (1 year, 2 month, 3 day) have pages of their own."""
    return DEPTHS[depth - 1] in (config.archives.section if section else config.archives.site)


def period(site: Archived, section: str, parts: tuple[int, ...]) -> Period:
    """A period with its count; its permalink is empty where such periods have no page."""
    year, month, day = (*parts, 0, 0)[:3]
    count = site.length("period", (section, parts))
    address = permalink(section, parts) if has_page(site.config, section, len(parts)) else ""
    return Period(year, month, day, label(parts), address, count)


def periods(site: Archived, section: str, *within: int) -> tuple[Period, ...]:
    """The periods with news inside `within` (nothing: the years), newest first."""
    found = site.periods_of(section, len(within) + 1)
    return tuple(period(site, section, parts) for parts in reversed(found) if parts[: len(within)] == within)


def around(site: Archived, section: str, parts: tuple[int, ...]) -> Around:
    """The periods with news before and after one."""
    found = site.periods_of(section, len(parts))
    at = found.index(parts) if parts in found else -1
    before = period(site, section, found[at - 1]) if at > 0 else None
    after = period(site, section, found[at + 1]) if 0 <= at < len(found) - 1 else None
    return Around(before, after)
