"""The readings in log files, taken into the ledger: each once, however the log was rotated, packed, renamed or put together since.

For each file it is found out first which parts of it were taken before; then the rest is read, in the order of the lines. Counts and the
place reached are written in one transaction, so an import that dies goes on where it stopped. Before a new part begins, the half hour
before it is read again, so that who reloads a page is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sitegen.counter import crew, reading
from sitegen.counter.addresses import Page
from sitegen.counter.formats import UNRECOGNISED
from sitegen.counter.lines import EVERY, Point, Reader, Said
from sitegen.counter.pieces import SLACK, Found, Piece, Pieces, is_confirmed, ranges
from sitegen.counter.store import Count, Store
from sitegen.counter.tally import ASSUMED, OTHER_LINES, OTHERWISE, TORN, UNREADABLE, Tally
from sitegen.counter.windows import WINDOW, Windows
from sitegen.errors import Place, Refused

AHEAD = 2 * 86_400
"""Seconds by which the clock of a server may be ahead."""
COMMIT = 32
"""Blocks after which what was counted is written down."""
_LATE = 600
"""Seconds by which a line may be written late and still be known as a reload after an import was interrupted."""
_EVER = 1 << 62
_DAY, _ZONE, _EPOCH = 86_400, 7 * 3600, date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class File:
    """A log file: who reads it, its first two points, when it begins and ends as far as it was read, and the pieces found in it.

    `age` puts files into the order in which they were written, though lines may be late: by the latest time among their first lines.
    """

    path: Path
    place: Place
    reader: Reader
    head: list[Point]
    begins: int
    age: tuple[int, int, int]
    ends: int = 0
    found: list[Found] = field(default_factory=list)
    is_fed: bool = False


class Import:
    """One import of log files into a store. `name` is the log's own: its source, and the site where only one is meant.

    `reader` makes the reader for a file, from its first lines and its name; it raises `Refused` where they cannot be read.
    """

    def __init__(self, store: Store, source: str, name: str, reader: Callable[[Iterable[bytes], str], Reader]) -> None:
        self._store = store
        self._source = source
        self._name = f"log {name}"
        self._reader = reader
        self._mark = store.mark(self._name)
        self._pieces = Pieces.load(self._mark)
        self._others = {name: Pieces.load(mark) for name, mark in store.marks() if name.startswith("log ") and name != self._name}
        self._windows = Windows()
        self._before: list[File] = []
        self._counts: dict[tuple[Page, int], list[int]] = defaultdict(lambda: [0, 0])
        self.tally = Tally()

    def run(self, paths: Sequence[Path]) -> Tally:
        """Takes what is new in these files, the oldest first. Raises `Refused` where the ledger does; what was taken till then is kept."""
        files = sorted((file for path in paths if (file := self._open(path))), key=lambda file: file.age)
        for file in files:
            try:
                self._take(file)
            except reading.Torn:
                self.tally.problems.append(TORN.at(file.place))
            except OSError as error:
                self._unreadable(file.place, error)
            self._commit()
            self._before.append(file)
        return self.tally

    def _open(self, path: Path) -> File | None:
        """A file with its first lines; none where there is nothing to be read in it."""
        place = Place(path.name)
        try:
            for block in reading.blocks(path, size=1 << 16):
                reader = self._reader(block.data.splitlines(), path.name)
                said = reader.read(block)
                if said.points:
                    age = (said.high, said.low, path.stat().st_mtime_ns)
                    return File(path, place, reader, said.points[:2], said.points[0].moment, age)
                if said.broken:
                    self.tally.problems.append(UNRECOGNISED.at(Place(path.name, 1)))
                break
        except reading.Torn:
            self.tally.problems.append(TORN.at(place))
        except Refused as refused:
            self.tally.problems += refused.problems
        except OSError as error:
            self._unreadable(place, error)
        return None

    def _unreadable(self, place: Place, error: OSError) -> None:
        self.tally.problems.append(UNREADABLE.at(place, reason=error.strerror or error))

    # -- what is known ------------------------------------------------------------------------------------------------------------------

    def _locate(self, file: File) -> list[tuple[int, int]] | None:
        """The parts of a file that were taken before; none at all where its lines contradict what is known of their time."""
        resumed = [
            known
            for known in self._pieces.find(file.head, file.head[0], None)
            if known.delta <= 0 < known.stop and self._is_whole(file, known)
        ]
        if resumed:
            known = max(resumed, key=lambda known: (known.stop, known.delta))
            file.found.append(known)
            file.ends = known.piece.high
            if all(piece.high < known.piece.high - SLACK or piece is known.piece for piece in self._pieces.pieces):
                return ranges(file.found)
        start = max((known.stop for known in file.found), default=0)
        until = max((piece.high for piece in self._pieces.pieces), default=0) + SLACK
        if file.begins > until and not start:
            return []
        low, high, read = self._scan(file, start, until)
        if not file.found:
            return self._judge(file, low, high, read)
        return ranges(file.found)

    def _is_whole(self, file: File, known: Found) -> bool:
        """Whether the last line that was taken of a piece still stands at its place."""
        line = reading.line_before(file.path, known.delta + known.piece.tail.stop)
        return line is None or file.reader.single(line) == known.piece.tail.single

    def _scan(self, file: File, start: int, until: int) -> tuple[int, int, int]:
        """Looks for pieces from a place on, as long as the lines are of a time that is known; from when to when they are, and how far."""
        points: dict[int, Point] = {}
        read, low, high = start, file.begins, file.begins
        first = file.head[0] if start == 0 else None
        last = None
        for said in crew.read(file.reader, self._blocks(file.path, start), self._pieces.moments()):
            points |= {point.stop: point for point in said.points}
            last = said.last or last
            read = said.stop
            if said.last:
                low, high = min(low, said.low), max(high, said.high)
                if said.low > until:
                    break
        found = self._pieces.find(points.values(), first, last)
        file.found += [known for known in found if is_confirmed(known, points, read)]
        file.ends = max(file.ends, high)
        return low, high, read

    def _judge(self, file: File, low: int, high: int, read: int) -> list[tuple[int, int]] | None:
        """What to make of a file in which no piece was found: all new, all taken, or of another server."""
        for piece in self._pieces.pieces:
            is_before = file.begins < piece.low and high <= piece.low + SLACK
            is_after = file.begins >= piece.high - SLACK and high >= piece.high
            if is_before or is_after:
                continue
            inside = piece.low <= low and high <= piece.high
            told = any(file.begins + SLACK < point.moment < high - SLACK for point in piece.points())
            if told or not inside:
                return None
            self.tally.problems.append(ASSUMED.at(file.place))
            self.tally.known += read
            return [(0, _EVER)]
        return []

    # -- what is new --------------------------------------------------------------------------------------------------------------------

    def _take(self, file: File) -> None:
        for name, pieces in self._others.items():
            if any(self._is_whole(file, known) for known in pieces.find(file.head[1:], None, None)):
                self.tally.problems.append(OTHERWISE.at(file.place, name=name.removeprefix("log ")))
                return
        known = self._locate(file)
        if known is None:
            self.tally.problems.append(OTHER_LINES.at(file.place))
            return
        self.tally.known += sum(stop - start for start, stop in known if stop < _EVER)
        piece = next((found.piece for found in file.found if found.delta == 0 and found.piece.head[0] == file.head[0]), None)
        start = 0
        for begins, ends in [*known, (_EVER, _EVER)]:
            if start < begins:
                piece = self._take_part(file, piece, start, begins)
            start = ends
        own = [Found(piece, 0)] if piece is not None else []
        self._pieces.merge([*own, *file.found])

    def _take_part(self, file: File, piece: Piece | None, start: int, stop: int) -> Piece | None:
        """Counts a part of a file that is new, and returns the piece that the file is by then."""
        parts = crew.read(file.reader, self._blocks(file.path, start, stop))
        for number, said in enumerate(parts):
            if number == 0:
                self._remember(file, start)
            self.tally.lines += said.lines
            self.tally.broken += said.broken
            for at, moment, page, visitor, is_robot in said.readings:
                if at <= stop and self._windows.is_new(visitor, page, moment):
                    self._counts[page, (moment + _ZONE) // _DAY][is_robot] += 1
            piece = self._extend(file, piece, said)
            if number % COMMIT == COMMIT - 1:
                self._commit()
            file.is_fed = stop == _EVER
        return piece

    def _extend(self, file: File, piece: Piece | None, said: Said) -> Piece | None:
        """The piece with a block more."""
        if said.last is None:
            if piece is not None:
                piece.taken = said.stop
            return piece
        file.ends = max(file.ends, said.high)
        if piece is None:
            piece = Piece(file.head, [], said.last, said.stop, said.low, said.high)
            self._pieces.pieces.append(piece)
        piece.head, piece.tail, piece.taken = file.head, said.last, said.stop
        piece.way += [point for point in said.points if point not in file.head]
        piece.low, piece.high = min(piece.low, said.low), max(piece.high, said.high)
        return piece

    def _commit(self) -> None:
        """Writes down what was counted, together with how far."""
        counts = [
            Count(site, date.fromordinal(_EPOCH + day), permalink, self._source, human, robot)
            for ((site, permalink), day), (human, robot) in self._counts.items()
        ]
        mark = self._pieces.dump()
        if mark == self._mark:
            return
        self._store.add(counts, (self._name, mark), self._mark)
        self._mark = mark
        self.tally.human += sum(count.human for count in counts)
        self.tally.robot += sum(count.robot for count in counts)
        self._counts.clear()

    # -- the half hour before -----------------------------------------------------------------------------------------------------------

    def _remember(self, file: File, place: int) -> None:
        """Lets the windows know who read what in the half hour before a place of a file, from it and from the files before it."""
        boundary = next((known.piece.tail.moment for known in file.found if known.stop == place), file.begins) if place else file.begins
        since = boundary - WINDOW - _LATE
        for earlier in self._before if since < file.begins else ():
            if not earlier.is_fed and since < earlier.ends:
                self._feed(earlier, _place_before(earlier, since, _EVER), _EVER)
                earlier.is_fed = True
        if place:
            self._feed(file, _place_before(file, since, place), place)

    def _feed(self, file: File, start: int, stop: int) -> None:
        for said in crew.read(file.reader, self._blocks(file.path, start, stop)):
            for at, moment, page, visitor, _ in said.readings:
                if at <= stop:
                    self._windows.is_new(visitor, page, moment)

    def _blocks(self, path: Path, start: int, stop: int = _EVER) -> Iterator[reading.Block]:
        """The blocks of a file that begin before a place."""
        for block in reading.blocks(path, start):
            if block.start >= stop:
                return
            yield block


def _place_before(file: File, moment: int, stop: int) -> int:
    """The last place known in a file, up to `stop`, before which all lines are older than a moment; its beginning where none is known."""
    points = sorted((known.delta + point.stop, point.moment) for known in file.found for point in known.piece.points())
    place, latest = 0, 0
    for at, then in points:
        latest = max(latest, (then // EVERY + 1) * EVERY)
        if latest > moment or at > stop:
            break
        place = max(at, 0)
    return place
