"""What can go wrong, and where: a problem has a place, a message and a hint.

A module declares each thing that can go wrong in it once, as a `Kind` constant beside the code that notices it, and reports it with
`KIND.at(place, name=value, …)`. Problems are values: they are collected, sorted by place, and put into words only when they are shown,
so one list can be printed in Vietnamese and in English. This module never prints and never raises a problem by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]
Translate = Callable[[str], str]


def N_(message: str) -> str:
    """The message unchanged: marks it for the gettext catalogues, which translate it when it is shown."""
    return message


class Place(NamedTuple):
    """A line of a file. `path` is relative to the project folder with `/` between its parts; line 0 is the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Kind(NamedTuple):
    """One thing that can go wrong. `message` says what is wrong, `hint` what to type instead; both may name `{values}`."""

    name: str
    message: str
    hint: str
    severity: Severity = "error"

    def at(self, place: Place, *, excerpt: str = "", **values: object) -> Problem:
        """This problem at a place, with the values that its words name; `excerpt` is the line itself, as the writer typed it."""
        return Problem(place, self, tuple((key, str(value)) for key, value in sorted(values.items())), excerpt)


class Problem(NamedTuple):
    """Something wrong at a place. Equal problems are one problem: reporting it twice shows it once."""

    place: Place
    kind: Kind
    values: tuple[tuple[str, str], ...] = ()
    excerpt: str = ""

    def words(self, translate: Translate) -> tuple[str, str]:
        """The message and the hint in the language of `translate`, values filled in."""
        values = dict(self.values)
        return translate(self.kind.message).format_map(values), translate(self.kind.hint).format_map(values)


def in_order(problems: list[Problem]) -> list[Problem]:
    """Each problem once, by place, errors before warnings on the same line."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda problem: (problem.place, problem.kind.severity, problem.kind.name, problem.values),
    )


class Refused(Exception):
    """Raised where a problem leaves nothing to go on with; carries it. Caught by whoever can go on without the refused thing."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.kind.name for problem in problems))
        self.problems = problems
