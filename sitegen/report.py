"""What a build found and did, in words for the person who started it: problems with their lines, then one summary."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sitegen.amounts import ARTICLES, ERRORS, PAGES, WARNINGS, number, several, size
from sitegen.errors import N_, Problem, Translate

if TYPE_CHECKING:
    from sitegen.build import Report

WRITTEN = N_("{count} file written"), N_("{count} files written")
DRAWN = N_("{count} photo drawn"), N_("{count} photos drawn")


def problem_lines(problem: Problem, _: Translate) -> Iterator[str]:
    """One problem: place and message, the line itself, the hint."""
    message, hint = problem.words(_)
    label = _("error") if problem.kind.severity == "error" else _("warning")
    yield f"{problem.place}: {label}: {message}"
    if problem.excerpt:
        excerpt = problem.excerpt if len(problem.excerpt) <= 160 else problem.excerpt[:157] + "…"
        yield f"    | {excerpt}"
    yield f"    → {hint}"


def tell(problems: Iterable[Problem], _: Translate) -> None:
    """Says problems on the error stream, at once."""
    for problem in problems:
        print(*problem_lines(problem, _), sep="\n", file=sys.stderr, flush=True)


def summary_lines(report: Report, _: Translate) -> Iterator[str]:
    """What was built, how much of it changed, and how long it took."""
    errors = sum(problem.kind.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    yield _("{articles}, {pages}: {written} ({bytes}), {removed} removed, {drawn}, {seconds} s").format(
        articles=several(report.articles, ARTICLES, _),
        pages=several(report.pages, PAGES, _),
        written=several(len(report.written), WRITTEN, _),
        bytes=size(report.bytes, _),
        removed=number(len(report.removed), _),
        drawn=several(report.drawn, DRAWN, _),
        seconds=number(round(report.seconds, 2), _),
    )
    said = {"errors": several(errors, ERRORS, _), "warnings": several(warnings, WARNINGS, _)}
    if errors:
        yield _("{errors}, {warnings}: the pages with errors stay as they were.").format(**said)
    elif warnings:
        yield _("{warnings}.").format(**said)
