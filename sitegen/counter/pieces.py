"""Which pieces of a log were taken already, and where they lie in a file that is read now.

A log is cut, renamed, packed and put together in many ways, but its lines keep their order. A piece remembers points in it (see `lines`)
and how many bytes of it were taken. Where a point of a piece is met again, the whole piece is found, for its bytes lie around the point as
they did before. Nothing of who asked is kept: not an address, not a program, not a digest of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sitegen.counter.lines import Point

SLACK = 60
"""Seconds by which lines of a log may be out of order and its pieces overlap in time."""
_YOUNG, _OLD = 3 * 86_400, 62 * 86_400
"""Ages in seconds from which a piece keeps a point an hour, and one a day."""


@dataclass(slots=True)
class Piece:
    """A piece of a log that was taken: its first two points, those on the way, the last; its bytes; the times it speaks of."""

    head: list[Point]
    way: list[Point]
    tail: Point
    taken: int
    low: int
    high: int

    def points(self) -> Iterator[Point]:
        """Every point, in the order of the lines."""
        yield from self.head
        yield from self.way
        yield self.tail


@dataclass(frozen=True, slots=True)
class Found:
    """A piece that lies in a file, `delta` bytes from its beginning; below 0 where the file begins in the midst of it."""

    piece: Piece
    delta: int

    @property
    def stop(self) -> int:
        """Where in the file it ends."""
        return self.delta + self.piece.taken


@dataclass(slots=True)
class Pieces:
    """The pieces of one log that were taken, in the order in which they were."""

    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def load(cls, mark: bytes | None) -> Pieces:
        """The pieces that a mark tells of."""
        if mark is None:
            return cls()
        return cls(
            [
                Piece([Point(*point) for point in head], [Point(*point) for point in way], Point(*tail), *rest)
                for head, way, tail, *rest in json.loads(mark)["pieces"]
            ]
        )

    def dump(self) -> bytes:
        """A mark that tells of the pieces."""
        newest = max((piece.high for piece in self.pieces), default=0)
        told = [[p.head, _thinned(p.way, newest), p.tail, p.taken, p.low, p.high] for p in self.pieces]
        return json.dumps({"pieces": told}, separators=(",", ":")).encode("ascii")

    def moments(self) -> frozenset[int]:
        """The times of all points."""
        return frozenset(point.moment for piece in self.pieces for point in piece.points())

    def merge(self, found: Iterable[Found]) -> None:
        """Makes one of the pieces found in a file whose lines are all taken by now: they touch, so they are one piece of the log."""
        parts = sorted({id(known.piece): known for known in found}.values(), key=lambda known: (known.delta, -known.stop))
        if len(parts) < 2:
            return
        base, last = parts[0], max(parts, key=lambda known: known.stop)
        points: dict[int, Point] = {}
        for known in parts:
            shifted = (point._replace(stop=point.stop + known.delta - base.delta) for point in known.piece.points())
            points |= {point.stop: point for point in shifted if point.stop not in points}
        whole = base.piece
        head, tail, taken = whole.head, last.piece.tail, last.stop - base.delta
        whole.tail = tail._replace(stop=tail.stop + last.delta - base.delta)
        whole.way = sorted((point for point in points.values() if point not in head), key=lambda point: point.stop)
        whole.taken, whole.low = taken, min(known.piece.low for known in parts)
        whole.high = max(known.piece.high for known in parts)
        others = {id(known.piece) for known in parts[1:]}
        self.pieces = [piece for piece in self.pieces if id(piece) not in others]

    def find(self, points: Iterable[Point], first: Point | None, last: Point | None) -> list[Found]:
        """The pieces that these points of a file are of.

        `first` and `last` are its first and last line: the one has no neighbour in the file to be known by, the other may be the first of a
        piece whose next line is not in the file. They are known by themselves.
        """
        pairs: dict[int, list[tuple[Piece, int]]] = {}
        singles: dict[int, list[tuple[Piece, int]]] = {}
        alone: dict[int, list[tuple[Piece, int]]] = {}
        for piece in self.pieces:
            for point in piece.points():
                pairs.setdefault(point.pair, []).append((piece, point.stop))
                singles.setdefault(point.single, []).append((piece, point.stop))
            if len(piece.head) == 1:
                alone.setdefault(piece.head[0].single, []).append((piece, piece.head[0].stop))
        found: dict[tuple[int, int], Found] = {}
        for point in points:
            same = singles.get(point.single, ()) if point in (first, last) else pairs.get(point.pair, ())
            for piece, stop in (*same, *alone.get(point.single, ())):
                found[id(piece), point.stop - stop] = Found(piece, point.stop - stop)
        return list(found.values())


def is_confirmed(found: Found, points: Mapping[int, Point], read: int) -> bool:
    """Whether the last line of a piece stands where it should in a file, of which `points` by their places are known up to `read`."""
    place = found.delta + found.piece.tail.stop
    return place > read or (place in points and points[place].single == found.piece.tail.single)


def ranges(found: Iterable[Found]) -> list[tuple[int, int]]:
    """The parts of a file that were taken already, in order, where they touch made one."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted((max(0, known.delta), known.stop) for known in found if known.stop > 0):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(stop, merged[-1][1])
        else:
            merged.append((start, stop))
    return merged


def _thinned(points: list[Point], newest: int) -> list[Point]:
    """Fewer points of what is long past."""
    kept: list[Point] = []
    for point in points:
        age = newest - point.moment
        step = 3600 if age < _OLD else 86_400
        if age < _YOUNG or not kept or kept[-1].moment // step != point.moment // step:
            kept.append(point)
    return kept
