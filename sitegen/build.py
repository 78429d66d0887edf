"""The whole build, in order: look, read, sort, rank, plan, settle, render, draw, sweep, save, report."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates, seal, workers
from sitegen.errors import N_, Kind, Place, Problem, Refused, in_order
from sitegen.settings import Config, Province
from sitegen.state import FOLDER, Spoiled, State, discard, locked

if TYPE_CHECKING:
    from sitegen.needs import Need
    from sitegen.paging import Page
    from sitegen.rendering import Job

ROOT = "root/"
"""What lies in this folder of the assets is copied to the root of every site: what a host or a search engine wants to find there."""

NO_CONTENT = Kind(
    "content-missing",
    N_("This folder, where the articles lie, is not there."),
    N_("Connect the drive it is on, put it back, or write after content = in {file} where it is. What was published stays as it is."),
)

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how much is done, how much there is."""


class Options(NamedTuple):
    """What a build is asked for. `now` is the moment it publishes for; `only` names the sites to build (none: all)."""

    now: datetime
    only: tuple[str, ...] = ()
    drafts: bool = False
    jobs: int = 0
    clean: bool = False


class Report(NamedTuple):
    """What a build did: pages in all and rendered, files written and removed, bytes, photos drawn, problems in order, seconds taken."""

    pages: int
    rendered: int
    articles: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    bytes: int
    drawn: int
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether no error was found; warnings do not count."""
        return all(problem.kind.severity == "warning" for problem in self.problems)


def build(config: Config, options: Options, progress: Progress = lambda step, done, total: None) -> Report:
    """Builds the sites of a configuration into its output folder.

    What is wrong in the content is in the report; everything else is built. Raises `Refused` when nothing can be: a theme that is missing,
    an output folder that cannot be written or that another build holds.
    """
    started = perf_counter()
    if not config.content.is_dir() and (config.output / FOLDER / "state.db").is_file():
        raise Refused(NO_CONTENT.at(Place(str(config.content)), file=config.file))
    try:
        with locked(config.output):
            if options.clean:
                _clean(config.output)
            try:
                return _begin(config, options, progress, started)
            except Spoiled:
                discard(config.output)
                return _begin(config, options, progress, started)
    except OSError as error:
        from sitegen import faults

        raise Refused(faults.refusal(error, config.output)) from error


def _begin(config: Config, options: Options, progress: Progress, started: float) -> Report:
    """The build from what the last one left. What is still there of that is looked at in another process, while this one begins."""
    state = State(config.output)
    with workers.aside(lambda: _lost(config, state)) as made:
        inputs, lost = seal.look(config), cache(lambda: frozenset(next(made)))
        sealed = seal.check(state, config, inputs, _asked(options), options.now, lost)
        if sealed:
            return Report(sealed.pages, 0, sealed.articles, (), (), 0, 0, sealed.problems, perf_counter() - started)
        return _Building(config, options, progress, state, inputs, lost, started).report()


def _lost(config: Config, state: State) -> Iterator[list[str]]:
    from sitegen import output

    yield output.lost(config.output, state.rows("manifest"))


def _asked(options: Options) -> tuple[object, ...]:
    return options.only, options.drafts


class _Building:
    """One build from its inputs to its report. What it needs is imported only now: most builds of a day find nothing changed."""

    def __init__(
        self,
        config: Config,
        options: Options,
        progress: Progress,
        state: State,
        inputs: seal.Inputs,
        lost: Callable[[], Set[str]],
        started: float,
    ) -> None:
        from sitegen import output
        from sitegen.project import Project

        self.config = config
        self.options = options
        self.progress = progress
        self.state = state
        self.inputs = inputs
        self.lost = lost
        self.started = started
        self.jobs = options.jobs or os.cpu_count() or 1
        self.root_files = sorted(path.removeprefix(ROOT) for path in inputs["assets"] if path.startswith(ROOT))
        self.project = Project(config, state, inputs["content"], options.now, drafts=options.drafts, replaced=frozenset(self.root_files))
        self.problems: list[Problem] = []
        self.needs: dict[str, Need] = {}
        self.pages = self.rendered = 0
        output.clear_partial(config.output)
        self.output = output.Output(config.output, state.rows("manifest"), state.announced)

    def report(self) -> Report:
        """Builds, saves and reports."""
        from sitegen import drawing

        config, options, state, output, project = self.config, self.options, self.state, self.output, self.project
        with workers.pool(self.jobs) as pool:
            project.read(pool, self.progress)
        project.leave_readings()
        output.trust(self.lost())
        self.problems += (*project.problems, *project.portal.counts.problems)
        output.keep_of(project.broken)  # what a broken article had published stays
        wanted = [site for site in config.provinces if not options.only or site.id in options.only]
        wanted += [] if options.only else [front_page(config)]
        for province in wanted:
            self._site(province)
        drawn, broken = drawing.publish(config, project.pictures, output, state, self.needs, self.jobs, self.progress)
        self.problems += broken
        for path in self.root_files:
            data = (config.assets / ROOT / path).read_bytes()
            for site in wanted:
                output.write(f"{site.id}/{path}".lstrip("/"), data)
        output.sweep(options.only or None)
        problems = tuple(in_order(self.problems))
        articles = len(project.articles)
        self._save(seal.Sealed(self.pages, articles, problems))
        return Report(
            self.pages, self.rendered, articles, tuple(output.written), tuple(output.removed), output.bytes, drawn, problems,
            perf_counter() - self.started,
        )  # fmt: skip

    def _site(self, province: Province) -> None:
        """One site, or the union's front page: planned, unless its plan is known to be as it was, and rendered."""
        from sitegen import rendering

        job = self.project.job(province)
        planned, lost = self.project.plan(job)
        done = rendering.render(job, planned, self.output, self.state, self.jobs, self.progress)
        self.project.remember(job, done, lost)
        self.problems += (*lost, *job.problems, *done.problems, *self.project.hidden_problems(job.site))
        self.needs |= done.needs
        if self.config.counter:
            self._tell(job, planned)
        self.pages += done.pages
        self.rendered += done.rendered

    def _tell(self, job: Job, planned: Sequence[Page] | None) -> None:
        """Says what a site publishes, for whoever counts its visits; while its plan is the same, so is that."""
        from sitegen import pages, published

        path = published.path(job.site.province)
        if planned is None and self.output.is_intact(path):
            self.output.keep(path)
        else:
            planned = planned or pages.plan(job.site, job.theme.fragments())[0]
            self.output.write(path, published.record(job.site, planned))

    def _save(self, sealed: seal.Sealed) -> None:
        """Leaves everything for the next build, and seals it."""
        config, options, project = self.config, self.options, self.project
        values, tables = project.left(is_whole=not options.only)
        until = project.portal.until
        values |= seal.close(config, self.inputs, _asked(options), options.now, until, sealed)
        self.state.save(values, {**tables, "manifest": self.output.changes()})


