"""Lists are cut from the oldest, so that what is full never changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sitegen.article import Card
from sitegen.dates import ZONE
from sitegen.paging import AHEAD, Pager, full_pages, pager, span

START = datetime(2020, 1, 1, tzinfo=ZONE)


def cards(count: int) -> list[Card]:
    """Cards newest first, one a day."""
    return [Card(str(n), f"Bài {n}", f"/x/{n}/", START + timedelta(days=n), "", "x") for n in reversed(range(count))]


def cut(cards: list[Card], base: str, number: int, size: int) -> Pager:
    """Page `number` of a list that starts at `base`."""
    full = full_pages(len(cards), size)
    start, stop = span(number, full, size, len(cards))
    return pager(tuple(cards[start:stop]), base, number, min(AHEAD, full + 1 - number), lambda: full + 1)


@given(st.integers(0, 200), st.integers(1, 25))
def test_every_card_stands_on_exactly_one_page(count: int, size: int) -> None:
    """Read from the front page back to page 1, a list shows all its cards, newest first, none twice."""
    total = full_pages(count, size) + 1
    shown = [card for number in range(total, 0, -1) for card in cut(cards(count), "/x/", number, size).cards]
    assert shown == cards(count)


@given(st.integers(0, 200), st.integers(1, 25))
def test_one_new_article_leaves_full_pages_alone(count: int, size: int) -> None:
    """Adding a newest article changes no card of a page that was full before, and nothing at all on pages far from the newest."""
    full = full_pages(count, size)
    for number in range(1, full + 1):
        before, after = cut(cards(count), "/x/", number, size), cut(cards(count + 1), "/x/", number, size)
        assert before.cards == after.cards
        if number <= full + 1 - AHEAD:
            assert before[:-1] == after[:-1]


@given(st.integers(1, 200), st.integers(2, 25))
def test_the_front_page_is_never_nearly_empty(count: int, size: int) -> None:
    """The front page holds at least a page's worth, or everything, and less than two."""
    front = cut(cards(count), "/x/", full_pages(count, size) + 1, size).cards
    assert min(count, size) <= len(front) < 2 * size


def test_neighbours_lead_from_page_to_page() -> None:
    """Newer and older pages are addressed, the front page by the list's own address."""
    middle = cut(cards(50), "/x/", 3, 10)
    assert (middle.number, middle.total) == (3, 5)
    assert (middle.newer, middle.older) == ("/x/trang/4/", "/x/trang/2/")
    assert (middle.newest, middle.oldest) == ("/x/", "/x/trang/1/")
    front = cut(cards(50), "/x/", 5, 10)
    assert (front.newer, front.newest, front.older) == ("", "", "/x/trang/4/")
    assert [n.permalink for n in front.numbers if n.is_current] == ["/x/"]


def test_long_lists_show_gaps_in_their_numbers() -> None:
    """The row of numbers names the oldest page, the neighbourhood, and the newest where it is near; a gap is number 0."""
    assert [n.number for n in cut(cards(1000), "/x/", 50, 10).numbers] == [0, 52, 51, 50, 49, 48, 0, 1]
    assert [n.number for n in cut(cards(1000), "/x/", 97, 10).numbers] == [0, 99, 98, 97, 96, 95, 0, 1]
    assert [n.number for n in cut(cards(1000), "/x/", 98, 10).numbers] == [100, 99, 98, 97, 96, 0, 1]
    assert [n.permalink for n in cut(cards(1000), "/x/", 99, 10).numbers][:3] == ["/x/", "/x/trang/99/", "/x/trang/98/"]
