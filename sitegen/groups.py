"""Which facts follow from the same things, so that none of them need be looked at while those are as they were.

What a page read is kept by these groups, each packed for itself: of ten thousand pages a build unpacks the one or two groups in which
something has changed. Within a group the reads keep their order; across groups none is needed, since a page holds only if all of them do.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Mapping, Set
from typing import cast

from sitegen.files import Stamp
from sitegen.fingerprints import combine, fingerprint
from sitegen.memo import Asked, Key, Reads
from sitegen.portal import Portal

GROUPS = {
    "text": "texts",
    "near": "ranking",
    **dict.fromkeys(("picture", "file_size", "names_in", "download"), "files"),
    **dict.fromkeys(
        (
            "article", "card_of", "permalink_of", "home_id", "url_of", "span", "length", "pages_of", "newer_in", "older_in", "news_around",
            "pinned_cards", "viewed", "periods_of", "sections_with_news", "term_name", "term_slugs", "has_page", "page_like", "path_like",
            "newest_of", "size_of", "mapped_months",
        ),
        "articles",
    ),
    **dict.fromkeys(("visited", "read_most", "views_in"), "counts"),
}  # fmt: skip
"""Which facts follow from the same things. Facts in no group (the clock, templates, assets) and queries are looked at one by one."""

Parts = dict[str, bytes]
"""The reads of a page by their groups, packed; those in no group stand first, at the empty name."""


def bases(portal: Portal, rankings: bytes, files: Mapping[str, Stamp | None]) -> dict[str, bytes]:
    """What each group of facts rests on, as a fingerprint; empty where it cannot be told. `files` are those of the content folder."""
    looked_at = tuple(item for item in sorted(files.items()) if not item[0].endswith(".md"))
    known = all(stamp for _, stamp in looked_at)
    names = tuple(sorted(files))
    counted = (portal.print, portal.counts.data, portal.now.date())
    return {
        "articles": portal.print,
        "texts": combine(*portal.digests.values()),
        "ranking": rankings,
        "counts": fingerprint(counted) if portal.config.counter else b"",
        "files": fingerprint((looked_at, names)) if known else b"",
    }


def pack(reads: Reads, subject: str) -> Parts:
    """What a page read, by groups. Most of it is about the page's own `subject`, whose long name is left out of them."""
    parts: dict[str, list[tuple[Key, bytes]]] = defaultdict(list, {"": []})
    for key, found in reads:
        group = GROUPS.get(key[0], "")
        parts[group].append(((key[0], ..., *key[2:]) if group and key[1:2] == (subject,) else key, found))
    return {group: marshal.dumps(tuple(found)) for group, found in parts.items()}


class Verdicts:
    """Says of packed reads whether they hold. `unchanged` are the groups that need no look."""

    def __init__(self, site: Asked, unchanged: Set[str]) -> None:
        self._site = site
        self._unchanged = unchanged
        self._known: dict[bytes, Key | None] = {}

    def changed_read(self, parts: Parts, subject: str) -> Key | None:
        """A read that has another answer now; none when all hold."""
        for group, part in parts.items():
            if group in self._unchanged:
                continue
            if group:
                changed = self._changed_fact(part, subject)
            elif part in self._known:  # templates, assets and menus are the same for thousands of pages
                changed = self._known[part]
            else:
                changed = self._known[part] = self._site.memo.changed_read(self._site, marshal.loads(part))
            if changed:
                return changed
        return None

    def _changed_fact(self, part: bytes, subject: str) -> Key | None:
        """The first read of a group with another answer now. What is in a group is a fact: looked up sooner than it would be remembered."""
        print_fact, reads = self._site.print_fact, cast(Reads, marshal.loads(part))
        for key, before in reads:
            if len(key) > 1 and key[1] is ...:
                key = (key[0], subject, *key[2:])
            if print_fact(key) != before:
                return key
        return None
