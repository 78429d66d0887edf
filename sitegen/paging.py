"""Pages, and how long lists are cut into them.

List pages are numbered from the oldest: page 1 holds the first articles ever and, once full, never changes. The front page of a list holds
what is newer than the last full page, between one and nearly two pages' worth, so one new article touches the front page alone.
"""

# No annotations from the future here: as texts they would be compiled, each one, when the types are made.

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sitegen.article import Card


@dataclass(frozen=True, slots=True)
class Period:
    """A year, month or day with news: parts that are not set are 0; `count` is how many articles it has."""

    year: int = 0
    month: int = 0
    day: int = 0
    label: str = ""
    permalink: str = ""
    count: int = 0

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts that are set, year first."""
        return tuple(part for part in (self.year, self.month, self.day) if part)


class Page(NamedTuple):
    """A file of the site before it is written. `subject` is what it is about (an article's id, a section's path, a term's slug)."""

    permalink: str
    template: str
    kind: str
    subject: str = ""
    number: int = 0
    period: Period = Period()

    @property
    def path(self) -> str:
        """The file below the site's folder."""
        return self.permalink[1:] + ("index.html" if self.permalink.endswith("/") else "")

    @property
    def plan(self) -> tuple[str | int, ...]:
        """What decides how it is rendered, beside what it reads; `planned` makes the page of it again."""
        period = self.period
        return self.permalink, self.template, self.kind, self.subject, self.number, period.year, period.month, period.day, period.label


KIND, SUBJECT = 2, 3
"""Where in a plan the kind and the subject stand."""


def planned(plan: tuple[Any, ...]) -> Page:
    """The page that has this plan."""
    permalink, template, kind, subject, number, *period = plan
    return Page(permalink, template, kind, subject, number, Period(*period))


class Number(NamedTuple):
    """One number of a pager's row; 0 stands for a gap."""

    number: int
    permalink: str
    is_current: bool


AHEAD = 3
"""How far a page of a list looks ahead: pages further from the newest know only that there are so many, and stay as they are."""


class Pager(NamedTuple):
    """One page of a list, newest first. Permalinks are empty where there is no such page.

    `numbers` begin with a gap where the newest page is out of sight. `pages` tells how many there are: a theme that shows the `total`
    on every page has them all rendered again whenever one is added.
    """

    cards: tuple[Card, ...]
    number: int
    newer: str
    older: str
    newest: str
    oldest: str
    numbers: tuple[Number, ...]
    pages: Callable[[], int]

    @property
    def total(self) -> int:
        """How many pages the list has."""
        return self.pages()


def full_pages(count: int, size: int) -> int:
    """How many pages of a list are full for ever; the front page comes on top of them."""
    return max(0, count // size - 1)


def list_permalink(base: str, number: int, full: int) -> str:
    """The address of a list page: the front page has the list's own."""
    return base if number > full else f"{base}trang/{number}/"


def span(number: int, full: int, size: int, count: int) -> tuple[int, int | None]:
    """Where page `number` of a list begins and ends: the front page counts from the newest card, every other from the oldest."""
    return (0, count - full * size) if number > full else (-number * size, (1 - number) * size or None)


def pager(cards: tuple[Card, ...], base: str, number: int, ahead: int, pages: Callable[[], int]) -> Pager:
    """Page `number` of a list that starts at the permalink `base`; `cards` are its own, newest first, `pages` tells how many there are.

    `ahead` is how many pages are newer, or `AHEAD` where there are more.
    """

    def at(n: int) -> str:
        return list_permalink(base, n, number + ahead - 1)

    shown = sorted({1, *range(max(1, number - 2), number + min(2, ahead) + 1)}, reverse=True)
    numbers: list[Number] = [Number(0, "", False)] if ahead == AHEAD else []
    for n in shown:
        if numbers and numbers[-1].number - n > 1:
            numbers.append(Number(0, "", False))
        numbers.append(Number(n, at(n), n == number))
    newer, newest = (at(number + 1), base) if ahead else ("", "")
    older, oldest = (at(number - 1), at(1)) if number > 1 else ("", "")
    return Pager(cards, number, newer, older, newest, oldest, tuple(numbers), pages)
