"""The project as the preview knows it at a moment, kept in memory and brought up to date by what was saved.

An edited body is read, and nothing else: articles in their orders, plans and themes stay. Where an article's values changed, the sites are
sorted anew from what was read before; a theme or the configuration is read again when it was saved, and stays the last good one where
that fails. The state of the last real build saves reading at the start; it is never written.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from sitegen import counts, readings, source, workers
from sitegen.article import Article
from sitegen.build import front_page
from sitegen.errors import Problem, Refused
from sitegen.files import Stamp, stamp, stamps
from sitegen.memo import Memo
from sitegen.needs import Copy, Drawn
from sitegen.pictures import Pictures
from sitegen.portal import Portal
from sitegen.preview.changes import Changes
from sitegen.preview.look import Look
from sitegen.preview.nearness import FirstRankings, Nearness, Rankings
from sitegen.preview.sheet import Sheet
from sitegen.project import Project
from sitegen.rendering import Job
from sitegen.settings import Config, Province
from sitegen.site import Site
from sitegen.state import FOLDER, Spoiled, State, discard
from sitegen.theme import Theme

Progress = Callable[[str, int, int], None]


def folder(config: Config) -> Path:
    """Where the preview keeps what is its own."""
    return config.output / FOLDER / "preview"


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


class Generation:
    """What the preview shows. `read` reads the configuration anew, `clock` tells the moment, `edition` counts what was taken in.

    `needs` are the pictures and downloads of the pages that were shown, by site: a browser may ask for one long after a save.

    Raises `Refused` when there is no configuration to begin with. Not for several threads at once.
    """

    def __init__(self, read: Callable[[], Config], clock: Callable[[], datetime], *, drafts: bool, progress: Progress) -> None:
        self._given = read
        self._clock = clock
        self.drafts = drafts
        self.edition = 1
        self.config = self._read()
        self.config_problems: tuple[Problem, ...] = ()
        self.theme_problems: tuple[Problem, ...] = ()
        self.needs: dict[str, dict[str, Drawn | Copy]] = defaultdict(dict)
        self._themes: dict[str, Theme] = {}
        self._sheets: dict[str, Sheet] = {}
        self._start(progress, os.cpu_count() or 1)

    def _read(self) -> Config:
        """The configuration anew, but one whose pages tell nobody that they are read: a preview is no visit."""
        config = self._given()
        counter = config.counter and config.counter._replace(service="", goatcounter="")
        return config._replace(counter=counter)

    # -- what there is

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the project as a whole."""
        return (*self.config_problems, *self.theme_problems)

    def provinces(self) -> list[Province]:
        """The sites, the union's front page first."""
        return [front_page(self.config), *self.config.provinces]

    def sheet(self, id: str) -> Sheet | None:
        """A site by its id. Raises `Refused` where its theme cannot be read and never could."""
        if id not in self._sheets:
            province = next((one for one in self.provinces() if one.id == id), None)
            if province is None:
                return None
            theme = self._theme(province.theme)
            settings, problems = theme.settings_of(province, f"provinces.{province.id}.settings" if province.id else "union.settings")
            job = Job(Site(self.portal, province, Memo(), theme.print_fact), theme, settings, {}, problems)
            self._sheets[id] = Sheet(job)
        return self._sheets[id]

    def _theme(self, name: str) -> Theme:
        if name not in self._themes:
            self._themes[name] = Theme(self.config, name, self._compiled)
        return self._themes[name]

    def known_path(self, article: Article) -> str:
        """The file of an article, from the content folder."""
        return article.path.partition("/")[2]

    # -- taking in what was saved

    def take_in(self, changes: Changes) -> set[str]:
        """Takes in what was saved; tells what is other than before: files of themes and assets by their paths, `*` for anything else."""
        styled, is_other = set[str](), False
        if changes.has_config or (changes.has_theme and self.config_problems):
            is_other |= self._configure()
        if changes.has_theme and (styled := self._look.touched()):
            self._retheme()
        if changes.files or changes.is_whole:
            is_other |= self._reread(changes.files, is_whole=changes.is_whole)
        if changes.has_counts and (found := counts.read(self.config)) != self.portal.counts:
            self.portal.counts = found
            self._forget()
            is_other = True
        other = styled | ({"*"} if is_other else set())
        self.edition += bool(other)
        return other

    def look(self, path: str) -> bool:
        """Makes sure that one article file is known as it is now; tells whether it was not."""
        now, known = stamp(self.config.content / path), self.known.get(path)
        if known is not None and now is not None and now == self.files.get(path):
            return False
        return bool(self.take_in(Changes(files=frozenset((path,)))))

    def on_time(self) -> None:
        """Sorts the sites anew when the clock has changed what they show."""
        if not self.portal.now <= self._clock() < self.portal.until:
            self._resort()
            self.edition += 1

    def _start(self, progress: Progress, jobs: int) -> None:
        """Reads the whole project; what the last real build, or the last preview, has read is not read again."""
        config, basis = self.config, readings.basis(self.config)
        own = State(folder(config))
        self.files: dict[str, Stamp | None] = stamps(config.content)
        for state in (State(config.output), own):
            with contextlib.suppress(Spoiled):
                if state.get("basis") == basis:
                    return self._read_from(state, own, progress, jobs)
        discard(folder(config))
        own = State(folder(config))
        self._read_from(own, own, progress, jobs)

    def _read_from(self, state: State, own: State, progress: Progress, jobs: int) -> None:
        """Reads the whole project but for what a state remembers; `own` remembers the rest. Raises `Spoiled`."""
        config, basis = self.config, readings.basis(self.config)
        project = Project(config, state, self.files, self._clock(), drafts=self.drafts)
        with workers.pool(jobs) as pool:
            project.read(pool, progress)
        _, tables = project.left(is_whole=False)
        changed, terms = tables["readings"][0], tables["terms"][0]
        if len(changed) >= readings.WORTH:
            own.save({"basis": basis}, {"readings": (changed, ()), "terms": (terms, ())})
        self.known = dict(project.known)
        self.nearness = Nearness({**state.rows("terms"), **terms})
        self._compiled = state.rows("templates")
        self.pictures = project.pictures
        self.portal = project.portal
        self.portal.rankings = FirstRankings(project, self.nearness)
        self._retheme()
        gc.collect()
        gc.freeze()  # what is known stays: no save is to wait until someone has looked through all of it

    def _configure(self) -> bool:
        """Reads the configuration anew; it counts only with all the themes that it names."""
        try:
            config = self._read()
            for name in {province.theme for province in (front_page(config), *config.provinces)} - self._themes.keys():
                Theme(config, name)
        except Refused as refused:
            is_other = self.config_problems != refused.problems
            self.config_problems = refused.problems
            return is_other
        was_broken, before = bool(self.config_problems), self.config
        self.config_problems = ()
        if config == before:
            return was_broken
        self.config = config
        if readings.basis(config) != readings.basis(before) or (config.content, config.output) != (before.content, before.output):
            self._start(_silent, 1)
        else:
            self._repicture()
            self._resort()
            self._retheme()
        return True

    def _retheme(self) -> None:
        """Reads the themes anew, those that are in use; all stay as they were where one cannot be read."""
        compiled = {key: data for theme in self._themes.values() for key, data in theme.compiled.items()}
        self._compiled = {**self._compiled, **compiled}
        before, self._themes = self._themes, {}
        self.theme_problems = ()
        self._look = Look((self.config.themes, self.config.assets))
        try:
            for province in self.provinces():
                self._theme(province.theme)
        except Refused as refused:
            self._themes = {**self._themes, **before}
            self.theme_problems = refused.problems
        self._sheets = {}

    def _resort(self) -> None:
        """Sorts all articles that are known into their sites."""
        articles = {one.article.card.id: one.article for one in self.known.values() if one.article}
        self.portal = Portal(self.config, articles.values(), self._clock(), self.pictures, drafts=self.drafts)
        self.portal.rankings = Rankings(self.portal, self.nearness)
        self._sheets = {}

    def _forget(self) -> None:
        """Forgets what was answered, and keeps what follows from the articles' values."""
        for sheet in self._sheets.values():
            job = sheet.job
            sheet.job = job._replace(site=Site(self.portal, job.site.province, Memo(), job.theme.print_fact))

    def _repicture(self) -> None:
        before = {**self.pictures.before, **self.pictures.seen}
        self.pictures = Pictures(self.config.content, self.config.images.max_megapixels * 1_000_000, before, self.files)
        self.portal.pictures = self.pictures

    def _reread(self, files: Iterable[str], *, is_whole: bool) -> bool:
        """Looks at files of the content, or all of them; reads those that are articles, and those that rest on a file beside them."""
        now: dict[str, Stamp | None] = {}
        if is_whole:
            now = stamps(self.config.content)
            files = {path for path in now.keys() | self.files.keys() if now.get(path) is None or now[path] != self.files.get(path)}
        else:
            now = {path: stamp(self.config.content / path) for path in files if (self.config.content / path).is_file()}
        gone = {path for path in files if path not in now}
        articles = set(source.find(files))
        others = {path for path in files if path not in articles}
        is_new = any(path not in self.files for path in now) or bool(gone)
        for path in files:
            if path in now:
                self.files[path] = now[path]
            else:
                self.files.pop(path, None)
        wanted = {path for path in articles if path in now} | ({*self._resting_on(others)} if others else set())
        found = self._read_all(wanted)
        has_values = any(path in self.known for path in gone)
        has_bodies, terms = False, set[str]()
        for path, new in found.known.items():
            old = self.known.get(path)
            self.known[path] = new
            has_bodies |= old is None or (old.digest, old.problems) != (new.digest, new.problems)
            has_values |= old is None or bool(old.article) != bool(new.article) or old.article_print != new.article_print
            terms |= {path} if old is None or old.terms_print != new.terms_print else set()
        for path in gone & self.known.keys():
            del self.known[path]
        if is_new:
            self.known = dict(sorted(self.known.items()))
        self.nearness.learn({path: packed for path, packed in found.terms.items() if path in terms})
        if others or is_new:
            self._repicture()
        if has_values:
            self._resort()
        elif has_bodies or others:
            if terms:
                self.portal.rankings = Rankings(self.portal, self.nearness)
            self._forget()
        return has_values or has_bodies or bool(others)

    def _read_all(self, wanted: set[str]) -> readings.Readings:
        """Reads articles; one that is just being written is given a moment to be whole."""
        for pause in (0.02, 0.05, 0):
            found = readings.read_all(self.config, {path: self.files.get(path) for path in wanted}, {}, None, _silent)
            halves = [path for path, one in found.known.items() if one.article is None and self._is_fresh(path)]
            if not halves or not pause:
                break
            time.sleep(pause)
        return found

    def _is_fresh(self, path: str) -> bool:
        """Whether an article that could be read before was written within the last tenth of a second."""
        before = self.known.get(path)
        with contextlib.suppress(OSError):
            return bool(before and before.article) and abs(time.time() - os.stat(self.config.content / path).st_mtime) < 0.1
        return False

    def _resting_on(self, files: set[str]) -> Iterable[str]:
        """The articles whose reading may be another because of these files."""
        folders = {path.rpartition("/")[0] for path in files}
        for path, one in self.known.items():
            if not one.is_lasting:
                named = {file.file for file in one.article.attachments} if one.article else set()
                if path.rpartition("/")[0] in folders or named & files or any(p.kind.name == "attachment-missing" for p in one.problems):
                    yield path
