"""Related articles for the one page that is asked for: ranked when it is shown, from terms that are held in memory."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen import related
from sitegen.likeness import Entry, entry
from sitegen.portal import UNION, Portal
from sitegen.related import Ranking


class Nearness:
    """What ranking remembers of every article, by the path of its file."""

    def __init__(self, terms: Mapping[str, bytes]) -> None:
        self.terms = dict(terms)

    def learn(self, terms: Mapping[str, bytes]) -> None:
        """Takes in what is remembered of articles that were read."""
        self.terms |= terms


class Rankings(dict[str, Ranking]):
    """The rankings of the sites of a portal, each made when it is first asked for."""

    def __init__(self, portal: Portal, nearness: Nearness) -> None:
        super().__init__()
        self._portal = portal
        self._nearness = nearness

    def __missing__(self, id: str) -> Ranking:
        def entries() -> list[Entry]:
            if id == UNION:
                return []
            articles = self._portal.libraries[id].articles
            return [entry(article, self._nearness.terms[article.path.partition("/")[2]]) for article in articles]

        ranking = self[id] = related.rank(entries)
        return ranking
