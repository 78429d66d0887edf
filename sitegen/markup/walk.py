"""Safe HTML made valid and cut into blocks.

The one idea: sanitised HTML is spelt in one way, so one walk over its tags is enough; `nesting` knows what is open. Where nothing but text,
`<strong>`, `<em>` and links stand in a block at the top, nothing but the links could change, so such a block is taken whole, as
`tests/test_markup_walk.py` proves it the same.
"""

from __future__ import annotations

import re
from html import unescape

from sitegen.article import Heading
from sitegen.markup.anchors import Anchors, plain_text
from sitegen.markup.blocks import Block, Piece, has_words, is_blank
from sitegen.markup.lines import Lines
from sitegen.markup.links import Links
from sitegen.markup.nesting import Nesting
from sitegen.markup.tags import find_boxes, read_attributes, write_link

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+")

# A paragraph of text and marked words not inside one another, a heading of text, a list of texts.
_WORDS = r"[^<\w]*+\w[^<]*+"
_MARKED = rf"<strong>{_WORDS}</strong>|<em>{_WORDS}</em>|<a data-href=\"[^\" ]*+\">{_WORDS}</a>"
_PARAGRAPH = rf"<p>(?!</)([^<]*+(?:(?:{_MARKED})[^<]*+)*+)</p>"
_HEADING = r"<h[1-6]>([^<]++)</h[1-6]>"
_LIST = r"<ul>\n(?:<li>[^<]++</li>\n)++</ul>|<ol>\n(?:<li>[^<]++</li>\n)++</ol>"
_BLOCK = re.compile(rf"(?:{_PARAGRAPH}|{_HEADING}|({_LIST}))(?:\n(?=<))?|{_TOKEN.pattern}")
_LINK = re.compile(r"<a data-href=\"([^\"]*+)\">([^<]++)</a>")
_TAG_OR_ITALICS = re.compile(r"<em>[^<]*+</em>|<[^>]*+>")


def walk(html: str, anchors: Anchors, links: Links, lines: Lines, *, whole: bool = True) -> tuple[list[Block], list[Heading]]:
    """The blocks and the headings of the sanitised HTML of one body. Without `whole` every block is taken apart, to the same end."""
    nesting, boxes = Nesting(anchors, links, lines), find_boxes(html)
    for found in (_BLOCK if whole else _TOKEN).finditer(html):
        if not whole or found.lastindex is None or found.lastindex > 3:
            _feed(nesting, found, boxes)
        elif not nesting.is_at_top or not (block := _block(found, nesting, anchors, links)):
            for token in _TOKEN.finditer(html, found.start(), found.end()):
                _feed(nesting, token, boxes)
        else:
            nesting.blocks.append(block)
    nesting.end_implied()
    return nesting.blocks, nesting.headings


def _feed(nesting: Nesting, token: re.Match[str], boxes: frozenset[int]) -> None:
    """Walk on over a tag, or over the text between two."""
    if token.lastindex is None:
        nesting.text(token[0])
        return
    closes, tag, attributes = token.groups()[-3:]
    if token.start() in boxes:
        nesting.end_implied()
    elif closes:
        nesting.end()
    elif tag == "img":
        nesting.image(read_attributes(attributes))
    elif tag in ("br", "hr"):
        nesting.void(tag)
    else:
        nesting.start(tag, read_attributes(attributes), token.start())


def _block(found: re.Match[str], nesting: Nesting, anchors: Anchors, links: Links) -> Block | None:
    """A block as it stands, or None where it must be taken apart."""
    paragraph, heading, items = found.group(1, 2, 3)
    if paragraph is not None:
        return _paragraph(paragraph, links)
    if items is not None:
        return Block(items[1:3], (Piece(items, linked=True),))
    if found.start() not in anchors.headings or is_blank(heading):
        return None
    level, anchor = nesting.take_heading(anchors.headings[found.start()]), anchors.headings[found.start()].anchor
    return Block(f"h{level}", (Piece(f'<h{level} id="{anchor}">{heading}</h{level}>', linked=True),))


def _paragraph(html: str, links: Links) -> Block | None:
    if "<" not in html:
        return None if is_blank(html) else Block("p", (Piece(html),), "<p>", "</p>")
    upright = has_words(html[: html.index("<")]) or has_words(_TAG_OR_ITALICS.sub("", html))
    linked = False

    def write(link: re.Match[str]) -> str:
        nonlocal linked
        target = links.target(unescape(link[1]), plain_text(link[2]))
        linked = linked or target is not None
        return link[2] if target is None else f"{write_link(target, '')}{link[2]}</a>"

    written = _LINK.sub(write, html) if "<a " in html else html
    return Block("p", (Piece(written.strip(), not upright, linked),), "<p>", "</p>")
