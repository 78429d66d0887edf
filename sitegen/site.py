"""The questions a theme may ask of a site: a thin list of queries.

Each query is pure: its answer depends on the site and its arguments alone, and is frozen. What lists show stands in `listings`; here are
the questions about one article and about the other provinces. They are documented for theme authors in `themes/README.md`; a query that
is not documented there does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from sitegen import contents, related, source
from sitegen.article import Article, Attachment, Body, Card, Photo, Text
from sitegen.errors import Problem
from sitegen.library import Term, terms_of
from sitegen.listings import Listings
from sitegen.memo import query
from sitegen.paging import Period
from sitegen.portal import UNION
from sitegen.related import Signature
from sitegen.settings import Link, Province, Visits
from sitegen.vietnamese import slug, sort_key


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


class Site(Listings):
    """One site of the portal: the queries of its theme, answered from its library."""

    # -- one article

    @query
    def article(self, id: str) -> Article:
        """The whole article, its attachments with their addresses."""
        article = self.library.by_id[id]
        files = (replace(file, permalink=contents.address(article, file.file)) for file in article.attachments)
        return replace(article, attachments=tuple(files)) if article.attachments else article

    @query
    def text(self, id: str) -> Text:
        """Its Markdown, and where in the file it begins."""
        return source.text(self.config, self.article(id).path.partition("/")[2])

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
    def related(self, id: str, count: int) -> tuple[Card, ...]:
        """Hand-picked articles first, then the nearest by text."""
        article = self.article(id)
        picked = [other for other in article.related if other in self.library.by_id and other != id]
        near = related.rank(article, self._signatures()[id], self._postings(), self.library.by_id, count + len(picked))
        ids = list(dict.fromkeys((*picked, *near)))[:count]
        return self._with_photos(tuple(self.library.by_id[other].card for other in ids))

    @query
    def _signatures(self) -> Mapping[str, Signature]:
        articles = self.library.articles
        found = {article.id: related.counts(article, self.text(article.id).body) for article in articles}
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

    @query
    def terms_of(self, id: str) -> tuple[Term, ...]:
        """The tags, topic and author of an article, as terms."""
        found = (self.term_of(kind, name) for kind, name in terms_of(self.article(id)))
        return tuple(term for term in found if term)

    # -- sitemaps

    @query
    def mapped(self) -> tuple[Period, ...]:
        """The months with articles whose canonical address is here, newest first: each has a sitemap of its own."""
        found = dict.fromkeys((card.date.year, card.date.month) for card in self.library.cards if not self.home_of(card.id))
        return tuple(Period(year, month, 0, f"{year}-{month:02d}", f"/sitemap/{year}-{month:02d}.xml") for year, month in found)

    @query
    def recent(self, days: int) -> tuple[Card, ...]:
        """The cards of the last days before the build whose canonical address is here: it ages with the clock."""
        since = self.portal.now - timedelta(days=days)
        cards = takewhile(lambda card: card.date >= since, self.library.cards)
        return tuple(card for card in cards if card.status == "published" and not self.home_of(card.id))

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
