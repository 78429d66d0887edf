"""The ledger's file keeps what it was given, whatever happens to it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Count
from sitegen.errors import Refused

DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)


def count(human: int, robot: int = 0, *, day: date = DAY, permalink: str = "/bai/", source: str = "log", site: str = "yen-bai") -> Count:
    """A count of the usual page."""
    return Count(site, day, permalink, source, human, robot)


def refused(path: Path, store: SqliteStore | None = None) -> str:
    """The name of the problem that opening a file meets."""
    with pytest.raises(Refused) as caught:
        (store or SqliteStore(path, patience=0.1)).close()
    (problem,) = caught.value.problems
    assert problem.place.path == path.name
    return problem.kind.name


def test_one_writer_waits_for_another_and_says_so_in_the_end(tmp_path: Path) -> None:
    """A ledger that stays locked is a problem with a hint; nothing is added."""
    path = tmp_path / "ledger.sqlite"
    SqliteStore(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    store = SqliteStore(path, patience=0.1)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused, match="counter-busy"):
        store.add([count(1)])
    other.execute("ROLLBACK")
    other.close()
    store.add([count(1)])
    assert list(store.counts()) == [count(1)]
    store.close()


@pytest.mark.parametrize("data", [b"not a database at all, but long enough to be one" * 50, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path, data: bytes) -> None:
    """It is refused with its name, byte for byte as it was."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(data)
    assert refused(path) == "counter-damaged"
    assert path.read_bytes() == data


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """A database with tables of somebody else's is no ledger."""
    path = tmp_path / "ledger.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (id)")
    other.close()
    assert refused(path) == "counter-damaged"


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    """A format that this version does not know is named."""
    path = tmp_path / "ledger.sqlite"
    SqliteStore(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    before = path.read_bytes()
    assert refused(path) == "counter-newer"
    assert path.read_bytes() == before


def test_a_copy_made_in_use_opens_or_is_refused_never_believed(tmp_path: Path) -> None:
    """Of a copy whose pages are of different moments no number is told; the original goes on."""
    path = tmp_path / "ledger.sqlite"
    store = SqliteStore(path)
    store.add([count(1, permalink=f"/bai-{number:05}/") for number in range(5000)])
    shutil.copy(path, tmp_path / "early.sqlite")  # the log of the last changes is left behind
    early = SqliteStore(tmp_path / "early.sqlite")
    assert len(list(early.counts())) in (0, 5000)
    early.close()
    store.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 16384] = bytes(16384)
    (tmp_path / "torn.sqlite").write_bytes(data)
    assert refused(tmp_path / "torn.sqlite") == "counter-damaged"
    assert (tmp_path / "torn.sqlite").read_bytes()[-4096:] == bytes(data)[-4096:]


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    """What does not fit is refused whole."""
    path = tmp_path / "ledger.sqlite"
    store = SqliteStore(path)
    store.add([count(1)])
    store._database.execute("PRAGMA max_page_count = 16")
    with pytest.raises(Refused, match="counter-disk"):
        store.add((count(1, permalink=f"/bai-{number:05}/") for number in range(50_000)), ("log", b"1"))
    assert (list(store.counts()), store.mark("log")) == ([count(1)], None)
    store.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file where the folder should be is no traceback."""
    (tmp_path / "visits").write_text("")
    with pytest.raises(Refused, match="counter-disk"):
        SqliteStore(tmp_path / "visits" / "ledger.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_what_was_added_survives_a_kill(tmp_path: Path) -> None:
    """A count that was acknowledged is there after the process was killed; one under way is there whole or not at all."""
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from sitegen.counter.sqlite import SqliteStore; from sitegen.counter.store import Count\n"
        "store = SqliteStore(Path(sys.argv[1]))\n"
        "for number in range(100000):\n"
        "    store.add([Count('yen-bai', date(2026, 11, 25), p, 'log', 1, 0) for p in ('/a/', '/b/')])\n"
        "    print(number, flush=True)\n"
    )
    path = tmp_path / "ledger.sqlite"
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = [process.stdout.readline() for _ in range(30)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    store = SqliteStore(path)
    first, second = store.counts()
    assert first.human == second.human
    assert first.human in (len(said), len(said) + 1)
    store.close()
