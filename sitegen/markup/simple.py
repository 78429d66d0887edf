"""A body of nothing but simple blocks, put into safe HTML at once: most news articles are such.

The one idea: where every block of a text is known beforehand, its tree need not be built, written, cleaned and read again to be known. The
HTML is what the library and the sanitiser make of the text, to the letter: `tests/test_markup_simple.py` compares the two.
"""

from __future__ import annotations

import re

from sitegen.markup.plain import cut, read

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")
_RULE = re.compile(r"(:?)-+(:?)")
_SIDES = {("", ""): "", (":", ""): ' align="left"', ("", ":"): ' align="right"', (":", ":"): ' align="center"'}


def write(source: str) -> str | None:
    """The safe HTML of an ordinary source (see `source.is_ordinary`); None where the library must read it."""
    if "{" in source:
        return None  # perhaps attributes of what stands before
    written: list[str] = []
    before = ""
    for block in _BETWEEN.split(source.strip("\n")):
        tag, html = _quote(block) if block.startswith(">") else _table(block) if block.startswith("|") else _block(block)
        if not html or (tag == before and tag in ("ul", "ol", "blockquote")):
            return None  # perhaps it goes on with the one above
        written.append(html)
        before = tag
    return "\n".join(written)


def _block(block: str) -> tuple[str, str]:
    """The tag and the HTML of a paragraph, a heading or a list; no HTML where the library must read it, as with all that follow."""
    tag, texts = (read(block) if block else None) or ("", [])
    lines = [_inline(text) for text in texts]
    if not lines or not all(lines):
        return tag, ""
    if tag not in ("ul", "ol"):
        return tag, f"<{tag}>{lines[0]}</{tag}>"
    items = "".join([f"<li>{line}</li>\n" for line in lines])
    return tag, f"<{tag}>\n{items}</{tag}>"


def _quote(block: str) -> tuple[str, str]:
    """A quotation of one paragraph, each line of which has its sign."""
    lines = block.split("\n")
    if not all(line[0] == ">" for line in lines):
        return "blockquote", ""
    tag, html = _block("\n".join([line[2:] if line[1:2] == " " else line[1:] for line in lines]))
    return "blockquote", f"<blockquote>\n{html}\n</blockquote>" if tag == "p" and html else ""


def _table(block: str) -> tuple[str, str]:
    """A table whose rows are closed on both sides and equally long."""
    rows = [line.strip(" ") for line in block.split("\n")]
    if len(rows) < 3 or not all(len(row) > 1 and row[0] == row[-1] == "|" for row in rows):
        return "table", ""
    head, rule, *body = [[cell.strip(" ") for cell in row[1:-1].split("|")] for row in rows]
    sides = [_SIDES[side[1], side[2]] for cell in rule if (side := _RULE.fullmatch(cell))]
    if not all(len(row) == len(sides) for row in (head, rule, *body)):
        return "table", ""
    written = []
    for tag, cells in (("th", head), *(("td", row) for row in body)):
        texts = [_inline(cell) for cell in cells]
        if None in texts:
            return "table", ""
        written.append("".join([f"<{tag}{side}>{text}</{tag}>\n" for side, text in zip(sides, texts, strict=True)]))
    first, *others = [f"<tr>\n{row}</tr>\n" for row in written]
    return "table", f"<table>\n<thead>\n{first}</thead>\n<tbody>\n{''.join(others)}</tbody>\n</table>"


def _inline(text: str) -> str | None:
    """The HTML of a simple text; None where the library must read it."""
    pieces = cut(text)
    if pieces is None:
        return None
    if len(pieces) == 1:
        return _escape(text)
    written = []
    for tag, words, address in pieces:
        if tag == "img":
            alt = _escape(words).replace('"', "&quot;")
            written.append(f'<img alt="{alt}" data-src="{_escape(address)}">')
        elif tag == "a":
            written.append(f'<a data-href="{_escape(address)}">{_escape(words)}</a>')
        else:
            written.append(f"<{tag}>{_escape(words)}</{tag}>" if tag else _escape(words))
    return "".join(written)


def _escape(text: str) -> str:
    return text.replace(">", "&gt;")  # of what HTML spells in another way, an ordinary simple text holds nothing else
