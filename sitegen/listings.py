"""What lists show: sections, newest and most read, pagers, terms and archives of one site.

Every answer is made of cards, so a list cannot read a body; a card's photo has been opened, or is none. These are the first half of the
questions a theme may ask; `site` adds those about one article and about other provinces.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace

from sitegen import archives, contents
from sitegen.article import Card, Photo
from sitegen.library import Library, Term, ancestors
from sitegen.memo import Memo, query
from sitegen.paging import Page, Pager, Period, cut
from sitegen.portal import Portal
from sitegen.renditions import Picture
from sitegen.settings import Province, Section
from sitegen.vietnamese import slug, sort_key


@dataclass(frozen=True, slots=True)
class Branch:
    """A section as menus and lists show it. It holds no number of articles: a menu must not change with every article."""

    path: str
    name: str
    permalink: str
    description: str


class Listings:
    """One site of the portal as its lists see it."""

    def __init__(self, portal: Portal, province: Province, memo: Memo) -> None:
        self.portal = portal
        self.province = province
        self.config = portal.config
        self.memo = memo

    @property
    def library(self) -> Library:
        """All its articles, in their orders."""
        return self.portal.libraries[self.province.id]

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

    @query
    def section(self, path: str) -> Branch:
        """One section of the site."""
        section = next(section for section in self.library.sections if section.path == path)
        return self._branch(section)

    @query
    def trail(self, path: str) -> tuple[Branch, ...]:
        """The sections from the top one down to this one; none on the union's front page, which has no sections."""
        return tuple(self.section(part) for part in reversed([*ancestors(path)])) if self.library.sections else ()

    def _branch(self, section: Section) -> Branch:
        return Branch(section.path, section.name, f"/{section.path}/", section.description)

    def _branches(self, parent: str, menu: str = "") -> tuple[Branch, ...]:
        children = (s for s in self.library.sections if s.path.rpartition("/")[0] == parent and menu in ("", s.menu))
        return tuple(self._branch(section) for section in children if section.path in self.library.in_section)

    @query
    def count(self, section: str) -> int:
        """How many articles a section lists, those of its sub-sections among them."""
        return len(self.library.in_section.get(section, ()))

    # -- listings

    @query
    def latest(self, count: int, section: str = "") -> tuple[Card, ...]:
        """The newest cards, of a section or of all."""
        cards = self.library.in_section.get(section, ()) if section else self._news()
        return self._with_photos(cards[:count])

    @query
    def pinned(self, count: int) -> tuple[Card, ...]:
        """The pinned cards, newest first."""
        return self._with_photos(tuple(card for card in self._news() if card.pinned)[:count])

    @query
    def featured(self, count: int) -> tuple[Card, ...]:
        """Pinned cards first, then the newest with a photo, then the newest."""
        news = self._news()
        pinned = [card for card in news if card.pinned]
        rest = [card for card in news[: 6 * count] if not card.pinned]
        rest.sort(key=lambda card: self.photo(card.photo) is None)
        return self._with_photos((*pinned, *rest)[:count])

    @query
    def most_read(self, count: int) -> tuple[Card, ...]:
        """The cards with the most views by their front matter; articles without a number are not among them."""
        counted = [article for article in self.library.articles if article.views and article.card.status != "hidden"]
        counted.sort(key=lambda article: (-(article.views or 0), -article.card.date.timestamp(), article.id))
        return self._with_photos(tuple(article.card for article in counted[:count]))

    @query
    def strip(self, count: int) -> tuple[Card, ...]:
        """The newest cards that have a photo, no photo twice."""
        found: dict[str, Card] = {}
        for card in self._news():
            if len(found) < count and (photo := self.photo(card.photo)):
                found.setdefault(photo.digest, replace(card, photo=photo))
        return tuple(found.values())

    @query
    def pager(self, page: Page) -> Pager:
        """The cards of a section, tag, topic or author page."""
        base = page.permalink.partition("trang/")[0]
        pager = cut(self._list(page.kind, page.subject), base, page.number, self.config.page_size)
        return replace(pager, cards=self._with_photos(pager.cards))

    def _list(self, kind: str, subject: str) -> tuple[Card, ...]:
        return self.library.in_section.get(subject, ()) if kind == "section" else self.library.with_term.get((kind, subject), ())

    @query
    def _news(self) -> tuple[Card, ...]:
        """All cards but those of the sections that introduce the organisation."""
        about = {section.path for section in self.library.sections if section.menu != "main"}
        return tuple(card for card in self.library.cards if about.isdisjoint(ancestors(card.section)))

    def _with_photos(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """The cards with their photos opened; a photo that cannot be shown is none."""
        return tuple(replace(card, photo=self.photo(card.photo)) if card.photo else card for card in cards)

    # -- photos

    @query
    def picture(self, file: str) -> Picture | None:
        """The size and digest of a photo file, or none where it cannot be opened."""
        opened = contents.open_photo(self.config, file)
        return opened if isinstance(opened, Picture) else None

    def photo(self, photo: Photo | None) -> Photo | None:
        """A photo with its true size filled in, or none where it cannot be opened."""
        picture = self.picture(photo.file) if photo else None
        return replace(photo, width=picture.width, height=picture.height, digest=picture.digest) if photo and picture else None

    # -- terms and archives

    @query
    def term(self, kind: str, slug: str) -> Term | None:
        """A tag, topic or author by its slug; none where no article has it, or where such terms have no pages."""
        return self.library.term(kind, slug) if getattr(self.config.terms, kind) else None

    @query
    def term_of(self, kind: str, name: str) -> Term | None:
        """The term that a name belongs to, however it is spelled."""
        return self.term(kind, slug(name))

    @query
    def term_count(self, kind: str, slug: str) -> int:
        """How many articles list a term."""
        return len(self.library.with_term.get((kind, slug), ()))

    @query
    def terms(self, kind: str) -> tuple[Term, ...]:
        """All terms of a kind in alphabetical order."""
        found = (self.term(kind, slug) for k, slug in self.library.with_term if k == kind)
        return tuple(sorted((term for term in found if term), key=lambda term: (sort_key(term.name), term.slug)))

    @query
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

    @query
    def listed(self, page: Page) -> tuple[Card, ...]:
        """The cards of a year, month or day page, newest first."""
        return self._with_photos(self.library.by_period.get((page.subject, page.period.parts), ()))

    @query
    def neighbours(self, page: Page) -> archives.Around:
        """The previous and the next year, month or day with news."""
        return archives.around(self, page)

    @query
    def calendar(self, year: int, month: int, section: str = "") -> tuple[tuple[archives.Day, ...], ...]:
        """The weeks of a month, Monday first."""
        news = {period.day: period for period in self.days(year, month, section)}
        weeks = calendar.Calendar(firstweekday=0).monthdayscalendar(year, month)
        return tuple(tuple(archives.Day.of(day, news.get(day)) for day in week) for week in weeks)
