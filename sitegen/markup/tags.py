"""How a tag is written: whether it stays, which of its attributes do, and what the page adds for readers who listen.

The one idea: an attribute is written only if it is known here, and only with a value that is valid HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from sitegen.markup.links import is_external

NOTES = '<div class="footnotes" role="doc-endnotes" aria-label="Chú thích">'
"""The opening tag of the footnotes."""

_ATTRIBUTE = re.compile(r" ([a-z\-]+)=\"([^\"]*)\"")
_CLASS = re.compile(r"[A-Za-z][\w\-]*", re.ASCII)
_START = re.compile(r"-?[0-9]{1,6}", re.ASCII)
_SPAN = re.compile(r"[1-9][0-9]?", re.ASCII)
_BOX = re.compile(r"<(/?)(div|section|img)([^>]*)>")
_ROLES = {"footnote-ref": "doc-noteref", "footnote-backref": "doc-backlink"}


def read_attributes(written: str) -> dict[str, str]:
    """The attributes of a sanitised tag, their values still escaped."""
    return dict(_ATTRIBUTE.findall(written)) if written else {}


def write_attributes(tag: str, given: Mapping[str, str], *, anchor: str = "", in_head: bool = False) -> str:
    """The attributes a tag keeps, each with a blank before it. The address of a link is not among them: `write_link` adds it."""
    if not given and not anchor:
        return ' scope="col"' if tag == "th" and in_head else ""
    classes = [name for name in given.get("class", "").split() if _CLASS.fullmatch(name)]
    kept: dict[str, str] = {}
    if tag in ("td", "th"):
        kept = {name: given[name] for name in ("colspan", "rowspan") if _SPAN.fullmatch(given.get(name, ""))}
        if given.get("align") in ("left", "center", "right"):
            classes.append(given["align"])
        if tag == "th" and in_head:
            kept["scope"] = "col"
    elif tag == "ol" and _START.fullmatch(given.get("start", "")):
        kept["start"] = given["start"]
    kept |= {"class": " ".join(dict.fromkeys(classes)), "id": anchor, "title": given.get("title", "")}
    if tag == "a" and (role := _ROLES.get(kept["class"])):
        kept |= {"role": role, "aria-label": kept["title"]}
    return "".join(f' {name}="{value}"' for name, value in kept.items() if value)


def write_link(target: str | None, attributes: str) -> str:
    """The opening tag of a link, or of a place to lead to where there is no target. Links that leave the site say so."""
    if target is None:
        return f"<a{attributes}>"
    if not is_external(target):
        return f'<a href="{escape(target)}"{attributes}>'
    if ' class="' not in attributes:
        attributes += ' class=""'
    classes = attributes.replace(' class="', ' class="external ', 1).replace('external "', 'external"')
    return f'<a href="{escape(target)}"{classes} rel="external noopener">'


def find_boxes(html: str) -> frozenset[int]:
    """The positions of the tags of every `div` and `section` around an image: they go, or the image would have to leave them."""
    if "<img" not in html:
        return frozenset()
    opened: list[tuple[int, bool]] = []
    positions: set[int] = set()
    for token in _BOX.finditer(html):
        if token[2] == "img":
            opened = [(start, True) for start, _ in opened]
        elif not token[1]:
            opened.append((token.start(), False))
        else:
            start, around = opened.pop()
            if around and not html.startswith('<div class="footnote">', start):
                positions |= {start, token.start()}
    return frozenset(positions)
