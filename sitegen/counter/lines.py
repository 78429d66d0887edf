"""What a block of log lines says: the readings of pages in it, and points by which the same lines are known again.

A point is a digest of two neighbouring lines without anything that says who asked: time, request, status, length. Points are taken by what
the lines say, never by where they lie in a file: at the first two lines, where ten minutes end, and at the last line. So two files that
hold the same lines have the same points, however the log was cut. Visitors leave here as keyed digests that nobody can turn back.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from sitegen.counter.addresses import Addresses, Page
from sitegen.counter.formats import Format
from sitegen.counter.reading import LONGEST, Block
from sitegen.counter.robots import Robots

EVERY = 600
"""Seconds of a log after which there is a point."""
EARLIEST = 946_684_800
"""The year 2000: before it nothing was logged."""


class Point(NamedTuple):
    """A line that can be known again: its time, where it ends, its own digest and that of it and the line before."""

    moment: int
    stop: int
    single: int
    pair: int


Reading = tuple[int, int, Page, int, bool]
"""Somebody asked for a page: where the line ends, when, which page, who (a keyed digest), and whether it was a robot."""


@dataclass(slots=True)
class Said:
    """What a block says. `points` are in the order of the lines; `low` and `high` are the earliest and latest time, 0 without any line."""

    start: int
    stop: int
    lines: int = 0
    broken: int = 0
    low: int = 0
    high: int = 0
    last: Point | None = None
    points: list[Point] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)


class Reader:
    """Reads blocks of one log. `key` makes the digests of visitors; `latest` is the last moment that a line can be of."""

    def __init__(self, form: Format, addresses: Addresses, robots: Robots, key: bytes, latest: int) -> None:
        self.form = form
        self.addresses = addresses
        self._robots = robots
        self._key = key
        self._latest = latest

    def read(self, block: Block, wanted: Set[int] = frozenset()) -> Said:
        """What a block says, with points also at the lines of these moments. The hot loop: neighbours mostly share their time."""
        form, said, at = self.form, Said(block.start, block.stop), block.start
        fullmatch, clock, request = form.pattern.fullmatch, form.clock, form.request
        found = self._found(block.before) if block.start else None
        previous, then = (found[0], found[1] // EVERY) if found else (None, 0)
        before: re.Match[bytes] | None = None
        last: re.Match[bytes] | None = None
        stop = moment = period = lines = broken = high = 0
        low, stamp, is_good, is_wanted, head = 1 << 62, b"", False, False, 2 if block.start == 0 else 0
        for line in block.data.split(b"\n")[:-1]:
            at += len(line) + 1
            match = fullmatch(line) if len(line) <= LONGEST else None
            if match is None and line.endswith(b"\r"):
                match = fullmatch(line[:-1])
            if match is not None and match[clock] != stamp:
                stamp, moment = match[clock], self._moment(match)
                is_good, is_wanted, period = moment > 0, moment in wanted, moment // EVERY
                if is_good:
                    low, high = min(low, moment), max(high, moment)
            if match is None or not is_good:
                is_line = bool(line.strip())
                lines += is_line
                broken += is_line
                previous = None
                continue
            lines += 1
            if is_wanted or head or (period != then and previous is not None):
                said.points.append(_point(form, previous, match, moment, at))
                head = max(0, head - 1)
            before, last, stop = previous, match, at
            previous, then = match, period
            if request and b"/ " not in (asked := match[request]) and b"?" not in asked and b"/index.html" not in asked:
                continue  # most lines: pictures, styles, scripts
            reading = self._reading(match, moment, at)
            if reading is not None:
                said.readings.append(reading)
        said.lines, said.broken = lines, broken
        if last is not None:
            said.last = _point(form, before, last, self._moment(last), stop)
            said.low, said.high = low, high
        return said

    def single(self, line: bytes) -> int:
        """The digest of a line; 0 of one that cannot be read."""
        found = self._found(line)
        return _digest(self.form.impersonal(found[0])) if found else 0

    def _found(self, line: bytes) -> tuple[re.Match[bytes], int] | None:
        match = self.form.pattern.fullmatch(line.removesuffix(b"\r"))
        moment = self._moment(match) if match else 0
        return (match, moment) if match and moment else None

    def _moment(self, match: re.Match[bytes]) -> int:
        """When it was; 0 where that cannot be."""
        try:
            moment = self.form.moment(match)
        except ValueError:
            return 0
        return moment if EARLIEST <= moment <= self._latest else 0

    def _reading(self, match: re.Match[bytes], moment: int, stop: int) -> Reading | None:
        target = self.form.target(match)
        if not target or self.form.status(match) not in (b"200", b"304"):
            return None
        page = self.addresses.page(self.form.host(match), target)
        if page is None or self.form.is_ahead(match):
            return None
        agent = self.form.agent(match)
        visitor = int.from_bytes(blake2b(self.form.visitor(match), key=self._key, digest_size=8).digest(), "big")
        return stop, moment, page, visitor, agent is not None and self._robots.is_robot(agent)


def _point(form: Format, previous: re.Match[bytes] | None, match: re.Match[bytes], moment: int, stop: int) -> Point:
    own = form.impersonal(match)
    return Point(moment, stop, _digest(own), _digest((form.impersonal(previous) if previous else b"") + b"\n" + own))


def _digest(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=6).digest(), "big")
