"""How like two articles are: by the terms they share, by topic, tags and section, and by the time between them.

A score is a whole number, made of the two articles and the weights of terms alone, and the same from both sides. Articles are told apart by
their place in the order of ids. Since no term weighs that many have, all that are like one are found in a bounded number of steps.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import repeat
from math import isqrt
from typing import NamedTuple

from sitegen import terms
from sitegen.article import Article
from sitegen.fingerprints import LENGTH
from sitegen.weights import RAREST, Weights, in_parts

HALF_LIFE = 3 * 365 * 24
"""Hours between two articles that halve their nearness."""
TOPIC, TAG, SECTION = 250_000, 15_000, 30_000
"""What a shared topic, each shared tag and a shared section add to a likeness, where 1 000 000 is the same text."""
CLOSE = ((20_000_000, 5), (10_000_000, 3), (0, 1))
"""How far those are ahead of others that share terms of so much weight; a topic makes an article one of the first."""
_LAST = (1 << 24) - 1


class Entry(NamedTuple):
    """What ranking knows of an article: its terms, packed, with a digest of them, and what else makes it kin."""

    id: str
    terms: bytes
    digest: bytes
    when: int
    year: int
    section: str
    topic: str
    tags: tuple[str, ...]
    is_listed: bool


def entries(articles: Iterable[Article], packed: Iterable[bytes], digests: Iterable[bytes] = ()) -> list[Entry]:
    """What ranking knows of some articles; `packed` is what `terms.remember` made of each, `digests` fingerprints of that, if known."""
    articles, packed = list(articles), list(packed)
    cards = [article.card for article in articles]
    dates = [card.date for card in cards]
    columns = (
        [card.id for card in cards],
        packed,
        list(digests) or [blake2b(one, digest_size=LENGTH).digest() for one in packed],
        [int(date.timestamp()) for date in dates],
        [date.year for date in dates],
        [card.section for card in cards],
        [article.topic for article in articles],
        [article.tags for article in articles],
        [card.status != "hidden" for card in cards],
    )
    return list(map(Entry._make, zip(*columns, strict=True)))


class Likeness:
    """The scores of all pairs of some articles, made when asked for."""

    def __init__(self, entries: Sequence[Entry], weights: Weights) -> None:
        self._entries = entries
        self._weights = weights
        self._roots = array("i", [-1]) * len(entries)
        self._hours = array("q", [one.when // 3600 for one in entries])
        self._sections = _numbered([one.section for one in entries])
        self._topics = _numbered([one.topic for one in entries])
        self._tags = [one.tags for one in entries]
        self._hidden = {place for place, one in enumerate(entries) if not one.is_listed}
        self._postings: dict[int, array[int]] = {}

    def index(self) -> None:
        """Finds who has which terms, before any score is asked for."""
        steps = self._weights.steps
        for part in in_parts([one.terms for one in self._entries]):
            first: dict[int, int | array[int]] = {}
            before = first.get
            for place, numbers in enumerate(part):
                for term in numbers:
                    there = before(term)
                    if there is None:
                        first[term] = place
                    elif type(there) is int:
                        first[term] = array("I", (there, place))
                    else:
                        there.append(place)  # type: ignore[union-attr]
            for term, there in first.items():
                if not isinstance(there, int) and steps.get(term, RAREST):
                    self._postings[term] = there

    def index_of(self, places: Sequence[int]) -> None:
        """Finds who has the terms of these articles, before any score of theirs is asked for."""
        steps = self._weights.steps
        wanted = {term for place in places for term in terms.read(self._entries[place].terms) if steps.get(term, RAREST)}
        self._postings = {term: array("I") for term in wanted}
        for place, one in enumerate(self._entries):
            for term in wanted.intersection(terms.read(one.terms)):
                self._postings[term].append(place)

    def best(self, place: int, depth: int) -> list[tuple[int, int]]:
        """The listed articles most like one, as (score, place), best first. Those without a term in common are like in nothing."""
        counts = self._count(place)
        keys: list[int] = []
        for others, ahead in self._bands(place, counts):
            keys += self._keys(place, counts, others - self._hidden, ahead)
            if len(keys) >= depth:
                break
        keys.sort(reverse=True)
        return [_pair(key) for key in keys[:depth]]

    def scores(self, place: int) -> Iterator[tuple[int, int]]:
        """All articles that share a term with one, hidden ones too, as (score, place)."""
        counts = self._count(place)
        for others, ahead in self._bands(place, counts):
            yield from map(_pair, self._keys(place, counts, others, ahead))

    def _count(self, place: int) -> dict[int, int]:
        """What the terms weigh together that others share with an article."""
        counts: dict[int, int] = {}
        before, steps, postings = counts.get, self._weights.steps, self._postings
        for term in terms.read(self._entries[place].terms):
            there = postings.get(term)
            if there is not None:
                step = steps.get(term, RAREST)
                for other in there:
                    counts[other] = before(other, 0) + step
        counts.pop(place, None)
        return counts

    def _bands(self, place: int, counts: dict[int, int]) -> Iterator[tuple[set[int], int]]:
        """The articles counted in bands, the closest first, and how far each is ahead."""
        done = counts.keys() & self._of_topic[self._topics[place]] if self._entries[place].topic else set()
        yield done, CLOSE[0][0]
        for ahead, least in CLOSE:
            band = {other for other, count in counts.items() if count >= least} - done
            yield band, ahead
            done |= band

    def _keys(self, place: int, counts: dict[int, int], others: Collection[int], ahead: int) -> list[int]:
        """The scores of some articles as numbers that are the greater the better, and of equals for the one that comes first."""
        roots, hours, sections, topics, tags = self._roots, self._hours, self._sections, self._topics, self._tags
        for other in (*others, place):
            if roots[other] < 0:
                roots[other] = self._root(other)
        root, hour, section, topic, own = roots[place], hours[place], sections[place], topics[place], frozenset(tags[place])
        has_topic = self._entries[place].topic != ""
        keys = []
        for other in others:
            score = counts[other] * root * roots[other] >> 20
            if has_topic and topics[other] == topic:
                score += TOPIC
            if sections[other] == section:
                score += SECTION
            if own:
                score += TAG * len(own.intersection(tags[other]))
            keys.append((score * HALF_LIFE // (HALF_LIFE + abs(hour - hours[other])) + ahead << 24) + _LAST - other)
        return keys

    def _root(self, place: int) -> int:
        """The root of 2**20 million over the weight of an article: the product of two is what a shared unit of weight counts for."""
        weight = sum(map(self._weights.steps.get, terms.read(self._entries[place].terms), repeat(RAREST)))
        return isqrt((1_000_000 << 20) // weight) if weight else 0

    @cached_property
    def _of_topic(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for place, topic in enumerate(self._topics):
            found[topic].add(place)
        return found


def _numbered(names: list[str]) -> array[int]:
    """A number for each name, equal ones for equal names."""
    numbers: dict[str, int] = {}
    return array("I", [numbers.setdefault(name, len(numbers)) for name in names])


def _pair(key: int) -> tuple[int, int]:
    return key >> 24, _LAST - (key & _LAST)
