"""What a site is asked that comes from outside its queries: its articles in their orders, its files, its neighbours, the clock.

Only facts touch the library, the portal and the disk. They are looked at in every build, so each is a look-up; whatever takes work is a
query built on them. The fingerprint of a list of cards is made of the cards' own, which were taken when the articles were read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import takewhile

from sitegen import contents, source
from sitegen.article import Article, Card, Text
from sitegen.fingerprints import MISSING, combine, fingerprint
from sitegen.images import PhotoError
from sitegen.library import Library, place_in
from sitegen.memo import Key, Memo, fact
from sitegen.portal import UNION, Portal
from sitegen.renditions import Picture
from sitegen.settings import Config, Province


class Facts:
    """The facts of one site of the portal. `outside` answers for what is no method here: templates, assets and settings."""

    def __init__(self, portal: Portal, province: Province, memo: Memo, outside: Callable[[Key], bytes] = lambda key: MISSING) -> None:
        self.portal = portal
        self.province = province
        self.memo = memo
        self._outside = outside

    @property
    def config(self) -> Config:
        """The settings of the portal; every page rests on them as a whole."""
        return self.portal.config

    @property
    def library(self) -> Library:
        """All its articles, in their orders."""
        return self.portal.libraries[self.province.id]

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a fact as it is now."""
        name, *args = key
        match name:
            case "article":
                return self.library.print_article(args[0])
            case "card_of":
                return self.library.print_card(args[0])
            case "text":
                return self.portal.digests.get(args[0], MISSING)
            case "picture":
                opened = self.portal.pictures.open(args[0])
                return opened.kind.name.encode() if isinstance(opened, PhotoError) else fingerprint(opened)
            case "in_section" | "news" | "news_around" | "with_term" | "in_period":
                return combine(*(self.library.print_card(card.id) for card in getattr(self, name)(*args)))
        method = getattr(self, name, None)
        if method is None:
            return self._outside(key)
        try:
            return fingerprint(method(*args))
        except LookupError:
            return MISSING

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
    def ranked(self, id: str, count: int) -> tuple[str, ...]:
        """The ids of the listed articles most like it, best first."""
        return self.portal.rankings[self.province.id].related(id, count)

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
    def in_section(self, path: str) -> tuple[Card, ...]:
        """The cards of a section, those of its sub-sections among them, newest first."""
        return self.library.in_section.get(path, ())

    @fact
    def news(self) -> tuple[Card, ...]:
        """All cards but those of the sections that introduce the organisation, newest first."""
        return self.library.news

    @fact
    def news_around(self, id: str, count: int) -> tuple[Card, ...]:
        """The next older news, then, where there are too few, the next newer; the nearest first."""
        card, cards = self.library.by_id[id].card, self.library.news
        at = place_in(cards, card)
        older = [other for other in cards[at : at + count + 1] if other.id != id][:count]
        newer = cards[max(0, at - count + len(older)) : at]
        return (*older, *reversed(newer))

    @fact
    def with_term(self, kind: str, slug: str) -> tuple[Card, ...]:
        """The cards that carry a tag, topic or author, newest first."""
        return self.library.with_term.get((kind, slug), ())

    @fact
    def in_period(self, section: str, parts: tuple[int, ...]) -> tuple[Card, ...]:
        """The cards of a year, month or day, newest first."""
        return self.library.by_period.get((section, parts), ())

    @fact
    def periods_of(self, section: str, depth: int) -> tuple[tuple[int, ...], ...]:
        """The (year[, month[, day]]) with news, oldest first."""
        return self.library.periods.get((section, depth), ())

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

    @fact
    def viewed(self, count: int) -> tuple[Card, ...]:
        """The cards with the most views by their front matter; articles without a number are not among them."""
        counted = [article for article in self.library.articles if article.views and article.card.status != "hidden"]
        counted.sort(key=lambda article: (-(article.views or 0), -article.card.date.timestamp(), article.id))
        return tuple(article.card for article in counted[:count])

    # -- files

    @fact
    def picture(self, file: str) -> Picture | None:
        """The size and digest of a photo file, or none where it cannot be opened."""
        opened = self.portal.pictures.open(file)
        return opened if isinstance(opened, Picture) else None

    @fact
    def file_size(self, file: str) -> int:
        """The size in bytes of a file of the content folder, -1 where there is none."""
        path = self.config.content / file
        return path.stat().st_size if not file.startswith("..") and path.is_file() else -1

    @fact
    def names_in(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder of the content."""
        path = self.config.content / folder
        return tuple(sorted(os.listdir(path))) if not folder.startswith("..") and path.is_dir() else ()

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
        union = self.portal.libraries[UNION].by_id
        return tuple(union[card.id].card for card in self.portal.libraries[site].cards[:count] if card.id in union)

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
        since = self.portal.now - timedelta(days=days)
        cards = takewhile(lambda card: card.date >= since, self.library.cards)
        return tuple(card for card in cards if card.status == "published" and self.portal.homes[card.id].id == self.province.id)

    @fact
    def mapped_months(self) -> tuple[tuple[int, int], ...]:
        """The months with articles whose canonical address is here, newest first."""
        own = (card for card in self.library.cards if self.portal.homes[card.id].id == self.province.id)
        return tuple(dict.fromkeys((card.date.year, card.date.month) for card in own))
