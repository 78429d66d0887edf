"""The questions that a ledger answers: totals, days, pages, most read, for any period and site.

A page's views are those of every address it ever had, and the number its front matter carries over; a site's are those counted on it and
on the sites it carries, and the visits carried over with it, once. Nothing here writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sitegen.counter.store import Baseline, Move, Store, Views

Page = tuple[str, str]
"""A site and a permalink in it; an empty permalink stands for pages that are gone with their site."""

_DAY = timedelta(days=1)


class Ledger:
    """Questions over a store, with the moves and baselines as they were when it was opened. Periods include both days."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moves: dict[Page, Move] = {(move.site, move.permalink): move for move in store.moves()}
        self._baselines: dict[Page, Baseline] = {(known.site, known.permalink): known for known in store.baselines()}

    def sites(self) -> list[str]:
        """Every site that anything is known of."""
        return sorted({*self._store.sites(), *(site for site, _ in self._baselines), *(site for site, _ in self._moves)})

    def family(self, site: str) -> list[str]:
        """The site and those it carries, whose visits are its own."""
        others = {move.site for move in self._moves.values() if not move.permalink}
        return [site, *sorted(other for other in others - {site} if self._carrier(other) == site)]

    def total(self, site: str = "") -> Views:
        """All views of a site, or of all sites: carried over, and counted since then.

        What was counted on or before the day that the carried number was read is in that number already.
        """
        found = Views(self.carried(site))
        for name in self.family(site) if site else [""]:
            for counted, day, views in self._store.days(name):
                visits = self._baselines.get((counted, ""))
                if visits is None or visits.since is None or day > visits.since:
                    found = found.plus(views)
        return found

    def carried(self, site: str = "") -> int:
        """The visits carried over from older sites, of a site or of all."""
        sites = self.family(site) if site else {name for name, permalink in self._baselines if not permalink}
        return sum(self._baselines[name, ""].views for name in sites if (name, "") in self._baselines)

    def since(self, site: str) -> date | None:
        """The day from which the total of a site counts: when the carried number was read, else the first day counted."""
        days = [known.since for name in self.family(site) if (known := self._baselines.get((name, ""))) and known.since]
        return min(days) if days else min(self.days(site), default=None)

    def sum(self, site: str = "", start: date | None = None, stop: date | None = None) -> Views:
        """The views counted in a period."""
        found = Views()
        for views in self.days(site, start, stop).values():
            found = found.plus(views)
        return found

    def days(self, site: str = "", start: date | None = None, stop: date | None = None) -> dict[date, Views]:
        """The views of each day on which there were any."""
        found: dict[date, Views] = defaultdict(Views)
        for name in self.family(site) if site else [""]:
            for _, day, views in self._store.days(name, start, stop):
                found[day] = found[day].plus(views)
        return dict(sorted(found.items()))

    def sources(self, site: str = "", start: date | None = None, stop: date | None = None) -> dict[str, Views]:
        """What each source counted, by name."""
        found: dict[str, Views] = defaultdict(Views)
        for name in self.family(site) if site else [""]:
            for count in self._store.counts(name, start, stop):
                found[count.source] = found[count.source].plus(Views(count.human, count.robot))
        return dict(sorted(found.items()))

    def pages(self, site: str = "", start: date | None = None, stop: date | None = None) -> dict[Page, Views]:
        """The views counted for each page of a site, or of all, in a period, whatever address it had then."""
        found: dict[Page, Views] = defaultdict(Views)
        for name in self._leading_to(site) if site else [""]:
            for counted, permalink, views in self._store.pages(name, start, stop):
                for page, part in self._shares((counted, permalink), views, start, stop):
                    if not site or page[0] == site:
                        found[page] = found[page].plus(part)
        return dict(found)

    def views(self, page: Page) -> int:
        """The views of a page, those carried over in its front matter among them."""
        return self.pages(page[0]).get(page, Views()).human + self.baseline(page)

    def baseline(self, page: Page) -> int:
        """The views that a page's front matter carries over; none of an address that leads elsewhere."""
        known = self._baselines.get(page)
        return known.views if known and self.home(page) == page else 0

    def most_read(self, site: str = "", start: date | None = None, stop: date | None = None, count: int = 50) -> list[tuple[Page, Views]]:
        """The pages with the most human views in a period, at most `count`, most read first; equal ones by site and permalink."""
        pages = [(page, views) for page, views in self.pages(site, start, stop).items() if page[1]]
        return sorted(pages, key=lambda item: (-item[1].human, -item[1].robot, item[0]))[:count]

    def home(self, page: Page, day: date | None = None) -> Page:
        """Where an address leads, in the end; `day` is when it was asked for, today if not given. Of a loop, its first address is home."""
        seen = [page]
        while True:
            move = self._moves.get(page)
            if move is None or move.permalink == "" or (move.until is not None and (day is None or day >= move.until)):
                break
            onward = (move.to_site, move.to_permalink)
            if onward in seen:
                page = min(seen[seen.index(onward) :])
                break
            seen.append(onward)
            page = onward
        carrier = self._carrier(page[0])
        return page if carrier == page[0] else (carrier, "")

    def _shares(self, page: Page, views: Views, start: date | None, stop: date | None) -> Iterator[tuple[Page, Views]]:
        """The pages that an address's views belong to: one, or two where another page took the address over."""
        move = self._moves.get(page)
        if move is None or move.until is None:
            yield self.home(page), views
            return
        last = move.until - _DAY
        before = Views()
        for _, _, part in self._store.days(page[0], start, min(stop, last) if stop else last, page[1]):
            before = before.plus(part)
        yield self.home(page, last), before
        yield self.home(page), Views(views.human - before.human, views.robot - before.robot)

    def _leading_to(self, site: str) -> list[str]:
        """The sites with addresses that lead into a site."""
        found = {site, *self.family(site)}
        for (name, permalink), move in self._moves.items():
            if permalink and name not in found:
                last = move.until - _DAY if move.until else None
                if self.home((name, permalink), last)[0] == site:
                    found.add(name)
        return sorted(found)

    def _carrier(self, site: str) -> str:
        """The site that carries a site in the end; itself where none does."""
        seen = {site}
        while (move := self._moves.get((site, ""))) and move.to_site not in seen:
            site = move.to_site
            seen.add(site)
        return site
