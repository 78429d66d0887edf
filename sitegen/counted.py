"""How often a site and its articles were read: what is carried over from before, and what was counted since.

These facts change with every count, so only fragments and JSON files ask for them, never a page. A number that was not measured is not
there: a month is that of today or none, a period has ended within its own length or it is not shown.

The counter hears of a move or a merger only after the build that makes it. Until then its files tell of the old address and the old site,
and both are asked here too, so that no number goes back for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from heapq import nsmallest
from typing import Self

from sitegen import dates
from sitegen.article import Article, Card
from sitegen.counts import Counts
from sitegen.facts import Facts
from sitegen.memo import fact
from sitegen.portal import UNION
from sitegen.settings import Province


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
        return _carried_over(self.province)

    @fact
    def visited(self) -> Stats | None:
        """The visits of the site, what was carried over among them; never fewer than that."""
        home, sites = self.portal.home, self.config.provinces
        known = (self.province.id, *self.portal.counts.sites.get(self.province.id, _NONE).carries)
        joined = (site for site in sites if self.is_counted and site.id not in known and home(site.id).id == self.province.id)
        parts = [stats for site in (self.province, *joined) if (stats := self._visits(site))]
        if len(parts) < 2:
            return parts[0] if parts else None
        since = min((stats.since for stats in parts if stats.since), key=_order, default="")
        until = max((stats.until for stats in parts if stats.until), key=_order, default="")
        months = [stats.month for stats in parts if stats.month is not None]
        return Stats(sum(stats.total for stats in parts), since, until, sum(months) if months else None)

    def _visits(self, site: Province) -> Stats | None:
        """The visits of a site as its own counts tell them."""
        counts, before = self.portal.counts.sites.get(site.id), _carried_over(site)
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
        home = self.province.id
        if home == UNION:
            home = self.portal.homes[article.id].id
            article = self.portal.libraries[home].by_id[article.id]
        return self._read(home, article, days) + (0 if days else article.views or 0)

    def _read(self, home: str, article: Article, days: int) -> int:
        """What was counted of an article in a period, as a site has it, at each address that leads to it."""
        found = self._at(home, article.card.permalink, days)
        for site, address in self._left(home, article):
            if (number := self._at(site, address, days)) and not (site == home and address in self._taken(home)):
                found += number
        return found

    def _at(self, site: str, permalink: str, days: int) -> int:
        counts = self.portal.counts.sites.get(site, _NONE)
        if days and counts.until and (self.portal.now.date() - counts.until).days >= days:
            return 0
        return counts.most(days).get(permalink, 0)

    def _left(self, home: str, article: Article) -> Iterator[tuple[str, str]]:
        """The old addresses of an article, by site; what was read there is counted there until the counter has heard of the move."""
        if article.province == home:
            yield from ((home, alias) for alias in article.aliases)
        elif (site := self.config.site(home)) and article.province in site.carries:
            was_retired = self.portal.home(article.province).id == home
            for address in (article.card.permalink.removeprefix(f"/{article.province}"), *article.aliases):
                yield home, address
                if was_retired:
                    yield article.province, address

    def _taken(self, site: str) -> frozenset[str]:
        """The addresses of a site that are articles, wherever else they led before."""
        if site not in self._articles:
            self._articles[site] = frozenset(article.card.permalink for article in self.portal.libraries[site].articles)
        return self._articles[site]

    @cached_property
    def _articles(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _by_month(self) -> dict[tuple[int, int], list[tuple[str, int]]]:
        """The articles that were counted, with their views, by the months of their dates."""
        found: dict[tuple[int, int], list[tuple[str, int]]] = {}
        for article in self.library.articles if self.portal.counts.sites else ():
            card = article.card
            if number := self._read(self.province.id, article, 0):
                found.setdefault((card.date.year, card.date.month), []).append((card.permalink, (article.views or 0) + number))
        return found


def _carried_over(site: Province) -> Stats | None:
    return Stats(site.visits.total, site.visits.since) if site.visits else None


def _order(day: str) -> datetime:
    """By what a day as it is shown is before another."""
    found = dates.parse(day)
    return found[0] if found else datetime.max.replace(tzinfo=dates.ZONE)


_NONE = Counts()
