"""Which articles tell the same story: the ranking of a site, brought up to date from build to build.

A score is made of two articles and the weights of terms, and weights come from years that are over, as they were when the archive last grew
by a quarter. So a new article moves no old score, all that the last build knew stays true but for the articles that changed, and a rank can
be made when it is first asked for, in any process. The same articles are ranked alike from any start.
"""

from __future__ import annotations

import marshal
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

from sitegen import ranks, terms, weights
from sitegen.likeness import Entry, Likeness
from sitegen.ranks import DEPTH, Ranks
from sitegen.weights import Weights

AFRESH = 8
"""When more than one in so many articles changed, all are ranked afresh."""

Before = Callable[[str], bytes | None]
"""Gives a part of what `Ranking.pack` left, by its name."""

PARTS = ("articles", "weights", "ranks")
_COMPARED = ("id", "digest", "year", "when", "section", "topic", "tags", "is_listed")


def nothing(name: str) -> bytes | None:
    """What is known before the first build."""
    return None


class Ranking:
    """The ranking of a site's articles. Ranks are made when asked for, and it shows in nothing when or where that was.

    `ranks` are those made here, packed, by id; what other processes made of the same articles may be added.
    """

    def __init__(self, entries: Callable[[], Iterable[Entry]], before: Before, *, is_same: bool) -> None:
        self.ranks: dict[str, bytes] = {}
        self._make_entries = entries
        self._before = before
        self._is_indexed = False
        known = before("articles")
        if not (is_same and known) and known != self._articles:
            self._before = nothing
            if known is not None:
                self._learn(marshal.loads(known), before)

    def best(self, id: str) -> tuple[tuple[int, str], ...]:
        """The listed articles most like one, of those that share a term with it, as (-score, id), best first; at most `DEPTH`."""
        return tuple((-score, self._columns[0][other]) for score, other in self._known.read(self._row(id)))

    def _row(self, id: str) -> bytes:
        row = self.ranks.get(id) or self._known.get(self._places[id])
        if row is None:
            self._index()
            self.ranks[id] = row = self._make(self._places[id])
        return row

    def _near(self, id: str, count: int) -> list[int]:
        known = None if id in self.ranks else self._known.nearest(self._places[id], count)
        return self._known.places(self._row(id), count) if known is None else known

    def related(self, id: str, count: int) -> tuple[str, ...]:
        """The ids of the listed articles nearest to one, best first.

        Never the article itself; filled with the nearest in time of its section, then of all, so that it is only shorter than `count` when
        the site is.
        """
        all_ids = self._columns[0]
        found = [all_ids[other] for other in self._near(id, count)]
        if len(found) == count:
            return tuple(found)
        ids, place = dict.fromkeys(found), self._places[id]
        for other in chain(self._nearest(place, self._columns[4][place]), self._nearest(place, None)):
            ids[all_ids[other]] = None
            if len(ids) == count:
                break
        return tuple(ids)

    def prepare(self, ids: Iterable[str]) -> None:
        """Makes now what ranking these articles takes, for processes that will share it; nothing where all of them are ranked."""
        if any(id in self._places and self._known.get(self._places[id]) is None for id in ids):
            self._index()

    def _index(self) -> None:
        if not self._is_indexed:
            self._likeness.index()
            self._is_indexed = True

    def pack(self) -> Mapping[str, bytes]:
        """What the next build may know, in parts that are read one by one; only those that are other than before."""
        new = [name for name in PARTS if self._before(name) is None or (name == "ranks" and self.ranks)]
        for id, row in self.ranks.items():
            self._known.put(self._places[id], row)
        made = {"articles": lambda: self._articles, "weights": lambda: self._weights.pack(), "ranks": lambda: self._known.pack()}
        return {name: made[name]() for name in new}

    @cached_property
    def _entries(self) -> list[Entry]:
        return sorted(self._make_entries(), key=attrgetter("id"))

    @cached_property
    def _columns(self) -> tuple[list[Any], ...]:
        known = self._before("articles") if "_entries" not in self.__dict__ else None
        return marshal.loads(known) if known else tuple(list(map(attrgetter(name), self._entries)) for name in _COMPARED)

    @cached_property
    def _articles(self) -> bytes:
        """What is compared of all articles; version 2 of `marshal` writes equal values as equal bytes."""
        return marshal.dumps(tuple(list(map(attrgetter(name), self._entries)) for name in _COMPARED), 2)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id: place for place, id in enumerate(self._columns[0])}

    @cached_property
    def _weights(self) -> Weights:
        known = self._before("weights")
        return weights.unpack(known) if known else weights.weigh(self._closed_terms())

    def _closed_terms(self) -> list[bytes]:
        end = weights.close_before(self._columns[2])
        return [one.terms for one in self._entries if one.year < end]

    @cached_property
    def _known(self) -> Ranks:
        known = self._before("ranks")
        return ranks.unpack(known) if known else Ranks(len(self._columns[0]))

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._entries, self._weights)

    def _learn(self, columns: tuple[list[Any], ...], before: Before) -> None:
        """Takes from the last build the weights and all ranks it made, and brings these up to date; not where too much changed."""
        packed, known = before("weights"), before("ranks")
        if packed is None or known is None:
            return
        moved: set[int] | None = set()
        if _closed(self._columns) == _closed(columns):
            self._weights = weights.unpack(packed)
        else:
            moved = self._weights.moved(weights.unpack(packed))
        old, now = (dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True)) for rows in (columns, self._columns))
        changed = {id for id, row in now.items() if row != old.get(id)}
        if moved:
            changed |= {one.id for one in self._entries if not moved.isdisjoint(terms.read(one.terms))}
        gone = [place for place, id in enumerate(columns[0]) if id in changed or id not in now]
        new = [place for place, id in enumerate(self._columns[0]) if id in changed]
        if moved is None or AFRESH * max(len(gone), len(new)) > len(now):
            return
        self._known = ranks.unpack(known)
        touched = self._known.replace(gone, new)
        self._likeness.index_of([*new, *touched])
        for place in new:
            for score, other in self._likeness.scores(place) if self._entries[place].is_listed else ():
                self._known.offer(other, score, place)
        for place in (*new, *touched):
            self._known.put(place, self._make(place))

    def _make(self, place: int) -> bytes:
        return self._known.row(self._likeness.best(place, DEPTH))

    def _nearest(self, place: int, section: str | None) -> Iterator[int]:
        """The other listed articles of a section, or of all, nearest in time first, and of two as near the later."""
        among, whens = self._in_time[section], self._columns[3]
        after = bisect_left(among, (whens[place], place), key=lambda other: (whens[other], other))
        before = after - 1
        after += after < len(among) and among[after] == place
        while before >= 0 or after < len(among):
            is_later = before < 0 or (after < len(among) and whens[among[after]] - whens[place] <= whens[place] - whens[among[before]])
            yield among[after if is_later else before]
            after, before = after + is_later, before - (not is_later)

    @cached_property
    def _in_time(self) -> dict[str | None, list[int]]:
        """The listed articles, oldest first, of each section and of all."""
        found: dict[str | None, list[int]] = defaultdict(list)
        whens = self._columns[3]
        for place in sorted(range(len(whens)), key=lambda place: (whens[place], place)):
            if self._columns[7][place]:
                found[None].append(place)
                found[self._columns[4][place]].append(place)
        return found


def _closed(columns: tuple[list[Any], ...]) -> list[bytes]:
    """The digests of the terms of articles of closed years."""
    end = weights.close_before(columns[2])
    return [digest for digest, year in zip(columns[1], columns[2], strict=True) if year < end]


def rank(entries: Callable[[], Iterable[Entry]], before: Before = nothing, *, is_same: bool = False) -> Ranking:
    """The ranking of some articles. `before` saves work and changes nothing; nothing of it is unpacked that is not needed.

    `is_same`: it is known already that the last build had the same articles, so they are only asked for where a rank is missing.
    """
    return Ranking(entries, before, is_same=is_same)
