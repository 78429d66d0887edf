"""What a build found and did, in words for the person who started it: problems with their lines, then one summary."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sitegen.errors import Problem, Translate
from sitegen.vietnamese import number, size

if TYPE_CHECKING:
    from sitegen.build import Report


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
    counts = _(
        "{articles} articles, {pages} pages: {written} files written ({bytes}), {removed} removed, {drawn} pictures drawn, {seconds} s"
    )
    yield counts.format(
        articles=number(report.articles),
        pages=number(report.pages),
        written=number(len(report.written)),
        bytes=size(report.bytes),
        removed=number(len(report.removed)),
        drawn=number(report.drawn),
        seconds=number(round(report.seconds, 2)),
    )
    if errors:
        yield _("{errors} errors, {warnings} warnings: the pages they stand on stay as they were.").format(errors=errors, warnings=warnings)
    elif warnings:
        yield _("{warnings} warnings.").format(warnings=warnings)
