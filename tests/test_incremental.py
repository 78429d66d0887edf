"""The heart: after any series of edits, an incremental build gives exactly what a clean build gives.

A series is drawn from a seed, which a failure prints. Each step changes the project as an officer, an editor, a theme author or the clock
would, builds over the last output, and compares it with a build into an empty folder, byte for byte.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen import files
from sitegen import project as project_room

from .conftest import CONFIG, THEMES, Project

VOCABULARY = "hợp tác xã chè quế cam lúa hội nghị tổng kết nông thôn mới vụ xuân giống vốn vay thành viên sản phẩm thị trường"
WORDS = VOCABULARY.split()
TAGS = ["Chè", "OCOP", "Quỹ", "Đại hội"]
SECTIONS = ["tin-tuc", "kinh-te", "kinh-te/ocop"]
COUNTERS = ("[counter]\n", "[counter]\n", "", '[counter]\nservice = "https://dem.example.vn/"\n')
MOST_READ = (
    "{% for days in (7, 30, 0) %}{% for card in site.most_read(3, days) %}<p>{{ days }} {{ card.title }}</p>{% endfor %}{% endfor %}\n"
)
STATS = "{% set stats = site.stats() %}<p>{{ stats.total ~ stats.since ~ stats.until ~ stats.month if stats }}</p>\n"
CLOCK = ["01/01/2025", "01/03/2025 10:00", "01/06/2025", "31/12/2025", "01/06/2026"]


class Newsroom:
    """A project that people work on."""

    def __init__(self, project: Project, seed: int, counters: tuple[str, ...] = COUNTERS) -> None:
        self.project = project
        self.random = random.Random(seed)
        self.at = CLOCK[1]
        self.count = 0
        self.settings = ""
        self.counters = counters
        self.counter = counters[seed % len(counters)]
        for file in (THEMES / "plain").rglob("*"):
            if file.is_file():
                project.write(f"themes/plain/{file.relative_to(THEMES / 'plain').as_posix()}", file.read_bytes())
        project.write("themes/plain/templates/fragments/most-read.html", MOST_READ)
        project.write("themes/plain/templates/fragments/stats.html", STATS)
        for name in ("home", "article"):
            file = project.root / f"themes/plain/templates/{name}.html"
            asked = '{{ fragment("most-read") }}{{ fragment("stats", baked=true) }}{% include "core/pixel.html" %}{% endblock %}'
            file.write_text(re.sub(r"{% endblock %}\s*$", asked, file.read_text("utf-8")), "utf-8")
        self.configure()
        for _ in range(9):
            self.add()

    def configure(self) -> None:
        """Writes config.toml."""
        (self.project.root / "config.toml").write_text(CONFIG + self.settings + self.counter, "utf-8")

    def articles(self) -> list[Path]:
        """The article files."""
        return sorted((self.project.root / "content").rglob("*.md"))

    def text(self) -> str:
        """A few sentences."""
        return ". ".join(" ".join(self.random.choices(WORDS, k=9)).capitalize() for _ in range(4)) + ".\n"

    def add(self) -> None:
        """A new article, some with a photo, some linking to another, some for two provinces."""
        r = self.random
        self.count += 1
        folder = f"{r.choice(['yen-bai', 'hoa-binh'])}/bai-{self.count}"
        matter: dict[str, object] = {
            "title": " ".join(r.choices(WORDS, k=5)).capitalize(),
            "date": f"{r.randint(1, 28):02d}/{r.randint(1, 12):02d}/{r.randint(2022, 2025)}",
            "category": r.choice(SECTIONS),
            "tags": f"[{', '.join(r.sample(TAGS, 2))}]",
        }
        if r.random() < 0.4:
            matter["photos"] = "\n  - anh.jpg: Chú thích"
            self.project.photo(f"{folder}/anh.jpg", r.choice([300, 500]), 200, r.choice(["#234", "#543"]))
        if r.random() < 0.2:
            matter["also_in"] = "[yen-bai, hoa-binh]"
        if r.random() < 0.2:
            matter["pinned"] = "true"
        if r.random() < 0.2:
            matter["expires"] = f"{r.randint(1, 28):02d}/{r.randint(1, 12):02d}/2026"
        others = self.articles()
        link = ""
        if others and r.random() < 0.5:
            link = f"\nXem [bài]({os.path.relpath(r.choice(others), self.project.root / 'content' / folder)}).\n"
        self.project.article(f"{folder}/index.md", self.text() + link, **matter)

    def edit(self) -> None:
        """A body is edited."""
        file = self.random.choice(self.articles())
        file.write_text(file.read_text("utf-8") + "\n" + self.text(), "utf-8")

    def change(self, key: str, value: str) -> None:
        """A key of the front matter is changed."""
        file = self.random.choice(self.articles())
        lines = file.read_text("utf-8").split("\n")
        at = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), 1)
        lines[at : at + (lines[at].startswith(f"{key}:"))] = [f"{key}: {value}"]
        file.write_text("\n".join(lines), "utf-8")

    def retitle(self) -> None:
        """A title is changed."""
        self.change("title", " ".join(self.random.choices(WORDS, k=6)).capitalize())

    def redate(self) -> None:
        """A date is changed."""
        self.change("date", f"{self.random.randint(1, 28):02d}/02/{self.random.randint(2022, 2026)}")

    def resection(self) -> None:
        """An article moves to another section."""
        self.change("category", self.random.choice(SECTIONS))

    def retag(self) -> None:
        """Tags are changed."""
        self.change("tags", f"[{self.random.choice(TAGS)}]")

    def draft(self) -> None:
        """An article is taken back, or given out again."""
        self.change("status", self.random.choice(["draft", "published", "hidden"]))

    def move(self) -> None:
        """An article's folder is moved to another province, or renamed."""
        folder = self.random.choice(self.articles()).parent
        self.count += 1
        target = self.project.root / "content" / self.random.choice(["yen-bai", "hoa-binh"]) / f"chuyen-{self.count}"
        target.parent.mkdir(exist_ok=True)
        folder.rename(target)

    def delete(self) -> None:
        """An article is deleted."""
        if len(self.articles()) > 4:
            shutil.rmtree(self.random.choice(self.articles()).parent)

    def photo(self) -> None:
        """A photo is replaced, removed, or put beside an article that asks for it."""
        photos = sorted((self.project.root / "content").rglob("*.jpg"))
        if photos and self.random.random() < 0.4:
            self.random.choice(photos).unlink()
            return
        folder = self.random.choice(self.articles()).parent.relative_to(self.project.root / "content").as_posix()
        self.project.photo(f"{folder}/anh.jpg", self.random.choice([320, 640]), 240, f"#{self.random.randrange(16**6):06x}")

    def offer(self) -> None:
        """A file is offered for download, replaced by one of the same size, or by another one."""
        file = self.random.choice(self.articles())
        plan = file.parent / "ke-hoach.pdf"
        if "ke-hoach.pdf" not in file.read_text("utf-8"):
            told = self.random.choice(["attachments: [ke-hoach.pdf]\n---", "---\n[Kế hoạch](ke-hoach.pdf)\n"])
            file.write_text(re.sub("\n---\n", f"\n{told}\n", file.read_text("utf-8"), count=1), "utf-8")
        plan.write_bytes(b"%PDF" + self.random.randbytes(self.random.choice([40, 40, 50])))

    def root(self) -> None:
        """A file for the root of every site comes, changes or goes; some stand in the place of a page."""
        file = self.project.root / "assets/root" / self.random.choice([".htaccess", "robots.txt", "404.html", ".well-known/security.txt"])
        if file.exists() and self.random.random() < 0.5:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{self.random.random()}", "utf-8")

    def template(self) -> None:
        """A theme author changes a template, a macro file, a fragment or the style sheet."""
        name = self.random.choice(["templates/article.html", "templates/base.html", "templates/fragments/latest.html", "assets/site.css"])
        file = self.project.root / "themes/plain" / name
        mark = f"/* {self.random.random()} */" if name.endswith("css") else f"<!-- {self.random.random()} -->"
        file.write_text(file.read_text("utf-8").replace("</main>", f"</main>{mark}") + mark, "utf-8")

    def setting(self) -> None:
        """A setting of the portal or of a province's theme is changed."""
        color, size = self.random.choice(["#111", "#222"]), self.random.choice(["Hòa Bình", "Tin Hòa Bình"])
        self.counter = self.random.choice(self.counters)
        self.settings = f'title = "{size}"\n[provinces.hoa-binh.settings]\naccent = "{color}"\n'
        self.configure()

    def visit(self) -> None:
        """Visits are counted; or the file of counts is spoiled, or gone."""
        r = self.random
        file = self.project.root / f"visits/{r.choice(['yen-bai', 'hoa-binh', '_union'])}.json"
        if file.exists() and r.random() < 0.2:
            file.unlink()
            return
        built = sorted((self.project.root / "output").rglob("index.html"))
        links = [f"/{'/'.join(path.relative_to(self.project.root / 'output').parts[1:-1])}/" for path in r.choices(built, k=6)]
        day = f"202{r.choice('56')}-0{r.choice('156')}-{r.choice(['01', '15', '28'])}"
        views = {link: r.randint(0, 99) for link in links}
        most = [[link, r.randint(1, 9)] for link in links[:3]]
        known = {
            "counted_until": day,
            "total": r.randint(0, 999),
            "since": "",
            "month": 5,
            "views": views,
            "most7": most[1:],
            "most30": most,
        }
        self.project.write(file.relative_to(self.project.root).as_posix(), json.dumps(known)[: r.choice([40, 9999, 9999])])

    def clock(self) -> None:
        """Time passes, or a build is made for another moment."""
        self.at = self.random.choice(CLOCK)

    def spoil(self) -> None:
        """A published file is edited or deleted by hand."""
        files = [path for path in sorted((self.project.root / "output").rglob("*")) if path.is_file() and ".sitegen" not in path.parts]
        if files:
            file = self.random.choice(files)
            if self.random.random() < 0.5:
                file.unlink()
            else:
                file.write_bytes(b"spoiled")

    def quick(self) -> None:
        """A body is replaced by one of the same length within the same tick of the clock."""
        file = self.random.choice(self.articles())
        info = file.stat()
        text = file.read_text("utf-8")
        file.write_text(text[:-3] + "xyz"[: len(text[-3:])], "utf-8")
        os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))

    def partly(self) -> None:
        """One site is built alone, in between."""
        self.project.build(self.at, only=(self.random.choice(["yen-bai", "hoa-binh"]),))

    def future(self) -> None:
        """A file comes from a machine whose clock is ahead."""
        file = self.random.choice(self.articles())
        file.write_text(file.read_text("utf-8") + "\nNgày mai.\n", "utf-8")
        os.utime(file, (4e9, 4e9))


