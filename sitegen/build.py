"""The whole build, in order: read, sort, rank, plan, settle, render, draw, sweep, save, report."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from sitegen import dates, drawing, pages, readings, related, rendering, workers
from sitegen.errors import N_, Kind, Place, Problem, Refused, in_order
from sitegen.fingerprints import fingerprint
from sitegen.memo import Memo
from sitegen.needs import Need
from sitegen.output import Output, clear_partial
from sitegen.pictures import Pictures
from sitegen.portal import UNION, Portal
from sitegen.rendering import Job
from sitegen.settings import Config, Province
from sitegen.site import Site
from sitegen.state import FOLDER, State, locked
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
    try:
        with locked(config.output):
            if options.clean:
                _clean(config.output)
            return _build(config, options, progress)
    except OSError as error:
        raise Refused(WRITE.at(Place(str(error.filename or config.output)), reason=error.strerror or error)) from error


def _build(config: Config, options: Options, progress: Progress) -> Report:
    started = perf_counter()
    clear_partial(config.output)
    state = State(config.output)
    output = Output(config.output, state.get("manifest"), state.announced)
    jobs = options.jobs or os.cpu_count() or 1
    with workers.pool(jobs) as pool:
        found = readings.read_all(config, state.get("readings"), pool, progress)
    problems = [problem for known in found.values() for problem in known.problems]
    output.keep_of(f"{config.content.name}/{path}" for path, known in found.items() if known.article is None)
    pictures = Pictures(config.content, config.images.max_megapixels * 1_000_000, state.get("pictures") or {})
    articles = [known.article for known in found.values() if known.article]
    portal = Portal(config, articles, options.now, pictures, drafts=options.drafts)
    portal.digests = {known.article.id: known.digest for known in found.values() if known.article}
    problems += portal.problems
    values: dict[str, object] = {"readings": readings.pack(config, found)}
    wanted = [site for site in config.provinces if not options.only or site.id in options.only]
    needs: dict[str, Need] = {}
    count = rendered = 0
    for province in [*wanted, *([] if options.only else [front_page(config)])]:
        portal.rankings[province.id] = ranking = _ranking(portal, province, found, state)
        job = _job(portal, province, state)
        planned, lost = pages.plan(job.site, job.theme.fragments())
        problems += (*lost, *job.problems)
        done = rendering.render(job, planned, output, state, jobs, progress)
        values[f"memo:{province.id}"] = done.values
        values |= {f"ranking:{province.id}:{name}": part for name, part in ranking.pack().items()}
        problems += done.problems
        needs |= done.needs
        count += len(planned)
        rendered += done.rendered
    drawn, broken = drawing.publish(config, pictures, output, state, needs, jobs, progress)
    problems += broken
    _root_files(config, output, wanted)
    output.sweep([site.id for site in wanted] if options.only else None)
    for site in config.provinces if options.only else ():  # what a partial build did not look at stays known
        for name in (f"memo:{site.id}", *state.names(f"ranking:{site.id}:")) if site not in wanted else ():
            if value := state.get(name):
                values[name] = value
    values["builds"] = (state.get("builds") or 0) + 1
    values |= {"manifest": output.manifest(), "pictures": {**(pictures.before if options.only else {}), **pictures.seen}}
    state.save(values)
    return Report(
        count, rendered, len(articles), tuple(output.written), tuple(output.removed), output.bytes, drawn,
        tuple(in_order(problems)), perf_counter() - started,
    )  # fmt: skip


def _ranking(portal: Portal, province: Province, found: dict[str, readings.Known], state: State) -> related.Ranking:
    """The related articles of a site, from where the last build left them."""
    if province.id == UNION:
        return related.rank(())
    library = portal.libraries[province.id]
    known = {one.entry.id: one.entry for one in found.values() if one.entry}
    entries = [
        replace(known[article.id], section=article.card.section, is_listed=article.card.status != "hidden") for article in library.articles
    ]
    ranking = related.rank(entries, lambda name: state.get(f"ranking:{province.id}:{name}"))
    for article in library.articles:
        ranking.best(article.id)
    return ranking


def _job(portal: Portal, province: Province, state: State) -> Job:
    """Everything needed to render pages of one site; the traces of the last build count only under the same settings."""
    config = portal.config
    theme = Theme(config, province.theme)
    settings, problems = theme.settings_of(province, f"provinces.{province.id}.settings" if province.id else "union.settings")
    shared = (
        config.language,
        config.page_size,
        config.abbreviations,
        config.fragments,
        config.union,
        config.images,
        config.archives,
        config.terms,
    )
    setup = fingerprint((province, shared, config.sections, config.provinces, tuple(settings.items()), theme.name, theme.signature()))
    saved = rendering.unpack(state.get(f"memo:{province.id}"), setup)
    memo = Memo(saved.traces)
    number = (state.get("builds") or 0) + 1
    return Job(Site(portal, province, memo, theme.print_fact), theme, settings, setup, saved, problems, number)


def verify(config: Config, options: Options) -> list[str]:
    """The files in which the output differs from a clean build into an empty folder; none is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        build(replace(config, output=Path(folder)), replace(options, clean=False))
        paths = sorted(_files(config.output) | _files(Path(folder)))
        return [path for path in paths if _read_or_none(config.output / path) != _read_or_none(Path(folder) / path)]


def front_page(config: Config) -> Province:
    """The union's own site: its front page over all provinces."""
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
