"""However a command ends, its reader gets words and a status, and no traceback unless asked for."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from sitegen import faults, files, workers
from sitegen.cli import main
from sitegen.errors import Place

from .conftest import Project

BROKEN = "Tin của tỉnh, không phải lỗi của ai."


def command(project: Project, *arguments: str) -> list[str]:
    """A command as a process of its own."""
    return [sys.executable, "-m", "sitegen", *arguments, "--config", str(project.root / "config.toml"), "--lang", "en"]


@pytest.fixture
def faulty(project: Project) -> dict[str, str]:
    """An environment in which sitegen has a fault: its reader of articles meets what nobody foresaw."""
    project.article("yen-bai/bai.md", BROKEN)
    (project.root / "broken").mkdir()
    (project.root / "broken/sitecustomize.py").write_text(
        "import sitegen.source\n\ndef read(*given):\n    raise RuntimeError('nobody foresaw this')\n\nsitegen.source.read = read\n", "utf-8"
    )
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(project.root / "broken"), str(Path(__file__).parents[1])])}


@pytest.mark.parametrize("name", ["build", "check"])
def test_a_fault_is_kept_in_a_file_and_said_in_two_sentences(project: Project, faulty: dict[str, str], name: str) -> None:
    """Status 3; the file says where in the program it happened and nothing of what was written."""
    arguments = [name, "--jobs", "1"] if name == "build" else [name]
    done = subprocess.run(command(project, *arguments), env=faulty, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"sitegen {name}: error: Here sitegen has made a mistake, not you.")
    assert "Traceback" not in done.stderr
    (file,) = (project.root / "output/.sitegen").glob("loi-*.txt")
    assert str(file) in done.stderr
    kept = file.read_text("utf-8")
    assert "RuntimeError: nobody foresaw this" in kept
    assert "sitegen 0.1.0" in kept
    assert BROKEN not in kept
    assert str(Path.home()) + os.sep not in kept


@pytest.mark.parametrize(("more", "setting"), [(["--traceback"], ""), ([], "1")])
def test_a_traceback_is_shown_to_who_asks_for_it(project: Project, faulty: dict[str, str], more: list[str], setting: str) -> None:
    """By an option, or by `SITEGEN_TRACEBACK`."""
    environment = {**faulty, "SITEGEN_TRACEBACK": setting}
    done = subprocess.run(command(project, "build", "--jobs", "1", *more), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("Traceback")
    assert done.stderr.rstrip().endswith("RuntimeError: nobody foresaw this")


def test_a_fault_that_cannot_be_kept_is_said_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the folder nor the one for temporary files can be written: the last line is what can be sent."""
    taken = tmp_path / "a file"
    taken.write_text("", "utf-8")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(taken))
    problem = faults.fault(ValueError("boom"), taken, "build")
    assert "ValueError: boom" in problem.words(str)[1]
    assert problem.place == Place("sitegen build")


