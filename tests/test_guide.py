"""The officer's guide is true: what it quotes is what the commands print today, and its pictures are there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PIL import Image

from sitegen import running
from sitegen.config import read

from .conftest import Project
from .guide import scenes

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "README.vi.md").read_text("utf-8")
PICTURES = ROOT / "tests" / "guide" / "pictures"
BATCHES = sorted(ROOT.glob("*.cmd"))
WORDS = sorted((ROOT / "sitegen" / "data" / "windows").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_the_guide_quotes_what_the_commands_print(tmp_path: Path) -> None:
    """Every piece of a terminal in README.vi.md stands in what its scene prints, and every scene is shown."""
    texts = scenes.play(tmp_path / "cong-tin", 1)
    printed = [scenes.lasting("\n".join(line.rstrip() for line in text.splitlines())) for text in texts.values()]
    quoted = re.findall(r"^```text\n(.*?)\n```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(quoted) >= 3
    for piece in quoted:
        lasting = scenes.lasting("\n".join(line.rstrip() for line in piece.splitlines()))
        assert any(lasting in text for text in printed), f"{piece}\n\nis not among\n\n" + "\n\n".join(printed)
    assert not [name for name in scenes.SCENES if f"pictures/{name}.webp" not in GUIDE]
    article = (tmp_path / "cong-tin" / scenes.ARTICLE).read_text("utf-8")
    assert f"```markdown\n{article}```" in GUIDE


def test_every_picture_is_there_and_shown() -> None:
    """Each has words for those who cannot see it; together they are small enough for a slow line."""
    shown = re.findall(r"!\[([^\]]+)\]\((tests/guide/pictures/[\w-]+\.webp)\)", GUIDE)
    assert {ROOT / path for _, path in shown} == set(PICTURES.iterdir())
    assert all(len(words) > 15 for words, _ in shown)
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert picture.width >= 390
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 600_000


def test_a_portal_without_articles_is_built(project: Project) -> None:
    """The first build of a new portal, with the theme that ships, has nothing to complain of."""
    config = project.root / "config.toml"
    config.write_text(scenes.CONFIG, "utf-8")
    project.write("content/ghi-chu.txt", "")
    (project.root / "themes").symlink_to(ROOT / "themes")
    assert read(config).provinces
    assert project.build().problems == ()
    project.article("lao-cai/bai.md", category="tin-tuc-su-kien")
    assert project.build().problems == ()


@pytest.mark.parametrize("file", BATCHES, ids=lambda file: file.name)
def test_batch_files_can_be_read_by_every_windows(file: Path) -> None:
    """Plain letters and the line ends of Windows; each label and each file that they name is there."""
    data = file.read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    text = data.decode()
    for label in re.findall(r"goto (\w+)", text):
        assert f"\r\n:{label}\r\n" in text
    for name in re.findall(r"%WORDS%\\([\w.]+)", text):
        assert (ROOT / "sitegen/data/windows" / name) in WORDS
    assert "Python 3.11" in (ROOT / "sitegen/data/windows/missing.txt").read_text("utf-8")


@pytest.mark.parametrize("file", WORDS, ids=lambda file: file.name)
def test_what_batch_files_say_is_vietnamese(file: Path) -> None:
    """UTF-8 with the line ends of Windows, and named by a batch file."""
    data = file.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert not data.decode().isascii()
    assert any(file.name in batch.read_text("ascii") for batch in BATCHES)


def test_status_of_the_guide_is_that_of_the_program() -> None:
    """What the first lines of the module promise stands in README.md."""
    readme = (ROOT / "README.md").read_text("utf-8")
    promised = re.findall(r"\b(\d+) [a-z]", (running.__doc__ or "").partition("Exit status: ")[2])
    assert promised == ["0", "1", "2", "3", "130"]
    assert "Exit status: 0 done, 1 problems in the content, 2 wrong usage, 3 a fault of sitegen itself, 130 stopped by Ctrl+C" in readme
