"""A project at a moment: its articles in their sites, its themes, and what the last build knew of them.

A build renders everything that is stale of it, a preview the one page that is asked for; both find here what a page needs. What it is made
of is read anew; what took work is taken from the state that the last build left, and left to the next in turn.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any

from sitegen import contents, pages, picked, readings, related, source
from sitegen.article import Article
from sitegen.errors import Problem
from sitegen.files import Stamp
from sitegen.fingerprints import combine, fingerprint
from sitegen.groups import GROUPS, Form, bases
from sitegen.likeness import Entry, entries
from sitegen.memo import Memo
from sitegen.paging import Page
from sitegen.pictures import Pictures
from sitegen.portal import UNION, Portal
from sitegen.related import Ranking
from sitegen.rendering import Done, Job
from sitegen.settings import Config, Province
from sitegen.site import Site
from sitegen.state import Change, State
from sitegen.theme import Theme
from sitegen.workers import Lazy

MOST = 100
"""Into so many bodies without a page a build looks in each site: where more are broken, it is not by their writers."""

MANY = 1000
"""So many files read anew are left to the next build at once: this one need not hold them, nor the next read them again if it is killed."""


class Project:
    """The sites of a configuration, ready to be rendered. `files` are those of the content folder with their stamps, `replaced` the pages
    of which every site has a file of its own instead.
    """

    def __init__(
        self,
        config: Config,
        state: State,
        files: Mapping[str, Stamp | None],
        now: datetime,
        *,
        drafts: bool,
        replaced: Set[str] = frozenset(),
    ) -> None:
        self.config = config
        self.state = state
        self.files = files
        self.now = now
        self.drafts = drafts
        self.replaced = replaced
        self.number = (state.get("builds") or 0) + 1
        self.pictures = Pictures(config.content, config.images.max_megapixels * 1_000_000, state.get("pictures") or {}, files)
        self.known: Mapping[str, readings.Known] = {}
        self._values: dict[str, Any] = {"builds": self.number}
        self._tables: dict[str, Change] = {}
        self._themes: dict[str, Theme] = {}

    def read(self, pool: Lazy | None, progress: Callable[[str, int, int], None]) -> None:
        """Reads every article file that may have changed."""
        basis = readings.basis(self.config)
        before = self.state.rows("readings")
        known = before if self.state.get("basis") == basis else {}
        found = readings.read_all(self.config, self.files, known, pool, progress)
        self.known = found.known
        self._values["basis"] = basis
        gone = [path for path in before if path not in found.known]
        self._tables |= {"readings": (found.changed, gone), "terms": (found.terms, gone)}

    def leave_readings(self) -> None:
        """Leaves what was read to the next build now, where it is much."""
        if len(self._tables["readings"][0]) >= MANY:
            tables = {name: self._tables.pop(name) for name in ("readings", "terms")}
            self.state.save({"basis": self._values["basis"]}, tables, is_done=False)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the articles' front matter."""
        found = [problem for one in self.known.values() for problem in one.problems]
        choosy = [one.article for one in self.known.values() if one.article and one.article.related]
        return [*found, *picked.unknown(self.config, choosy, set(map(source.identify, self.known)))] if choosy else found

    def hidden_problems(self, site: Site) -> Iterator[Problem]:
        """What is wrong in the bodies of articles that have no page for a mistake in their front matter: its writer mends both at once."""
        folder = f"{site.province.id}/"
        for path in [path for path, one in self.known.items() if one.article is None and path.startswith(folder)][:MOST]:
            with suppress(OSError):
                reading = source.read(self.config, path, (self.config.content / path).read_bytes())
                if reading.draft:
                    yield from contents.of(site, reading.draft, reading.text).problems

    @property
    def broken(self) -> list[str]:
        """The files that are no article, as their pages' owners."""
        return [f"{self.config.content.name}/{path}" for path, one in self.known.items() if one.article is None]

    @cached_property
    def articles(self) -> Mapping[str, readings.Known]:
        """The articles that could be read, by id."""
        return {one.article.card.id: one for one in self.known.values() if one.article}

    @cached_property
    def portal(self) -> Portal:
        """All due articles in their sites."""
        prints: dict[str, tuple[Article, bytes, bytes]] = {}
        for id, one in self.articles.items():
            if one.article:
                prints[id] = (one.article, one.article_print, one.card_print)
        return Portal(
            self.config,
            [article for article, _, _ in prints.values()],
            self.now,
            self.pictures,
            drafts=self.drafts,
            prints=prints,
            digests={id: one.digest for id, one in self.articles.items()},
        )

    def job(self, province: Province) -> Job:
        """Everything needed to render pages of one site; the traces of the last build count only under the same settings."""
        config, state, portal = self.config, self.state, self.portal
        theme = self.theme(province.theme)
        settings, problems = theme.settings_of(province, f"provinces.{province.id}.settings" if province.id else "union.settings")
        shared = (
            config.language, config.page_size, config.abbreviations, config.fragments, config.union, config.images, config.archives,
            config.terms, config.counter, config.sections, config.provinces,
        )  # fmt: skip
        setup = fingerprint((province, shared, tuple(settings.items()), theme.name, theme.signature(), theme.fragments()))
        saved = state.get(f"memo:{province.id}")
        is_known = saved is not None and saved[0] == setup
        portal.rankings[province.id] = self._ranking(province, is_same=is_known and state.get(f"ranked:{province.id}") == self._ranked)
        now = self._bases
        old, traces = saved[1:] if is_known else ({}, {})
        unchanged = frozenset(group for group, basis in now.items() if basis and basis == old.get(group))
        self._values[f"memo:{province.id}"] = (setup, now)
        names = frozenset(name for name, group in GROUPS.items() if group in unchanged)
        site = Site(portal, province, Memo(traces, names), theme.print_fact)
        rows = state.rows(f"pages:{province.id}") if is_known else {}
        columns = {form: partial(state.rows, _column(province.id, form)) for form in self._forms(province.id)} if is_known else {}
        return Job(site, theme, settings, rows, problems, self.number, unchanged, columns)

    def theme(self, name: str) -> Theme:
        """A theme of the project, the same for all sites that have it."""
        if name not in self._themes:
            self._themes[name] = Theme(self.config, name, self.state.rows("templates"))
        return self._themes[name]

    def plan(self, job: Job) -> tuple[Sequence[Page] | None, tuple[Problem, ...]]:
        """Every page of a site and what is wrong with their addresses; no pages where the plan is the one of the last build."""
        saved = self.state.get(f"plan:{job.site.province.id}")
        if saved and job.rows and saved[0] == self._planned:
            return None, pickle.loads(saved[1])
        planned, lost = pages.plan(job.site, job.theme.fragments())
        return [page for page in planned if page.path not in self.replaced], lost

    def remember(self, job: Job, done: Done, lost: tuple[Problem, ...]) -> None:
        """Notes what the next build must know of a site that was rendered."""
        id = job.site.province.id
        tables = {f"pages:{id}": done.rows, **{_column(id, form): change for form, change in done.columns.items()}}
        if not job.rows:  # those of other settings, if any, go
            for name in (f"pages:{id}", *(_column(id, form) for form in self._forms(id))):
                new, _ = tables.get(name, ({}, ()))
                tables[name] = new, self.state.rows(name).keys() - new.keys()
        self._tables |= tables
        self._values[f"forms:{id}"] = tuple(done.columns)
        self._values[f"memo:{id}"] += (dict(done.traces),)
        self._values[f"plan:{id}"] = (self._planned, pickle.dumps(lost)) if done.is_whole else None
        self._values[f"ranked:{id}"] = self._ranked
        self._values |= {f"ranking:{id}:{name}": part for name, part in self.portal.rankings[id].pack().items()}

    def _forms(self, site: str) -> tuple[Form, ...]:
        """The questions about articles that the last build had columns of."""
        return tuple(self.state.get(f"forms:{site}") or ())

    def left(self, *, is_whole: bool) -> tuple[dict[str, Any], dict[str, Change]]:
        """The values and tables for the next build; `is_whole` where all sites were rendered."""
        self._values["pictures"] = {**({} if is_whole else self.pictures.before), **self.pictures.seen}
        compiled = {key: data for theme in self._themes.values() for key, data in theme.compiled.items()}
        return self._values, {**self._tables, "templates": (compiled, ())}

    @cached_property
    def _bases(self) -> dict[str, bytes]:
        """What each group of facts rests on, the same for all sites."""
        return bases(self.portal, self._ranked, self.files)

    @cached_property
    def _planned(self) -> bytes:
        """What the plans of all sites rest on beside their settings."""
        return combine(pages.basis(self.portal), *(path.encode() for path in sorted(self.replaced)))

    @cached_property
    def _ranked(self) -> bytes:
        """The fingerprint of everything that rankings rest on."""
        known = (self.articles[article.card.id].terms_print for article in self.portal.shown)
        return blake2b(b"|".join((self.portal.print, *known)), digest_size=16).digest()

    @cached_property
    def _terms(self) -> Mapping[str, bytes]:
        """What ranking remembers of each article, by the path of its file."""
        new, _ = self._tables.get("terms", ({}, ()))
        return {**self.state.rows("terms"), **new}

    def _ranking(self, province: Province, *, is_same: bool) -> Ranking:
        """The related articles of a site, from where the last build left them."""
        if province.id == UNION:
            return related.rank(lambda: ())

        def known() -> list[Entry]:
            articles = self.portal.libraries[province.id].articles
            terms, readings = self._terms, self.articles
            packed = [terms[article.path.partition("/")[2]] for article in articles]
            return entries(articles, packed, [readings[article.card.id].terms_print for article in articles])

        return related.rank(known, lambda name: self.state.get(f"ranking:{province.id}:{name}"), is_same=is_same)


def _column(site: str, form: Form) -> str:
    """The table in which a column lies."""
    return f"about:{site}:{' '.join(map(repr, form))}"