def test_what_the_system_refuses_is_a_problem_at_its_file(project: Project) -> None:
    """A folder where the configuration should be, an output folder that is a file: status, place and hint, no traceback."""
    project.article("yen-bai/bai.md")
    (project.root / "folder.toml").mkdir()
    for arguments in (["--config", "folder.toml"], ["--output", "config.toml"]):
        run = [sys.executable, "-m", "sitegen", "build", "--lang", "en", *arguments]
        done = subprocess.run(run, cwd=project.root, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        assert arguments[1] in done.stderr.partition(": error: ")[0]
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(project: Project) -> None:
    """Permission denied."""
    project.article("yen-bai/bai.md")
    project.build()
    project.article("yen-bai/hai.md")
    for folder in [project.root / "output", *(path for path in (project.root / "output").rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    done = subprocess.run(command(project, "build"), capture_output=True, text=True, check=False)
    for folder in [project.root / "output", *(path for path in (project.root / "output").rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    assert done.returncode == 1
    assert "may not be written" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_one_quiet_line(project: Project, jobs: str) -> None:
    """Status 130, at whatever moment it comes; worker processes, which a terminal interrupts too, say nothing."""
    for number in range(160):
        project.article(f"yen-bai/bai-{number}.md", "Nội dung.\n\n" * 30)
    lock = project.root / "output/.sitegen/lock"
    for wait in (0.0, 0.2, 0.4, 0.7):
        run = command(project, "build", "--jobs", jobs)
        process = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        while not lock.exists() and process.poll() is None:
            time.sleep(0.005)
        time.sleep(wait)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        if process.returncode or wait == 0:
            assert process.returncode in (130, -signal.SIGINT)  # the same for a shell
            assert said == "Stopped.\n"
        shutil.rmtree(project.root / "output")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_goes_away_is_no_fault(project: Project) -> None:
    """`sitegen check --format json | head`: not a word."""
    for number in range(400):
        project.article(f"yen-bai/bai-{number}.md", "a  b\n")
    run = command(project, "check", "--format", "json")
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(("place", "status"), [(">&-", 0), (">/dev/full", 1)])
def test_an_output_that_cannot_be_written_is_said(project: Project, unbuffered: str, place: str, status: int) -> None:
    """Closed or full: the work is done, a word stands on the error stream, and nothing is called a fault."""
    project.article("yen-bai/bai.md")
    run = f"{shlex.join(command(project, 'build'))} {place}"
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(["sh", "-c", run], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert done.stderr.startswith("sitegen build: warning: What this command says could not be written")
    assert "Bài" in project.page("yen-bai/index.html")
    assert not list((project.root / "output/.sitegen").glob("loi-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_a_closed_error_stream_is_no_fault(project: Project) -> None:
    """The summary is printed as ever."""
    project.article("yen-bai/bai.md")
    run = f"{shlex.join(command(project, 'build'))} 2>&-"
    done = subprocess.run(["sh", "-c", run], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.startswith("1 article, ")) == (0, True)


def test_a_held_file_is_replaced_as_soon_as_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virus scanner or an upload holds a file open for a moment, which forbids replacing it on Windows; not for ever."""
    made, replace = [], os.replace

    def held(source: object, target: object) -> None:
        made.append(source)
        if len(made) < 3:
            raise PermissionError(13, "held", str(target))
        replace(str(source), str(target))

    monkeypatch.setattr("os.replace", held)
    (tmp_path / "new").write_text("new", "utf-8")
    files.replace(tmp_path / "new", tmp_path / "old", pauses=(0, 0, 0))
    assert (tmp_path / "old").read_text("utf-8") == "new"
    made.clear()
    with pytest.raises(PermissionError):
        files.replace(tmp_path / "old", tmp_path / "new", pauses=(0,))


@pytest.mark.parametrize("name", ["100% tin", "tin #1", "tin?", "Đề án"])
def test_the_state_is_found_in_a_folder_of_any_name(project: Project, name: str) -> None:
    """A second build has nothing to do."""
    project.article("yen-bai/bai.md")
    assert project.build(output=name).rendered
    assert project.build(output=name).rendered == 0


def test_photos_are_drawn_by_processes_that_inherit_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows starts processes anew: articles, photos and pages come out the same as where they share what is known."""
    for number in range(12):
        project.article(f"yen-bai/bai-{number}/index.md", "![](a.jpg)\n")
        project.photo(f"yen-bai/bai-{number}/a.jpg", 60 + number, 40)
    project.build(output="shared", jobs=2)
    monkeypatch.setattr(workers, "can_share", lambda: False)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", partial(ProcessPoolExecutor, mp_context=get_context("spawn")))
    project.build(output="anew", jobs=2)
    assert project.tree("anew") == project.tree("shared")


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 for who asks for it."""
    with pytest.raises(SystemExit) as caught:
        main(["build", "--help", "--lang", "vi"])
    assert caught.value.code == 0
    assert "--province" in capsys.readouterr().out
