"""What every store of a ledger holds to: the file beside the portal, and the database on a server."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from sitegen.counter.open import open_store
from sitegen.counter.postgres import PostgresStore
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Baseline, Count, Move, Store, Views
from sitegen.errors import Refused
from sitegen.settings import Config, Counter
from tests.postgres import Server, server

DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)
Open = Callable[[], Store]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server for the tests of this file."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def open(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one ledger, as often as wanted."""
    if request.param == "sqlite":

        def made() -> Store:
            return SqliteStore(tmp_path / "ledger.sqlite", patience=5)
    else:
        address = request.getfixturevalue("postgres").database()

        def made() -> Store:
            return PostgresStore(address)

    opened: list[Store] = []

    def remembered() -> Store:
        store = made()
        if threading.current_thread() is threading.main_thread():
            opened.append(store)  # a store belongs to the thread that opened it
        return store

    yield remembered
    for store in opened:
        store.close()


def count(human: int, robot: int = 0, *, day: date = DAY, permalink: str = "/bai/", source: str = "log", site: str = "yen-bai") -> Count:
    """A count of the usual page."""
    return Count(site, day, permalink, source, human, robot)


def test_counts_are_added_and_set(open: Open) -> None:
    """Adding adds, also twice in one call; putting sets; both are there for whoever opens the ledger next."""
    store = open()
    store.add([count(2, 1), count(3)])
    store.put([count(7, source="goatcounter"), count(7, source="goatcounter")])
    store.close()
    store = open()
    assert list(store.counts()) == [count(7, source="goatcounter"), count(5, 1)]
    assert list(store.counts("hoa-binh")) == list(store.counts(start=NEXT)) == list(store.counts(stop=date(2026, 11, 24))) == []


def test_sources_of_one_kind_add_up_and_kinds_do_not(open: Open) -> None:
    """Two web servers share the readers; a log and a live counter see the same ones."""
    store = open()
    store.add([count(2, 5, source="log:web1"), count(3, 5, source="log:web2"), count(4, 1, source="live")])
    store.add([count(1, source="live", day=NEXT), count(9, source="live", permalink="/khac/")])
    assert list(store.days("yen-bai")) == [("yen-bai", DAY, Views(14, 10)), ("yen-bai", NEXT, Views(1, 0))]
    assert list(store.days(permalink="/bai/", stop=DAY)) == [("yen-bai", DAY, Views(5, 10))]
    assert list(store.pages(stop=DAY)) == [("yen-bai", "/bai/", Views(5, 10)), ("yen-bai", "/khac/", Views(9, 0))]


def test_answers_come_in_the_order_of_letters(open: Open) -> None:
    """The order is that of code points, whatever language a server sorts by."""
    store = open()
    paths = ["/B/", "/a-b/", "/a/", "/ab/", "/á/", "/đ/"]
    store.add(count(1, permalink=path, site=site) for path in reversed(paths) for site in ("yen-bai", "_union"))
    assert [found.permalink for found in store.counts("yen-bai")] == sorted(paths)
    assert [(site, path) for site, path, _ in store.pages()] == [(site, path) for site in ("_union", "yen-bai") for path in sorted(paths)]


