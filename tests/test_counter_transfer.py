"""The ledger goes out as CSV and comes back whole; what people write by hand is checked line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.counter import transfer
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Baseline, Count, Move, Store
from sitegen.errors import Refused

DAY = date(2026, 11, 25)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty ledger."""
    made = SqliteStore(tmp_path / "ledger.sqlite")
    yield made
    made.close()


def everything(store: Store) -> tuple[object, ...]:
    """All that a ledger holds."""
    return list(store.counts()), store.baselines(), store.moves(), store.marks()


def write(file: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file made by hand."""
    file.write_bytes(text.encode(encoding))
    return file


def wrong(store: Store, file: Path) -> list[tuple[int, str]]:
    """The lines of a file that are refused, and why."""
    before = everything(store)
    with pytest.raises(Refused) as caught:
        transfer.read(store, file)
    assert everything(store) == before
    assert all(problem.place.path == file.name for problem in caught.value.problems)
    return [(problem.place.line, problem.kind.name) for problem in caught.value.problems]


sites = st.sampled_from(["yen-bai", "_union", "=1+1", "Hà-Giang"])
pages = st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=["Cs", "Cc"]), max_size=12).map(
    lambda text: f"/{text}"
)
maybe = st.just("") | pages
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
numbers = st.integers(0, 1 << 50)
sources = st.sampled_from(["log", "log:web1", "live", "csv", "goatcounter"])


@settings(max_examples=40)
@given(
    st.lists(st.builds(Count, sites, days, pages, sources, numbers, numbers), unique_by=lambda count: count[:4]),
    st.lists(st.builds(Baseline, sites, maybe, numbers, st.none() | days), unique_by=lambda known: known[:2]),
    st.lists(st.builds(Move, sites, maybe, sites, maybe, st.none() | days), unique_by=lambda move: move[:2]),
    st.dictionaries(st.sampled_from(["log log", "log log:web1@yen-bai", "goatcounter"]), st.binary(max_size=60_000)),
)
def test_what_goes_out_comes_back(counts: list[Count], baselines: list[Baseline], moves: list[Move], marks: dict[str, bytes]) -> None:
    """A ledger read into an empty one is the same ledger, and reading it twice changes nothing."""
    with TemporaryDirectory() as folder:
        one, two = SqliteStore(Path(folder, "one.sqlite")), SqliteStore(Path(folder, "two.sqlite"))
        one.restore(counts, baselines, moves, marks.items())
        file = Path(folder, "ledger.csv")
        file.write_text("".join(transfer.write(one)), "utf-8", newline="")
        for _ in range(2):
            assert transfer.read(two, file) == len(counts)
            assert everything(two) == everything(one)
        cells = [cell for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        one.close()
        two.close()


def test_a_spreadsheet_knows_its_letters(store: SqliteStore) -> None:
    """The file begins with the sign of UTF-8."""
    assert "".join(transfer.write(store)).encode().startswith(b"\xef\xbb\xbfwhat,site,day")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_numbers_of_ones_own_are_set(store: SqliteStore, tmp_path: Path, separator: str) -> None:
    """As spreadsheets save them: any separator, columns in any order, days day first, thousands with dots; twice is once."""
    lines = ["Day,Site,Permalink,Human", "25/11/2026,yen-bai,/bai/,1.234", "", ",,,", "2026-11-26,yen-bai,/bai/,7"]
    file = write(tmp_path / "own.csv", "\r\n".join(lines).replace(",", separator))
    for _ in range(2):
        assert transfer.read(store, file) == 2
    assert list(store.counts()) == [
        Count("yen-bai", DAY, "/bai/", "csv", 1234, 0),
        Count("yen-bai", date(2026, 11, 26), "/bai/", "csv", 7, 0),
    ]


def test_each_wrong_line_is_named_and_nothing_is_set(store: SqliteStore, tmp_path: Path) -> None:
    """All of them at once, at their lines."""
    text = """what,site,day,permalink,source,human,robot
count,yen-bai,2026-11-25,/bai/,log,1,0
count,,2026-11-25,/bai/,log,1,0
count,yen-bai,31/02/2026,/bai/,log,1,0
count,yen-bai,2026-11-25,bai,log,1,0
count,yen-bai,2026-11-25,/bai/,Máy chủ,1,0
count,yen-bai,2026-11-25,/khac/,log,-1,0
count,yen-bai,2026-11-25,/khac/,log,"1,5",0
count,yen-bai,2026-11-25,/khac/,log,,0
count,yen-bai,2026-11-25,/khac/,log,99999999999999999999,0
cuont,yen-bai,2026-11-25,/khac/,log,1,0
count,yen-bai,25/11/2026,/bai/,log,2,0
"""
    assert wrong(store, write(tmp_path / "own.csv", text)) == [
        *((number, "ledger-csv-value") for number in range(3, 12)),
        (12, "ledger-csv-twice"),
    ]


def test_what_is_no_such_file_is_said(store: SqliteStore, tmp_path: Path) -> None:
    """Another encoding, no columns, no file."""
    assert wrong(store, write(tmp_path / "a.csv", "site,day\n")) == [(1, "ledger-csv-columns")]
    assert wrong(store, write(tmp_path / "b.csv", "site,day,permalink,human\n", "utf-16")) == [(0, "ledger-csv")]
    assert wrong(store, tmp_path / "none.csv") == [(0, "ledger-csv")]
    assert wrong(store, write(tmp_path / "c.csv", "what,site,day,permalink,human,source,data\nmark,,,,,log,***\n")) == [
        (2, "ledger-csv-value")
    ]


def test_an_old_copy_is_not_laid_over_a_ledger_that_went_on(store: SqliteStore, tmp_path: Path) -> None:
    """Its marks would make logs count twice."""
    store.add([Count("yen-bai", DAY, "/bai/", "log", 1, 0)], ("log log", b"1"))
    file = tmp_path / "copy.csv"
    file.write_text("".join(transfer.write(store)), "utf-8", newline="")
    store.add([Count("yen-bai", DAY, "/bai/", "log", 1, 0)], ("log log", b"2"), b"1")
    assert wrong(store, file) == [(3, "ledger-csv-mark")]
