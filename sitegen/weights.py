"""How much a term tells: the fewer articles have it the more, in coarse steps, and nothing at all where too many do.

Steps are halvings of the number of articles that have a term, so one article more or less moves hardly any weight; and whatever weighs is
had by so few that they can be looked at one by one. Terms are counted in parts of their range: the rare ones, which are most, need never be
in memory all at once.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from sitegen import terms

RAREST = 8
"""What a term weighs that few or none have."""
MOST = ((32_768, 48), (0, 32))
"""From so many articles on, a term weighs nothing that more than so many have."""
SHARE = 8
"""Closed years count when they have at least one in so many articles."""
GROWTH = 1.25
"""A year that ends moves weights only when there are so many times the articles there were when they last moved."""
PART = 16_384
"""How many articles have as many terms as may be counted at once."""


class Weights(NamedTuple):
    """The weights of terms: 1, 2, 4 or 8, or 0 where more than `most` articles have it. Those that are not listed weigh 8."""

    most: int
    steps: dict[int, int]

    def moved(self, before: Weights) -> set[int] | None:
        """The terms that weighed something else before; None where all may have."""
        if self.most != before.most:
            return None
        return {term for term, _ in self.steps.items() ^ before.steps.items()}

    def pack(self) -> bytes:
        """The weights for the next build."""
        return marshal.dumps((self.most, array("I", self.steps).tobytes(), bytes(self.steps.values())))


def unpack(packed: bytes) -> Weights:
    """The weights of the last build."""
    most, listed, steps = marshal.loads(packed)
    return Weights(most, dict(zip(array("I", listed), steps, strict=True)))


def close_before(years: Sequence[int]) -> int:
    """The year before which articles are weighed by: years that have ended, or all where those have too few articles to judge by.

    Of a portal that has grown for ten years the weights stay for two or three: all pages may change when they move.
    """
    counts = sorted(Counter(years).items())
    end = total = weighed = 0
    for year, count in counts[:-1]:
        total += count
        if total >= GROWTH * weighed:
            end, weighed = year + 1, total
    return end if SHARE * weighed >= len(years) else max(years, default=0) + 1


def weigh(packed: Sequence[bytes]) -> Weights:
    """The weights of terms by the articles of closed years, given as `terms.remember` packs them."""
    most = next(most for least, most in MOST if len(packed) >= least)
    steps: dict[int, int] = {}
    for part in in_parts(packed):
        counts = Counter(chain.from_iterable(part))
        for term, count in counts.items():
            if count > most // RAREST:
                steps[term] = 1 << (most // count).bit_length() - 1 if count <= most else 0
    return Weights(most, steps)


def in_parts(packed: Sequence[bytes]) -> Iterator[Iterator[array[int]]]:
    """The terms of articles, first the low ones of each, then the next: so that what is made of a part may fit where all would not."""
    parts = len(packed) // PART + 1
    edges = [(part << 30) // parts for part in range(parts)] + [1 << 32]
    for low, high in pairwise(edges):
        yield map(terms.read, packed) if parts == 1 else (_between(terms.read(one), low, high) for one in packed)


def _between(numbers: array[int], low: int, high: int) -> array[int]:
    return numbers[bisect_left(numbers, low) : bisect_left(numbers, high)]
