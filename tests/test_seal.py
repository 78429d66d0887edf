"""While nothing at all has changed a build is done at once; whatever changes breaks the seal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen import files
from sitegen.state import State

from .conftest import CONFIG, THEMES, Project


@pytest.fixture
def sealed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that was built and sealed: files are trusted at once, as if they had been saved long ago."""
    monkeypatch.setattr(files, "GRAIN", 0)
    for file in (THEMES / "plain").rglob("*"):
        if file.is_file():
            project.write(f"themes/plain/{file.relative_to(THEMES / 'plain').as_posix()}", file.read_bytes())
    (project.root / "config.toml").write_text(CONFIG, "utf-8")
    project.photo("yen-bai/bai/anh.jpg")
    project.article("yen-bai/bai/index.md", photos="[anh.jpg]", date="30/05/2025")
    project.article("yen-bai/mai.md", date="05/06/2025 10:00")
    project.article("hoa-binh/het.md", date="01/01/2024", expires="03/06/2025")
    project.article("hoa-binh/nhap.md", status="draft")
    project.build()
    assert builds(project) == 1
    return project


def builds(project: Project) -> int:
    """How many builds looked further than the seal."""
    count: int = State(project.root / "output").get("builds")
    return count


def test_nothing_changed_is_seen_without_reading_anything(sealed: Project) -> None:
    """The report of an unbroken seal says what the build before said, and that nothing was done."""
    report = sealed.build()
    assert builds(sealed) == 1
    assert (report.rendered, report.written, report.removed) == (0, (), ())
    assert report.articles == 4
    assert report.pages > 10
    assert sealed.build(at="01/06/2025 20:00").rendered == 0
    assert builds(sealed) == 1


CHANGES: list[Callable[[Project], object]] = [
    lambda project: project.article("yen-bai/moi.md"),
    lambda project: (project.root / "content/yen-bai/bai/index.md").write_text("---\ntitle: a\ndate: 1/1/2024\ncategory: tin-tuc\n---\nb"),
    lambda project: project.photo("yen-bai/bai/anh.jpg", color="#123"),
    lambda project: (project.root / "content/yen-bai/bai").rename(project.root / "content/yen-bai/bai-khac"),
    lambda project: project.write("themes/plain/templates/base.html", "{% block main %}{% endblock %}"),
    lambda project: project.write("themes/plain/assets/site.css", "p{}"),
    lambda project: project.write("assets/root/CNAME", "x"),
    lambda project: project.write("assets/root/.well-known/x.txt", "x"),
    lambda project: (project.root / "config.toml").write_text(CONFIG.replace("page_size = 4", "page_size = 5"), "utf-8"),
    lambda project: (project.root / "output/yen-bai/index.html").unlink(),
    lambda project: (project.root / "output/yen-bai/index.html").write_text("x"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_breaks_the_seal(sealed: Project, change: Callable[[Project], object]) -> None:
    """An article, a photo, a folder, a template, a style sheet, an asset, a setting, a published file; then all is as built afresh."""
    change(sealed)
    sealed.build()
    assert builds(sealed) == 2
    sealed.build(output="clean")
    assert sealed.tree() == sealed.tree("clean")


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("02/06/2025", "bai"),
        ("03/06/2025 23:59:59.5", "bai"),
        ("05/06/2025 09:59", "bai"),
        ("05/06/2025 10:00", "mai"),
        ("31/05/2025", "bai"),
    ],
)
def test_the_clock_breaks_the_seal_in_time(sealed: Project, at: str, shown: str) -> None:
    """A day, an article that ends, one that begins, and a clock that goes backwards: each gives what a clean build gives."""
    sealed.build(at=at)
    sealed.build(at=at, output="clean")
    assert sealed.tree() == sealed.tree("clean")
    assert f"yen-bai/tin-tuc/{shown}/index.html" in sealed.tree()
    assert builds(sealed) == 2


def test_another_question_has_another_answer(sealed: Project) -> None:
    """With drafts, or for one site only, the build looks for itself."""
    sealed.build(drafts=True)
    assert "hoa-binh/tin-tuc/nhap/index.html" in sealed.tree()
    sealed.build()
    sealed.build(only=("yen-bai",))
    assert builds(sealed) == 4
    sealed.build()
    assert "hoa-binh/tin-tuc/nhap/index.html" not in sealed.tree()


def test_problems_are_told_again(sealed: Project) -> None:
    """What is wrong in the content is said at every build, also by an unbroken seal."""
    sealed.article("yen-bai/sai.md", date="hôm qua")
    first = sealed.build()
    again = sealed.build()
    assert builds(sealed) == 2
    assert [problem.kind.name for problem in again.problems] == ["value-date"]
    assert again.problems == first.problems
    assert not again.is_clean


def test_young_files_are_not_trusted(project: Project) -> None:
    """What was saved while the last build ran is read by the next one."""
    project.article("yen-bai/bai.md")
    project.build()
    project.build()
    assert builds(project) == 2


def test_an_unbroken_seal_costs_no_library(project: Project) -> None:
    """A whole process that finds nothing changed has imported neither Jinja, Markdown, YAML nor Pillow."""
    project.article("yen-bai/bai.md")
    ago = time.time() - 60
    script = "import sys; from sitegen.cli import main; main(sys.argv[1:]); print(*sorted(sys.modules))"
    command = [sys.executable, "-c", f"import sitegen.files; sitegen.files.GRAIN = 0; {script}", "build"]
    for file in Path(project.root).rglob("*.md"):
        os.utime(file, (ago, ago))
    loaded = ""
    for _ in range(2):
        done = subprocess.run([*command, "--config", str(project.root / "config.toml")], capture_output=True, text=True, check=True)
        loaded = done.stdout.splitlines()[-1]
    assert "sitegen.seal" in loaded.split()
    assert {"jinja2", "markdown", "yaml", "frontmatter", "PIL", "nh3"}.isdisjoint(loaded.split())
