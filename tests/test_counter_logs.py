"""The lines of a log are counted once, however it is cut, packed, renamed and put together, and whatever happens meanwhile."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.counter import logs, reading
from sitegen.counter.pieces import Pieces
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Count, Store
from sitegen.errors import Refused

from .logs import FIREFOX, GOOGLE, START, is_late, line, log, take


@contextmanager
def ledger(folder: str | Path) -> Iterator[SqliteStore]:
    """A ledger in a folder."""
    store = SqliteStore(Path(folder, "ledger.sqlite"))
    store._database.execute("PRAGMA synchronous = OFF")
    yield store
    store.close()


def whole(lines: list[str]) -> list[Count]:
    """What one import of the whole log counts."""
    with TemporaryDirectory() as folder, ledger(folder) as store:
        Path(folder, "whole.log").write_text("".join(lines))
        take(store, [Path(folder, "whole.log")])
        return list(store.counts())


def views(store: Store) -> tuple[int, int]:
    """All human and robot views of a ledger."""
    counts = list(store.counts())
    return sum(count.human for count in counts), sum(count.robot for count in counts)


def test_one_reader_is_one_view_in_half_an_hour(tmp_path: Path) -> None:
    """Reloading is the same reading; half an hour after the last time it is another; another reader, page or program is too."""
    minutes = (0, 10, 29, 59, 90)  # the last two: 30 minutes after, still the same; 31 minutes after, another
    lines = [line(moment=START + timedelta(minutes=after)) for after in minutes]
    lines += [line(address="203.0.113.8"), line("/"), line(agent="Opera/9.80")]
    (tmp_path / "access.log").write_text("".join(lines))
    with ledger(tmp_path) as store:
        tally = take(store, [tmp_path / "access.log"])
        assert views(store) == (tally.human, tally.robot) == (5, 0)


class Shelf:
    """A folder of logs as a server and its rotation leave it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """Begins a new log."""
        self.current = self.folder / f"access.{self.number}.log"
        self.number += 1
        self.current.write_text("")
        self.files.append(self.current)

    def append(self, text: str) -> None:
        """Writes into the log."""
        with self.current.open("a") as file:
            file.write(text)

    def rotate(self, pack: bool) -> None:
        """Puts the log away under another name, perhaps packed, and begins another."""
        name = self.folder / f"old.{self.number}{'.gz' if pack else ''}"
        data = self.current.read_bytes()
        name.write_bytes(gzip.compress(data) if pack else data)
        self.current.unlink()
        self.files[-1] = name
        self.begin()


@settings(max_examples=25)
@given(st.integers(0, 1 << 30), st.integers(1, 60), st.sampled_from([0.4, 5.0, 60.0]), st.sampled_from([0.0, 20.0]))
def test_rotation_counts_each_line_once(seed: int, lines: int, seconds: float, late: float) -> None:
    """A log that grows, is rotated, packed, put together, imported at any moment, again, and with imports that die: as if it were one."""
    chance = random.Random(seed)
    written = log(seed, lines, seconds, late)
    with TemporaryDirectory() as folder, ledger(folder) as store:
        shelf, at = Shelf(Path(folder)), 0
        while at < len(written):
            step = chance.choice((1, 2, 5, 20))
            text = "".join(written[at : at + step])
            cut = chance.randrange(len(text)) if chance.random() < 0.3 else len(text)
            shelf.append(text[:cut])
            at += step
            if chance.random() < 0.5:
                take(store, shelf.files)
            shelf.append(text[cut:])
            if chance.random() < 0.3:
                take(store, chance.sample(shelf.files, len(shelf.files)))
            if chance.random() < 0.3 and not is_late("".join(written[at : at + 1])):
                shelf.rotate(chance.random() < 0.5)
            if chance.random() < 0.2:
                die(store, shelf.files)
        take(store, shelf.files)
        assert list(store.counts()) == whole(written)
        assert take(store, shelf.files).human == 0


def die(store: SqliteStore, files: list[Path]) -> None:
    """An import that ends before its first or second writing."""
    left, add = random.Random(len(files)).randrange(2), store.add

    def adding(counts: list[Count], mark: tuple[str, bytes], was: bytes | None) -> None:
        nonlocal left
        if not left:
            raise InterruptedError
        left -= 1
        add(counts, mark, was)

    store.add = adding  # type: ignore[assignment,method-assign]
    try:
        take(store, files)
    except InterruptedError:
        pass
    finally:
        del store.add


