"""The heart of the preview: after any series of edits, every page it shows is the file that a clean build with drafts would write."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from sitegen import files
from sitegen.build import moment
from sitegen.config import read
from sitegen.preview.answers import Answer, Answers
from sitegen.preview.changes import EVERYTHING, sort
from sitegen.preview.generation import Generation

from .conftest import Project
from .test_incremental import COUNTERS, Newsroom

STEPS = [
    Newsroom.add, Newsroom.edit, Newsroom.retitle, Newsroom.redate, Newsroom.resection, Newsroom.retag, Newsroom.draft, Newsroom.move,
    Newsroom.delete, Newsroom.photo, Newsroom.template, Newsroom.setting, Newsroom.clock, Newsroom.quick, Newsroom.future,
]  # fmt: skip


class Shown:
    """A preview without its server."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        root = room.project.root
        self.generation = Generation(lambda: read(root / "config.toml"), self.now, drafts=True, progress=lambda step, done, total: None)
        self.answers = Answers(self.generation)
        self.seen: set[str] = set()

    def now(self) -> datetime:
        """The moment of the newsroom."""
        found = moment(self.room.at)
        assert found is not None
        return found

    def answer(self, path: str) -> Answer:
        """What is shown for a file of the output folder."""
        found = self.answers.answer("/" + path.removesuffix("index.html"))
        return found if isinstance(found, Answer) else found()

    def differences(self, tree: dict[str, bytes]) -> list[str]:
        """The files of a clean build that are shown otherwise, and what is shown that is not there."""
        wrong = []
        for path in sorted(tree, key=lambda path: "/_photos/" in f"/{path}"):  # a browser knows of pictures from pages
            found = self.answer(path)
            wrong += [] if (found.status, found.data) == (200, tree[path]) else [f"{path}: {found.status}"]
        for path in self.seen - tree.keys():
            found = self.answer(path)
            is_gone = found.status in (404, 302, 500) or any(problem.kind.severity == "error" for problem in found.problems)
            wrong += [] if is_gone or "/_photos/" in f"/{path}" or "/_assets/" in f"/{path}" else [f"{path}: still there"]
        self.seen |= tree.keys()
        return wrong


def stat(root: Path) -> dict[str, tuple[int, int, int]]:
    """Every file and folder that is watched, with what tells that it changed."""
    found = {}
    for place in (root / "content", root / "themes", root / "config.toml"):
        for path in (place, *place.rglob("*")):
            info = path.stat()
            found[str(path)] = (info.st_mtime_ns if path.is_file() else 0, info.st_ctime_ns if path.is_file() else 0, info.st_ino)
    return found


def noticed(before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]) -> set[str]:
    """What the system would tell: changed files, and of a folder that moved only itself."""
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    moved = {path for path in changed if os.path.dirname(path) in changed and (path not in before or path not in after)}
    return changed - moved


@pytest.mark.parametrize("seed", range(4))
def test_every_page_is_what_a_clean_build_writes(project: Project, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight random steps, each noticed as the system would tell of it, or by looking at everything; with or without an earlier build."""
    if seed % 2 == 0:
        monkeypatch.setattr(files, "GRAIN", 0)
    room = Newsroom(project, 100 + seed, COUNTERS[1:3])  # with a service, pages of a build tell it that they are read
    if seed % 3 == 0:
        project.build(room.at)
        room.edit()
        room.retitle()
    shown = Shown(room)
    history = []
    for _ in range(8):
        before = stat(project.root)
        steps = room.random.sample(STEPS, room.random.choice([1, 1, 2]))
        history.append([step.__name__ for step in steps])
        for step in steps:
            step(room)
        paths = noticed(before, stat(project.root))
        config = shown.generation.config
        changes = sort(config, "config.toml", paths, shown.generation.files) if room.random.random() < 0.7 else EVERYTHING
        shown.generation.take_in(changes)
        shutil.rmtree(project.root / "clean", ignore_errors=True)
        project.build(room.at, output="clean", drafts=True, jobs=1)
        assert shown.differences(project.tree("clean")) == [], f"seed {seed}: {history}"
