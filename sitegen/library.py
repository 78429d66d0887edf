"""All articles of one site, in their orders.

A site's library is made once from the articles that were read: which of them belong to the site, at which address, and who stands on whose
place. After that it is frozen, and every question about order, section, term or day is a look-up. It knows nothing of HTML or of pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from sitegen.article import Article, Card
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.files import ancestors
from sitegen.fingerprints import MISSING, fingerprint
from sitegen.settings import Config, Province, Section
from sitegen.vietnamese import slug, unique_slug

CLASH = Kind(
    "address-clash",
    N_("{count} articles have the address {permalink}: {titles}. The oldest keeps it; this one is put at {moved}."),
    N_("Give each its own address with slug: …"),
)

Prints = tuple[Article, bytes, bytes]
"""An article as it was read, its fingerprint, and that of its card."""

RESERVED = ("trang", "luu-tru", "feed.xml", "atom.xml")
"""Names below a section that its own pages use."""


class Term(NamedTuple):
    """A tag, topic or author: `name` is as the newest article spells it."""

    kind: str
    slug: str
    name: str
    permalink: str


TERM_FOLDERS = {"tag": "tu-khoa", "topic": "dong-su-kien", "author": "tac-gia"}


class Library:
    """The articles of one site. `articles` are newest first, all that have a page; `cards` those of them that lists may show.

    `prints` are the fingerprints of articles and of their cards as they were read, each with the article they were taken of.
    """

    def __init__(
        self, articles: Iterable[Article], sections: Sequence[Section] = (), prints: Mapping[str, Prints] = MappingProxyType({})
    ) -> None:
        self.articles = sorted(articles, key=attrgetter("card.id"), reverse=True)
        self.articles.sort(key=attrgetter("card.date"), reverse=True)  # of one moment the greatest id stays first
        self.sections = tuple(sections)
        self.by_id: Mapping[str, Article] = {article.card.id: article for article in self.articles}
        self.cards = tuple(article.card for article in self.articles if article.card.status != "hidden")
        self._prints = prints
        self._joined: dict[tuple[str, Any], bytes] = {}
        self._places: dict[tuple[str, Any], dict[str, int]] = {}
        self._dates: dict[str, list[tuple[int, ...]]] = {}

    def listed(self, kind: str, subject: Any) -> tuple[Card, ...]:
        """The cards of a list, newest first: a `section` by its path, a `tag`, `topic` or `author` by its slug, the `news`, or a `period`
        by its section (or empty) and its parts.
        """
        match kind:
            case "section":
                return self.in_section.get(subject, ())
            case "news":
                return self.news
            case "period":
                return self._in_period(*subject)
            case _:
                return self.with_term.get((kind, subject), ())

    def print_list(self, kind: str, subject: Any) -> bytes:
        """The fingerprints of the cards of a list, joined: those of a part of the list are a part of them."""
        found = self._joined.get((kind, subject))
        if found is None:
            prints = self.card_prints
            found = self._joined[kind, subject] = b"".join([prints[card.id] for card in self.listed(kind, subject)])
        return found

    def place(self, kind: str, subject: Any, id: str) -> tuple[int, int]:
        """Where in a list an article stands, or would stand, and where the older ones begin."""
        places = self._places.get((kind, subject))
        if places is None:
            places = self._places[kind, subject] = {card.id: at for at, card in enumerate(self.listed(kind, subject))}
        if id in places:
            return places[id], places[id] + 1
        at = place_in(self.listed(kind, subject), self.by_id[id].card)
        return at, at

    @cached_property
    def in_section(self) -> Mapping[str, tuple[Card, ...]]:
        """The cards of each section path, those of its sub-sections among them, newest first."""
        found: dict[str, list[Card]] = defaultdict(list)
        paths = cache(lambda section: tuple(ancestors(section)))
        for card in self.cards:
            for path in paths(card.section):
                found[path].append(card)
        return {path: tuple(cards) for path, cards in found.items()}

    @cached_property
    def with_term(self) -> Mapping[tuple[str, str], tuple[Card, ...]]:
        """The cards of each (kind, slug) of a tag, topic or author, newest first."""
        found: dict[tuple[str, str], list[Card]] = defaultdict(list)
        for article in self.articles:
            if article.card.status != "hidden":
                for kind, name in terms_of(article):
                    cards = found[kind, term_slug(name)]
                    if not cards or cards[-1] is not article.card:
                        cards.append(article.card)
        return {key: tuple(cards) for key, cards in found.items()}

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """How the newest article spells each term."""
        spelled: dict[tuple[str, str], str] = {}
        for article in self.articles:
            for kind, name in terms_of(article):
                spelled.setdefault((kind, term_slug(name)), name)
        return spelled

    def periods(self, section: str, depth: int) -> tuple[tuple[int, ...], ...]:
        """The (year[, month[, day]]) with news of a section, or (empty) of the site, oldest first."""
        return tuple(dict.fromkeys([day[:depth] for day in self._days(section)]))

    def _in_period(self, section: str, period: tuple[int, ...]) -> tuple[Card, ...]:
        """The cards of a year, month or day, newest first: they stand together in the list of the section."""
        cards, days = self._dated(section), self._days(section)
        first, after = bisect_left(days, period), bisect_left(days, (*period[:-1], period[-1] + 1))
        return cards[len(days) - after : len(days) - first]

    def _dated(self, section: str) -> tuple[Card, ...]:
        return self.in_section.get(section, ()) if section else self.cards

    def _days(self, section: str) -> list[tuple[int, ...]]:
        """The days of the cards of a section, or of all, oldest first."""
        found = self._dates.get(section)
        if found is None:
            dates = [card.date for card in reversed(self._dated(section))]
            found = self._dates[section] = [(date.year, date.month, date.day) for date in dates]
        return found

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where articles, sections and the front page stand."""
        return frozenset((*(article.card.permalink for article in self.articles), *(f"/{path}/" for path in self.in_section), "/"))

    @cached_property
    def permalinks(self) -> Mapping[str, bytes]:
        """Where each article stands, as fingerprints of that."""
        return {article.card.id: article.card.permalink.encode() for article in self.articles}

    @cached_property
    def news(self) -> tuple[Card, ...]:
        """All cards but those of the sections that introduce the organisation, newest first."""
        about = {section.path for section in self.sections if section.menu != "main"}
        return tuple(card for card in self.cards if about.isdisjoint(ancestors(card.section))) if about else self.cards

    def print_article(self, id: str) -> bytes:
        """The fingerprint of an article as this site has it."""
        article, known = self.by_id.get(id), self._prints.get(id)
        if article is None:
            return MISSING
        return known[1] if known and known[0] is article else fingerprint(article)

    def print_card(self, id: str) -> bytes:
        """The fingerprint of an article's card: what lists of it rest on."""
        return self.card_prints.get(id, MISSING)

    @cached_property
    def card_prints(self) -> Mapping[str, bytes]:
        """The fingerprints of all cards, by the ids of their articles."""
        found: dict[str, bytes] = {}
        for article in self.articles:
            card = article.card
            known = self._prints.get(card.id)
            found[card.id] = known[2] if known and known[0].card is card else fingerprint(card)
        return found


