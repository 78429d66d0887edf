"""Which facts follow from the same things, so that none of them need be looked at while those are as they were.

What a page read is kept by these groups, each packed for itself: of ten thousand pages a build unpacks the one or two groups in which
something has changed. What the page of an article read about that article itself, which is most, stands in columns: one question to all
articles. The reads of a group keep their order; otherwise none is needed, since a page holds only if all of them do.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import cached_property
from typing import Any, cast

from sitegen.facts import Facts
from sitegen.files import Stamp
from sitegen.fingerprints import combine, fingerprint
from sitegen.memo import Key, Reads
from sitegen.portal import Portal
from sitegen.state import Change

GROUPS = {
    "text": "texts",
    "near": "ranking",
    **dict.fromkeys(("picture", "file_size", "names_in", "download"), "files"),
    **dict.fromkeys(
        (
            "article", "card_of", "permalink_of", "home_id", "url_of", "span", "length", "pages_of", "newer_in", "older_in", "news_around",
            "pinned_cards", "viewed", "periods_of", "sections_with_news", "term_name", "term_slugs", "has_page", "page_like", "path_like",
            "newest_of", "size_of", "mapped_months", "mapped_in", "pages_after",
        ),
        "articles",
    ),
    **dict.fromkeys(("visited", "read_most", "views_in"), "counts"),
}  # fmt: skip
"""Which facts follow from the same things. Facts in no group (the clock, templates, assets) and queries are looked at one by one."""

Parts = dict[str, bytes]
"""The reads of a page by their groups, packed; those in no group stand first, at the empty name."""

Form = tuple[Any, ...]
"""A question without the article it is about: the name of the fact, then its other arguments."""

Own = dict[Form, bytes]
"""What the page of an article asked about that article itself, with the fingerprints of the answers."""

Column = Mapping[str, bytes]
"""The fingerprints of the answers to one question about many articles, by their ids."""


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


def pack(reads: Reads, id: str = "") -> tuple[Parts, Own]:
    """What a page read, by groups; apart from it what the page of the article `id` read about that article."""
    parts: dict[str, list[tuple[Key, bytes]]] = defaultdict(list, {"": []})
    own: Own = {}
    for key, found in reads:
        group = GROUPS.get(key[0], "")
        if group and id and key[1:2] == (id,):
            own[key[0], *key[2:]] = found
        else:
            parts[group].append((key, found))
    return {group: marshal.dumps(tuple(found)) for group, found in parts.items()}, own


def columns(about: Mapping[Form, Column], rendered: Collection[str], gone: Iterable[str], before: Iterable[Form]) -> dict[Form, Change]:
    """What of the columns is other than before, once articles were `rendered`, which asked what is in `about`, and others are `gone`."""
    gone = list(gone)
    forms = dict.fromkeys([*before, *about])
    return {form: (own := about.get(form, {}), [*gone, *(id for id in rendered if id not in own)]) for form in forms}


class Verdicts:
    """Says of packed reads whether they hold. `unchanged` are the groups that need no look."""

    def __init__(self, site: Facts, unchanged: Set[str], columns: Mapping[Form, Callable[[], Column]]) -> None:
        self._site = site
        self._unchanged = unchanged
        self._columns = columns
        self._known: dict[bytes, Key | None] = {}

    @cached_property
    def changed_about(self) -> Mapping[str, Key]:
        """For each article about which its own page would be told something else now, the question.

        Ten thousand answers to one question are compared at once.
        """
        found: dict[str, Key] = {}
        for form, column in self._columns.items():
            if GROUPS[form[0]] not in self._unchanged:
                before = column()
                now = self._site.print_facts(form, before)
                found |= {id: (form[0], id, *form[1:]) for id, old, new in zip(before, before.values(), now, strict=True) if old != new}
        return found

    def changed_read(self, parts: Parts) -> Key | None:
        """A read that has another answer now; none when all hold."""
        for group, part in parts.items():
            if group in self._unchanged:
                continue
            if group:
                changed = self._changed_fact(part)
            elif part in self._known:  # templates, assets and menus are the same for thousands of pages
                changed = self._known[part]
            else:
                changed = self._known[part] = self._site.memo.changed_read(self._site, marshal.loads(part))
            if changed:
                return changed
        return None

    def _changed_fact(self, part: bytes) -> Key | None:
        """The first read of a group with another answer now. What is in a group is a fact: looked up sooner than it would be remembered."""
        print_fact = self._site.print_fact
        for key, before in cast(Reads, marshal.loads(part)):
            if print_fact(key) != before:
                return key
        return None
