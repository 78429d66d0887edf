"""Lines at the top of an article that only say where on a portal it stood: a section's name, a rubric, a path of links.

The one idea: such a line is no title, though it stands where titles do; the title is below it. It is left out only where text follows, and
the writer is shown it. A name that the next line goes on from (`THÔNG BÁO`, `Về việc …`) is the beginning of a title.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sitegen.importers import tail
from sitegen.importers.blocks import Paragraph
from sitegen.importers.draft import Draft
from sitegen.vietnamese import fold

_RUBRIC = re.compile(
    r"trang (?:chu|nhat)|home|chuyen muc\b.{0,40}|su kien|thoi su|hoat dong(?: (?:lien minh|nganh))?"
    r"|(?:ban |muc )?tin(?: (?:tuc|su kien|hoat dong|noi bat|moi(?: nhat)?|trong (?:tinh|nuoc)|dia phuong|tong hop|lien minh|htx|nganh))*"
)
_PATH = re.compile(r"[^>»›«]{1,60}(?:\s*[>»›]+\s*[^>»›«]{1,150})+[>»›\s]*")
_GOES_ON = re.compile(r"(?:v/v|về)\b", re.IGNORECASE)
LONGEST = 200
"""Characters of a path that ends with the title."""


def skip(draft: Draft, sections: Collection[str]) -> None:
    """Leaves out the lines at the top that are labels; `sections` are the names of the portal's own."""
    names = {fold(name) for name in sections}
    skipped = []
    while len(draft.blocks) > 1:
        first, second = draft.blocks[:2]
        if not isinstance(first, Paragraph) or not isinstance(second, Paragraph) or first.style == "title":
            break
        if not _is_label(first.text, names) or _GOES_ON.match(second.text):
            break
        skipped.append(first.text)
        del draft.blocks[0]
    tail.drop(draft, skipped)


def _is_label(text: str, names: Collection[str]) -> bool:
    folded = fold(text)
    return folded in names or _RUBRIC.fullmatch(folded) is not None or (len(text) <= LONGEST and _PATH.fullmatch(text) is not None)