def test_a_mark_is_set_with_the_counts_or_neither(open: Open) -> None:
    """Whoever begins where another importer has been meanwhile is refused, and adds nothing."""
    store = open()
    assert store.mark("log") is None
    store.add([count(1)], ("log", b"1"))
    store.add([count(1)], ("log", b"2"), b"1")
    for was in (b"1", None):
        with pytest.raises(Refused, match="counter-overtaken"):
            store.add([count(1)], ("log", b"2"), was)
    with pytest.raises(ZeroDivisionError):
        store.add((count(1 // zero) for zero in (1, 0)), ("log", b"3"), b"2")
    assert (store.mark("log"), list(store.counts())) == (b"2", [count(2)])


def test_what_is_learnt_replaces_what_was_known_of_the_same_address(open: Open) -> None:
    """Baselines and moves are kept by address."""
    store = open()
    store.learn([Baseline("yen-bai", "", 9, DAY), Baseline("yen-bai", "/bai/", 1)], [Move("yen-bai", "/a/", "yen-bai", "/b/")])
    store.learn([Baseline("yen-bai", "/bai/", 3)], [Move("yen-bai", "/a/", "lao-cai", "/b/", NEXT)])
    assert store.baselines() == [Baseline("yen-bai", "", 9, DAY), Baseline("yen-bai", "/bai/", 3)]
    assert store.moves() == [Move("yen-bai", "/a/", "lao-cai", "/b/", NEXT)]


def test_a_restored_ledger_is_restored_whole_or_not_at_all(open: Open) -> None:
    """A list that breaks off in the middle changes nothing, however long it is."""
    store = open()
    store.put([count(1)])
    with pytest.raises(ZeroDivisionError):
        store.restore((count(9 // (12_000 - n), permalink=f"/{n}/") for n in range(12_001)), (), ())
    assert list(store.counts()) == [count(1)]
    store.restore((count(n, permalink=f"/{n}/") for n in range(12_000)), [Baseline("yen-bai", "", 9)], [])
    assert sum(found.human for found in store.counts()) == sum(range(12_000)) + 1


def test_many_who_add_at_the_same_time_add_up(open: Open) -> None:
    """Services that count the same new pages at the same moment, each in another order, lose nothing and stop nobody."""

    def add(turn: int) -> None:
        store = open()
        for n in range(20):
            paths = [f"/{(n + k) % 7}/" for k in range(5)]
            store.add([count(1, permalink=path, source="live") for path in (paths if turn % 2 else reversed(paths))])
        store.close()

    open().close()
    threads = [threading.Thread(target=add, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found.human for found in open().counts()) == 4 * 20 * 5


def test_a_store_tells_what_others_changed_and_not_what_itself_did(open: Open) -> None:
    """Whoever keeps numbers in memory knows when to read them anew."""
    ours, theirs = open(), open()
    before = ours.version()
    ours.add([count(1)])
    assert ours.version() == before
    theirs.add([count(1)])
    assert ours.version() != before


def test_a_moment_stays_as_it_was(open: Open) -> None:
    """What another adds while a moment is read is not seen in it, and neither waits for the other."""
    ours, theirs = open(), open()
    ours.add([count(1)])
    with ours.frozen():
        theirs.add([count(1)])
        assert list(ours.days()) == [("yen-bai", DAY, Views(1, 0))]
        assert list(ours.pages()) == [("yen-bai", "/bai/", Views(1, 0))]
        assert list(ours.counts()) == [count(1)]
    assert list(ours.counts()) == [count(2)]


def test_sites_are_listed(open: Open) -> None:
    """Each site once, by name."""
    store = open()
    store.add([count(1), count(1, site="lao-cai"), count(1, day=NEXT)])
    assert store.sites() == ["lao-cai", "yen-bai"]


def test_marks_are_listed_and_restored(open: Open) -> None:
    """What a ledger knows of its importers goes into another ledger with the counts."""
    store = open()
    store.add([count(1)], ("log b", b"\x00\xff"))
    store.restore([count(2)], [], [], [("log a", b"1"), ("log b", b"2")])
    assert store.marks() == [("log a", b"1"), ("log b", b"2")]
    assert list(store.counts()) == [count(2)]


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    """The problem names the server and the database, and keeps the password to itself."""
    with pytest.raises(Refused) as caught:
        PostgresStore("postgresql://sitegen:secret@127.0.0.1:1/ledger")
    (problem,) = caught.value.problems
    assert (problem.kind.name, problem.place.path) == ("counter-server", "postgresql://127.0.0.1/ledger")
    assert "secret" not in str(problem)


def test_a_database_of_a_newer_version_is_left_alone(request: pytest.FixtureRequest) -> None:
    """A format that this version does not know is named."""
    address = request.getfixturevalue("postgres").database()
    PostgresStore(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE facts SET value = 99")
    with pytest.raises(Refused, match="counter-newer"):
        PostgresStore(address)


def test_without_the_package_for_servers_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever configures a server and has not installed what speaks to it is told the command."""
    monkeypatch.setitem(sys.modules, "sitegen.counter.postgres", None)
    config = Config(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path, counter=Counter(database="postgresql://localhost/ledger"))
    with pytest.raises(Refused, match="counter-driver"):
        open_store(config)
