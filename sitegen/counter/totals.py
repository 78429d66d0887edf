"""The numbers that are shown, in memory: read from the ledger once, then raised by each hit that went into it.

They say what the ledger would say if it were asked. What another program writes into it is seen when they are read anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sitegen.counter.ledger import Ledger, Page
from sitegen.counter.store import Store, kind


class Numbers(NamedTuple):
    """Human views of a site: measured today and this month; all, with those carried over."""

    today: int
    month: int
    total: int


class Totals:
    """The numbers of some sites as they stand on a day. `source` is the one whose hits will be told by `count`."""

    def __init__(self, store: Store, sites: Iterable[str], today: date, source: str) -> None:
        ledger = Ledger(store)
        self.today = today
        first = today.replace(day=1)
        self._month = [day for n in range(31) if (day := first + timedelta(n)).month == first.month]
        self._home = ledger.home
        self._total: dict[str, int] = {}
        self._days: dict[str, dict[date, int]] = {}
        self._shown_on: dict[str, list[str]] = defaultdict(list)
        self._carried_until = {known.site: known.since for known in store.baselines() if not known.permalink and known.since}
        for site in sites:
            self._total[site] = ledger.carried(site)
            self._days[site] = {}
            for other in ledger.family(site):
                self._shown_on[other].append(site)
        for site, day, views in store.days():
            self._raise(site, day, views.human)
        self._views = {page: views.human for page, views in ledger.pages().items()}
        self._counted: dict[Page, list[int]] = defaultdict(lambda: [0, 0])
        for page, ours, others in _by_counter(store, today, source):
            self._counted[page] = [ours, others]

    def count(self, counts: Mapping[tuple[str, date, str], Sequence[int]]) -> None:
        """Raises the numbers by what went into the ledger: human and robot views by site, day and permalink.

        Where another counter saw more on a page that day, its number stands.
        """
        for (site, day, permalink), (human, _) in counts.items():
            if human:
                self._count((site, permalink), day, human)

    def _count(self, page: Page, day: date, human: int) -> None:
        gain = human
        if day == self.today:
            counted = self._counted[page]
            before = max(counted)
            counted[0] += human
            gain = max(counted) - before
        home = self._home(page)
        self._views[home] = self._views.get(home, 0) + gain
        self._raise(page[0], day, gain)

    def _raise(self, counted: str, day: date, views: int) -> None:
        """Raises the numbers of a site and of those that carry it. What was counted before a number was carried over is in that number."""
        until = self._carried_until.get(counted)
        for site in self._shown_on.get(counted, ()):
            self._days[site][day] = self._days[site].get(day, 0) + views
            if until is None or day > until:
                self._total[site] += views

    def views(self, page: Page) -> int:
        """The views counted for a page, without what its front matter carries over."""
        return self._views.get(page, 0)

    def numbers(self, site: str) -> Numbers:
        """The numbers of a site."""
        days = self._days[site]
        return Numbers(days.get(self.today, 0), sum(days.get(day, 0) for day in self._month), self._total[site])


def _by_counter(store: Store, day: date, source: str) -> Iterator[tuple[Page, int, int]]:
    """The pages read on a day, with the views that counters of our kind counted, and the most that those of another kind did."""
    found: dict[Page, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for count in store.counts("", day, day):
        found[count.site, count.permalink][kind(count.source)] += count.human
    for page, kinds in found.items():
        yield page, kinds.pop(kind(source), 0), max(kinds.values(), default=0)
