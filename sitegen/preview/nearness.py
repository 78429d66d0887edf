"""Related articles for the one page that is asked for: ranked when it is shown, from an index of terms that saves bring up to date.

A build ranks all articles and remembers that; here only the article on the screen is ranked, and its rank is the same. The index is one
flat array of (term, article), sorted; articles that were saved since it was made stand beside it until there are too many of them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread

from sitegen import terms, weights
from sitegen.article import Article
from sitegen.build import front_page
from sitegen.errors import Refused
from sitegen.likeness import Entry, Likeness, entries
from sitegen.portal import UNION, Portal
from sitegen.project import Project
from sitegen.ranks import DEPTH
from sitegen.related import AFRESH, Ranking, nothing
from sitegen.weights import MOST, RAREST, Weights

_LOW = (1 << 32) - 1
_LATE = 1000
"""After how many saved articles the index is made anew."""


class Index:
    """Which articles have a term: articles are numbers, given to the paths of their files as they come, for ever."""

    def __init__(self, remembered: Mapping[str, bytes]) -> None:
        self.terms = dict(remembered)
        self.numbers = {path: number for number, path in enumerate(self.terms)}
        self._making: Thread | None = None
        self._make()

    def learn(self, remembered: Mapping[str, bytes]) -> None:
        """Takes in what is remembered of articles that were read."""
        for path, packed in remembered.items():
            number = self.numbers.setdefault(path, len(self.numbers))
            if number in self._late:
                for term in terms.read(self.terms[path]):
                    self._late_who[term].discard(number)
            self.terms[path] = packed
            self._late.add(number)
            for term in terms.read(packed):
                self._late_who[term].add(number)
        if len(self._late) > _LATE:
            self._wait()
            self._make()

    def who(self, term: int) -> Iterator[int]:
        """The numbers of the articles that have a term, those gone among them."""
        self._wait()
        flat, late = self._flat, self._late
        at, key = bisect_left(flat, term << 32), term
        while at < len(flat) and flat[at] >> 32 == key:
            number = flat[at] & _LOW
            if number not in late:
                yield number
            at += 1
        yield from self._late_who.get(term, ())

    def _make(self) -> None:
        """Begins to sort all terms, in a thread of its own: nothing waits for it that does not need it."""
        self._late: set[int] = set()
        self._late_who: dict[int, set[int]] = defaultdict(set)
        rows = [(self.numbers[path], packed) for path, packed in self.terms.items()]

        def work() -> None:
            self._flat = array("Q", sorted([term << 32 | number for number, packed in rows for term in terms.read(packed)]))

        self._making = Thread(target=work, daemon=True, name="index")
        self._making.start()

    def _wait(self) -> None:
        if self._making:
            self._making.join()
            self._making = None


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The weights of a site's terms, and the articles of closed years that they are of."""

    closed: Mapping[str, bytes]
    weights: Weights


class Nearness:
    """What the rankings of all sites are made from, kept while the articles change."""

    def __init__(self, remembered: Mapping[str, bytes]) -> None:
        self.index = Index(remembered)
        self._entries: dict[tuple[str, str], tuple[Article, bytes, Entry]] = {}
        self._weighed: dict[str, _Weighed] = {}

    def learn(self, remembered: Mapping[str, bytes]) -> None:
        """Takes in what is remembered of articles that were read."""
        self.index.learn(remembered)

    def ranking(self, id: str, articles: Sequence[Article]) -> Ranking:
        """The ranking of a site with these articles."""
        rows = sorted(((self._entry(id, article), article.path.partition("/")[2]) for article in articles), key=lambda row: row[0].id)
        entries = [one for one, _ in rows]
        end = weights.close_before([one.year for one in entries])
        self._weighed[id] = self._weigh(self._weighed.get(id), {path: one.terms for one, path in rows if one.year < end})
        places = array("i", [-1]) * len(self.index.numbers)
        for place, (_, path) in enumerate(rows):
            places[self.index.numbers[path]] = place
        return _OneByOne(entries, _Scores(entries, self._weighed[id].weights, self.index, places))

    def _entry(self, id: str, article: Article) -> Entry:
        path = article.path.partition("/")[2]
        packed, known = self.index.terms[path], self._entries.get((id, path))
        if known is None or known[0] is not article or known[1] is not packed:
            known = self._entries[id, path] = (article, packed, entries([article], [packed])[0])
        return known[2]

    def _weigh(self, known: _Weighed | None, closed: Mapping[str, bytes]) -> _Weighed:
        """The weights by these articles: those known, but for the terms of articles that came, went or changed."""
        most = next(most for least, most in MOST if len(closed) >= least)
        moved = [path for path in closed.keys() | known.closed.keys() if closed.get(path) != known.closed.get(path)] if known else []
        if known is None or known.weights.most != most or AFRESH * len(moved) > len(closed):
            return _Weighed(closed, weights.weigh(list(closed.values())))
        if not moved:
            return known
        touched: set[int] = set()
        for path in moved:
            touched |= {*terms.read(closed.get(path, b""))} ^ {*terms.read(known.closed.get(path, b""))}
        counted = {self.index.numbers[path] for path in closed}
        steps = dict(known.weights.steps)
        for term in touched:
            count = sum(number in counted for number in self.index.who(term))
            steps.pop(term, None)
            if count > most // RAREST:
                steps[term] = 1 << (most // count).bit_length() - 1 if count <= most else 0
        return _Weighed(closed, Weights(most, steps))


class _Scores(Likeness):
    """Scores that find who shares a term in the index."""

    def __init__(self, entries: Sequence[Entry], known: Weights, index: Index, places: array[int]) -> None:
        super().__init__(entries, known)
        self._index = index
        self._at = places

    def _count(self, place: int) -> dict[int, int]:
        counts: dict[int, int] = defaultdict(int)
        steps, at = self._weights.steps, self._at
        for term in terms.read(self._entries[place].terms):
            step = steps.get(term, RAREST)
            if step:
                for number in self._index.who(term):
                    counts[at[number]] += step
        counts.pop(place, None)
        counts.pop(-1, None)
        return counts


class _OneByOne(Ranking):
    """A ranking that makes each rank when it is asked for, and knows none before."""

    def __init__(self, entries: list[Entry], scores: _Scores) -> None:
        self.ranks = {}
        self._make_entries = lambda: entries
        self._before = nothing
        self._scores = scores

    def _row(self, id: str) -> bytes:
        return self._known.row(self._scores.best(self._places[id], DEPTH))


class Rankings(dict[str, Ranking]):
    """The rankings of the sites of a portal, each made when it is first asked for."""

    def __init__(self, portal: Portal, nearness: Nearness) -> None:
        super().__init__()
        self._portal = portal
        self._nearness = nearness

    def __missing__(self, id: str) -> Ranking:
        articles = self._portal.libraries[id].articles if id != UNION else []
        ranking = self[id] = self._nearness.ranking(id, articles)
        return ranking


class FirstRankings(Rankings):
    """The rankings with which the preview begins: as the last real build left them, where the articles are still the same."""

    def __init__(self, project: Project, nearness: Nearness) -> None:
        super().__init__(project.portal, nearness)
        self._project = project

    def __missing__(self, id: str) -> Ranking:
        province = front_page(self._project.config) if id == UNION else self._project.config.site(id)
        assert province is not None, id
        try:
            self._project.job(province)
        except Refused:  # a theme that was spoiled since
            return super().__missing__(id)
        return self[id]
