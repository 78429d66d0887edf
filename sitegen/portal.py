"""The portal: all sites of the union, and what they know of each other.

A site is self-contained; what it may ask about the others is asked here: where an article really lives, which site carries an old one's
articles, what the union's front page shows of everyone. It holds libraries, never pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sitegen.article import Article
from sitegen.errors import Problem
from sitegen.library import Library, due, gather
from sitegen.pictures import Pictures
from sitegen.related import Ranking
from sitegen.settings import Config, Province

UNION = ""
"""The id of the union's own front page among the sites."""


class Portal:
    """All due articles at a moment, sorted into one library a site; `problems` are the clashes found on the way.

    `digests` are the fingerprints of the articles' files by id, and `rankings` the related articles of each site; the build fills them in.
    """

    def __init__(self, config: Config, articles: Iterable[Article], now: datetime, pictures: Pictures, *, drafts: bool = False) -> None:
        self.config = config
        self.now = now
        self.pictures = pictures
        self.digests: Mapping[str, bytes] = {}
        self.rankings: dict[str, Ranking] = {}
        shown = due(articles, now, drafts=drafts)
        self.libraries: dict[str, Library] = {}
        self.problems: list[Problem] = []
        for province in config.provinces:
            self.libraries[province.id], problems = gather(config, province, shown)
            self.problems += problems
        self.homes = {article.id: self.home(article.province) for article in shown}
        self.libraries[UNION] = Library(self._absolute(article) for article in shown if article.province)

    def home(self, id: str) -> Province:
        """The site where a province's articles live: its own, or the one that carries it once it has retired."""
        own = self.config.site(id)
        assert own is not None, id
        carrier = next((site for site in self.config.provinces if id in site.carries), None)
        return carrier if own.retired and carrier else own

    def permalink(self, site: str, id: str) -> str:
        """Where an article stands on a site, or empty."""
        article = self.libraries[site].by_id.get(id)
        return article.card.permalink if article else ""

    def url(self, id: str) -> str:
        """The canonical address of an article, or empty where no due article has that id."""
        home = self.homes.get(id)
        return home.url.rstrip("/") + self.permalink(home.id, id) if home else ""

    def _absolute(self, article: Article) -> Article:
        """An article as the union's front page shows it: by its full address."""
        return replace(article, card=replace(article.card, permalink=self.url(article.id), pinned=False))
