"""Unsafe HTML to safe HTML: what an article may contain, and what was taken out.

The one idea: a list of what is allowed, judged by a parser as browsers have it, so that what comes out is balanced and spelt in one way:
lower-case tags, every attribute in double quotes, `<` and `>` escaped. The rest of the package relies on that. Text is never removed with
its tag, except inside elements whose content is not text (scripts, styles, frames). Nothing here judges links and photos: `links` and
`figures` do.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import nh3

from sitegen.errors import N_, Kind
from sitegen.markup.elements import ALLOWED, LOOKS, NOT_TEXT, SWALLOWING
from sitegen.markup.lines import Lines

REMOVED = Kind(
    "html-removed",
    N_("“{what}” was taken out of the text: only text, tables, photos and links are kept."),
    N_("Write Markdown instead; for a video or a map, give a link to its page."),
    "warning",
)

_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"data-href", "href", "title"},
    "abbr": {"title"},
    "img": {"alt", "data-src", "src", "title"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
}
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:\-]*+)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)")
_ATTRIBUTE = re.compile(r"([A-Za-z][\w:\-]*)(?:\s*=\s*(\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>]++))?+")
_SCHEME = re.compile(r"(?!(?:https?|mailto|tel):)[A-Za-z][\w+.\-]*:", re.IGNORECASE)
_SWALLOWING = re.compile(rf"<(/?)({'|'.join(sorted(NOT_TEXT | SWALLOWING))})(?=[\s/>])[^<>]*>?|<!--", re.IGNORECASE)
_CLOSING = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in NOT_TEXT} | {"": re.compile("-->")}
# Characters that no page may contain, even where an entity such as `&#1;` spells them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17)) + "]")  # fmt: skip


def sanitize(html: str, lines: Lines, *, raw: bool, ordinary: bool = False) -> str:
    """The HTML without what is not allowed; a warning for each kind of thing taken out, if the writer used tags at all (`raw`).

    The HTML of an `ordinary` source can hold forbidden characters only as entities or as what the parser forgot to take out again.
    """
    if raw:
        for name, text in _forbidden_things(html):
            lines.report(REMOVED, text, what=name)
        html = _without_swallowing(html)
    clean = _cleaner().clean(html)
    if ordinary and not any(mark in html for mark in "&\x02\x03"):
        return clean
    return clean_characters(clean.replace("&nbsp;", "\xa0"))


def clean_characters(text: str) -> str:
    """The text without control characters, halves of surrogate pairs and noncharacters."""
    return text if text.replace("\n", "").replace("\xa0", "").isprintable() else _FORBIDDEN.sub("", text)


def _without_swallowing(html: str) -> str:
    """The HTML without elements that swallow tags, and without comments. One that is never closed would take the rest of the article along:
    it loses its tag only. Elements whose content is text keep the content.
    """
    kept, position, never_closed = [], 0, set[str]()
    while opening := _SWALLOWING.search(html, position):
        name = (opening[2] or "").lower()
        kept.append(html[position : opening.start()])
        position = opening.end()
        if not opening[1] and name not in SWALLOWING and name not in never_closed:
            closing = _CLOSING[name].search(html, position)
            if closing:
                position = closing.end()
            else:
                never_closed.add(name)
    return "".join([*kept, html[position:]])


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags=set(NOT_TEXT),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _forbidden_things(html: str) -> list[tuple[str, str]]:
    """The names of tags and attributes that are not allowed, each once and with how it was typed."""
    found: dict[str, str] = {}
    for tag in _TAG.finditer(html):
        name = tag[1].lower()
        if name not in ALLOWED and name not in LOOKS:
            found.setdefault(f"<{name}>", f"<{tag[1]}")
        elif "=" in tag[2]:
            for attribute in _ATTRIBUTE.finditer(tag[2]):
                address = unescape(attribute[2] or "").strip("\"' ")
                if attribute[1].lower() not in LOOKS:
                    found.setdefault(attribute[1].lower(), attribute[1])
                elif attribute[1].lower() == "href" and _SCHEME.match(address):
                    found.setdefault(address, attribute[2])
    return list(found.items())
