"""Saves are noticed: all of them, and those that come at once together."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sitegen.preview.watching import Watching


def watched(root: Path, folders: set[Path]) -> list[set[str] | None]:
    """What is told of saves below a root, as it comes."""
    told: list[set[str] | None] = []
    Watching(root, lambda: tuple(folders), told.append).start()
    return told


def until(told: list[set[str] | None], wanted: set[str]) -> None:
    """Waits until all of some paths were told, or any may have been."""
    end = time.monotonic() + 20
    while time.monotonic() < end and not any(paths is None for paths in told) and not wanted <= set().union(*filter(None, told)):
        time.sleep(0.01)
    assert None in told or wanted <= set().union(*filter(None, told))


def looked_again(told: list[set[str] | None]) -> None:
    """Waits until root and folders are both watched and have asked for their one look at everything; forgets what was told so far."""
    end = time.monotonic() + 20
    while time.monotonic() < end and told.count(None) < 2:
        time.sleep(0.01)
    assert told.count(None) == 2
    del told[:]


@pytest.mark.parametrize("count", [1, 40])
def test_a_burst_of_saves_is_one_notice(tmp_path: Path, count: int) -> None:
    """Forty files at once are told together; a machine with other work may cut them in a few, never in forty."""
    folder = tmp_path / "content"
    folder.mkdir()
    told = watched(tmp_path, {folder})
    looked_again(told)
    files = [folder / f"bai-{number}.md" for number in range(count)]
    for file in files:
        file.write_text("Một bản tin.\n" * 100, "utf-8")
    until(told, {str(file) for file in files})
    time.sleep(0.5)
    assert len(told) <= 1 + count // 10
    assert None not in told


def test_a_save_is_never_too_early(tmp_path: Path) -> None:
    """What is saved while the watching begins is told, or everything is to be looked at after it."""
    folder = tmp_path / "content"
    folder.mkdir()
    told = watched(tmp_path, {folder})
    file = folder / "bai.md"
    file.write_text("Bản một.\n", "utf-8")
    until(told, {str(file)})


def test_a_folder_that_comes_later_is_watched(tmp_path: Path) -> None:
    """A project may begin without its assets."""
    assets = tmp_path / "assets"
    told = watched(tmp_path, {tmp_path / "content", assets})
    time.sleep(1)
    assets.mkdir()
    looked_again(told)
    (assets / "logo.svg").write_text("<svg/>", "utf-8")
    until(told, {str(assets / "logo.svg")})