def verify(config: Config, options: Options) -> list[str]:
    """The files in which the output differs from a clean build into an empty folder; none is as it should be.

    Where only some sites are asked for, only theirs are compared.
    """
    with tempfile.TemporaryDirectory() as folder:
        build(config._replace(output=Path(folder)), options._replace(clean=False))
        paths = sorted(_files(config.output) | _files(Path(folder)))
        asked = [path for path in paths if not options.only or path.partition("/")[0] in options.only]
        return [path for path in asked if _read_or_none(config.output / path) != _read_or_none(Path(folder) / path)]


def front_page(config: Config) -> Province:
    """The union's own site: its front page over all provinces."""
    from sitegen.portal import UNION

    union = config.union
    return Province(
        UNION, UNION, union.name, "", 0, union.title or union.name, union.name, (union.url or "https://localhost").rstrip("/") + "/",
        union.theme or config.theme, motto=union.motto, logo=union.logo, settings=union.settings, contact=union.contact, links=union.links,
    )  # fmt: skip


def _clean(folder: Path) -> None:
    """Empties the output folder, but only one that sitegen made."""
    if (folder / FOLDER / "state.db").is_file():
        for path in folder.iterdir():
            if path.name == FOLDER:
                (path / "state.db").unlink()
                shutil.rmtree(path / "published", ignore_errors=True)
            else:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _files(folder: Path) -> set[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not path.startswith(f"{FOLDER}/")}


def _read_or_none(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def moment(text: str | None) -> datetime | None:
    """The moment meant by `--at`, or now in Vietnam; none where the text is no date."""
    if text is None:
        return datetime.now(dates.ZONE)
    parsed = dates.parse(text)
    return parsed[0] if parsed else None
