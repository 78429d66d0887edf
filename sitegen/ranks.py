"""The ranks of a site in one flat array: for each article, by its place among all, the best others by theirs with their scores.

Articles stand in the order of their ids, so the order of places is the order of ids, and one that comes or goes shifts all behind it.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence

DEPTH = 16
"""How many related articles are ranked: lists ask for fewer."""

Best = list[tuple[int, int]]
"""The best others of an article as (score, place), best first."""

_UNKNOWN = (1 << 32) - 1
_WIDTH = 2 * DEPTH


class Ranks:
    """The ranks of so many articles, none of them known. A row is a rank as bytes; a short one ends in the place behind the last."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._flat = array("I", [_UNKNOWN, count]) * (count * DEPTH)

    def pack(self) -> bytes:
        """The ranks for the next build."""
        return marshal.dumps((self._count, self._flat.tobytes()))

    def row(self, best: Best) -> bytes:
        """A rank as a row."""
        padded = best + [(0, self._count)] * (DEPTH - len(best))
        return array("I", [number for pair in padded for number in pair]).tobytes()

    def read(self, row: bytes) -> Best:
        """The rank in a row."""
        numbers = iter(array("I", row))
        return [(score, place) for score, place in zip(numbers, numbers, strict=True) if place != self._count]

    def places(self, row: bytes, count: int) -> list[int]:
        """The places of the first so many in a row."""
        return self._shown(array("I", row[: 8 * count])[1::2])

    def nearest(self, place: int, count: int) -> list[int] | None:
        """The places of the first so many in the rank of an article; none where it is not known."""
        at = place * _WIDTH
        return None if self._flat[at] == _UNKNOWN else self._shown(self._flat[at + 1 : at + 2 * count : 2])

    def _shown(self, places: array[int]) -> list[int]:
        found = places.tolist()
        return [place for place in found if place != self._count] if self._count in found else found

    def get(self, place: int) -> bytes | None:
        """The row of an article; none where its rank is not known."""
        row = self._flat[place * _WIDTH : (place + 1) * _WIDTH]
        return None if row[0] == _UNKNOWN else row.tobytes()

    def put(self, place: int, row: bytes) -> None:
        """Makes the rank of an article known."""
        self._flat[place * _WIDTH : (place + 1) * _WIDTH] = array("I", row)

    def offer(self, place: int, score: int, other: int) -> None:
        """Adds another article to a rank that is known, where it is better than the last one there."""
        at = (place + 1) * _WIDTH
        if (score, -other) > (self._flat[at - 2], -self._flat[at - 1]) and (row := self.get(place)):
            best = sorted([*self.read(row), (score, other)], key=lambda pair: (-pair[0], pair[1]))
            self.put(place, self.row(best[:DEPTH]))

    def replace(self, gone: Sequence[int], new: Sequence[int]) -> list[int]:
        """Takes out the articles of these old places, makes room at these new ones, both ascending; finds whose rank had one taken out."""
        total = self._count - len(gone) + len(new)
        lost = total + 1
        left, places = list(range(self._count + 1)), list(range(total + 1))
        for taken, among in ((gone, left), (new, places)):
            for place in reversed(taken):
                del among[place]
        moved = [lost] * (self._count + 1)
        for old, place in zip(left, places, strict=True):
            moved[old] = place
        for place in reversed(gone):
            del self._flat[place * _WIDTH : (place + 1) * _WIDTH]
        self._flat[1::2] = array("I", map(moved.__getitem__, self._flat[1::2]))
        self._count = total
        for place in new:
            self._flat[place * _WIDTH : place * _WIDTH] = array("I", [_UNKNOWN, total]) * DEPTH
        return sorted({at // DEPTH for at, other in enumerate(self._flat[1::2]) if other == lost}) if gone else []


def unpack(packed: bytes) -> Ranks:
    """The ranks of the last build."""
    ranks = Ranks(0)
    ranks._count, flat = marshal.loads(packed)
    ranks._flat = array("I", flat)
    return ranks
