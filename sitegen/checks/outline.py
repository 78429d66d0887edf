"""The headings of a body: none left out on the way down, so that readers who move by headings find their way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

SKIPPED = Kind(
    "heading-order",
    N_("The heading “{text}” has {level} signs # but stands below one with {above}: a level is left out."),
    N_("Write {fixed} {text}"),
    "warning",
)

_HEADING = re.compile(r"^ {0,3}(#{2,6})[ \t]*([^\n\r#]+)", re.MULTILINE)


def _skipped(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Headings more than one level below the heading before; the first one sets the level."""
    above = 0
    for match in _HEADING.finditer(draft.prose, draft.body_start):
        level = len(match[1])
        if above and level > above + 1:
            yield found(match.start(1), text=match[2].strip(), level=level, above=above, fixed="#" * (above + 1))
        above = level


RULES = (Rule(SKIPPED, _skipped),)
