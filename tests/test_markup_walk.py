"""Blocks that are taken whole are those that the walk would have made of their parts."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.errors import Problem
from sitegen.markup.anchors import find_anchors
from sitegen.markup.blocks import Block, Image, Piece, has_words
from sitegen.markup.lines import Lines
from sitegen.markup.links import Links
from sitegen.markup.sanitize import sanitize
from sitegen.markup.walk import walk
from tests.test_markup import PLACE, find_link

PIECES = """
<p>~</p>~</p>¶~<p></p>~<p>a</p>~<p>a</p>¶~<p>\u200b</p>~<p>&nbsp;</p>~<p> a <strong>b</strong> c </p>¶~<p><em>a</em></p>~<p><em>a</em>.</p>
~<p><a data-href="b">a</a></p>~<p><a data-href="khong-co">a</a> b</p>~<p>a <em>b</em><strong>c</strong></p>~<p>a<br></p>~<p class="a">b</p>
~<strong>~</strong>~<em>~</em>~<em>a</em>~<strong>a</strong>~<strong>\xad</strong>~<em>&nbsp;</em>~<a data-href="b">a</a>
~<a data-href="">a</a>~<a data-href="b id=">a</a>
~<a data-href="khong-co">a&amp;b</a>~<a data-href="#muc">a</a>~<a data-href="b">\u200b</a>~<a href="b">a</a>~<a id="a"></a>~</a>
~<h2>~</h2>~<h2>a</h2>¶~<h3>a</h3>~<h4>\u200b</h4>~<h2>&nbsp;a</h2>~<h3>a<em>b</em></h3>~<h2 id="a">b</h2>~<h6>.</h6>
~<ul>¶<li>a</li>¶</ul>¶~<ol>¶<li>a</li>¶<li>\xa0</li>¶</ol>~<ul>~<ol>~<li>~</li>~</ul>~</ol>~<blockquote>~</blockquote>~<div>~</div>
~<table>~<tr>~<td>~</table>~<img data-src="a.jpg">~<br>~<hr>~<details>~<summary>~</details>~a~.~&lt;~ ~¶~¶
"""
HTML = st.lists(st.sampled_from(PIECES.replace("\n", "").replace("¶", "\n").split("~")), max_size=14).map("".join)
LINK = '<a data-href="b">a</a>'
TEXTS = ["", "a", " a b ", "\xa0", "<strong>a</strong> b", "<em>a</em>", LINK, f" {LINK} b ", "a<br>b", 'b align="left"', "a &lt;th"]


def row(tag: str) -> st.SearchStrategy[str]:
    """A row of a table, its cells with and without sides."""
    sides = st.sampled_from(["", ' align="left"', ' align="right"'])
    cell = st.builds("<{0}{1}>{2}</{0}>\n".format, st.just(tag), sides, st.sampled_from(TEXTS))
    return st.lists(cell, min_size=1, max_size=3).map(lambda cells: f"<tr>\n{''.join(cells)}</tr>\n")


BODIES = st.lists(row("td"), min_size=1, max_size=3).map("".join)
TABLES = st.builds("<table>\n<thead>\n{}</thead>\n<tbody>\n{}</tbody>\n</table>".format, row("th"), BODIES)
QUOTES = st.sampled_from(TEXTS).map("<blockquote>\n<p>{}</p>\n</blockquote>".format)


def walked(html: str, *, whole: bool) -> tuple[list[Block], list[object], list[Problem]]:
    """What a walk over HTML finds, but for the blanks at the ends of its pieces, and what it reports."""
    lines = Lines("", PLACE)
    anchors = find_anchors(html)
    blocks, headings = walk(html, anchors, Links(lines, find_link, anchors.names), lines, whole=whole)
    return [block._replace(content=tuple(map(without_ends, block.content))) for block in blocks], list(headings), lines.problems


def without_ends(part: Piece | Image) -> Piece | Image:
    """A part of a block without the blanks at its ends; dots and dashes alone are in italics in neither."""
    if isinstance(part, Image):
        return part
    return part._replace(html=part.html.strip(), italic=part.italic and has_words(part.html))


@given(HTML | st.lists(HTML | TABLES | QUOTES, min_size=1, max_size=3).map("\n".join))
@settings(max_examples=1000)
@example("<p>a<em>b</em> <a data-href='khong-co'>c</a></p>")
@example("<ul><li><p>a</p>\n</li></ul>")
def test_whole_blocks_are_what_their_parts_make(html: str) -> None:
    """Taken whole or apart, every HTML gives the same blocks, headings and problems."""
    html = sanitize(html, Lines("", PLACE), raw=False)
    assert walked(html, whole=True) == walked(html, whole=False)
