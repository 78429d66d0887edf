"""Hand-picked related articles that are not there.

One article's file cannot tell: others come and go. So this is asked of all files that were read, at each build. An article that is a draft,
lies ahead, has ended or has a mistake in it is there all the same, and is shown once it can be.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from sitegen import attached, source
from sitegen.article import Article
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.settings import Config

UNKNOWN = Kind(
    "related-unknown",
    N_("There is no article “{id}”, which this one names as related."),
    N_("Write the path of its file from this article's folder, for example ../ten-bai/index.md, or remove the line.{near}"),
    "warning",
)
_KEYS = ("related", attached.plain(source.ALIASES["related"]))
_ADVISED = 20  # looking for what is nearest takes longer than looking whether it is there


def unknown(config: Config, articles: Iterable[Article], ids: Collection[str]) -> Iterator[Problem]:
    """What these articles name as related that is not among all `ids`, each at its line."""
    count = 0
    for article in articles:
        for id in article.related:
            if id not in ids:
                count += 1
                near = _nearest(id, ids) if count <= _ADVISED else ""
                place, excerpt = _where(config, article, id)
                yield UNKNOWN.at(place, excerpt=excerpt, id=id, near=f" ({near}?)" if near else "")


def _nearest(id: str, ids: Collection[str]) -> str:
    """The id most like one that is none: of the same name in another folder, else of a like name in any."""
    name = id.rpartition("/")[2]
    same = sorted(other for other in ids if other.rpartition("/")[2] == name)
    return next(iter(same or difflib.get_close_matches(id, sorted(ids), 1, 0.6)), "")


def _where(config: Config, article: Article, id: str) -> tuple[Place, str]:
    """The line that names a related article: the first from that of the key on, which stands for it where none does."""
    try:
        text = (config.content / article.path.partition("/")[2]).read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    name, found = id.rpartition("/")[2], 0
    lines = unicodedata.normalize("NFC", text).splitlines()
    for number, line in enumerate(lines, 1):
        found = found or (number if attached.plain(line.partition(":")[0]) in _KEYS else 0)
        if found and name in line:
            return Place(article.path, number), line.strip()
    return Place(article.path, found or 1), lines[found - 1].strip() if found else ""
