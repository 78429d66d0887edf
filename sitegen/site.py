"""The questions a theme may ask of a site: a thin list of queries.

Each query is pure: its answer depends on the site and its arguments alone, and is frozen. `facts` holds what comes from outside, `listings`
what lists show; here are the questions about one article and about the other provinces. Those that themes may ask are documented in
`themes/README.md`; the few that are not are for the build and for sitegen's own templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sitegen import contents
from sitegen.article import Attachment, Body, Card, Photo
from sitegen.counted import Stats
from sitegen.errors import Problem
from sitegen.library import Term, term_slug, terms_of
from sitegen.listings import Listings
from sitegen.memo import derived, query
from sitegen.paging import Period
from sitegen.portal import UNION
from sitegen.settings import Link, Province
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


class Elsewhere(NamedTuple):
    """Where an article of another province really lives."""

    name: str
    kind: str
    title: str
    url: str


class Site(Listings):
    """One site of the portal: the queries of its theme, answered from its library."""

    # -- one article

    @derived
    def content(self, id: str) -> contents.Content:
        """Its rendered body with what is wrong in it, and the files it offers."""
        return contents.render(self, id)

    def body(self, id: str) -> Body:
        """Its body: safe HTML, figures and galleries in reading order."""
        return self.content(id).body

    def downloads(self, id: str) -> tuple[Attachment, ...]:
        """The files published with an article: its attachments, and those its body links to."""
        return self.content(id).files

    def problems(self, id: str) -> tuple[Problem, ...]:
        """What is wrong in its body and its photos: found by rendering, so reading the file alone does not show it."""
        return self.content(id).problems

    def cover(self, id: str) -> Photo | None:
        """The leading photo, unless the body places it itself."""
        photo = self.photo(self.article(id).card.photo)
        return None if photo is None or photo.file in contents.placed(self.body(id)) else photo

    @derived
    def related(self, id: str, count: int) -> tuple[Card, ...]:
        """Hand-picked articles first, then the nearest by text."""
        picked = [other for other in self.article(id).related if other != id]
        cards = (*(card for other in picked if (card := self.card_of(other))), *self.near(id, count + len(picked)))
        return self._with_photos(tuple(dict.fromkeys(cards))[:count])

    def newer(self, id: str, count: int) -> tuple[Card, ...]:
        """The next newer cards of its section, nearest first."""
        return self._with_photos(self.newer_in(id, count))

    def older(self, id: str, count: int) -> tuple[Card, ...]:
        """The next older cards of its section, nearest first."""
        return self._with_photos(self.older_in(id, count))

    def others(self, id: str, count: int, without: Iterable[str] = ()) -> tuple[Card, ...]:
        """Other news of all sections: the next older ones, or near the beginning the next newer; none of the ids in `without`."""
        return self.others_but(id, count, tuple(without))

    @derived
    def others_but(self, id: str, count: int, without: tuple[str, ...]) -> tuple[Card, ...]:
        """Other news but some."""
        around = self.news_around(id, count + len(without))
        return self._with_photos(tuple(card for card in around if card.id not in without)[:count])

    @query
    def in_topic(self, id: str, count: int) -> tuple[Card, ...]:
        """The other cards of its topic, newest first."""
        topic = self.article(id).topic
        cards = self.span("topic", term_slug(topic), 0, None) if topic else ()
        return self._with_photos(tuple(card for card in cards if card.id != id)[:count])

    def home_of(self, id: str) -> Elsewhere | None:
        """For an article whose canonical address is on another site: that site's words and the address."""
        home = self.config.site(self.home_id(id))
        if home is None or self.province.id in (home.id, UNION):
            return None
        return Elsewhere(home.name, home.kind, home.title, self.url_of(id))

    def terms_of(self, id: str) -> tuple[Term, ...]:
        """The tags, topic and author of an article, as terms."""
        found = (self.term_of(kind, name) for kind, name in terms_of(self.article(id)))
        return tuple(term for term in found if term)

    def mapped(self) -> tuple[Period, ...]:
        """The months with articles whose canonical address is here, newest first: each has a sitemap of its own."""
        months = self.mapped_months()
        return tuple(Period(year, month, 0, f"{year}-{month:02d}", f"/sitemap/{year}-{month:02d}.xml") for year, month in months)

    # -- the site and its neighbours

    def stats(self) -> Stats | None:
        """The visits carried over and counted since, or none: a number never measured is never invented."""
        return self.visited() if self.is_counted else self.carried_over()

    def links(self) -> tuple[Link, ...]:
        """The website links of the footer."""
        return self.province.links

    def successor(self) -> Neighbour | None:
        """The province this one belongs to today."""
        if not self.province.successor:
            return None
        name = self.province.successor
        site = next((s for s in self.config.provinces if s.name == name and not s.archived and s.id != self.province.id), None)
        title = site.title if site else f"Liên minh Hợp tác xã {self.province.successor_kind} {name}"
        return Neighbour(site.id if site else slug(name), name, self.province.successor_kind, title, site.url if site else "")

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
        latest = self._with_photos(self.newest_of(site.id, count))
        return Neighbour(site.id, site.name, site.kind, site.title, site.url, site.archived, self.size_of(site.id), latest)
