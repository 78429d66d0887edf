"""How often a site and its articles were read: what is carried over from before, and what was counted since.

These facts change with every count, so only fragments and JSON files ask for them, never a page. A number that was not measured is not
there: a month is that of today or none, a period has ended within its own length or it is not shown.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Self

from sitegen import dates
from sitegen.article import Article, Card
from sitegen.counts import Counts
from sitegen.facts import Facts
from sitegen.memo import fact
from sitegen.portal import UNION


@dataclass(frozen=True, slots=True)
class Stats:
    """The visits of a site. `since` is the day of the number carried over or of the first count, `until` that of the last one.

    Days are as they are shown (30/07/2019), empty where unknown; `month` is none where nothing was counted this month.
    """

    total: int
    since: str = ""
    until: str = ""
    month: int | None = None


class Counted(Facts):
    """A site with its counts; `is_counted` where there can be any."""

    _is_before = False

    @property
    def is_counted(self) -> bool:
        """Whether its questions are answered with what was counted."""
        return self.config.counter is not None and not self._is_before

    def before_counting(self) -> Self:
        """The same site as it is without counts: what a page may show for good."""
        other = copy(self)
        other._is_before = True
        return other

    def carried_over(self) -> Stats | None:
        """The number of visits carried over from an older site, or none."""
        visits = self.province.visits
        return Stats(visits.total, visits.since) if visits else None

    @fact
    def visited(self) -> Stats | None:
        """The visits of the site, what was carried over among them; never fewer than that."""
        counts, before = self.portal.counts.sites.get(self.province.id), self.carried_over()
        if counts is None or counts.until is None:
            return before
        today = self.portal.now.date()
        is_now = (counts.until.year, counts.until.month) == (today.year, today.month)
        since = before.since if before else dates.day(counts.since) if counts.since else ""
        total = max(counts.total, before.total if before else 0)
        return Stats(total, since, dates.day(counts.until), counts.month if is_now else None)

    @fact
    def read_most(self, count: int, days: int) -> tuple[Card, ...]:
        """The cards read most in the last 7 or 30 days, or (0) ever: then with the views of their front matter."""
        if days not in (0, 7, 30):
            raise ValueError(f"days: 0, 7, 30, not {days}")
        articles = (article for article in self.library.articles if article.card.status != "hidden")
        read = ((number, article) for article in articles if (number := self._views(article, days)))
        most = nsmallest(count, read, key=lambda pair: (-pair[0], -pair[1].card.date.timestamp(), pair[1].card.id))
        cards = tuple(article.card for _, article in most)
        return tuple(map(self.portal.by_url, cards)) if self.province.id == UNION else cards

    @fact
    def views_in(self, year: int, month: int) -> tuple[tuple[str, int], ...]:
        """The permalinks of the articles of a month that were counted, with their views, those of their front matter among them."""
        return tuple(sorted(self._by_month.get((year, month), ())))

    def _views(self, article: Article, days: int) -> int:
        """How often an article was read on this site; on the union's front page: where it really lives."""
        home, permalink = self.province.id, article.card.permalink
        if home == UNION:
            home = self.portal.homes[article.id].id
            permalink = self.portal.permalink(home, article.id)
        counts = self.portal.counts.sites.get(home, _NONE)
        if days and counts.until and (self.portal.now.date() - counts.until).days >= days:
            return 0
        return counts.most(days).get(permalink, 0) + (0 if days else article.views or 0)

    @cached_property
    def _by_month(self) -> dict[tuple[int, int], list[tuple[str, int]]]:
        """The articles that were counted, with their views, by the months of their dates."""
        found: dict[tuple[int, int], list[tuple[str, int]]] = {}
        views = self.portal.counts.sites.get(self.province.id, _NONE).views
        for article in self.library.articles if views else ():
            card = article.card
            if number := views.get(card.permalink):
                found.setdefault((card.date.year, card.date.month), []).append((card.permalink, (article.views or 0) + number))
        return found


_NONE = Counts()
