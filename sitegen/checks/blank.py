"""Articles that nobody has written yet: a title and a date, and nothing to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind

EMPTY = Kind(
    "body-empty",
    N_("This article has no text."),
    N_("Write it below the second line ---, or remove the file: readers would see a title and nothing else."),
    "warning",
)

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WORD = re.compile(r"[^\W_]")


def _empty(draft: Draft, desk: Desk) -> Iterator[Found]:
    """A body without a word or a photo; one left blank on purpose has photos or files, and not the comment of a new article."""
    article, body = draft.article, draft.text[draft.body_start :]
    if article and not _WORD.search(_COMMENT.sub("", body)) and ("<!--" in body or not (article.photos or article.attachments)):
        yield found(draft.body_start + len(body) - len(body.lstrip()))


RULES = (Rule(EMPTY, _empty),)
