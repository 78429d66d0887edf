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

# A paragraph of text and marked words not inside one another, such a one in a quotation, a heading of text, a list and a table of texts.
_WORDS = r"[^<\w]*+\w[^<]*+"
_STRESSED = rf"<strong>{_WORDS}</strong>|<em>{_WORDS}</em>"
_MARKED = rf"{_STRESSED}|<a data-href=\"[^\" ]*+\">{_WORDS}</a>"
_PARAGRAPH = rf"<p>(?!</)([^<]*+(?:(?:{_MARKED})[^<]*+)*+)</p>"
_QUOTE = rf"<blockquote>\n{_PARAGRAPH}\n</blockquote>"
_HEADING = r"<h[1-6]>([^<]++)</h[1-6]>"
_LIST = r"<ul>\n(?:<li>[^<]++</li>\n)++</ul>|<ol>\n(?:<li>[^<]++</li>\n)++</ol>"
_SIDE = '(?: align="(?:left|center|right)")?'
_CELL = rf"{_SIDE}>[^<]*+(?:(?:{_STRESSED})[^<]*+)*+</t"
_HEAD, _ROW = rf"<tr>\n(?:<th{_CELL}h>\n)++</tr>\n", rf"<tr>\n(?:<td{_CELL}d>\n)++</tr>\n"
_TABLE = rf"<table>\n<thead>\n{_HEAD}</thead>\n<tbody>\n(?:{_ROW})++</tbody>\n</table>"
_BLOCK = re.compile(rf"(?:{_PARAGRAPH}|{_QUOTE}|{_HEADING}|({_LIST})|({_TABLE}))(?:\n(?=<))?|{_TOKEN.pattern}")
_WHOLE = 5
_BETWEEN_PARTS = re.compile(r"(?<=>)\n(?=<)")
_ALIGN = re.compile(r"(?<=<t[hd]) align=\"")
_HEAD_CELL = re.compile(r"(?<=<th)(?=[ >])")
_LINK = re.compile(r"<a data-href=\"([^\"]*+)\">([^<]++)</a>")
_TAG_OR_ITALICS = re.compile(r"<em>[^<]*+</em>|<[^>]*+>")


def walk(html: str, anchors: Anchors, links: Links, lines: Lines, *, whole: bool = True) -> tuple[list[Block], list[Heading]]:
    """The blocks and the headings of the sanitised HTML of one body. Without `whole` every block is taken apart, to the same end."""
    nesting, boxes = Nesting(anchors, links, lines), find_boxes(html)
    for found in (_BLOCK if whole else _TOKEN).finditer(html):
        if not whole or found.lastindex is None or found.lastindex > _WHOLE:
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
    paragraph, quotation, heading, items, table = found.group(*range(1, _WHOLE + 1))
    if paragraph is not None:
        said = _words(paragraph, links)
        return said and Block("p", (said,), "<p>", "</p>")
    if quotation is not None:
        said = _words(quotation, links)
        return said and Block("blockquote", (Piece(f"<blockquote>\n<p>{said.html}</p>\n</blockquote>", linked=True),))
    if items is not None:
        return Block(items[1:3], (Piece(items, linked=True),))
    if table is not None:
        return Block("table", (Piece(_table(table), linked=True),))
    if found.start() not in anchors.headings or is_blank(heading):
        return None
    level, anchor = nesting.take_heading(anchors.headings[found.start()]), anchors.headings[found.start()].anchor
    return Block(f"h{level}", (Piece(f'<h{level} id="{anchor}">{heading}</h{level}>', linked=True),))


def _words(html: str, links: Links) -> Piece | None:
    """The text of a paragraph with its links settled; None where nothing can be seen of it."""
    if "<" not in html:
        return None if is_blank(html) else Piece(html)
    upright = has_words(html[: html.index("<")]) or has_words(_TAG_OR_ITALICS.sub("", html))
    linked = False

    def write(link: re.Match[str]) -> str:
        nonlocal linked
        target = links.target(unescape(link[1]), plain_text(link[2]))
        linked = linked or target is not None
        return link[2] if target is None else f"{write_link(target, '')}{link[2]}</a>"

    return Piece(_LINK.sub(write, html) if "<a " in html else html, not upright, linked)


def _table(html: str) -> str:
    """A table of texts as a page shows it."""
    html = _HEAD_CELL.sub(' scope="col"', _ALIGN.sub(' class="', _BETWEEN_PARTS.sub("", html)))
    return f'<div class="table-wrap" tabindex="0">{html}</div>'