STEPS: list[Callable[[Newsroom], None]] = [
    Newsroom.add, Newsroom.edit, Newsroom.retitle, Newsroom.redate, Newsroom.resection, Newsroom.retag, Newsroom.draft, Newsroom.move,
    Newsroom.delete, Newsroom.photo, Newsroom.template, Newsroom.setting, Newsroom.clock, Newsroom.spoil, Newsroom.quick, Newsroom.future,
    Newsroom.partly, Newsroom.visit, Newsroom.visit, Newsroom.offer, Newsroom.offer, Newsroom.root,
]  # fmt: skip


def difference(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    """The files in which two trees differ."""
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


def told(project: Project, output: str = "output") -> dict[str, bytes]:
    """What is told to whoever counts visits."""
    return {file.name: file.read_bytes() for file in (project.root / output / ".sitegen" / "published").glob("*.json")}


@pytest.mark.parametrize("seed", range(10))
def test_any_series_of_edits_gives_what_a_clean_build_gives(project: Project, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve random steps; after each, incremental equals clean, and building once more writes nothing.

    With even seeds files are trusted at once, as if every save lay long enough back, so that builds rest on stamps, seals and groups; with
    every third what was read is left to the next build at once, as if it were much.
    """
    if seed % 2 == 0:
        monkeypatch.setattr(files, "GRAIN", 0)
    if seed % 3 == 0:
        monkeypatch.setattr(project_room, "MANY", 1)
    room = Newsroom(project, seed)
    project.build(room.at)
    history = []
    for _ in range(12):
        steps = room.random.sample(STEPS, room.random.choice([1, 1, 2]))
        history.append([step.__name__ for step in steps])
        for step in steps:
            step(room)
        report = project.build(room.at)
        if not report.is_clean:  # what a broken article had published stays: then there is nothing to compare with
            history.append([problem.kind.name for problem in report.problems])
            shutil.rmtree(project.root / "output")
            project.build(room.at)
        shutil.rmtree(project.root / "clean", ignore_errors=True)
        project.build(room.at, output="clean")
        assert difference(project.tree(), project.tree("clean")) == [], f"seed {seed}: {history}"
        assert told(project) == told(project, "clean"), f"seed {seed}: {history}"
        again = project.build(room.at)
        assert (again.written, again.removed) == ((), ()), f"seed {seed}: {history}"


@pytest.mark.parametrize("change", ["nothing", "body", "add"])
def test_only_what_changed_is_rendered(project: Project, change: str) -> None:
    """Nothing changed renders nothing; an edited body renders its own page; a new article a handful, however many there are."""
    for n in range(60):
        title = " ".join(f"{word}{n}" for word in ("chuyện", "người", "trồng", "cây"))
        project.article(f"yen-bai/2024/bai-{n}.md", f"{title} lớn lên.\n", title=title, date=f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2024")
    project.build()
    if change == "body":
        file = project.root / "content/yen-bai/2024/bai-30.md"
        file.write_text(file.read_text("utf-8") + "\nThêm một đoạn nữa.\n", "utf-8")
    elif change == "add":
        project.article("yen-bai/2025/moi.md", title="Tin mới về hợp tác xã", date="20/05/2025")
    report = project.build()
    match change:
        case "nothing":
            assert report.rendered == 0
            assert report.written == ()
        case "body":
            assert set(report.written) == {"yen-bai/tin-tuc/bai-30/index.html"}
        case "add":
            assert len(report.written) <= 30, report.written
            assert report.rendered <= 30


def test_machine_locale_zone_path_and_hash_seed_do_not_show(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Builds of the same project in two places, with another locale, time zone, hash seed and number of jobs, are the same."""
    room = Newsroom(project, 99)
    for _ in range(20):
        room.add()
    elsewhere = tmp_path_factory.mktemp("nơi khác") / "cổng"
    shutil.copytree(project.root, elsewhere)
    trees = []
    settings = [{"TZ": "UTC", "LC_ALL": "C"}, {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}]
    for jobs, (root, environment) in enumerate(zip((project.root, elsewhere), settings, strict=True), 1):
        command = [sys.executable, "-m", "sitegen", "build", "--at", room.at, "--jobs", str(jobs)]
        done = subprocess.run(command, cwd=root, env=os.environ | environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        trees.append(Project(root).tree())
    assert len(trees[0]) > 150
    assert difference(*trees) == []
