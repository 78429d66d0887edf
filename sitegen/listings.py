"""What lists show: sections, newest and most read, pagers, terms and archives of one site.

Every answer is made of cards, so a list cannot read a body; a card's photo has been opened, or is none. These are the first half of the
questions a theme may ask; `site` adds those about one article and about other provinces.
"""

from __future__ import annotations

import calendar
from typing import NamedTuple

from sitegen import archives
from sitegen.article import Card, Photo
from sitegen.counted import Counted
from sitegen.files import ancestors
from sitegen.library import TERM_FOLDERS, Term, term_slug
from sitegen.memo import derived, query
from sitegen.paging import Page, Pager, Period, pager, span
from sitegen.settings import Section
from sitegen.vietnamese import sort_key


class Branch(NamedTuple):
    """A section as menus and lists show it. It holds no number of articles: a menu must not change with every article."""

    path: str
    name: str
    permalink: str
    description: str


class Listings(Counted):
    """One site of the portal as its lists see it."""

    # -- sections

    @query
    def sections(self) -> tuple[Branch, ...]:
        """The top sections of the main menu that have articles, in the order of the configuration."""
        return self._branches("", "main")

    @query
    def pages_menu(self) -> tuple[Branch, ...]:
        """The top sections that introduce the organisation."""
        return self._branches("", "about")

    @query
    def subsections(self, path: str) -> tuple[Branch, ...]:
        """The sections right below one, those with articles."""
        return self._branches(path)

    @derived
    def section(self, path: str) -> Branch:
        """One section of the site."""
        section = next(section for section in self.library.sections if section.path == path)
        return self._branch(section)

    @derived
    def trail(self, path: str) -> tuple[Branch, ...]:
        """The sections from the top one down to this one; none on the union's front page, which has no sections."""
        return tuple(self.section(part) for part in reversed([*ancestors(path)])) if self.library.sections else ()

    def _branch(self, section: Section) -> Branch:
        return Branch(section.path, section.name, f"/{section.path}/", section.description)

    def _branches(self, parent: str, menu: str = "") -> tuple[Branch, ...]:
        children = (s for s in self.library.sections if s.path.rpartition("/")[0] == parent and menu in ("", s.menu))
        return tuple(self._branch(section) for section in children if section.path in self.sections_with_news())

    def count(self, section: str) -> int:
        """How many articles a section lists, those of its sub-sections among them."""
        return self.length("section", section)

    # -- listings

    def latest(self, count: int, section: str = "") -> tuple[Card, ...]:
        """The newest cards, of a section or of all."""
        return self._with_photos(self.span("section" if section else "news", section, 0, count))

    def pinned(self, count: int) -> tuple[Card, ...]:
        """The pinned cards, newest first."""
        return self._with_photos(self.pinned_cards()[:count])

    @query
    def featured(self, count: int) -> tuple[Card, ...]:
        """Pinned cards first, then the newest with a photo, then the newest."""
        rest = [card for card in self.span("news", "", 0, 6 * count) if not card.pinned]
        rest.sort(key=lambda card: self.photo(card.photo) is None)
        return self._with_photos((*self.pinned_cards(), *rest)[:count])

    def most_read(self, count: int, days: int = 0) -> tuple[Card, ...]:
        """The cards with the most views: in the last 7 or 30 days, none where nothing was counted then; or (0) ever."""
        if self.is_counted:
            return self._with_photos(self.read_most(count, days))
        return self._with_photos(self.viewed(count)) if not days else ()

    @query
    def strip(self, count: int) -> tuple[Card, ...]:
        """The newest cards that have a photo, no photo twice."""
        found: dict[str, Card] = {}
        start, step = 0, 4 * count
        while len(found) < count and (cards := self.span("news", "", start, start + step)):
            for card in cards:
                if len(found) < count and (photo := self.photo(card.photo)):
                    found.setdefault(photo.digest, card._replace(photo=photo))
            start += step
        return tuple(found.values())

    def pager(self, page: Page) -> Pager:
        """The cards of a section, tag, topic or author page."""
        return self.cut(page.kind, page.subject, page.permalink.partition("trang/")[0], page.number)

    @derived
    def cut(self, kind: str, subject: str, base: str, number: int) -> Pager:
        """One page of a list whose front page stands at `base`: the front page from the newest card, every other from the oldest."""
        ahead, size = self.pages_after(kind, subject, number), self.config.page_size
        full, count = (number, 0) if ahead else (number - 1, self.length(kind, subject))  # only the front page asks how long the list is
        start, stop = span(number, full, size, count)
        cards = self.span(kind, subject, start, stop)
        return pager(self._with_photos(cards), base, number, ahead, lambda: self.pages_of(kind, subject) + 1)

    def _with_photos(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """The cards with their photos opened; a photo that cannot be shown is none."""
        return tuple(card._replace(photo=self.photo(card.photo)) if card.photo else card for card in cards)

    # -- photos

    def photo(self, photo: Photo | None) -> Photo | None:
        """A photo with its true size filled in, or none where it cannot be opened."""
        picture = self.picture(photo.file) if photo else None
        return photo._replace(width=picture.width, height=picture.height, digest=picture.digest) if photo and picture else None

    # -- terms and archives

    @derived
    def term(self, kind: str, slug: str) -> Term | None:
        """A tag, topic or author by its slug; none where no article has it, or where such terms have no pages."""
        name = self.term_name(kind, slug) if getattr(self.config.terms, kind) else ""
        return Term(kind, slug, name, f"/{TERM_FOLDERS[kind]}/{slug}/") if name else None

    def term_of(self, kind: str, name: str) -> Term | None:
        """The term that a name belongs to, however it is spelled."""
        return self.term(kind, term_slug(name))

    def term_count(self, kind: str, slug: str) -> int:
        """How many articles list a term."""
        return self.length(kind, slug)

    @query
    def terms(self, kind: str) -> tuple[Term, ...]:
        """All terms of a kind in alphabetical order."""
        slugs = self.term_slugs(kind) if getattr(self.config.terms, kind) else ()
        found = [term for slug in slugs if (term := self.term(kind, slug))]
        return tuple(sorted(found, key=lambda term: (sort_key(term.name), term.slug)))

    def archive_kinds(self, section: str) -> tuple[str, ...]:
        """Which of year, month and day have pages, within a section or (empty) for the whole site."""
        return self.config.archives.section if section else self.config.archives.site

    @query
    def years(self, section: str = "") -> tuple[Period, ...]:
        """The years with news, newest first."""
        return archives.periods(self, section)

    @query
    def months(self, year: int, section: str = "") -> tuple[Period, ...]:
        """The months of a year with news, newest first."""
        return archives.periods(self, section, year)

    @query
    def days(self, year: int, month: int, section: str = "") -> tuple[Period, ...]:
        """The days of a month with news, newest first."""
        return archives.periods(self, section, year, month)

    def listed(self, page: Page) -> tuple[Card, ...]:
        """The cards of a year, month or day page, newest first."""
        return self._with_photos(self.span("period", (page.subject, page.period.parts), 0, None))

    def neighbours(self, page: Page) -> archives.Around:
        """The previous and the next year, month or day with news."""
        return self.around(page.subject, page.period.parts)

    @query
    def around(self, section: str, parts: tuple[int, ...]) -> archives.Around:
        """The periods with news before and after one."""
        return archives.around(self, section, parts)

    @query
    def calendar(self, year: int, month: int, section: str = "") -> tuple[tuple[archives.Day, ...], ...]:
        """The weeks of a month, Monday first."""
        news = {period.day: period for period in self.days(year, month, section)}
        weeks = calendar.Calendar(firstweekday=0).monthdayscalendar(year, month)
        return tuple(tuple(archives.Day.of(day, news.get(day)) for day in week) for week in weeks)