@settings(max_examples=25)
@given(st.integers(0, 1 << 30), st.integers(4, 80), st.booleans(), st.sampled_from([0.0, 20.0]))
def test_a_log_that_is_cut_anew_counts_each_line_once(seed: int, lines: int, dense: bool, late: float) -> None:
    """Daily files, then monthly ones, then the whole: each run is given a log from its beginning, in pieces of any size."""
    chance = random.Random(seed)
    written = log(seed, lines, 30.0 if dense else 300.0, late)
    with TemporaryDirectory() as folder, ledger(folder) as store:
        for run in range(4):
            stop = chance.randrange(1, lines) if run < 3 else lines
            while stop < lines and is_late(written[stop - 1] + written[stop]):
                stop += 1
            within = (chance.randrange(1, stop) for _ in range(chance.choice((0, 1, 4)) if stop > 1 else 0))
            cuts = sorted({0, stop, *(at for at in within if not is_late(written[at - 1] + written[at]))})
            files = []
            for number, (start, end) in enumerate(pairwise(cuts)):
                files.append(Path(folder, f"{run}-{number}.log"))
                data = "".join(written[start:end]).encode()
                files[-1].write_bytes(gzip.compress(data) if chance.random() < 0.3 else data)
            take(store, files)
        assert list(store.counts()) == whole(written)


@pytest.mark.parametrize("size", [200, 1000, 5000])
def test_blocks_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A file is read in blocks, in several processes, and written down in between; counted is the same."""
    written = log(7, 400)
    expected = whole(written)
    monkeypatch.setattr(reading, "BLOCK", size)
    monkeypatch.setattr(logs, "COMMIT", 2)
    (tmp_path / "access.log").write_text("".join(written[:150]))
    with ledger(tmp_path) as store:
        take(store, [tmp_path / "access.log"])
        (tmp_path / "access.log.gz").write_bytes(gzip.compress("".join(written).encode()))
        take(store, [tmp_path / "access.log.gz"])
        assert list(store.counts()) == expected


def test_a_log_that_was_written_over_goes_on_with_its_new_lines(tmp_path: Path) -> None:
    """Rotation that copies and empties the file (copytruncate): the name is old, the lines are new."""
    written = log(3, 60)
    with ledger(tmp_path) as store:
        for start in (0, 20, 40):
            (tmp_path / "access.log").write_text("".join(written[start : start + 20]))
            (tmp_path / f"copy.{start}").write_text("".join(written[start : start + 20]))
            take(store, [*sorted(tmp_path.glob("copy.*")), tmp_path / "access.log"])
        assert list(store.counts()) == whole(written)


def test_the_log_of_another_server_is_not_taken_for_this_one(tmp_path: Path) -> None:
    """Other lines of a time that was counted are refused whole, and counted under a name of their own."""
    (tmp_path / "web1.log").write_text("".join(log(1, 200, 60)))
    (tmp_path / "web2.log").write_text("".join(log(2, 200, 60)))
    with ledger(tmp_path) as store:
        take(store, [tmp_path / "web1.log"])
        before = list(store.counts())
        tally = take(store, [tmp_path / "web2.log"])
        assert [problem.kind.name for problem in tally.problems] == ["log-other-lines"]
        assert (tally.human, list(store.counts())) == (0, before)
        assert take(store, [tmp_path / "web2.log"], source="log:web2").problems == []
        assert {count.source for count in store.counts()} == {"log", "log:web2"}


def test_what_is_only_assumed_to_be_counted_is_told_of(tmp_path: Path) -> None:
    """A few unknown lines within a time that was counted are not counted, which is said, with what to do if they are another server's."""
    written = log(1, 200, 60)
    (tmp_path / "web1.log").write_text("".join(written))
    few = [line("/", START + timedelta(minutes=12, seconds=number), address="203.0.113.9", size=77) for number in range(3)]
    (tmp_path / "web2.log").write_text("".join(few))
    with ledger(tmp_path) as store:
        take(store, [tmp_path / "web1.log"])
        tally = take(store, [tmp_path / "web2.log"])
        assert [(problem.kind.name, problem.kind.severity) for problem in tally.problems] == [("log-assumed", "warning")]
        assert (tally.lines, tally.human, tally.known) == (0, 0, len("".join(few)))
        assert take(store, [tmp_path / "web2.log"], source="log:web2").human == 1
        (tmp_path / "cut.log").write_text("".join(written[50:150]))
        assert take(store, [tmp_path / "cut.log"]).problems == []


