"""The whole build, in order: read, sort, plan, render, draw, sweep, report."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import repeat
from pathlib import Path

from sitegen import dates, images, pages, source
from sitegen.article import Article
from sitegen.errors import N_, Kind, Place, Problem, Refused, in_order
from sitegen.memo import Memo
from sitegen.needs import Asset, Copy, Drawn, Need
from sitegen.output import STATE, Output
from sitegen.portal import UNION, Portal
from sitegen.settings import Config, Province
from sitegen.site import Site
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
    """What a build did: pages in all, files written and removed, bytes written, photos drawn, problems in order, seconds taken."""

    pages: int
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
    an output folder that cannot be written.
    """
    started = time.perf_counter()
    if options.clean:
        _clean(config.output)
    readings = _read(config, progress)
    articles = [article for _, article, _ in readings if article]
    problems = [problem for _, _, found in readings for problem in found]
    portal = Portal(config, articles, options.now, drafts=options.drafts)
    problems += portal.problems
    output = Output(config.output)
    output.keep_of(f"{config.content.name}/{path}" for path, article, _ in readings if article is None)
    wanted = [site for site in config.provinces if not options.only or site.id in options.only]
    needs: dict[str, Need] = {}
    count = 0
    try:
        for province in [*wanted, *([] if options.only else [front_page(config)])]:
            site = Site(portal, province, Memo())
            count += _site(site, Theme(config, province.theme), output, needs, problems, progress)
        drawn = _publish(config, output, needs, problems, options.jobs, progress)
    except OSError as error:
        output.save()
        raise Refused(WRITE.at(Place(str(error.filename or config.output)), reason=error.strerror or error)) from error
    _root_files(config, output, wanted)
    output.sweep([site.id for site in wanted] if options.only else None)
    output.save()
    return Report(
        count, len(articles), tuple(output.written), tuple(output.removed), output.bytes, drawn,
        tuple(in_order(problems)), time.perf_counter() - started,
    )  # fmt: skip


def verify(config: Config, options: Options) -> list[str]:
    """The files in which the output differs from a clean build into an empty folder; none is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        build(replace(config, output=Path(folder)), replace(options, clean=False))
        return [
            path
            for path in sorted(_files(config.output) | _files(Path(folder)))
            if _read_or_none(config.output / path) != _read_or_none(Path(folder) / path)
        ]


def front_page(config: Config) -> Province:
    """The union's own site: its front page over all provinces."""
    union = config.union
    return Province(
        UNION, UNION, union.name, "", 0, union.title or union.name, union.name, (union.url or "https://localhost").rstrip("/") + "/",
        union.theme or config.theme, motto=union.motto, logo=union.logo, settings=union.settings, contact=union.contact, links=union.links,
    )  # fmt: skip


def _read(config: Config, progress: Progress) -> list[tuple[str, Article | None, tuple[Problem, ...]]]:
    paths = source.find(config.content)
    readings = []
    for number, path in enumerate(paths, 1):
        reading = source.read(config, path)
        readings.append((path, reading.article, reading.problems))
        progress("read", number, len(paths))
    return readings


def _site(site: Site, theme: Theme, output: Output, needs: dict[str, Need], problems: list[Problem], progress: Progress) -> int:
    """Renders and writes the pages of one site; their needs gather by output path. Returns how many pages there are."""
    planned, lost = pages.plan(site)
    problems += lost
    table = f"provinces.{site.province.id}.settings" if site.province.id else "union.settings"
    settings, wrong = theme.settings_of(site.province, table)
    problems += wrong
    for number, page in enumerate(planned, 1):
        path = _path(site, page.path)
        owner = site.article(page.subject).path if page.kind == "article" else ""
        found = site.problems(page.subject) if page.kind == "article" else ()
        problems += found
        try:
            if any(problem.kind.severity == "error" for problem in found) and output.holds(path):
                output.keep(path)
                continue
            rendered = theme.render(site, settings, page)
        except Refused as refused:
            problems += refused.problems
            output.keep(path)
            continue
        by_path = {_path(site, need.permalink[1:]): need for need in rendered.needs}
        output.write(path, rendered.data, owner, by_path)
        needs |= by_path
        progress(site.province.id or "union", number, len(planned))
    return len(planned)


def _path(site: Site, path: str) -> str:
    return f"{site.province.id}/{path}" if site.province.id else path


def _publish(config: Config, output: Output, needs: dict[str, Need], problems: list[Problem], jobs: int, progress: Progress) -> int:
    """Publishes what pages need: assets and downloads as they are, renditions drawn once each, whatever sites show them."""
    photos: dict[str, dict[str, tuple[Drawn, list[str]]]] = {}
    for path, need in needs.items():
        if isinstance(need, Asset):
            output.write(path, need.data)
        elif isinstance(need, Copy):
            output.write(path, (config.content / need.file).read_bytes())
        elif output.holds(path):
            output.keep(path)
        else:
            photos.setdefault(need.rendition.digest, {}).setdefault(need.permalink, (need, []))[1].append(path)
    batches = [list(wanted.values()) for wanted in photos.values()]
    for done, (drawn, found) in enumerate(_drawings(config.content, batches, jobs), 1):
        for path, data in drawn:
            output.write(path, data)
        problems += (problem.at(Place(f"{config.content.name}/{file}")) for file, problem in found)
        progress("photos", done, len(photos))
    return sum(len(wanted) for wanted in photos.values())


Batch = list[tuple[Drawn, list[str]]]
Drawing = tuple[list[tuple[str, bytes]], list[tuple[str, images.PhotoError]]]


def _drawings(content: Path, batches: list[Batch], jobs: int) -> Iterator[Drawing]:
    """The drawings of all photos in order; over several processes where there are enough to be worth starting them."""
    workers = min(jobs or os.cpu_count() or 1, len(batches))
    if workers < 2 or len(batches) < 8:
        yield from (_draw(content, batch) for batch in batches)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_draw, repeat(content), batches, chunksize=2)


def _draw(content: Path, batch: Batch) -> Drawing:
    """The renditions of one photo, decoded once, as (output path, bytes); or what is wrong with it."""
    file = batch[0][0].file
    paths = {need.permalink: places for need, places in batch}
    drawn: list[tuple[str, bytes]] = []
    try:
        images.draw(
            content / file,
            [need.rendition for need, _ in batch],
            lambda permalink, data: drawn.extend((path, data) for path in paths[permalink]),
        )
    except images.PhotoError as error:
        return [], [(file, error)]
    return drawn, []


def _root_files(config: Config, output: Output, sites: Iterable[Province]) -> None:
    """Copies `assets/root/` to the root of every site: what a host or a search engine wants to find there."""
    folder = config.assets / "root"
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for site in sites:
            output.write(f"{site.id}/{file.relative_to(folder).as_posix()}", file.read_bytes())


def _clean(folder: Path) -> None:
    """Empties the output folder, but only one that sitegen made."""
    if (folder / STATE).is_dir():
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _files(folder: Path) -> set[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not path.startswith(f"{STATE}/")}


def _read_or_none(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def moment(text: str | None) -> datetime | None:
    """The moment meant by `--at`, or now in Vietnam; none where the text is no date."""
    if text is None:
        return datetime.now(dates.ZONE)
    parsed = dates.parse(text)
    return parsed[0] if parsed else None
