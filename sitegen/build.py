"""The whole build, in order: look, read, sort, rank, plan, settle, render, draw, sweep, save, report."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sitegen import dates, seal
from sitegen.errors import N_, Kind, Place, Problem, Refused, in_order
from sitegen.settings import Config, Province
from sitegen.state import FOLDER, Change, State, locked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.needs import Need
    from sitegen.output import Output
    from sitegen.portal import Portal
    from sitegen.readings import Readings
    from sitegen.related import Ranking
    from sitegen.rendering import Done, Job
    from sitegen.theme import Theme

WRITE = Kind(
    "output-write",
    N_("The file cannot be written: {reason}."),
    N_("Make room on the disk, close programs that hold the file open, then build again. What was published before is still whole."),
)

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how much is done, how much there is."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for. `now` is the moment it publishes for; `only` names the sites to build (none: all)."""

    now: datetime
    only: tuple[str, ...] = ()
    drafts: bool = False
    jobs: int = 0
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Report:
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
    try:
        with locked(config.output):
            if options.clean:
                _clean(config.output)
            state = State(config.output)
            inputs = seal.look(config)
            sealed = seal.check(state, config, inputs, _asked(options), options.now)
            if sealed:
                return Report(sealed.pages, 0, sealed.articles, (), (), 0, 0, sealed.problems, perf_counter() - started)
            with _few_collections():
                return _Building(config, options, progress, state, inputs, started).report()
    except OSError as error:
        raise Refused(WRITE.at(Place(str(error.filename or config.output)), reason=error.strerror or error)) from error


def _asked(options: Options) -> tuple[object, ...]:
    return options.only, options.drafts


