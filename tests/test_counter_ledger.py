"""What a ledger answers: totals that never go back, pages under whatever address they have now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.counter.ledger import Ledger
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Baseline, Count, Move, Views

DAYS = [date(2026, 11, day) for day in range(1, 31)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty ledger."""
    made = SqliteStore(tmp_path / "ledger.sqlite")
    yield made
    made.close()


def view(site: str, permalink: str, human: int, day: date = DAYS[0], robot: int = 0) -> Count:
    """Views of a page on a day."""
    return Count(site, day, permalink, "log", human, robot)


def test_a_total_is_what_was_carried_over_and_what_was_counted_since(store: SqliteStore) -> None:
    """Days up to the one on which the old counter was read are in its number already; views of pages are not added to it."""
    store.add([view("yen-bai", "/a/", 5, DAYS[0]), view("yen-bai", "/a/", 7, DAYS[1], 2), view("hoa-binh", "/a/", 1)])
    store.learn([Baseline("yen-bai", "", 266_141, DAYS[0]), Baseline("yen-bai", "/a/", 159)], [])
    ledger = Ledger(store)
    assert ledger.total("yen-bai") == Views(266_148, 2)
    assert ledger.total("hoa-binh") == Views(1, 0)
    assert ledger.total() == Views(266_149, 2)
    assert ledger.views(("yen-bai", "/a/")) == 171
    assert (ledger.since("yen-bai"), ledger.since("hoa-binh"), ledger.since("son-la")) == (DAYS[0], DAYS[0], None)
    assert ledger.sum("yen-bai", DAYS[1], DAYS[1]) == Views(7, 2)
    assert ledger.days() == {DAYS[0]: Views(6, 0), DAYS[1]: Views(7, 2)}
    assert ledger.sites() == ["hoa-binh", "yen-bai"]


def test_a_page_keeps_its_views_wherever_it_moves(store: SqliteStore) -> None:
    """Moves are followed, one after another and from site to site; the old address carries nothing over a second time."""
    store.add([view("yen-bai", "/a/", 5), view("yen-bai", "/b/", 7), view("lao-cai", "/c/", 1)])
    store.learn(
        [Baseline("yen-bai", "/a/", 100), Baseline("lao-cai", "/c/", 100)],
        [Move("yen-bai", "/a/", "yen-bai", "/b/"), Move("yen-bai", "/b/", "lao-cai", "/c/")],
    )
    ledger = Ledger(store)
    assert ledger.views(("lao-cai", "/c/")) == 113
    assert ledger.views(("yen-bai", "/a/")) == 0
    assert ledger.pages("yen-bai") == {}
    assert ledger.most_read("lao-cai") == ledger.most_read() == [(("lao-cai", "/c/"), Views(13, 0))]
    assert ledger.total("yen-bai") == Views(12, 0)  # they were visits of that site, and its total never goes back


def test_an_address_that_another_page_took_over_is_shared_by_day(store: SqliteStore) -> None:
    """What was counted before belongs to the page that moved away, what is counted since to the new one."""
    store.add([view("yen-bai", "/a/", 5, DAYS[0]), view("yen-bai", "/a/", 7, DAYS[9]), view("yen-bai", "/b/", 1, DAYS[9])])
    store.learn([], [Move("yen-bai", "/a/", "yen-bai", "/b/", DAYS[5])])
    ledger = Ledger(store)
    assert ledger.pages("yen-bai") == {("yen-bai", "/b/"): Views(6, 0), ("yen-bai", "/a/"): Views(7, 0)}
    assert ledger.pages("yen-bai", DAYS[7])[("yen-bai", "/a/")] == Views(7, 0)
    assert ledger.pages("yen-bai", stop=DAYS[2])[("yen-bai", "/b/")] == Views(5, 0)


def test_a_site_that_is_carried_counts_for_its_carrier(store: SqliteStore) -> None:
    """After a merger of provinces the successor's total holds the old site's; the union's holds each once."""
    store.add([view("yen-bai", "/gone/", 5), view("yen-bai", "/a/", 7), view("lao-cai", "/b/", 1)])
    store.learn(
        [Baseline("yen-bai", "", 1000), Baseline("lao-cai", "", 10)],
        [Move("yen-bai", "", "lao-cai", ""), Move("yen-bai", "/a/", "lao-cai", "/b/")],
    )
    ledger = Ledger(store)
    assert ledger.total("lao-cai") == ledger.total() == Views(1023, 0)
    assert ledger.total("yen-bai") == Views(1012, 0)
    assert ledger.pages("lao-cai") == {("lao-cai", "/b/"): Views(8, 0), ("lao-cai", ""): Views(5, 0)}
    assert [page for page, _ in ledger.most_read("lao-cai")] == [("lao-cai", "/b/")]


def test_most_read_is_by_human_views_of_the_period(store: SqliteStore) -> None:
    """Robots make nothing popular; equal pages stand in the order of their addresses."""
    store.add(
        [view("yen-bai", "/a/", 2, robot=90), view("yen-bai", "/c/", 3), view("yen-bai", "/b/", 3), view("yen-bai", "/d/", 9, DAYS[9])]
    )
    assert [page[1] for page, _ in Ledger(store).most_read("yen-bai", stop=DAYS[5], count=3)] == ["/b/", "/c/", "/a/"]


pages = st.tuples(st.sampled_from(["yen-bai", "lao-cai"]), st.sampled_from(["/a/", "/b/", "/c/", "/d/"]))
days = st.sampled_from(DAYS)


@given(
    st.lists(st.tuples(pages, days, st.integers(0, 9), st.integers(0, 9))),
    st.lists(st.tuples(pages, pages, st.none() | days), unique_by=lambda move: move[0]),
    st.booleans(),
)
def test_no_view_is_lost_or_counted_twice_whatever_moves(
    counts: list[tuple[tuple[str, str], date, int, int]],
    moves: list[tuple[tuple[str, str], tuple[str, str], date | None]],
    carried: bool,
) -> None:
    """Over all pages there are as many views as were counted, loops and all; and a site's pages are those of the whole that are its own."""
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder, "ledger.sqlite"))
        _check_nothing_is_lost(store, counts, moves, carried)
        store.close()


def _check_nothing_is_lost(
    store: SqliteStore,
    counts: list[tuple[tuple[str, str], date, int, int]],
    moves: list[tuple[tuple[str, str], tuple[str, str], date | None]],
    carried: bool,
) -> None:
    store.add(view(*page, human, day, robot) for page, day, human, robot in counts)
    store.learn([], [Move(*old, *new, until) for old, new, until in moves])
    if carried:
        store.learn([], [Move("yen-bai", "", "lao-cai", "")])
    ledger = Ledger(store)
    everything = ledger.pages()
    assert sum(views.human for views in everything.values()) == sum(human for _, _, human, _ in counts) == ledger.total().human
    assert sum(views.robot for views in everything.values()) == sum(robot for *_, robot in counts)
    for site in ("yen-bai", "lao-cai"):
        assert ledger.pages(site) == {page: views for page, views in everything.items() if page[0] == site}
