"""A file's stamp tells whether it may have changed, and says nothing where it cannot know."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sitegen import files
from sitegen.packed import pack, unpack
from sitegen.source import read

from .conftest import Project

AGO = time.time_ns() - 10**10


def test_a_young_file_and_one_from_the_future_have_no_stamp(tmp_path: Path) -> None:
    """What was written within the grain of the clock, or lies ahead of it, must be read to know."""
    file = tmp_path / "a"
    file.write_text("a")
    now = file.stat().st_ctime_ns
    assert files.stamp(file, now=now + files.GRAIN) is not None
    assert files.stamp(file, now=now + files.GRAIN - 1) is None
    os.utime(file, ns=(AGO, now + 10**12))
    assert files.stamp(file, now=now + 2 * files.GRAIN) is None
    assert files.stamp(tmp_path / "none") is None


def test_a_change_that_hides_its_time_shows_in_the_stamp(tmp_path: Path) -> None:
    """Bytes replaced by as many others, with the old time put back, have another stamp."""
    file = tmp_path / "a"
    file.write_text("a")
    os.utime(file, ns=(AGO, AGO))
    before = files.stamp(file, now=files.FOREVER)
    time.sleep(0.02)
    file.write_text("b")
    os.utime(file, ns=(AGO, AGO))
    assert files.stamp(file, now=files.FOREVER) != before


def test_all_files_are_listed_but_hidden_ones(tmp_path: Path) -> None:
    """Sub-folders are looked into, hidden names are not unless asked for; a folder that is not there has no files."""
    for name in ("b.md", "a/ảnh.jpg", ".git/x", "a/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = files.stamps(tmp_path, now=files.FOREVER)
    assert found.keys() == {"b.md", "a/ảnh.jpg"}
    assert found["b.md"] == files.stamp(tmp_path / "b.md", now=files.FOREVER)
    assert files.stamps(tmp_path / "none") == files.stamps(tmp_path / "b.md") == {}
    assert files.stamps(tmp_path, hidden=True).keys() == {"b.md", "a/ảnh.jpg", ".git/x", "a/.DS_Store"}


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    """A folder that lies elsewhere is looked into; one that leads back, by itself or by another, is not; a dead link is no file."""
    elsewhere = tmp_path / "khac"
    for file in (tmp_path / "content/a/bai.md", elsewhere / "xa/bai.md"):
        file.parent.mkdir(parents=True)
        file.write_text("x")
    (tmp_path / "content/xa").symlink_to(elsewhere / "xa")
    (tmp_path / "content/a/lai").symlink_to(tmp_path / "content")
    (elsewhere / "xa/lai").symlink_to(tmp_path / "content")
    (tmp_path / "content/chet").symlink_to(tmp_path / "none")
    (tmp_path / "content/vong").symlink_to(tmp_path / "content/vong")
    assert files.stamps(tmp_path / "content").keys() == {"a/bai.md", "xa/bai.md"}


def test_what_may_not_be_read_is_not_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the system refuses is no empty folder."""
    (tmp_path / "a").mkdir()
    scan = os.scandir

    def refuse(folder: str) -> object:
        if folder.endswith("/a"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        files.stamps(tmp_path)


def test_an_article_survives_packing(project: Project) -> None:
    """What is written for the next build is the article that was read, whatever it has."""
    project.photo("yen-bai/bai/anh.jpg")
    project.write("content/yen-bai/bai/van-ban.pdf", b"%PDF")
    project.article(
        "yen-bai/bai/index.md",
        date="10/01/2023 16:30",
        photos="\n  - anh.jpg: Chú thích",
        attachments="\n  - file: van-ban.pdf\n    title: Văn bản",
        expires="01/01/2030",
        updated="11/01/2023",
        tags="[OCOP, Chè]",
        views="1.302",
        comments="0",
        aliases="/node/1",
        source="Báo Yên Bái",
    )
    path = "yen-bai/bai/index.md"
    article = read(project.config, path, (project.root / "content" / path).read_bytes()).article
    assert article is not None
    assert article.expires
    assert unpack(pack(article)) == article