def test_a_log_is_not_counted_again_under_another_name(tmp_path: Path) -> None:
    """Who gives it once with --source and once without is told so; two servers would be added up."""
    written = log(1, 50)
    (tmp_path / "access.log").write_text("".join(written[:40]))
    with ledger(tmp_path) as store:
        take(store, [tmp_path / "access.log"], source="log:web1")
        (tmp_path / "access.log").write_text("".join(written))
        tally = take(store, [tmp_path / "access.log"])
        assert [(problem.kind.name, problem.values) for problem in tally.problems] == [("log-otherwise", (("name", "log:web1"),))]
        assert tally.human == 0
        assert take(store, [tmp_path / "access.log"], source="log:web1").lines == 10


def test_lines_taken_out_of_what_was_counted_change_nothing(tmp_path: Path) -> None:
    """The last line that was counted is still found, and what stands behind it is new."""
    written = log(5, 300, 60)
    (tmp_path / "access.log").write_text("".join(written[:200]))
    with ledger(tmp_path) as store:
        take(store, [tmp_path / "access.log"])
        (tmp_path / "access.log").write_text("".join([*written[:50], *written[60:]]))
        assert take(store, [tmp_path / "access.log"]).lines == 100
        assert list(store.counts()) == whole(written)


def test_an_older_log_is_counted_after_a_newer_one(tmp_path: Path) -> None:
    """Logs found in an attic are new lines, whenever they were written."""
    written = log(6, 100, 120)
    (tmp_path / "new.log").write_text("".join(written[50:]))
    (tmp_path / "old.log").write_text("".join(written[:50]))
    with ledger(tmp_path) as store:
        assert take(store, [tmp_path / "new.log"]).lines == 50
        assert take(store, [tmp_path / "old.log"]).lines == 50
        assert take(store, [tmp_path / "new.log", tmp_path / "old.log"]).lines == 0


HOSTILE = [
    b"\x00\xff\xfe binary \x80\n",
    b"\n",
    b'203.0.113.7 - - [32/Nov/2026:10:00:00 +0700] "GET / HTTP/1.1" 200 1 "-" "Opera"\n',
    b'203.0.113.7 - - [01/Nov/9999:10:00:00 +0700] "GET / HTTP/1.1" 200 1 "-" "Opera"\n',
    b'203.0.113.7 - - [01/Nov/2026:10:00:99 +0700] "GET / HTTP/1.1" 200 1 "-" "Opera"\n',
    b'203.0.113.7 - - [01/Nov/2026:10:00:00 +9900] "GET / HTTP/1.1" 200 1 "-" "Opera"\n',
    b'203.0.113.7 - - [01/Nov/2026:10:00:00 +0700] "GET / HTTP/1.1" 200 1 "-\n',
    b'203.0.113.7 - - [01/Nov/2026:10:00:00 +0700] "GET /' + b"a" * (1 << 20) + b'/ HTTP/1.1" 200 1 "-" "Opera"\n',
    b'203.0.113.7 - - [01/Nov/2026:10:00:00 +0700] "' + b'\\" [ ] ' * 1000 + b'" 200 1 "-" "Opera\n',
    b"[" * 7000 + b"\n",
    b"a " * 4000 + b"\n",
]


def test_hostile_lines_are_left_out_counted_and_cheap(tmp_path: Path) -> None:
    """Whatever programs send costs no reading, stops nothing, and takes no time."""
    good = log(4, 30)
    data = b"".join(line.encode() + bad for line, bad in zip(good, HOSTILE * 3, strict=False))
    (tmp_path / "access.log").write_bytes(data)
    with ledger(tmp_path) as store:
        tally = take(store, [tmp_path / "access.log"])
        assert list(store.counts()) == whole(good)
        assert tally.broken == sum(bad != b"\n" for bad in (HOSTILE * 3)[:30])
        assert take(store, [tmp_path / "access.log"]).human == 0


