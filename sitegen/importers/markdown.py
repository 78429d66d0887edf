"""Blocks as Markdown that the portal reads back as the same words.

The one idea: what would be Markdown by accident is escaped, and only that; looks that Markdown has no sign for become the tag that the
portal allows (`<sup>`, `<del>`), or are left out when they carry no meaning (underlining, colours). Words are never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sitegen.importers.blocks import LISTS, Block, Paragraph, Picture, Span, Table
from sitegen.markup.captions import begins_with_label

_SIGNS = re.compile(r"[\\`*\[\]{}<|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_START = re.compile(r"[#>+\-]|\d+(?=[.)](?:\s|$))|[:=]")
_LINK = re.compile(r"(?:https?://|mailto:|tel:|(?!#|//|[a-z][a-z0-9+.-]*:))[^\s<>\\]+", re.IGNORECASE)
_ADDRESS = re.compile(r"://|www\.")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def escape(text: str) -> str:
    """A line of text as Markdown that shows exactly these characters."""
    return inline([Span(text)])


def body(blocks: Sequence[Block], notes: Mapping[str, tuple[Paragraph, ...]], names: Mapping[int, str]) -> str:
    """The body of an article. `names` gives the file of each picture by the `id` of its block; one without a name is not shown."""
    parts: list[str] = []
    above: Picture | None = None
    for kind, group in groupby(blocks, key=_kind):
        if kind:
            above = None
            lines = [block for block in group if isinstance(block, Paragraph)]
            parts.append("\n".join(_items(lines)) if kind == "list" else "\n>\n".join(map(_quoted, lines)))
            continue
        for block in group:
            if above and id(above) in names and isinstance(block, Paragraph) and (block.is_italic or begins_with_label(block.text)):
                parts.append(_words_below(above))
            above = block if isinstance(block, Picture) else None
            parts.append(_block(block, names))
    parts += [f"[^{label}]: " + "\n\n    ".join(inline(each.spans) for each in note) for label, note in notes.items()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _kind(block: Block) -> str:
    """`list` or `quote` for what stands together with its like."""
    style = block.style if isinstance(block, Paragraph) else ""
    return "list" if style in LISTS else "quote" if style == "quote" else ""


def _quoted(paragraph: Paragraph) -> str:
    return "> " + inline(paragraph.spans).replace("\n", "\n> ")


def _items(items: list[Paragraph]) -> Iterator[str]:
    """The lines of a list. Markdown counts on by itself, so where the numbers do not, another list begins."""
    above: list[Paragraph] = []  # the item before at each depth down to that of the last one
    for item in items:
        depth = min(max(item.level, 1), len(above) + 1)
        indent = "    " * (depth - 1)
        before = above[depth - 1] if depth <= len(above) else item
        if item.style != before.style and depth == 1:
            yield ""
        elif item.number > 0 and item is not before and item.number != before.number + 1:
            yield from ("", f"{indent}<!-- -->", "")
        above[depth - 1 :] = [item]
        yield f"{indent}{_mark(item)} {inline(item.spans).replace(chr(10), chr(10) + '    ' * depth)}"


def _mark(item: Paragraph) -> str:
    return f"{max(item.number, 1)}." if item.style == "number" else "-"


def _words_below(picture: Picture) -> str:
    """The words of a photo as the paragraph below it, where the next one would be taken for them."""
    if not picture.caption:
        return f"Ảnh: {escape(picture.credit)}" if picture.credit else ""
    return f"Ảnh: {escape(picture.caption)}" + (f" (Ảnh: {escape(picture.credit)})" if picture.credit else "")


def _block(block: Block, names: Mapping[int, str]) -> str:
    if isinstance(block, Picture):
        return f"![]({names[id(block)]})" if id(block) in names else ""
    if isinstance(block, Table):
        return _table(block)
    if block.style == "heading":
        spans = [replace(span, bold=False, text=span.text.replace("\n", " ")) for span in block.spans]
        return f"{'#' * min(max(block.level + 1, 2), 6)} {inline(spans)}"
    return inline(block.spans)


def inline(spans: Sequence[Span]) -> str:
    """Spans as one paragraph of Markdown, with its line ends."""
    tokens = list(_tokens(spans))
    text = ""
    for at, (inner, bold, italic) in enumerate(tokens):
        touching = any(0 <= near < len(tokens) and (tokens[near][1] or tokens[near][2]) for near in (at - 1, at + 1))
        text += _stressed(inner, bold, italic, touching)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "  \n".join(_guard(line) for line in lines if line)


def _tokens(spans: Sequence[Span]) -> Iterator[tuple[str, bool, bool]]:
    """Words with whether they are bold and in italics, the blanks around them for themselves: signs must stand close around words."""
    shown: list[Span] = []
    for span in spans:
        blank = not (span.text.strip() or span.note)
        look = shown[-1] if shown and blank else span  # a blank between two bold words is as bold as they are
        shown.append(replace(span, bold=look.bold, italic=look.italic))
    for (bold, italic), group in groupby(shown, lambda span: (span.bold, span.italic)):
        parts = groupby(group, lambda span: replace(span, text=""))
        inner = "".join(_dressed(replace(look, text="".join(span.text for span in same))) for look, same in parts)
        for number, line in enumerate(inner.split("\n")):
            edges = _EDGES.fullmatch(line)
            assert edges is not None
            tokens = (("\n" if number else "", False, False), (edges[1], False, False), (edges[2], bold, italic), (edges[3], False, False))
            yield from (token for token in tokens if token[0])


def _stressed(inner: str, bold: bool, italic: bool, touching: bool) -> str:
    """Words in bold or italics; by tags where signs of two kinds would touch."""
    if touching and _ADDRESS.search(inner):
        return inner
    if touching:
        tags = ["strong"] * bold + ["em"] * italic
        return "".join(f"<{tag}>" for tag in tags) + inner + "".join(f"</{tag}>" for tag in reversed(tags))
    mark = "*" * (2 * bold + italic)
    return f"{mark}{inner}{mark}"


def _guard(line: str) -> str:
    """A line whose first character does not begin a list, a heading, a quotation or a definition."""
    start = _START.match(line)
    if not start:
        return line
    if start[0][0].isdigit():
        return f"{start[0]}\\{line[start.end() :]}"
    return f"&#{ord(line[0])};{line[1:]}" if line[0] in ":=" else f"\\{line}"


def _dressed(span: Span) -> str:
    """A span with its signs escaped and in the tags of its look, line by line."""
    if span.note:
        return f"[^{span.note}]"
    return "\n".join(_dressed_line(line, span) for line in span.text.split("\n"))


def _dressed_line(line: str, span: Span) -> str:
    edges = _EDGES.fullmatch(line)
    if edges is None or not edges[2]:
        return line
    text = _SIGNS.sub(lambda sign: "&amp;" if sign[0] == "&" else f"\\{sign[0]}", edges[2])
    if not _ADDRESS.search(text):  # an address in the text would swallow the tag behind it
        text = f"<{span.tag}>{text}</{span.tag}>" if span.tag else text
        text = f"<del>{text}</del>" if span.struck else text
    href = span.href.strip().replace(" ", "%20")
    if _LINK.fullmatch(href):
        text = f"[{text.replace('^', '&#94;', text.startswith('^'))}](<{href}>)"
    return edges[1] + text + edges[3]


def _table(table: Table) -> str:
    """A table with its first row as its head. A cell of several paragraphs keeps them on lines of their own."""
    width = max((len(row) for row in table.rows), default=0)
    lines = []
    for row in table.rows:
        cells = [_cell(cell) for cell in row] + [""] * (width - len(row))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])


def _cell(cell: tuple[Block, ...]) -> str:
    parts = []
    for block in cell:
        if isinstance(block, Paragraph) and block.text:
            parts.append((f"{_mark(block)} " if block.style in LISTS else "") + inline(block.spans).replace("  \n", " <br>"))
        elif isinstance(block, Table):
            parts += ["; ".join(filter(None, (_cell(inner) for inner in row))) for row in block.rows]
    return " <br>".join(filter(None, parts))  # a blank ends an address
