"""What a site is asked that comes from outside its queries: its articles in their orders, its files, its neighbours, the clock.

Only facts touch the library, the portal and the disk. Each is a look-up, as narrow as what asks for it: the next two cards, not the whole
section; which of them follow from the same things is told in `groups`, and how their fingerprints are taken in `looked`.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from heapq import nsmallest
from itertools import takewhile
from os.path import isdir, isfile  # unlike a Path, they take every name that a writer may have typed
from typing import Any

from sitegen import contents, source
from sitegen.article import Article, Card, Text
from sitegen.looked import Looked
from sitegen.memo import fact
from sitegen.paging import AHEAD, full_pages
from sitegen.portal import UNION
from sitegen.renditions import Picture


class Facts(Looked):
    """The facts of one site of the portal."""

    # -- articles

    @fact
    def article(self, id: str) -> Article:
        """The whole article, its attachments with their addresses. Raises `LookupError` where the site has none of that id."""
        return contents.with_addresses(self.library.by_id[id])

    @fact
    def card_of(self, id: str) -> Card | None:
        """The card of an article, or none."""
        article = self.library.by_id.get(id)
        return article.card if article else None

    @fact
    def text(self, id: str) -> Text:
        """Its Markdown, and where in the file it begins."""
        return source.text(self.config, self.library.by_id[id].path.partition("/")[2])

    @fact
    def near(self, id: str, count: int) -> tuple[Card, ...]:
        """The cards of the listed articles most like it, best first."""
        return tuple(self.library.by_id[other].card for other in self.portal.rankings[self.province.id].related(id, count))

    @fact
    def permalink_of(self, id: str) -> str:
        """Where a link to an article leads: its place on this site, else its canonical address, else nothing."""
        return self.portal.permalink(self.province.id, id) or self.portal.url(id)

    @fact
    def home_id(self, id: str) -> str:
        """The site where an article really lives."""
        return self.portal.homes[id].id

    @fact
    def url_of(self, id: str) -> str:
        """The canonical address of an article."""
        return self.portal.url(id)

    # -- lists

    @fact
    def span(self, kind: str, subject: Any, start: int, stop: int | None) -> tuple[Card, ...]:
        """A part of a list (see `Library.listed`), newest first; positions below 0 count from its oldest card, as those of slices do."""
        cards = self.library.listed(kind, subject)[start:stop]
        return tuple(map(self.portal.by_url, cards)) if self.province.id == UNION else cards

    @fact
    def length(self, kind: str, subject: Any) -> int:
        """How many cards a list has."""
        return len(self.library.listed(kind, subject))

    @fact
    def pages_of(self, kind: str, subject: Any) -> int:
        """How many pages of a list are full for ever."""
        return self._full(kind, subject)

    @fact
    def pages_after(self, kind: str, subject: Any, number: int) -> int:
        """How many newer pages a page of a list has, at most as many as it looks ahead."""
        return min(self._full(kind, subject) + 1 - number, AHEAD)

    def _full(self, kind: str, subject: Any) -> int:
        return full_pages(len(self.library.listed(kind, subject)), self.config.page_size)

    @fact
    def newer_in(self, id: str, count: int) -> tuple[Card, ...]:
        """The next newer cards of its section, nearest first."""
        section = self.library.by_id[id].card.section
        at, _ = self.library.place("section", section, id)
        return self.library.listed("section", section)[max(0, at - count) : at][::-1]

    @fact
    def older_in(self, id: str, count: int) -> tuple[Card, ...]:
        """The next older cards of its section, nearest first."""
        section = self.library.by_id[id].card.section
        _, at = self.library.place("section", section, id)
        return self.library.listed("section", section)[at : at + count]

    @fact
    def news_around(self, id: str, count: int) -> tuple[Card, ...]:
        """The next older news, then, where there are too few, the next newer; the nearest first."""
        at, after = self.library.place("news", "", id)
        older = self.library.news[after : after + count]
        return (*older, *self.library.news[max(0, at - count + len(older)) : at][::-1])

    @fact
    def pinned_cards(self) -> tuple[Card, ...]:
        """The pinned news, newest first."""
        return tuple(card for card in self.library.news if card.pinned) if self.province.id != UNION else ()

    @fact
    def viewed(self, count: int) -> tuple[Card, ...]:
        """The cards with the most views by their front matter; articles without a number are not among them."""
        counted = (article for article in self.library.articles if article.views and article.card.status != "hidden")
        most = nsmallest(count, counted, key=lambda article: (-(article.views or 0), -article.card.date.timestamp(), article.card.id))
        cards = tuple(article.card for article in most)
        return tuple(map(self.portal.by_url, cards)) if self.province.id == UNION else cards

    @fact
    def periods_of(self, section: str, depth: int) -> tuple[tuple[int, ...], ...]:
        """The (year[, month[, day]]) with news, oldest first."""
        return self.library.periods(section, depth)

    @fact
    def sections_with_news(self) -> tuple[str, ...]:
        """The paths of the sections that list articles."""
        return tuple(sorted(self.library.in_section))

    @fact
    def term_name(self, kind: str, slug: str) -> str:
        """How a term is spelled, or empty where no listed article carries it."""
        return self.library.names[kind, slug] if (kind, slug) in self.library.with_term else ""

    @fact
    def term_slugs(self, kind: str) -> tuple[str, ...]:
        """The slugs of all terms of a kind."""
        return tuple(sorted(slug for k, slug in self.library.with_term if k == kind))

    # -- files

    @fact
    def picture(self, file: str) -> Picture | None:
        """The size and digest of a photo file, or none where it cannot be opened."""
        opened = self.portal.pictures.open(file)
        return opened if isinstance(opened, Picture) else None

    @fact
    def file_size(self, file: str) -> int:
        """The size in bytes of a file of the content folder, -1 where there is none; what is hidden is not there for readers."""
        path = self.config.content / file
        return path.stat().st_size if not any(part.startswith(".") for part in file.split("/")) and isfile(path) else -1

    @fact
    def names_in(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder of the content."""
        path = self.config.content / folder
        return tuple(sorted(os.listdir(path))) if not folder.startswith("..") and isdir(path) else ()

    @fact
    def has_page(self, permalink: str) -> bool:
        """Whether an article, a section or the front page stands at an address."""
        return permalink in self.library.addresses

    @fact
    def page_like(self, permalink: str) -> str:
        """The address of an article or section that is most like one that is none, or empty."""
        return next(iter(get_close_matches(permalink, sorted(self.library.addresses), 1, 0.5)), "")

    @fact
    def path_like(self, id: str) -> str:
        """The file of the article whose id is most like one that is none, or empty."""
        near = get_close_matches(id, sorted(self.library.by_id), 1, 0.5)
        return self.library.by_id[near[0]].path if near else ""

    # -- neighbours and the clock

    @fact
    def newest_of(self, site: str, count: int) -> tuple[Card, ...]:
        """The newest cards of any site of the union, by their full addresses."""
        return tuple(self.portal.by_url(card) for card in self.portal.libraries[site].cards[:count])

    @fact
    def size_of(self, site: str) -> int:
        """How many articles a site of the union lists."""
        return len(self.portal.libraries[site].cards)

    @fact
    def today(self) -> date:
        """The day of the build in Vietnam: only what shows or schedules by today asks for it."""
        return self.portal.now.date()

    @fact
    def recent(self, days: int) -> tuple[Card, ...]:
        """The cards of the last days before the build whose canonical address is here: it ages with the clock."""
        length = timedelta(days=days)
        cards = tuple(takewhile(lambda card: card.date > self.portal.now - length, self.library.cards))
        if cards:
            self.portal.lasts(cards[-1].date + length)
        return tuple(card for card in cards if card.status == "published" and self._is_home_of(card))

    @fact
    def mapped_months(self) -> tuple[tuple[int, int], ...]:
        """The months with articles whose canonical address is here, newest first."""
        return tuple(dict.fromkeys((card.date.year, card.date.month) for card in self.library.cards if self._is_home_of(card)))

    @fact
    def mapped_in(self, year: int, month: int) -> tuple[tuple[str, datetime], ...]:
        """The addresses of the listed articles of a month whose canonical address is here, each with the moment of its last change."""
        return tuple((article.card.permalink, article.updated or article.card.date) for article in self._mapped_in(year, month))
