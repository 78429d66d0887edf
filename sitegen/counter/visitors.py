"""Who is reading, as far as counting needs to know: whether this page was just counted for this visitor, how many are here, who hurries.

A visitor is a number made of address and browser with a key that is invented every day and thrown away at midnight: nobody can go back
from it to an address, not even with all that is kept here, and nothing of it is ever written to a disk. Every memory has a size that it
does not outgrow, whatever comes; when one is full, the oldest goes, and a reading is counted rather than lost. Windows are measured by a
clock that never jumps.
"""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import Callable
from datetime import date
from hashlib import blake2b

AGAIN = 30 * 60.0
"""Seconds within which a visitor who reads the same page again is not counted again."""
ONLINE = 5 * 60.0
"""Seconds for which a visitor is here."""
BURST, RATE = 120.0, 4.0
"""Hits that one address may send at once, and then each second. A whole office may stand behind one address."""
MOST_READINGS, MOST_VISITORS, MOST_ADDRESSES = 400_000, 200_000, 100_000


class Visitors:
    """What is known of the readers of this day. `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.begin(date.min)

    def begin(self, day: date) -> None:
        """Begins a day: throws the key away, and everything that was made with it."""
        self.day = day
        self._key = secrets.token_bytes(32)
        self._readings: dict[bytes, float] = {}
        self._here: dict[bytes, tuple[float, str]] = {}
        self._online: dict[str, int] = {}
        self._buckets: dict[bytes, tuple[float, float]] = {}

    def digest(self, *parts: str) -> bytes:
        """What stands for these words today, and means nothing tomorrow."""
        return blake2b("\0".join(parts).encode("utf-8", "replace"), key=self._key, digest_size=12).digest()

    def is_hurried(self, address: str) -> bool:
        """Whether an address has sent more than it may; otherwise takes this one into account."""
        now, key = self._clock(), self.digest(network(address))
        level, since = self._buckets.pop(key, (BURST, now))
        level = min(BURST, level + (now - since) * RATE)
        self._buckets[key] = (level - 1 if level >= 1 else level, now)
        if len(self._buckets) > MOST_ADDRESSES:
            del self._buckets[next(iter(self._buckets))]
        return level < 1

    def is_again(self, reading: bytes) -> bool:
        """Whether a visitor's reading of a page was counted within the last half hour."""
        since = self._readings.get(reading)
        return since is not None and self._clock() - since < AGAIN

    def remember(self, reading: bytes) -> None:
        """Notes a reading that was counted."""
        now, known = self._clock(), self._readings
        known.pop(reading, None)
        known[reading] = now
        while len(known) > MOST_READINGS or now - known[next(iter(known))] >= AGAIN:
            del known[next(iter(known))]

    def see(self, site: str, visitor: bytes) -> None:
        """Notes that a visitor is on a site."""
        if visitor in self._here:
            self._leave(visitor)
        self._here[visitor] = (self._clock(), site)
        self._online[site] = self._online.get(site, 0) + 1
        if len(self._here) > MOST_VISITORS:
            self._leave(next(iter(self._here)))

    def online(self, site: str) -> int:
        """How many different visitors were on a site in the last five minutes."""
        now = self._clock()
        while self._here and now - self._here[first := next(iter(self._here))][0] >= ONLINE:
            self._leave(first)
        return self._online.get(site, 0)

    def _leave(self, visitor: bytes) -> None:
        self._online[self._here.pop(visitor)[1]] -= 1


def network(address: str) -> str:
    """The address as far as it tells one reader from another: of IPv6 the half that a provider gives to a household."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