def test_a_packed_file_that_breaks_off_is_taken_as_far_as_it_goes(tmp_path: Path) -> None:
    """It is told of, and the whole file goes on from there."""
    written = log(9, 2000)
    packed = gzip.compress("".join(written).encode())
    (tmp_path / "access.log.gz").write_bytes(packed[: len(packed) // 2])
    with ledger(tmp_path) as store:
        tally = take(store, [tmp_path / "access.log.gz"])
        assert [problem.kind.name for problem in tally.problems] == ["log-torn"]
        assert 100 < tally.lines < 2000
        assert views(store) == (tally.human, tally.robot) > (0, 0)
        (tmp_path / "access.log.gz").write_bytes(packed)
        assert take(store, [tmp_path / "access.log.gz"]).problems == []
        assert list(store.counts()) == whole(written)


def test_files_that_cannot_be_read_do_not_stop_the_others(tmp_path: Path) -> None:
    """Each is named with what is wrong."""
    (tmp_path / "good.log").write_text(line())
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bnothing")
    (tmp_path / "empty.log").write_text("")
    with ledger(tmp_path) as store:
        (tmp_path / "error.log").write_text("2026/11/25 10:00:00 [error] 1#1: *1 open() failed\n")
        tally = take(store, [tmp_path / name for name in ("none.log", "bad.gz", "empty.log", "error.log", "good.log")])
        assert sorted((problem.place.path, problem.kind.name) for problem in tally.problems) == [
            ("bad.gz", "log-torn"),
            ("error.log", "log-format-unrecognised"),
            ("none.log", "log-unreadable"),
        ]
        assert views(store) == (1, 0)


def test_of_two_importers_at_once_one_says_so(tmp_path: Path) -> None:
    """Both begin where the first did; the second adds nothing."""
    (tmp_path / "access.log").write_text("".join(log(1, 50)))
    with ledger(tmp_path) as store:
        other, add = SqliteStore(tmp_path / "ledger.sqlite"), store.add

        def adding(counts: list[Count], mark: tuple[str, bytes], was: bytes | None) -> None:
            del store.add
            take(other, [tmp_path / "access.log"])
            add(counts, mark, was)

        store.add = adding  # type: ignore[assignment,method-assign]
        with pytest.raises(Refused, match="counter-overtaken"):
            take(store, [tmp_path / "access.log"])
        assert list(store.counts()) == whole(log(1, 50))
        other.close()


KILLED = """
import sys
from pathlib import Path
from sitegen.counter import logs, reading
from sitegen.counter.pieces import Pieces
from sitegen.counter.sqlite import SqliteStore
from tests.logs import take
reading.BLOCK, logs.COMMIT = 20_000, 1
store = SqliteStore(Path(sys.argv[1], "ledger.sqlite"))
add = store.add
def told(*arguments):
    add(*arguments)
    print("added", flush=True)
store.add = told
take(store, [Path(sys.argv[1], "access.log")])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_an_import_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Again and again, until it is done: what was counted is what one import counts, and no process is left behind."""
    written = log(8, 3000)
    (tmp_path / "access.log").write_text("".join(written))
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    for lines in (1, 3, 2, 5):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
        assert process.stdout
        for _ in range(lines):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.stdout.read()  # ends when the last process that could write there has ended
        process.stdout.close()
        process.wait()
    with ledger(tmp_path) as store:
        assert views(store)[0] > 0
        take(store, [tmp_path / "access.log"])
        assert list(store.counts()) == whole(written)


def test_nothing_of_a_visitor_is_written_down(tmp_path: Path) -> None:
    """After an import no file holds an address, a program, or a digest of one; marks are the same whoever asked."""
    written = log(2, 300)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one.log").write_text("".join(written))
    (tmp_path / "two.log").write_text("".join(re.sub(r"^\S+", "192.0.2.99", text.replace(FIREFOX, "Mozilla/9")) for text in written))
    marks = []
    for name in ("one", "two"):
        with ledger(tmp_path / name) as store:
            take(store, [tmp_path / f"{name}.log"])
            (piece,) = Pieces.load(store.mark("log log")).pieces
            marks.append([(point.moment, point.single, point.pair) for point in piece.points()])
    assert marks[0] == marks[1]  # the same log of other people leaves the same marks
    visitors = {text.partition(" ")[0].encode() for text in written}
    secrets = {*visitors, FIREFOX.encode(), GOOGLE.encode(), *(address + b"\0" + FIREFOX.encode() for address in visitors)}
    digests = {hashlib.new(kind, secret).digest() for kind in ("md5", "sha1", "sha256", "blake2b") for secret in secrets}
    left = b"".join(file.read_bytes() for file in sorted((tmp_path / "one").iterdir()))
    assert len(left) > 10_000
    for secret in (*secrets, *digests, *(digest.hex().encode() for digest in digests)):
        assert secret not in left
        assert base64.b64encode(secret) not in left
    for address in visitors:
        packed = bytes(map(int, address.split(b".")))
        assert packed not in left
