"""How findings are told: in words for people, as JSON for programs, as annotations for GitHub's pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sitegen.amounts import ERRORS, WARNINGS, number, several
from sitegen.checks.rule import Finding
from sitegen.errors import N_, Translate
from sitegen.report import problem_lines

CHECKED = N_("{count} article checked"), N_("{count} articles checked")
CLEAN = N_("{checked}: nothing to correct.")
COUNTS = N_("{checked}: {errors}, {warnings}.")
FIXABLE = N_("{count} of them can be corrected with --fix.")


def text(findings: Sequence[Finding], _: Translate) -> Iterator[str]:
    """Place, message and rule, the line itself, the hint."""
    for finding in findings:
        first, *rest = problem_lines(finding.problem, _)
        yield f"{first} [{finding.problem.kind.name}]"
        yield from rest


def as_json(findings: Sequence[Finding], _: Translate) -> Iterator[str]:
    """One array of objects, in the order of the files and their lines; always the same keys."""
    rows = []
    for finding in findings:
        problem = finding.problem
        message, hint = problem.words(_)
        rows.append(
            {
                "rule": problem.kind.name,
                "severity": problem.kind.severity,
                "path": problem.place.path,
                "line": problem.place.line,
                "message": message,
                "hint": hint,
                "fixable": bool(finding.edits),
            }
        )
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def github(findings: Sequence[Finding], _: Translate) -> Iterator[str]:
    """Workflow commands, which GitHub shows at the lines of a pull request."""
    for finding in findings:
        problem = finding.problem
        message, hint = problem.words(_)
        line = f",line={problem.place.line}" if problem.place.line else ""
        where = f"file={_property(problem.place.path)}{line},title={_property(problem.kind.name)}"
        yield f"::{problem.kind.severity} {where}::{_data(f'{message} {hint}')}"


def summary(findings: Sequence[Finding], articles: int, _: Translate) -> str:
    """How many articles were looked at, and what was found in them."""
    checked = several(articles, CHECKED, _)
    if not findings:
        return _(CLEAN).format(checked=checked)
    errors = sum(finding.problem.kind.severity == "error" for finding in findings)
    counts = _(COUNTS).format(checked=checked, errors=several(errors, ERRORS, _), warnings=several(len(findings) - errors, WARNINGS, _))
    fixable = sum(bool(finding.edits) for finding in findings)
    return f"{counts} {_(FIXABLE).format(count=number(fixable, _))}" if fixable else counts


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"text": text, "json": as_json, "github": github}
