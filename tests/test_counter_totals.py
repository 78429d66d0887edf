"""The numbers in memory are those that the ledger would tell."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.counter.ledger import Ledger
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Baseline, Count, Move
from sitegen.counter.totals import Totals

TODAY = date(2026, 11, 26)
SITES = ("yen-bai", "lao-cai", "hoa-binh")
PAGES = ("/a/", "/b/", "/c/")
pages = st.tuples(st.sampled_from(SITES), st.sampled_from(PAGES))
counts = st.builds(
    lambda page, back, source, human, robot: Count(page[0], TODAY - timedelta(back), page[1], source, human, robot),
    pages, st.integers(0, 40), st.sampled_from(["log", "log:web2", "live", "goatcounter"]), st.integers(0, 9), st.integers(0, 3),
)  # fmt: skip
moves = st.builds(
    lambda old, new, back: Move(old[0], old[1], new[0], new[1], None if back is None else TODAY - timedelta(back)),
    pages, pages, st.none() | st.integers(0, 30),
)  # fmt: skip
baselines = st.builds(
    lambda site, views, back: Baseline(site, "", views, None if back is None else TODAY - timedelta(back)),
    st.sampled_from(SITES), st.integers(0, 999), st.none() | st.integers(0, 30),
)  # fmt: skip


@given(st.lists(counts), st.lists(baselines), st.lists(moves, max_size=4), st.booleans(), st.lists(st.tuples(pages, st.integers(0, 3))))
def test_numbers_in_memory_are_those_of_the_ledger(
    tmp_path_factory: pytest.TempPathFactory, known: list[Count], carried: list[Baseline], led: list[Move], is_carried: bool,
    hits: list[tuple[tuple[str, str], int]],
) -> None:  # fmt: skip
    """Whatever was counted before, by whom, and wherever pages moved: each hit changes them as it changes the ledger."""
    store = SqliteStore(Path(tmp_path_factory.mktemp("totals")) / "ledger.sqlite")
    store.add(known)
    store.learn(carried, [*led, *([Move("hoa-binh", "", "lao-cai", "")] if is_carried else [])])
    totals = Totals(store, SITES, TODAY, "live")
    for (site, permalink), human in hits:
        store.add([Count(site, TODAY, permalink, "live", human, 1)])
        totals.count({(site, TODAY, permalink): (human, 1)})
    ledger = Ledger(store)
    for site in SITES:
        today, month = (ledger.sum(site, start, TODAY).human for start in (TODAY, TODAY.replace(day=1)))
        assert totals.numbers(site) == (today, month, ledger.total(site).human)
    told = ledger.pages()
    for site in SITES:
        for permalink in PAGES:
            assert totals.views((site, permalink)) == (told[site, permalink].human if (site, permalink) in told else 0)
    store.close()
