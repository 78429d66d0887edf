"""The questions a theme may ask of a site: a thin list of queries.

Each query is pure: its answer depends on the site and its arguments alone, and is frozen. Listings answer with cards, so no listing can
read a body. Documented for theme authors in `themes/README.md`; a query that is not documented there does not exist.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sitegen import archives, contents, related
from sitegen.article import Article, Attachment, Body, Card, Photo
from sitegen.config import Link, Province, Section, Visits
from sitegen.errors import Problem
from sitegen.library import Library, Term, ancestors, terms_of
from sitegen.memo import Memo, query
from sitegen.paging import Page, Pager, Period, cut
from sitegen.portal import UNION, Portal
from sitegen.renditions import Picture
from sitegen.vietnamese import slug, sort_key


@dataclass(frozen=True, slots=True)
class Branch:
    """A section as menus and lists show it: where it is, and how many articles stand below it."""

    path: str
    name: str
    permalink: str
    description: str
    count: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another province's site: its words and its address (empty where it has no site here)."""

    id: str
    name: str
    kind: str
    title: str
    url: str
    archived: bool = False
    count: int = 0
    latest: tuple[Card, ...] = ()

    @property
    def permalink(self) -> str:
        """Its address, under the name every listed thing has for it."""
        return self.url


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an article of another province really lives."""

    name: str
    kind: str
    title: str
    url: str


class Site:
    """One site of the portal: the queries of its theme, answered from its library."""

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
        count = len(self.library.in_section.get(section.path, ()))
        return Branch(section.path, section.name, f"/{section.path}/", section.description, count)

    def _branches(self, parent: str, menu: str = "") -> tuple[Branch, ...]:
        children = (s for s in self.library.sections if s.path.rpartition("/")[0] == parent and menu in ("", s.menu))
        return tuple(branch for section in children if (branch := self._branch(section)).count)

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
    def recent(self, days: int) -> tuple[Card, ...]:
        """The cards of the last days before the build: it ages with the clock."""
        since = self.portal.now - timedelta(days=days)
        return tuple(card for card in self.library.cards if card.date >= since and card.status == "published")

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

    # -- one article

    @query
    def article(self, id: str) -> Article:
        """The whole article, its attachments with their addresses."""
        article = self.library.by_id[id]
        files = (replace(file, permalink=contents.address(article, file.file)) for file in article.attachments)
        return replace(article, attachments=tuple(files)) if article.attachments else article

    @query
    def downloads(self, id: str) -> tuple[Attachment, ...]:
        """The files published with an article: its attachments, and those its body links to."""
        return self._rendered(id).files

    @query
    def body(self, id: str) -> Body:
        """Its body: safe HTML, figures and galleries in reading order."""
        return self._rendered(id).body

    @query
    def _rendered(self, id: str) -> contents.Content:
        return contents.render(self, id)

    @query
    def problems(self, id: str) -> tuple[Problem, ...]:
        """What is wrong in its body and its photos: found by rendering, so reading the file alone does not show it."""
        return (*self._rendered(id).problems, *contents.photo_problems(self.config, self.article(id)))

    @query
    def cover(self, id: str) -> Photo | None:
        """The leading photo, unless the body places it itself."""
        photo = self.photo(self.article(id).card.photo)
        return None if photo is None or photo.file in contents.placed(self.body(id)) else photo

    @query
    def picture(self, file: str) -> Picture | None:
        """The size and digest of a photo file, or none where it cannot be opened."""
        opened = contents.open_photo(self.config, file)
        return opened if isinstance(opened, Picture) else None

    def photo(self, photo: Photo | None) -> Photo | None:
        """A photo with its true size filled in, or none where it cannot be opened."""
        picture = self.picture(photo.file) if photo else None
        return replace(photo, width=picture.width, height=picture.height, digest=picture.digest) if photo and picture else None

    @query
    def related(self, id: str, count: int) -> tuple[Card, ...]:
        """Hand-picked articles first, then the nearest by text."""
        article = self.article(id)
        picked = [other for other in article.related if other in self.library.by_id and other != id]
        near = related.rank(article, self._signatures()[id], self._postings(), self.library.by_id, count + len(picked))
        ids = list(dict.fromkeys((*picked, *near)))[:count]
        return self._with_photos(tuple(self.library.by_id[other].card for other in ids))

    @query
    def _signatures(self) -> Mapping[str, related.Signature]:
        articles = self.library.articles
        found = {article.id: related.counts(article) for article in articles}
        newest = articles[0].card.date.year if articles else 0
        closed = [found[article.id] for article in articles if article.card.date.year < newest] or list(found.values())
        weights = related.weights(closed)
        unknown = max(weights.values(), default=1.0)
        return {id: related.signature(terms, weights, unknown) for id, terms in found.items()}

    @query
    def _postings(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        return related.postings(self._signatures())

    @query
    def newer(self, id: str, count: int) -> tuple[Card, ...]:
        """The next newer cards of its section, nearest first."""
        cards, at = self.library.neighbours(self.article(id).card)
        return self._with_photos(tuple(reversed(cards[max(0, at - count) : at])))

    @query
    def older(self, id: str, count: int) -> tuple[Card, ...]:
        """The next older cards of its section, nearest first."""
        cards, at = self.library.neighbours(self.article(id).card)
        return self._with_photos(tuple(card for card in cards[at : at + count + 1] if card.id != id)[:count])

    @query
    def others(self, id: str, count: int) -> tuple[Card, ...]:
        """Other news around its time from all sections: the next older ones, then the newest, without itself and its related ones."""
        known = {id, *(card.id for card in self.related(id, 5)), *(card.id for card in self.newer(id, 3) + self.older(id, 3))}
        news, card = self._news(), self.article(id).card
        before = [other for other in news if (other.date, other.id) < (card.date, card.id) and other.id not in known]
        after = [other for other in reversed(news) if (other.date, other.id) > (card.date, card.id) and other.id not in known]
        return self._with_photos(tuple((before + after)[:count]))

    @query
    def in_topic(self, id: str, count: int) -> tuple[Card, ...]:
        """The other cards of its topic, newest first."""
        cards = self._list("topic", slug(self.article(id).topic)) if self.article(id).topic else ()
        return self._with_photos(tuple(card for card in cards if card.id != id)[:count])

    @query
    def home_of(self, id: str) -> Elsewhere | None:
        """For an article whose canonical address is on another site: that site's words and the address."""
        home, own = self.portal.homes[id], self.province.id
        if home.id == own or own == UNION:
            return None
        return Elsewhere(home.name, home.kind, home.title, self.portal.url(id))

    # -- terms and archives

    @query
    def term(self, kind: str, slug: str) -> Term | None:
        """A tag, topic or author by its slug, or none."""
        return self.library.term(kind, slug)

    @query
    def term_of(self, kind: str, name: str) -> Term | None:
        """The term that a name belongs to, however it is spelled."""
        return self.library.term(kind, slug(name))

    @query
    def terms(self, kind: str) -> tuple[Term, ...]:
        """All terms of a kind in alphabetical order."""
        found = (self.library.term(kind, slug) for k, slug in self.library.with_term if k == kind)
        return tuple(sorted((term for term in found if term), key=lambda term: (sort_key(term.name), term.slug)))

    @query
    def terms_of(self, id: str) -> tuple[Term, ...]:
        """The tags, topic and author of an article, as terms."""
        found = (self.library.term(kind, slug(name)) for kind, name in terms_of(self.article(id)))
        return tuple(term for term in found if term)

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

    # -- the site and its neighbours

    @query
    def stats(self) -> Visits | None:
        """The visit total carried over, or none: a number never measured is never invented."""
        return self.province.visits

    @query
    def links(self) -> tuple[Link, ...]:
        """The website links of the footer."""
        return self.province.links

    @query
    def successor(self) -> Neighbour | None:
        """The province this one belongs to today."""
        if not self.province.successor:
            return None
        name = self.province.successor
        site = next((s for s in self.config.provinces if s.name == name and not s.archived and s.id != self.province.id), None)
        title = site.title if site else f"Liên minh Hợp tác xã {self.province.successor_kind} {name}"
        return Neighbour(site.id if site else slug(name), name, self.province.successor_kind, title, site.url if site else "")

    @query
    def predecessors(self) -> tuple[Neighbour, ...]:
        """The sites of old provinces that this one continues."""
        own = self.province
        old = [s for s in self.config.provinces if s.archived and ((s.successor == own.name and not own.archived) or s.id in own.carries)]
        return tuple(self._neighbour(site, 0) for site in old)

    @query
    def provinces(self) -> tuple[Neighbour, ...]:
        """Every site of the union with its newest cards, in alphabetical order."""
        live = (site for site in self.config.provinces if not site.retired)
        return tuple(sorted((self._neighbour(site, 3) for site in live), key=lambda n: (n.archived, sort_key(n.name))))

    def _neighbour(self, site: Province, count: int) -> Neighbour:
        cards = self.portal.libraries[site.id].cards
        union = self.portal.libraries[UNION].by_id
        latest = self._with_photos(tuple(union[card.id].card for card in cards[:count] if card.id in union))
        return Neighbour(site.id, site.name, site.kind, site.title, site.url, site.archived, len(cards), latest)

    @query
    def today(self) -> date:
        """The day of the build in Vietnam: only what shows or schedules by today asks for it."""
        return self.portal.now.date()
