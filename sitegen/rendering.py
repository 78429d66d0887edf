"""Which pages of a site are stale, and rendering them, in this process or in several.

A page is kept when its plan is the one it had, its file and all it needs are as they were written, and nothing it read has another answer
now. Every other page is rendered; a worker process sends back what it wrote and what it read, never the page itself.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from sitegen import workers
from sitegen.errors import Problem, Refused
from sitegen.memo import Key, Traces
from sitegen.needs import Need
from sitegen.output import Output, Written, put
from sitegen.paging import Page
from sitegen.site import Site
from sitegen.state import State
from sitegen.theme import Theme

Progress = Callable[[str, int, int], None]

WORTH = 60
"""How many stale pages are worth starting processes for."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of a page: its plan, what was wrong in it, and in which build it was last rendered, and why."""

    plan: tuple[Any, ...]
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    build: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What the last build left of a site; empty where its settings were others."""

    traces: Traces = field(default_factory=Traces)
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Everything needed to render the pages of one site."""

    site: Site
    theme: Theme
    settings: Mapping[str, Any]
    setup: bytes
    saved: Saved
    problems: list[Problem]
    build: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """What rendering a site did, and what the next build needs of it."""

    rendered: int
    needs: dict[str, Need]
    problems: list[Problem]
    values: tuple[Any, ...]


@dataclass(slots=True)
class Batch:
    """Pages rendered by one process: rows (None: not written), files, needs, and what was read for them."""

    rows: dict[str, Row | None] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    needs: dict[str, Need] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    traces: Traces = field(default_factory=Traces)


def render(job: Job, planned: Sequence[Page], output: Output, state: State, jobs: int, progress: Progress) -> Done:
    """Renders and writes the stale pages of a site, and keeps the others."""
    site, memo = job.site, job.site.memo
    rows: dict[str, Row] = {}
    stale: list[tuple[Page, str]] = []
    problems: list[Problem] = []
    for page in planned:
        path = _path(site, page.path)
        reason = _reason(job, page, path, output)
        if reason:
            stale.append((page, reason))
            continue
        row = rows[path] = job.saved.rows[path]
        problems += row.problems
        memo.now.reads["page", path] = memo.before.reads["page", path]
        output.keep(path)
    state.announce(path for page, _ in stale if (path := _path(site, page.path)) not in output.before)
    needs: dict[str, Need] = {}
    for batch in _batches(job, stale, output, jobs, progress):
        memo.learn(batch.traces)
        needs |= batch.needs
        problems += batch.problems
        for written in batch.written:
            output.note(written)
        for path, rendered in batch.rows.items():
            if rendered is None:
                output.keep(path)
            else:
                rows[path] = rendered
    traces = memo.finish(site, (("page", path) for path in rows))
    return Done(len(stale), needs, problems, pack(job.setup, traces, rows))


def _reason(job: Job, page: Page, path: str, output: Output) -> str:
    """Why a page is stale, empty when it is not."""
    row, memo = job.saved.rows.get(path), job.site.memo
    if row is None or ("page", path) not in memo.before.reads:
        return "new"
    if row.plan != astuple(page):
        return "plan"
    if not output.is_whole(path):
        return "output"
    read = memo.changed_read(job.site, ("page", path))
    return f"{read[0]}({', '.join(map(str, read[1:]))})" if read else ""


def _batches(job: Job, stale: list[tuple[Page, str]], output: Output, jobs: int, progress: Progress) -> Any:
    if jobs < 2 or len(stale) < WORTH or not workers.can_share():
        yield _render(job, stale, output, progress)
        return
    job.theme.environment  # noqa: B018  compiled once, shared by all
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
    known = set(memo.now.reads)
    for number, (page, reason) in enumerate(stale, 1):
        _one(job, page, reason, output, batch)
        progress(site.province.id or "union", number, len(stale))
    new = {key: reads for key, reads in memo.now.reads.items() if key not in known}
    prints = {read: memo.print_of(site, read) for reads in new.values() for read in reads}
    batch.traces = Traces(prints, {key: reads for key, reads in memo.now.reads.items() if key not in known})
    return batch


def _one(job: Job, page: Page, reason: str, output: Output, batch: Batch) -> None:
    site = job.site
    path = _path(site, page.path)
    found: tuple[Problem, ...] = ()
    try:
        with site.memo.recording(("page", path)):
            found = site.problems(page.subject) if page.kind == "article" else ()
            if any(problem.kind.severity == "error" for problem in found) and output.holds(path):
                raise Refused(*found)
            rendered = job.theme.render(site, job.settings, page)
    except Refused as refused:
        site.memo.forget(("page", path))
        batch.rows[path] = None
        batch.problems += refused.problems
        return
    owner = site.article(page.subject).path if page.kind == "article" else ""
    needs = {_path(site, need.permalink[1:]): need for need in rendered.needs}
    batch.written.append(put(output.folder, path, rendered.data, owner, tuple(needs)))
    batch.needs |= needs
    batch.problems += found
    batch.rows[path] = Row(astuple(page), found, reason, job.build)


def _path(site: Site, path: str) -> str:
    return f"{site.province.id}/{path}" if site.province.id else path


def pack(setup: bytes, traces: Traces, rows: Mapping[str, Row]) -> tuple[Any, ...]:
    """What the next build needs of a site, keys written once each."""
    keys: dict[Key, int] = {}
    for key, reads in traces.reads.items():
        for one in (key, *reads):
            keys.setdefault(one, len(keys))
    for key in traces.prints:
        keys.setdefault(key, len(keys))
    numbered = {keys[key]: tuple(keys[read] for read in reads) for key, reads in traces.reads.items()}
    prints = {keys[key]: value for key, value in traces.prints.items()}
    packed = {path: (row.plan, pickle.dumps(row.problems) if row.problems else b"", row.reason, row.build) for path, row in rows.items()}
    return setup, tuple(keys), prints, numbered, packed


def unpack(values: Any, setup: bytes) -> Saved:
    """What the last build left of a site, or nothing where its settings were others."""
    if values is None or values[0] != setup:
        return Saved()
    _, keys, prints, reads, packed = values
    traces = Traces({keys[n]: value for n, value in prints.items()}, {keys[n]: tuple(keys[m] for m in found) for n, found in reads.items()})
    rows = {path: Row(plan, pickle.loads(found) if found else (), *rest) for path, (plan, found, *rest) in packed.items()}
    return Saved(traces, rows)
