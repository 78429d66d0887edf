"""Which pages of a site are stale, and rendering them, in this process or in several.

A page is kept when its plan is the one it had, its file and all it needs are as they were written, and nothing it read has another answer
now. Every other page is rendered; a worker process sends back what it wrote and what it read, never the page itself.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sitegen import workers
from sitegen.errors import Problem, Refused
from sitegen.groups import Column, Form, Parts, Verdicts, columns, pack
from sitegen.memo import Key, Trace
from sitegen.needs import Need
from sitegen.output import Entry, Output, Written, put
from sitegen.paging import KIND, SUBJECT, Page
from sitegen.paging import planned as planned_page
from sitegen.site import Site
from sitegen.state import Change, State
from sitegen.theme import Theme

Progress = Callable[[str, int, int], None]

WORTH = 60
"""How many stale pages are worth starting processes for."""


class Row(NamedTuple):
    """What is remembered of a page: its plan, what it read (beside what is in the columns), what was wrong in it, in which build it was
    last rendered, and why.
    """

    plan: tuple[Any, ...]
    reads: Parts
    problems: bytes
    reason: str
    build: int


class Job(NamedTuple):
    """Everything needed to render the pages of one site.

    `rows` and `columns` are those of the last build, none where its settings were others; `unchanged` are the groups of facts that are as
    they were then.
    """

    site: Site
    theme: Theme
    settings: Mapping[str, Any]
    rows: Mapping[str, bytes]
    problems: list[Problem]
    build: int = 1
    unchanged: Set[str] = frozenset()
    columns: Mapping[Form, Callable[[], Column]] = MappingProxyType({})


class Done(NamedTuple):
    """What rendering a site did: how many pages, what they need, and what the next build must know of them."""

    rendered: int
    needs: dict[str, Need]
    problems: list[Problem]
    rows: Change
    columns: Mapping[Form, Change]
    traces: Mapping[Key, Trace]
    pages: int
    is_whole: bool


@dataclass(slots=True)
class Batch:
    """Pages rendered by one process, in forms that travel well: rows (None: not written), the articles among them with what their pages
    read about them, files, needs, and what was asked for them.
    """

    rows: dict[str, bytes | None] = field(default_factory=dict)
    articles: list[str] = field(default_factory=list)
    about: dict[Form, dict[str, bytes]] = field(default_factory=dict)
    written: list[tuple[Any, ...]] = field(default_factory=list)
    needs: dict[str, Need] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    traces: dict[Key, Trace] = field(default_factory=dict)
    ranks: dict[str, bytes] = field(default_factory=dict)
    until: datetime | None = None


def render(job: Job, planned: Sequence[Page] | None, output: Output, state: State, jobs: int, progress: Progress) -> Done:
    """Renders and writes the stale pages of a site, and keeps the others. No plan means: the one that the rows are of."""
    site, memo = job.site, job.site.memo
    rows: dict[str, bytes] = {}
    articles: dict[str, None] = {}
    about: dict[Form, dict[str, bytes]] = {}
    stale: list[tuple[Page, str]] = []
    problems: list[Problem] = []
    kept: set[str] = set()
    prefix = _prefix(site)
    verdicts = Verdicts(site, job.unchanged, job.columns)
    for path, page in ((prefix + page.path, page) for page in planned) if planned is not None else ((path, None) for path in job.rows):
        row = _unpack(job.rows.get(path))
        reason = _reason(page, path, row, output, verdicts)
        if reason or row is None:
            stale.append((page or _page(row), reason))
            continue
        kept.add(path)
        if row.problems:
            problems += pickle.loads(row.problems)
        output.keep(path)
    state.announce(path for page, _ in stale if (path := prefix + page.path) not in output.before)
    for page, _ in stale if output.before else ():
        output.make_room(prefix + page.path)
    needs: dict[str, Need] = {}
    for batch in _batches(job, stale, output, jobs, progress):
        memo.traces.update(batch.traces)
        site.portal.rankings[site.province.id].ranks.update(batch.ranks)
        site.portal.lasts(batch.until)
        needs |= batch.needs
        articles |= dict.fromkeys(batch.articles)
        for form, column in batch.about.items():
            about.setdefault(form, {}).update(column)
        problems += batch.problems
        for path, digest, stamp, owner, needed, is_changed, size in batch.written:
            output.note(Written(path, Entry(digest, stamp, owner, needed), is_changed, size))
        for path, rendered in batch.rows.items():
            if rendered is None:
                output.keep(path)
            else:
                rows[path] = rendered
    gone = [path for path in job.rows if path not in kept and path not in rows]
    plans = (row.plan for path in gone if (row := _unpack(job.rows[path])))
    lost = [plan[SUBJECT] for plan in plans if plan[KIND] == "article" and plan[SUBJECT] not in articles]
    forms = columns(about, articles, lost, job.columns)
    count = len(job.rows) if planned is None else len(planned)
    return Done(len(stale), needs, problems, (rows, gone), forms, memo.traces, count, len(kept) + len(rows) == count)


def _prefix(site: Site) -> str:
    """The folder of a site in the output; none for the union's front page."""
    return f"{site.province.id}/" if site.province.id else ""


