"""What a rule is, and what it finds: places in the text of one article, with what to write there instead where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.errors import Kind, Problem, Severity

if TYPE_CHECKING:
    from sitegen.checks.desk import Desk
    from sitegen.checks.draft import Draft


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write instead of the characters from `start` to `end` of an article's file."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the character of the file where it stands, the values its words name, and the edits that mend it."""

    at: int
    values: tuple[tuple[str, object], ...] = ()
    edits: tuple[Edit, ...] = ()


def found(at: int, *edits: Edit, **values: object) -> Found:
    """A finding with its values by name."""
    return Found(at, tuple(values.items()), edits)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. `kind` gives its name, severity and words; `look` finds its places in a draft.

    What a `private` rule finds is never printed in full: reports are kept in logs that others read.
    """

    kind: Kind
    look: Callable[[Draft, Desk], Iterable[Found]]
    private: bool = False

    @property
    def name(self) -> str:
        """What it is called in `[check] off`."""
        return self.kind.name

    @property
    def severity(self) -> Severity:
        """Whether it is an error or a warning."""
        return self.kind.severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as it is shown, and the edits that would mend it, if it can be mended safely."""

    problem: Problem
    edits: tuple[Edit, ...] = ()