@contextmanager
def _few_collections() -> Iterator[None]:
    """A build makes many objects and few circles: looking for circles as often as usual would cost a tenth of its time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


class _Building:
    """One build from its inputs to its report. What it needs is imported only now: most builds of a day find nothing changed."""

    def __init__(self, config: Config, options: Options, progress: Progress, state: State, inputs: seal.Inputs, started: float) -> None:
        from sitegen import output, pictures, workers

        self.config = config
        self.options = options
        self.progress = progress
        self.state = state
        self.inputs = inputs
        self.started = started
        self.jobs = options.jobs or os.cpu_count() or 1
        self.workers = workers
        self.number = (state.get("builds") or 0) + 1
        self.values: dict[str, Any] = {"builds": self.number}
        self.tables: dict[str, Change] = {}
        self.problems: list[Problem] = []
        self.needs: dict[str, Need] = {}
        self.pages = self.rendered = 0
        output.clear_partial(config.output)
        self.output = output.Output(config.output, state.rows("manifest"), state.announced)
        before = state.get("pictures") or {}
        self.pictures = pictures.Pictures(config.content, config.images.max_megapixels * 1_000_000, before, inputs["content"])
        self.themes: dict[str, Theme] = {}

    def report(self) -> Report:
        """Builds, saves and reports."""
        from sitegen import drawing

        config, options, state, output = self.config, self.options, self.state, self.output
        readings = self._read()
        portal = self._portal(readings)
        wanted = [site for site in config.provinces if not options.only or site.id in options.only]
        for province in [*wanted, *([] if options.only else [front_page(config)])]:
            self._site(portal, province, readings)
        drawn, broken = drawing.publish(config, self.pictures, output, state, self.needs, self.jobs, self.progress)
        self.problems += broken
        _root_files(config, output, wanted)
        output.sweep([site.id for site in wanted] if options.only else None)
        problems = tuple(in_order(self.problems))
        articles = sum(known.article is not None for known in readings.known.values())
        self._save(portal, seal.Sealed(self.pages, articles, problems))
        return Report(
            self.pages, self.rendered, articles, tuple(output.written), tuple(output.removed), output.bytes, drawn, problems,
            perf_counter() - self.started,
        )  # fmt: skip

    def _read(self) -> Readings:
        """Every article file, read where it may have changed; what a broken one had published stays."""
        from sitegen import readings

        basis = readings.basis(self.config)
        before = self.state.rows("readings")
        known = before if self.state.get("basis") == basis else {}
        with self.workers.pool(self.jobs) as pool:
            found = readings.read_all(self.config, self.inputs["content"], known, pool, self.progress)
        self.values["basis"] = basis
        self.tables["readings"] = (found.changed, [path for path in before if path not in found.known])
        self.problems += (problem for one in found.known.values() for problem in one.problems)
        name = self.config.content.name
        self.output.keep_of(f"{name}/{path}" for path, one in found.known.items() if one.article is None)
        return found

    def _portal(self, readings: Readings) -> Portal:
        """All due articles in their sites."""
        from sitegen.portal import Portal

        known = {one.article.card.id: one for one in readings.known.values() if one.article}
        portal = Portal(
            self.config,
            [one.article for one in known.values() if one.article],
            self.options.now,
            self.pictures,
            drafts=self.options.drafts,
            prints={id: (one.article, one.article_print, one.card_print) for id, one in known.items() if one.article},
            digests={id: one.digest for id, one in known.items()},
        )
        self.problems += portal.problems
        return portal

    def _site(self, portal: Portal, province: Province, readings: Readings) -> None:
        """One site, or the union's front page: ranked, planned, rendered."""
        from sitegen import pages, rendering

        portal.rankings[province.id] = ranking = self._ranking(portal, province, readings)
        job = self._job(portal, province, ranking)
        planned, lost = pages.plan(job.site, job.theme.fragments())
        done = rendering.render(job, planned, self.output, self.state, self.jobs, self.progress)
        self._remember(province, job, ranking, done)
        self.problems += (*lost, *job.problems, *done.problems)
        self.needs |= done.needs
        self.pages += len(planned)
        self.rendered += done.rendered

    def _ranking(self, portal: Portal, province: Province, readings: Readings) -> Ranking:
        """The related articles of a site, from where the last build left them."""
        from sitegen.likeness import entry
        from sitegen.portal import UNION
        from sitegen.related import rank

        if province.id == UNION:
            return rank(())
        known = {one.article.card.id: one.terms for one in readings.known.values() if one.article}
        entries = (entry(article, known[article.card.id]) for article in portal.libraries[province.id].articles)
        return rank(entries, lambda name: self.state.get(f"ranking:{province.id}:{name}"))

    def _job(self, portal: Portal, province: Province, ranking: Ranking) -> Job:
        """Everything needed to render pages of one site; the traces of the last build count only under the same settings."""
        from sitegen.facts import GROUPS, bases
        from sitegen.fingerprints import fingerprint
        from sitegen.memo import Memo
        from sitegen.rendering import Job
        from sitegen.site import Site
        from sitegen.theme import Theme

        config, state = self.config, self.state
        if province.theme not in self.themes:
            self.themes[province.theme] = Theme(config, province.theme, state.rows("templates"))
        theme = self.themes[province.theme]
        settings, problems = theme.settings_of(province, f"provinces.{province.id}.settings" if province.id else "union.settings")
        shared = (
            config.language, config.page_size, config.abbreviations, config.fragments, config.union, config.images, config.archives,
            config.terms, config.sections, config.provinces,
        )  # fmt: skip
        setup = fingerprint((province, shared, tuple(settings.items()), theme.name, theme.signature()))
        now = bases(portal, ranking.basis, self.inputs["content"])
        saved = state.get(f"memo:{province.id}")
        is_known = saved is not None and saved[0] == setup
        old_bases, traces = saved[1:] if is_known else ({}, {})
        unchanged = frozenset(name for name, group in GROUPS.items() if now[group] and now[group] == old_bases.get(group))
        self.values[f"memo:{province.id}"] = (setup, now)
        site = Site(portal, province, Memo(traces, unchanged), theme.print_fact)
        return Job(site, theme, settings, state.rows(f"pages:{province.id}") if is_known else {}, problems, self.number)

    def _remember(self, province: Province, job: Job, ranking: Ranking, done: Done) -> None:
        """What the next build must know of a site."""
        changed, gone = done.rows
        if not job.rows:  # those of other settings, if any, go
            gone = [path for path in self.state.rows(f"pages:{province.id}") if path not in changed]
        self.tables[f"pages:{province.id}"] = (changed, gone)
        self.values[f"memo:{province.id}"] += (dict(done.traces),)
        self.values |= {f"ranking:{province.id}:{name}": part for name, part in ranking.pack().items()}

    def _save(self, portal: Portal, sealed: seal.Sealed) -> None:
        """Leaves everything for the next build; a build of all sites that found no error is sealed."""
        config, options = self.config, self.options
        for theme in self.themes.values():
            self.tables["templates"] = ({**self.tables.get("templates", ({}, ()))[0], **theme.compiled}, ())
        self.tables["manifest"] = self.output.changes()
        self.values["pictures"] = {**(self.pictures.before if options.only else {}), **self.pictures.seen}
        self.values |= seal.close(config, self.inputs, _asked(options), self.output.stamps(), options.now, portal.until, sealed)
        self.state.save(self.values, self.tables)


def verify(config: Config, options: Options) -> list[str]:
    """The files in which the output differs from a clean build into an empty folder; none is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        build(replace(config, output=Path(folder)), replace(options, clean=False))
        paths = sorted(_files(config.output) | _files(Path(folder)))
        return [path for path in paths if _read_or_none(config.output / path) != _read_or_none(Path(folder) / path)]


def front_page(config: Config) -> Province:
    """The union's own site: its front page over all provinces."""
    from sitegen.portal import UNION

    union = config.union
    return Province(
        UNION, UNION, union.name, "", 0, union.title or union.name, union.name, (union.url or "https://localhost").rstrip("/") + "/",
        union.theme or config.theme, motto=union.motto, logo=union.logo, settings=union.settings, contact=union.contact, links=union.links,
    )  # fmt: skip


def _root_files(config: Config, output: Output, sites: Iterable[Province]) -> None:
    """Copies `assets/root/` to the root of every site: what a host or a search engine wants to find there."""
    folder = config.assets / "root"
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for site in sites:
            output.write(f"{site.id}/{file.relative_to(folder).as_posix()}", file.read_bytes())


def _clean(folder: Path) -> None:
    """Empties the output folder, but only one that sitegen made."""
    if (folder / FOLDER / "state.db").is_file():
        for path in folder.iterdir():
            if path.name == FOLDER:
                (path / "state.db").unlink()
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
