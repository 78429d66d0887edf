"""`sitegen check`: what was asked for, looked at, told, and mended where the editor agrees."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen import dates, workers
from sitegen.checks import mending, rules, words
from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Finding, Rule
from sitegen.errors import N_, Translate, in_order
from sitegen.settings import Config

NO_ARTICLE = N_("There is no article at {path}.")
ASK = N_("Correct {path}? [y/N] ")
YES = N_("y yes")
WRITTEN = N_("Corrected: {path}")
CHANGED = N_("{path} has been changed meanwhile and was left alone; check it again.")
UNASKED = N_("Nothing was changed. Add --yes to correct without being asked.")

WORTH, CHUNK = 150, 50
"""How many drafts are worth starting processes for, and how many each takes at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a check is asked for: `paths` of articles or folders (none: all), and how to tell and mend."""

    paths: tuple[Path, ...] = ()
    format: str = "text"
    fix: bool = False
    yes: bool = False


def run(config: Config, file: Path, wanted: Wanted, _: Translate) -> int:
    """Checks a portal whose configuration is in `file`, and prints what it finds. The exit status: 0, 1 for errors, 2 for wrong paths."""
    chosen = rules.chosen(config.check, file)
    now = datetime.now(dates.ZONE)
    desk = Desk(config, now)
    drafts, missing = select(desk, wanted.paths)
    if missing:
        print(_(NO_ARTICLE).format(path=missing[0]), file=sys.stderr)
        return 2
    if wanted.fix and _mend(chosen, drafts, desk, wanted.yes, _):
        desk = Desk(config, now)
        drafts, missing = select(desk, wanted.paths)
    findings = check(chosen, drafts, desk)
    lines = [*words.FORMATS[wanted.format](findings, _)]
    if lines:
        print(*lines, sep="\n")
    print(words.summary(findings, len(drafts), _), file=sys.stdout if wanted.format == "text" else sys.stderr)
    return 1 if any(finding.problem.kind.severity == "error" for finding in findings) else 0


def select(desk: Desk, paths: Sequence[Path]) -> tuple[tuple[Draft, ...], list[Path]]:
    """The drafts at those files or below those folders, all if none is named; and the paths where there is none."""
    if not paths:
        return desk.drafts, []
    content, found, missing = desk.config.content.resolve(), dict[str, Draft](), []
    for path in paths:
        whole = path.resolve()
        at = [draft for draft in desk.drafts if whole in ((place := content / draft.file), *place.parents)]
        found |= {draft.file: draft for draft in at}
        missing += [] if at else [path]
    return tuple(draft for draft in desk.drafts if draft.file in found), missing


def check(chosen: tuple[Rule, ...], drafts: Sequence[Draft], desk: Desk) -> tuple[Finding, ...]:
    """Everything that is to be known of these drafts, each once, by file and line."""

    def of(numbers: Sequence[int]) -> list[Finding]:
        found: list[Finding] = []
        for draft in (drafts[number] for number in numbers):
            found += (Finding(problem) for problem in desk.problems(draft))
            found += rules.look(chosen, draft, desk)
        return found

    jobs = os.cpu_count() or 1
    if len(drafts) >= WORTH and jobs > 1 and workers.can_share():
        desk.prepare()
        chunks = [range(start, min(start + CHUNK, len(drafts))) for start in range(0, len(drafts), CHUNK)]
        found = [one for part in workers.share(of, chunks, jobs) for one in part]
    else:
        found = of(range(len(drafts)))
    edits = {finding.problem: finding.edits for finding in found}
    return tuple(Finding(problem, edits[problem]) for problem in in_order([finding.problem for finding in found]))


def _mend(chosen: tuple[Rule, ...], drafts: Sequence[Draft], desk: Desk, yes: bool, _: Translate) -> bool:
    """Shows what can be mended and mends what the editor agrees to; whether any file was written."""
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731
    asks = not yes and bool(sys.stdin) and sys.stdin.isatty()
    written = shown = False
    for draft in drafts:
        mended = mending.mend(chosen, draft, desk)
        if mended is None:
            continue
        shown = True
        for line in mended.diff():
            tell(line)
        if yes or (asks and _agrees(_(ASK).format(path=mended.path), _)):
            is_done = mending.write(desk.config.content / draft.file, mended)
            tell(_(WRITTEN if is_done else CHANGED).format(path=mended.path))
            written = written or is_done
    if shown and not yes and not asks:
        tell(_(UNASKED))
    return written


def _agrees(question: str, _: Translate) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in _(YES).split()
