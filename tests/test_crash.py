"""Whatever happens to a build, readers see whole pages, and the next build puts everything right."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from sitegen import project as project_room
from sitegen.build import Options, build, moment
from sitegen.errors import Refused
from sitegen.state import State, locked

from .conftest import Project


def fill(project: Project, count: int, mark: str) -> None:
    """Writes articles whose pages all carry a mark."""
    for n in range(count):
        project.article(f"yen-bai/bai-{n}.md", f"Nội dung {mark} số {n}.\n" * 5, title=f"Bài {n} {mark}", date=f"{n % 28 + 1:02d}/01/2023")


def command(project: Project) -> list[str]:
    """The command that builds a project."""
    return [sys.executable, "-m", "sitegen", "build", "--config", str(project.root / "config.toml"), "--at", "01/06/2025", "--jobs", "2"]


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_build_leaves_whole_files_and_the_next_completes(project: Project, seed: int) -> None:
    """Killed at random moments again and again, every published file is one of the old build or of the new, and in the end all is new."""
    r = random.Random(seed)
    fill(project, 70, "CŨ")
    project.build()
    old = project.tree()
    fill(project, 75, "MỚI")
    (project.root / "content/yen-bai/bai-3.md").unlink()
    project.build(output="new")
    new = project.tree("new")
    started = time.monotonic()
    subprocess.run([*command(project), "--output", str(project.root / "probe")], check=True, capture_output=True)
    length = time.monotonic() - started
    for _ in range(5):
        process = subprocess.Popen(command(project), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(r.uniform(0.2, 1.0) * length)
        if r.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:  # the processes that work for it see that it is gone
            process.kill()
        process.wait()
        for path, data in project.tree().items():
            assert data in (old.get(path), new.get(path)), f"seed {seed}: {path}"
    project.build()
    assert project.tree() == new


def test_what_a_killed_build_wrote_is_swept_when_it_is_not_wanted(project: Project) -> None:
    """A page that a dead build had just begun to publish goes away when its article is deleted before the next build."""
    fill(project, 3, "x")
    project.build()
    state = project.root / "output/.sitegen/state.db"
    before = state.read_bytes()
    project.article("yen-bai/moi.md", date="01/05/2025")
    project.build()
    with closing(sqlite3.connect(state)) as database:
        assert database.execute("SELECT COUNT(*) FROM announced").fetchone() == (0,)
    state.write_bytes(before)  # as if the build had died before it saved
    with closing(sqlite3.connect(state)) as database, database:
        database.execute("INSERT INTO announced VALUES ('yen-bai/tin-tuc/moi/index.html')")
    (project.root / "content/yen-bai/moi.md").unlink()
    project.build()
    assert "yen-bai/tin-tuc/moi/index.html" not in project.tree()


def test_what_a_killed_build_had_read_need_not_be_read_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build of many files that dies leaves what it read of them, and forgets nothing that an earlier dead build had begun to write."""
    fill(project, 4, "x")
    project.build()
    state = project.root / "output/.sitegen/state.db"
    with closing(sqlite3.connect(state)) as database, database:
        database.execute("INSERT INTO announced VALUES ('yen-bai/tin-tuc/moi/index.html')")
    fill(project, 5, "y")
    monkeypatch.setattr(project_room, "MANY", 5)
    with monkeypatch.context() as broken:
        broken.setattr(project_room.Project, "plan", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            project.build()
    left = State(project.root / "output")
    assert left.announced == ("yen-bai/tin-tuc/moi/index.html",)
    assert len(left.rows("readings")) == len(left.rows("terms")) == 5
    monkeypatch.setattr("sitegen.source.read", lambda *given: 1 / 0)
    monkeypatch.setattr("sitegen.files.GRAIN", 0)
    assert project.build().articles == 5


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/bin/mount").exists(), reason="a full disk is made with mount, which needs root")
def test_a_full_disk_is_said_plainly_and_harms_nothing(project: Project) -> None:
    """The build stops with a kind word; what was published stays whole; with room again it completes."""
    fill(project, 30, "CŨ")
    output = project.root / "output"
    output.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(output)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        project.build()
        old = project.tree()
        ballast = output / "ballast"
        with pytest.raises(OSError, match="No space"), ballast.open("wb") as file:
            file.write(os.urandom(4 << 20))
        fill(project, 60, "MỚI")
        with pytest.raises(Refused) as caught:
            project.build()
        assert caught.value.problems[0].kind.name == "disk-full"
        for path, data in project.tree().items():
            assert path == "ballast" or data == old.get(path) or "MỚI" in data.decode(), path
        ballast.unlink()
        project.build()
        project.build(output="clean")
        assert project.tree() == project.tree("clean")
    finally:
        subprocess.run(["umount", str(output)], check=False)


def test_two_builds_in_one_folder_do_not_meet(project: Project) -> None:
    """The second is told that the first is running, and touches nothing."""
    fill(project, 2, "x")
    now = moment("01/06/2025")
    assert now is not None
    with locked(project.root / "output"), pytest.raises(Refused) as caught:
        build(project.config, Options(now))
    assert caught.value.problems[0].kind.name == "build-busy"
    assert project.tree() == {}
    assert project.build().problems == ()


@pytest.mark.parametrize("spoil", [b"", b"garbage" * 999, b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_state_that_cannot_be_read_is_thrown_away(project: Project, spoil: bytes) -> None:
    """A truncated, foreign or garbled state costs a full build, nothing else."""
    fill(project, 5, "x")
    project.build()
    before = project.tree()
    (project.root / "output/.sitegen/state.db").write_bytes(spoil)
    report = project.build()
    assert report.problems == ()
    assert project.tree() == before
    assert project.build().rendered == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_state_with_wrong_bytes_is_thrown_away(project: Project, seed: int) -> None:
    """A failing disk turns single bits, anywhere: the next build gives what a clean one gives, and the one after it knows that."""
    r = random.Random(seed)
    fill(project, 30, "x")
    project.build(output="clean")
    state = project.root / "output/.sitegen/state.db"
    for _ in range(12):
        project.build()
        data = bytearray(state.read_bytes())
        for at in r.sample(range(100, len(data)), 20):
            data[at] ^= 1 << r.randrange(8)
        state.write_bytes(data)
        fill(project, 30, "x")
        project.build()
        assert project.tree() == project.tree("clean"), f"seed {seed}"
    assert State(project.root / "output").get("builds") is not None
