"""What a site looks things up in, and the fingerprints of what it finds, taken without answering.

The fingerprint of a part of a list is a part of the list's fingerprints, which were taken when the articles were read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from sitegen.article import Article, Card
from sitegen.errors import Problem
from sitegen.fingerprints import LENGTH, MISSING, fingerprint
from sitegen.images import PhotoError
from sitegen.library import Library
from sitegen.memo import Key, Memo
from sitegen.portal import Portal
from sitegen.settings import Config, Province


class Looked:
    """One site of the portal with all it can be asked. `outside` answers for what is no method here: templates, assets and settings."""

    def __init__(self, portal: Portal, province: Province, memo: Memo, outside: Callable[[Key], bytes] = lambda key: MISSING) -> None:
        self.portal = portal
        self.province = province
        self.memo = memo
        self._outside = outside

    @property
    def config(self) -> Config:
        """The settings of the portal; every page rests on them as a whole."""
        return self.portal.config

    @cached_property
    def library(self) -> Library:
        """All its articles, in their orders."""
        return self.portal.libraries[self.province.id]

    def clashes(self) -> list[Problem]:
        """The addresses that two of its articles want."""
        _ = self.library
        return self.portal.clashes[self.province.id]

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a fact as it is now; that of what is missing where there is no answer."""
        printed = _PRINTED.get(key[0])
        try:
            if printed is not None:
                return printed(self, *key[1:])
            method = getattr(self, key[0], None)
            return self._outside(key) if method is None else fingerprint(method(*key[1:]))
        except (LookupError, OSError):
            return MISSING

    def print_facts(self, form: tuple[Any, ...], ids: Iterable[str]) -> Iterator[bytes]:
        """The fingerprints of one fact about many articles as it is now; `form` is its name with the other arguments."""
        name, *others = form
        printed = _PRINTED.get(name)
        for id in ids:
            try:
                yield printed(self, id, *others) if printed else self.print_fact((name, id, *others))
            except (LookupError, OSError):
                yield MISSING

    def _mapped_in(self, year: int, month: int) -> Iterator[Article]:
        """The listed articles of a month whose canonical address is here, newest first."""
        cards, by_id = self.library.listed("period", ("", (year, month))), self.library.by_id
        return (by_id[card.id] for card in cards if self._is_home_of(card))

    def _is_home_of(self, card: Card) -> bool:
        """Whether the canonical address of an article is here."""
        return self.portal.homes[card.id].id == self.province.id

    def _print_picture(self, file: str) -> bytes:
        opened = self.portal.pictures.open(file)
        return opened.kind.name.encode() if isinstance(opened, PhotoError) else fingerprint(opened)

    def _print_download(self, file: str) -> bytes:
        """A file that is published as it is: by its stamp, else by its bytes."""
        known = self.portal.pictures.files.get(file)
        return fingerprint(known or (self.config.content / file).read_bytes())

    def _print_span(self, kind: str, subject: Any, start: int, stop: int | None) -> bytes:
        prints = self.library.print_list(kind, subject)
        return prints[start * LENGTH : None if stop is None else stop * LENGTH]

    def _print_mapped(self, year: int, month: int) -> bytes:
        return b"".join([self.library.print_article(article.card.id) for article in self._mapped_in(year, month)])

    def _print_newer(self, id: str, count: int) -> bytes:
        section = self.library.by_id[id].card.section
        at, _ = self.library.place("section", section, id)
        return self.library.print_list("section", section)[max(0, at - count) * LENGTH : at * LENGTH]

    def _print_older(self, id: str, count: int) -> bytes:
        section = self.library.by_id[id].card.section
        _, at = self.library.place("section", section, id)
        return self.library.print_list("section", section)[at * LENGTH : (at + count) * LENGTH]

    def _print_near(self, id: str, count: int) -> bytes:
        prints = self.library.card_prints
        return b"".join([prints[other] for other in self.portal.rankings[self.province.id].related(id, count)])

    def _print_around(self, id: str, count: int) -> bytes:
        at, after = self.library.place("news", "", id)
        prints = self.library.print_list("news", "")
        older = prints[after * LENGTH : (after + count) * LENGTH]
        return older + b"|" + prints[max(0, at - count + len(older) // LENGTH) * LENGTH : at * LENGTH]


_PRINTED: dict[str, Callable[..., bytes]] = {
    "article": lambda facts, id: facts.library.print_article(id),
    "card_of": lambda facts, id: facts.library.print_card(id),
    "text": lambda facts, id: facts.portal.digests[id],
    "near": Looked._print_near,
    "permalink_of": lambda facts, id: facts.library.permalinks.get(id) or facts.portal.url(id).encode(),
    "home_id": lambda facts, id: facts.portal.homes[id].id.encode(),
    "url_of": lambda facts, id: facts.portal.url(id).encode(),
    "has_page": lambda facts, permalink: b"1" if permalink in facts.library.addresses else b"0",
    "span": Looked._print_span,
    "length": lambda facts, kind, subject: b"%d" % len(facts.library.listed(kind, subject)),
    "newer_in": Looked._print_newer,
    "older_in": Looked._print_older,
    "mapped_in": Looked._print_mapped,
    "news_around": Looked._print_around,
    "picture": Looked._print_picture,
    "download": Looked._print_download,
}
"""How the fingerprints of facts that are asked by the thousand are taken without answering them; `LookupError` is for what is missing."""