def _unpack(row: bytes | None) -> Row | None:
    try:
        return Row._make(marshal.loads(row)) if row else None
    except (ValueError, EOFError, TypeError):
        return None


def _reason(page: Page | None, path: str, row: Row | None, output: Output, verdicts: Verdicts) -> str:
    """Why a page is stale, empty when it is not."""
    if row is None:
        return "new"
    if page and row.plan != page.plan:
        return "plan"
    if not output.is_whole(path):
        return "output"
    is_article = row.plan[KIND] == "article"
    read = (verdicts.changed_about.get(row.plan[SUBJECT]) if is_article else None) or verdicts.changed_read(row.reads)
    return f"{read[0]}({', '.join(map(str, read[1:]))})" if read else ""


def _batches(job: Job, stale: list[tuple[Page, str]], output: Output, jobs: int, progress: Progress) -> Iterator[Batch]:
    if jobs < 2 or len(stale) < WORTH or not workers.can_share():
        yield _render(job, stale, output, progress)
        return
    job.theme.compile(page.template for page, _ in stale)  # once, for all processes
    site = job.site
    site.portal.rankings[site.province.id].prepare(page.subject for page, _ in stale if page.kind == "article")
    size = max(20, min(200, len(stale) // (jobs * 4)))
    chunks = [range(at, min(at + size, len(stale))) for at in range(0, len(stale), size)]
    done = 0
    for chunk, batch in zip(
        chunks, workers.share(lambda chunk: _render(job, [stale[n] for n in chunk], output), chunks, jobs), strict=True
    ):
        done += len(chunk)
        progress(job.site.province.id or "union", done, len(stale))
        yield batch


def _render(job: Job, stale: Sequence[tuple[Page, str]], output: Output, progress: Progress = lambda step, n, total: None) -> Batch:
    site, memo = job.site, job.site.memo
    batch = Batch()
    settled = len(memo.traces)
    ranks = site.portal.rankings[site.province.id].ranks
    for number, (page, reason) in enumerate(stale, 1):
        _one(job, page, reason, output, batch)
        if page.subject in ranks:
            batch.ranks[page.subject] = ranks[page.subject]
        progress(site.province.id or "union", number, len(stale))
    batch.traces = dict(list(memo.traces.items())[settled:])
    batch.until = site.portal.until
    return batch


def _one(job: Job, page: Page, reason: str, output: Output, batch: Batch) -> None:
    site = job.site
    prefix = _prefix(site)
    path = prefix + page.path
    answers = len(site.memo.known)
    found: tuple[Problem, ...] = ()
    try:
        with site.memo.recording() as asked:
            found = site.problems(page.subject) if page.kind == "article" else ()
            if any(problem.kind.severity == "error" for problem in found) and output.holds(path):
                raise Refused(*found)
            rendered = job.theme.render(site, job.settings, page)
    except Refused as refused:
        batch.rows[path] = None
        batch.problems += refused.problems
        return
    owner = site.article(page.subject).path if page.kind == "article" else ""
    needs = {prefix + need.permalink[1:]: need for need in rendered.needs}
    written = put(str(output.folder), path, rendered.data, owner, tuple(needs), is_new=path not in output.before)
    entry = written.entry
    batch.written.append((path, entry.digest, entry.stamp, owner, entry.needs, written.is_changed, written.size))
    batch.needs |= needs
    batch.problems += found
    id = page.subject if page.kind == "article" else ""
    reads, own = pack(site.memo.printed(site, asked), id)
    if id:
        batch.articles.append(id)
        for form, answer in own.items():
            batch.about.setdefault(form, {})[id] = answer
        site.memo.forget(id, answers)
    batch.rows[path] = marshal.dumps((page.plan, reads, pickle.dumps(found) if found else b"", reason, job.build))


def _page(row: Row | None) -> Page:
    """The page that a row is of."""
    assert row is not None, "without a plan there are rows"
    return planned_page(row.plan)