@cache
def term_slug(name: str) -> str:
    """The slug of a tag, topic or author."""
    return slug(name)


def place_in(cards: Sequence[Card], card: Card) -> int:
    """Where in a list, newest first, a card stands, or would stand."""
    at = bisect_left(cards, -card.date.timestamp(), key=lambda other: -other.date.timestamp())
    while at < len(cards) and cards[at].date == card.date and cards[at].id > card.id:
        at += 1
    return at


def terms_of(article: Article) -> Iterator[tuple[str, str]]:
    """The (kind, name) of every tag, topic and author of an article that can be an address."""
    yield from (("tag", tag) for tag in article.tags)
    if article.topic:
        yield "topic", article.topic
    if article.author:
        yield "author", article.author


def is_due(article: Article, now: datetime) -> bool:
    """Whether readers may see it at a moment: not a draft, begun, and not ended."""
    return article.card.status != "draft" and article.card.date <= now and (article.expires is None or article.expires > now)


def due(articles: Iterable[Article], now: datetime, *, drafts: bool) -> list[Article]:
    """The articles that a build at that moment shows; with `drafts` also drafts and scheduled ones, marked as such."""
    shown = []
    for article in articles:
        if is_due(article, now):
            shown.append(article)
        elif drafts and article.card.status != "draft" and article.card.date > now:
            shown.append(article._replace(card=article.card._replace(status="scheduled")))
        elif drafts and article.card.status == "draft":
            shown.append(article)
    return shown


