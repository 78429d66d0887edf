"""Links to a place inside another article; to one of its own the build itself looks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from sitegen import source
from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

NO_PLACE = Kind(
    "link-place",
    N_("The link “{href}” leads to a place that the other article does not have."),
    N_("Name the heading there that it should lead to: ## Heading {{#name}}. Places in that article: {anchors}"),
    "warning",
)

_LINK = re.compile(r"(?:\]\(|^ {0,3}\[[^\]\n]+\]:)[ \t]*<?(?P<href>(?P<path>[^\s#()<>/:][^\s#()<>:]*)#(?P<name>[^\s()<>]+))", re.MULTILINE)
_ID = re.compile(r'\sid="([^"]+)"')
_SHOWN = 8


def _elsewhere(draft: Draft, desk: Desk) -> Iterator[Found]:
    """`[text](other.md#place)` where the other article is shown and has no such place."""
    for match in _LINK.finditer(draft.text, draft.body_start):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(draft.file), unquote(match["path"])))
        other = desk.by_id.get(source.identify(target))
        is_code = draft.prose[match.start() - 1 : match.start()] == HIDDEN
        for content in desk.contents(other)[:1] if other and not is_code else ():
            anchors = [anchor for part in content.body.parts if isinstance(part, str) for anchor in _ID.findall(part)]
            if unquote(match["name"]) not in anchors:
                listed = ", ".join(f"#{anchor}" for anchor in anchors[:_SHOWN] if not anchor.startswith("fn")) or "–"
                yield found(match.start("href"), href=match["href"], anchors=listed)


RULES = (Rule(NO_PLACE, _elsewhere),)
