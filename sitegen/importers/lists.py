"""What stands in front of the items of a web page's lists.

The one idea: a browser numbers an item by its place, from where its list or the item says it begins. Markdown has numbers; letters and
Roman numerals become words of the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sitegen.importers.blocks import Block, Paragraph
from sitegen.importers.elements import Element
from sitegen.importers.numbering import written

_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLE = re.compile(r"list-style[\w-]*\s*:[^;]*(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)


def number(node: Element) -> None:
    """Gives the items of an `<ol>` their numbers, or the words that stand for them."""
    if node.tag != "ol":
        return
    style = _STYLE.search(node.attributes.get("style", ""))
    kind = _KINDS.get(node.attributes.get("type", ""), "")
    if style:
        kind = style[1].lower() + ("Roman" if style[2].lower() == "roman" else "Letter")
    at = _int(node.attributes.get("start", ""), 1)
    for item in node.children("li"):
        if not item.is_hidden:
            item.number = at = _int(item.attributes.get("value", ""), at)
            item.words = f"{written(at, kind)}. " if kind else ""
            at += 1


def marked(blocks: Iterable[Block], node: Element, style: str, level: int) -> Iterator[Block]:
    """The blocks of an item, of which only the first has what stands in front of it."""
    is_first = True
    for block in blocks:
        if isinstance(block, Paragraph) and (block.style, block.level) == (style, level):
            if not is_first:
                block = replace(block, style="", level=0)
            elif node.words:
                block = replace(block, style="", level=0, spans=(replace(block.spans[0], text=node.words), *block.spans))
            else:
                block = replace(block, number=node.number)
            is_first = False
        yield block


def _int(text: str, other: int) -> int:
    return int(text) if re.fullmatch(r"\s*\d{1,9}\s*", text) else other
