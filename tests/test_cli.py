"""The commands answer plainly, in two languages, with the promised exit status."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from sitegen.cli import main

from .conftest import CONFIG, THEMES, Project


def run(project: Project, *arguments: str) -> int:
    """Runs a command in a project."""
    return main([*arguments, "--config", str(project.root / "config.toml")])


def test_a_sound_portal_is_built_with_status_0(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary says what was built."""
    project.article("yen-bai/bai.md")
    assert run(project, "build") == 0
    assert "1 bài viết" in capsys.readouterr().out
    assert (project.root / "output/yen-bai/tin-tuc/bai/index.html").is_file()


def test_problems_are_printed_in_the_language_asked_for(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Place, line, message and hint, in Vietnamese unless English is asked for; status 1."""
    project.article("yen-bai/bai.md", title="Hội nghị: tổng kết")
    assert run(project, "build") == 1
    text = capsys.readouterr().err
    assert "content/yen-bai/bai.md:2: lỗi: Dấu hai chấm" in text
    assert "    | title: Hội nghị: tổng kết" in text
    assert '→ Đặt giá trị trong dấu nháy: title: "Hội nghị: tổng kết"' in text
    assert run(project, "build", "--lang", "en") == 1
    assert "error: A colon inside a value" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["build", "--at", "hôm nào"], ["build", "--province", "nowhere"]])
def test_wrong_usage_has_status_2(project: Project, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be understood is said, and nothing is built."""
    assert run(project, *arguments) == 2
    assert capsys.readouterr().err
    assert not (project.root / "output").exists()


@pytest.mark.parametrize("output", [".", "content", "themes"])
def test_what_sites_are_made_of_is_never_emptied(project: Project, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    """`--clean` refuses a folder that holds the articles, the themes or the assets, even if it was built into before."""
    file = project.article("yen-bai/bai.md")
    shutil.copytree(THEMES, project.root / "themes")
    project.write("config.toml", CONFIG)
    monkeypatch.chdir(project.root)
    assert main(["build", "--output", output]) == 0
    assert main(["build", "--output", output, "--clean"]) == 2
    assert file.is_file()
    assert (project.root / "themes/plain/theme.toml").is_file()
    assert main(["build", "--clean"]) == 0


def test_unknown_options_and_missing_configuration_have_status_2(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage errors never show a traceback."""
    assert run(project, "build", "--nonsense") == 2
    assert main(["build", "--config", str(project.root / "none.toml")]) == 2
    assert main([]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_verify_says_whether_the_output_is_right(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """`--verify` compares with a clean build."""
    project.article("yen-bai/bai.md")
    assert run(project, "build", "--verify", "--lang", "en") == 0
    assert "Equal to a clean build." in capsys.readouterr().out


def test_the_module_is_the_command(project: Project) -> None:
    """`python -m sitegen` works from the project's folder with no option at all."""
    project.article("yen-bai/bai.md")
    done = subprocess.run([sys.executable, "-m", "sitegen", "build"], cwd=project.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_why_names_what_changed(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that was rendered again is explained by the first thing it read that changed; one that was kept, by that nothing did."""
    file = project.article("yen-bai/bai.md")
    project.article("yen-bai/khac.md", date="01/02/2022")
    assert run(project, "build") == 0
    file.write_text(file.read_text("utf-8") + "\nThêm.\n", "utf-8")
    assert run(project, "build") == 0
    capsys.readouterr()
    assert run(project, "why", "/yen-bai/tin-tuc/bai/", "--lang", "en") == 0
    assert "because the text of yen-bai/bai had changed" in capsys.readouterr().out
    assert run(project, "why", "/yen-bai/tin-tuc/khac/", "--lang", "en") == 0
    assert "kept by the last build" in capsys.readouterr().out
    assert run(project, "why", "/yen-bai/nowhere/") == 2


def test_what_every_command_takes_may_stand_before_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """`sitegen --lang en --config … build` is what many type."""
    project.article("yen-bai/bai.md")
    assert main(["--lang", "en", f"--config={project.root / 'config.toml'}", "--traceback", "build"]) == 0
    assert "1 article, " in capsys.readouterr().out
    assert main(["--lang"]) == 2
    assert main(["--config", "config.toml"]) == 2
    capsys.readouterr()
    assert main(["counter", "--lang", "en", f"--config={project.root / 'config.toml'}", "show"]) == 2
    assert "This portal counts no visits yet" in capsys.readouterr().err
    assert main(["import", "--lang=en", "docx"]) == 2
    assert "FILE is missing" in capsys.readouterr().err


def test_problems_stand_in_the_configuration_that_was_given(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """`--config other.toml` is named by its own name, and `config.toml` by nobody."""
    project.article("yen-bai/bai.md")
    text = (project.root / "config.toml").read_text("utf-8").replace("[provinces.yen-bai]", "[provinces.yen-bai.settings]\nacent = 1")
    (project.root / "config.toml").unlink()
    (project.root / "other.toml").write_text(text, "utf-8")
    given = ("--lang", "en", "--config", str(project.root / "other.toml"))
    line = text.splitlines().index("acent = 1") + 1
    main(["build", *given])
    assert f"other.toml:{line}: error: “acent” is not a setting" in capsys.readouterr().err
    main(["counter", "show", *given])
    assert "other.toml: error: This portal counts no visits yet" in capsys.readouterr().err
    text = text.replace('theme = "plain"', 'theme = "plian"')
    (project.root / "other.toml").write_text(text, "utf-8")
    main(["build", *given])
    line = text.splitlines().index('theme = "plian"') + 1
    assert f"other.toml:{line}: error: There is no theme" in capsys.readouterr().err


def test_why_knows_no_page_of_a_site_that_is_no_more(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """What was swept is not kept, whatever was remembered of it."""
    project.article("yen-bai/bai.md")
    assert run(project, "build") == 0
    assert run(project, "why", "/hoa-binh/") == 0
    project.configure(CONFIG.replace("[provinces.hoa-binh]\n", ""))
    assert run(project, "build") == 0
    assert not (project.root / "output/hoa-binh/index.html").exists()
    capsys.readouterr()
    assert run(project, "why", "/hoa-binh/", "--lang", "en") == 2
    assert "The last build made no page" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement", ["DROP TABLE state", "DROP TABLE shelves", "UPDATE shelves SET data = 'x'", "UPDATE state SET data = 7", ""]
)
def test_why_asks_for_a_build_where_none_left_anything(project: Project, capsys: pytest.CaptureFixture[str], statement: str) -> None:
    """Nothing was built, or what the last build left is damaged: it is said, with what to do."""
    project.article("yen-bai/bai.md")
    if statement:
        assert run(project, "build") == 0
        with contextlib.closing(sqlite3.connect(project.root / "output/.sitegen/state.db")) as database, database:
            database.execute(statement)
    capsys.readouterr()
    assert run(project, "why", "/yen-bai/", "--lang", "en") == 2
    assert "→ Type sitegen build, then ask again." in capsys.readouterr().err
