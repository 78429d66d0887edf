"""Who is reading is known for half an hour, five minutes, or a day, and in bounded memory."""

from __future__ import annotations

from datetime import date

import pytest

from sitegen.counter import visitors
from sitegen.counter.visitors import AGAIN, BURST, ONLINE, RATE, Visitors, network


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The moment."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Some moment."""
    return Clock()


def test_the_same_page_is_read_again_after_half_an_hour(clock: Clock) -> None:
    """Within half an hour of the reading that was counted it is the same reading."""
    known = Visitors(clock)
    reading = known.digest("203.0.113.7", "Firefox", "yen-bai", "/")
    assert not known.is_again(reading)
    known.remember(reading)
    clock.now += AGAIN - 1
    assert known.is_again(reading)
    assert not known.is_again(known.digest("203.0.113.8", "Firefox", "yen-bai", "/"))
    clock.now += 1
    assert not known.is_again(reading)


def test_online_are_different_visitors_of_five_minutes(clock: Clock) -> None:
    """Whoever reads on stays; whoever has been silent for five minutes is gone; sites are counted apart."""
    known = Visitors(clock)
    known.see("yen-bai", b"a")
    clock.now += ONLINE - 1
    known.see("yen-bai", b"b")
    known.see("yen-bai", b"b")
    known.see("lao-cai", b"c")
    assert (known.online("yen-bai"), known.online("lao-cai"), known.online("hoa-binh")) == (2, 1, 0)
    clock.now += 1
    assert known.online("yen-bai") == 1
    clock.now += ONLINE
    assert (known.online("yen-bai"), known.online("lao-cai")) == (0, 0)


def test_one_address_may_send_so_many_and_no_more(clock: Clock) -> None:
    """A burst is taken, then a steady rate; another address is not concerned."""
    known = Visitors(clock)
    taken = sum(not known.is_hurried("203.0.113.7") for _ in range(int(BURST) * 2))
    assert taken == BURST
    assert not known.is_hurried("203.0.113.8")
    clock.now += 5 / RATE
    assert sum(not known.is_hurried("203.0.113.7") for _ in range(50)) == 5


def test_a_household_is_one_address() -> None:
    """IPv6 gives each household as many addresses as it likes; IPv4 in its form is IPv4."""
    assert network("2001:db8:1:2::3") == network("2001:db8:1:2:ffff::4") != network("2001:db8:1:3::3")
    assert network("::ffff:203.0.113.7") == network("203.0.113.7") == "203.0.113.7"
    assert network("fe80::1%eth0") == network("fe80::2")
    assert network(":::no address") == ":::no address"


def test_a_new_day_knows_nobody(clock: Clock) -> None:
    """The key is another one, and nothing that was made with the old one is left."""
    known = Visitors(clock)
    before = known.digest("203.0.113.7", "Firefox")
    known.remember(before)
    known.see("yen-bai", before)
    known.begin(date(2026, 11, 26))
    assert known.digest("203.0.113.7", "Firefox") != before
    assert not known.is_again(before)
    assert known.online("yen-bai") == 0


def test_memory_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many come, no more than so many are remembered, the newest of them."""
    for name in ("MOST_READINGS", "MOST_VISITORS", "MOST_ADDRESSES"):
        monkeypatch.setattr(visitors, name, 100)
    known = Visitors(clock)
    for number in range(1000):
        known.remember(str(number).encode())
        known.see(f"site-{number % 7}", str(number).encode())
        known.is_hurried(str(number))
    assert [known.is_again(str(number).encode()) for number in (0, 899, 900, 999)] == [False, False, True, True]
    assert sum(known.online(f"site-{number}") for number in range(7)) == 100
    assert len(known._buckets) == 100