def sections_of(config: Config, site: Province) -> tuple[Section, ...]:
    """The sections of a site: those of the portal, and one with sub-sections for each predecessor whose articles it carries."""
    carried = []
    for id in site.carries:
        old = config.site(id)
        if old:
            carried.append(Section(old.id, f"Tin {old.name}", f"Tin, bài của {old.kind} {old.name} trước ngày 01/7/2025", "main"))
            carried += [Section(f"{old.id}/{section.path}", section.name, section.description) for section in config.sections]
    return (*config.sections, *carried)


def adopt(site: Province, article: Article) -> Article | None:
    """An article as a site shows it, or none where it does not: its own, one it also carries, or one of a predecessor."""
    if article.province == site.id:
        return article
    if article.province in site.carries:
        section = f"{article.province}/{article.card.section}"
        card = article.card._replace(section=section, permalink=f"/{article.province}{article.card.permalink}", pinned=False)
        return article._replace(card=card)
    if site.id in article.also_in:
        return article._replace(card=article.card._replace(pinned=False), aliases=())
    return None


def gather(
    config: Config, site: Province, articles: Iterable[Article], prints: Mapping[str, Prints] = MappingProxyType({})
) -> tuple[Library, list[Problem]]:
    """The library of a site from the due articles of all sites, and every clash of addresses in it.

    The oldest article (then the smallest id) keeps a disputed address; the others are kept apart at `…-2`, `…-3` and reported.
    """
    sections = sections_of(config, site)
    adopted = [shown for article in articles if (shown := adopt(site, article))]
    reserved = {f"/{section.path}/" for section in sections} | {f"/{s.path}/{name}/" for s in sections for name in RESERVED}
    wanted = {article.card.permalink for article in adopted}
    if len(wanted) == len(adopted) and reserved.isdisjoint(wanted):
        return Library(adopted, sections, prints), []
    adopted.sort(key=lambda article: (article.province != site.id, article.card.date, article.id))
    owners: dict[str, list[Article]] = defaultdict(list)
    for article in adopted:
        owners[article.card.permalink].append(article)
    placed, problems = [], []
    taken = reserved | set(owners)
    for permalink, rivals in owners.items():
        first = rivals[0]
        is_reserved = permalink in reserved
        for article in rivals:
            if article is first and not is_reserved:
                placed.append(article)
                continue
            folder, _, name = permalink.strip("/").rpartition("/")
            moved = f"/{folder}/{unique_slug(name, {p.rstrip('/').rpartition('/')[2] for p in taken if p.startswith(f'/{folder}/')})}/"
            taken.add(moved)
            placed.append(article._replace(card=article.card._replace(permalink=moved)))
            if article.province == site.id:
                titles = ", ".join(f"“{rival.card.title}” ({rival.path})" for rival in rivals)
                problems.append(CLASH.at(Place(article.path, 1), count=len(rivals), permalink=permalink, titles=titles, moved=moved))
    return Library(placed, sections, prints), problems
