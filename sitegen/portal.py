"""The portal: all sites of the union, and what they know of each other.

A site is self-contained; what it may ask about the others is asked here: where an article really lives, which site carries an old one's
articles, what the union's front page shows of everyone. It holds libraries, never pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property
from types import MappingProxyType

from sitegen import counts
from sitegen.article import Article, Card
from sitegen.errors import Problem
from sitegen.fingerprints import combine, fingerprint
from sitegen.library import Library, Prints, due, gather
from sitegen.pictures import Pictures
from sitegen.related import Ranking
from sitegen.settings import Config, Province

UNION = ""
"""The id of the union's own front page among the sites."""


class Portal:
    """All due articles at a moment, sorted into one library a site when it is first asked for; `clashes` are what was found then.

    `prints` are the fingerprints of the articles as they were read, `digests` those of their files, both by id.
    """

    def __init__(
        self,
        config: Config,
        articles: Collection[Article],
        now: datetime,
        pictures: Pictures,
        *,
        drafts: bool = False,
        prints: Mapping[str, Prints] = MappingProxyType({}),
        digests: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self.config = config
        self.now = now
        self.pictures = pictures
        self.digests = digests
        self.prints = prints
        self.rankings: dict[str, Ranking] = {}
        self.shown = due(articles, now, drafts=drafts)
        self.libraries: Mapping[str, Library] = _Libraries(self._gather)
        self.clashes: dict[str, list[Problem]] = {}
        self.until = self._next_event(articles)

    def _gather(self, id: str) -> Library:
        """The library of a site; the clashes found on the way are kept."""
        if id == UNION:
            return Library((self.libraries[home.id].by_id[article] for article, home in self.homes.items()), (), self.prints)
        site = self.config.site(id)
        assert site is not None, id
        library, self.clashes[id] = gather(self.config, site, self._candidates[id], self.prints)
        return library

    @cached_property
    def _candidates(self) -> Mapping[str, list[Article]]:
        """The articles that each site may show."""
        found: dict[str, list[Article]] = defaultdict(list)
        for article in self.shown:
            found[article.province].append(article)
            others = (*self._carriers(article.province), *article.also_in)
            for id in dict.fromkeys(others) if others else ():
                if id != article.province:
                    found[id].append(article)
        return found

    @cached_property
    def homes(self) -> Mapping[str, Province]:
        """The site where each article really lives."""
        return {article.card.id: self.home(article.province) for article in self.shown}

    def _next_event(self, articles: Iterable[Article]) -> datetime:
        """The moment at which the clock next changes what is shown: an article begins or ends, at the latest tomorrow does."""
        tomorrow, now = (self.now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0), self.now
        begin = [article.card.date for article in articles if article.card.date > now]
        end = [article.expires for article in articles if article.expires and article.expires > now]
        return min(tomorrow, *begin, *end) if begin or end else tomorrow

    def lasts(self, until: datetime | None) -> None:
        """Notes that an answer lasts until a moment only."""
        if until and until < self.until:
            self.until = until

    @cached_property
    def counts(self) -> counts.Found:
        """What was counted of all sites."""
        return counts.read(self.config)

    @cached_property
    def print(self) -> bytes:
        """The fingerprint of all articles that are shown, and so of every order and address that follows from them."""
        return combine(*map(self._print, self.shown))

    def _print(self, article: Article) -> bytes:
        known = self.prints.get(article.card.id)
        return known[1] if known and known[0] is article else fingerprint(article)

    @cache  # noqa: B019  as long-lived as the portal itself
    def home(self, id: str) -> Province:
        """The site where a province's articles live: its own, or the one that carries it once it has retired."""
        own = self.config.site(id)
        assert own is not None, id
        carrier = next((site for site in self.config.provinces if id in site.carries), None)
        return carrier if own.retired and carrier else own

    @cache  # noqa: B019
    def _carriers(self, id: str) -> tuple[str, ...]:
        """The sites that carry a province's articles."""
        return tuple(site.id for site in self.config.provinces if id in site.carries)

    def permalink(self, site: str, id: str) -> str:
        """Where an article stands on a site, or empty."""
        article = self.libraries[site].by_id.get(id)
        return article.card.permalink if article else ""

    def url(self, id: str) -> str:
        """The canonical address of an article, or empty where no due article has that id."""
        home = self.homes.get(id)
        return home.url.rstrip("/") + self.permalink(home.id, id) if home else ""

    def by_url(self, card: Card) -> Card:
        """A card as the union's front page shows it: by its full address."""
        return card._replace(permalink=self.url(card.id), pinned=False)


class _Libraries(dict[str, Library]):
    """The libraries by their sites, each gathered when it is first asked for."""

    def __init__(self, gather: Callable[[str], Library]) -> None:
        super().__init__()
        self._gather = gather

    def __missing__(self, id: str) -> Library:
        library = self[id] = self._gather(id)
        return library
