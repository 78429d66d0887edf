"""The names of the places inside a body: one anchor for each heading and each named element, none twice.

The one idea: anchors are given in reading order before anything is drawn, so that a link may lead forward; headings rank by what levels the
writer used, the highest becoming h2, because the page itself has the h1. Nothing here changes the HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from sitegen.article import Heading
from sitegen.vietnamese import slug

_HEADING = re.compile(r"<h([1-6])((?: [^>]*)?)>(.*?)</h\1>", re.DOTALL)
_NAMED = re.compile(rf"{_HEADING.pattern}|<[a-z][a-z0-9]*[^>]* id=\"([^\"]*)\"", re.DOTALL)
_ID = re.compile(r" id=\"([^\"]*)\"")
_NOTE_REFERENCE = re.compile(r"<sup id=\"fnref[^>]*>.*?</sup>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Anchors:
    """`headings` and `ids` by the position of their tag in the HTML; `names` leads from what a writer may call a place to its anchor."""

    headings: dict[int, Heading] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def find_anchors(html: str) -> Anchors:
    """All anchors of sanitised HTML. Headings without text get none; a heading inside another one is no heading."""
    anchors = Anchors()
    found = list((_NAMED if ' id="' in html else _HEADING).finditer(html))
    levels = sorted({match[1] for match in found if match[1]})
    taken: dict[str, int] = {}
    for match in found:
        if match[1]:
            text = plain_text(_NOTE_REFERENCE.sub("", match[3]))
            own = _ID.search(match[2])
            if text:
                anchor = _take(unescape(own[1]) if own else text, taken)
                anchors.headings[match.start()] = Heading(min(levels.index(match[1]) + 2, 6), anchor, text)
                anchors.names.setdefault(text, anchor)
                for id in _ID.findall(match[2] + match[3]):
                    anchors.names.setdefault(unescape(id), anchor)
            continue
        name = unescape(match[4])
        if name.strip():
            anchors.ids[match.start()] = _take(name, taken)
            anchors.names.setdefault(name, anchors.ids[match.start()])
    for anchor in (*(heading.anchor for heading in anchors.headings.values()), *anchors.ids.values()):
        anchors.names.setdefault(anchor, anchor)
    return anchors


def plain_text(html: str) -> str:
    """The text of sanitised HTML on one line."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    return " ".join(unescape(_TAG.sub("", html.replace("<br>", " "))).split())


def _take(name: str, taken: dict[str, int]) -> str:
    """A new anchor made from a name; `muc` (section) where it has neither letters nor digits. `taken` counts how often each was asked."""
    base = slug(name, reserved=()) if any(map(str.isalnum, name)) else "muc"
    anchor = base
    while anchor in taken:
        taken[base] += 1
        anchor = f"{base}-{taken[base]}"
    taken[anchor] = 1
    return anchor
