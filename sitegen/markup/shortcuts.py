"""The library reads what is plain without asking every rule of its own in turn, and no rule that cannot find anything.

The one idea: whatever `plain` knows becomes the very tree that the library makes of it, in the places that the library offers for its
rules; `tests/test_markup_parser.py` compares the two.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any, cast

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import Pattern
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, AtomicString

from sitegen.markup.plain import MARKS, STX, Piece, cut, read

_REFERENCE = re.compile(r"&(?:#|[A-Za-z][A-Za-z0-9.\-]*;)")

# What a text must hold, one of these, before a pattern of the library can find anything in it.
_WANTED = {
    "backtick": "`",
    "escape": "\\",
    **dict.fromkeys(("footnote", "reference", "link", "short_reference"), "["),
    **dict.fromkeys(("image_link", "image_reference", "short_image_ref"), "!"),
    **dict.fromkeys(("autolink", "automail", "html"), "<"),
    "linebreak": "\n",
    "url": ":w",
    "email": "@",
    "entity": "&",
    "em_strong": "*_",
}
_TEXTS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})


def register_short_cuts(md: Markdown) -> None:
    """Put the short cuts where the library has its own rules of the same names."""
    blocks: BlockParser = md.parser
    md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
    md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)
    blocks.blockprocessors.register(_Blocks(blocks), "plain", 110)
    md.treeprocessors.register(_Inline(md), "inline", 20)
    md.treeprocessors.register(_Unescape(md), "unescape", 0)
    md.treeprocessors.register(_LineBreaks(md), "prettify", 10)
    md.block_level_elements = cast("list[str]", frozenset(md.block_level_elements))  # searched for every element


def lines_of(md: Markdown) -> list[str]:
    """The lines that the library is reading, without the raw HTML between them."""
    return md.lines  # type: ignore[attr-defined,no-any-return]


class _Blocks(BlockProcessor):
    """Takes the blocks that are certainly read in one way, as long as they follow one another, so that no other rule looks at them."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return not self.parser.state.isstate("list")

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        taken = 0
        for block in blocks:
            found = read(block) if block else ("", [])
            if found is None:
                break
            tag, texts = found
            if not tag:
                pass  # nothing stands between two blank lines
            elif tag not in ("ul", "ol"):
                etree.SubElement(parent, tag).text = texts[0]
            elif parent.tag in ("ul", "ol") or (len(parent) and parent[-1].tag == tag):
                break  # it goes on with the list above
            else:
                items = etree.SubElement(parent, tag)
                for text in texts:
                    etree.SubElement(items, "li").text = text or None
            taken += 1
        del blocks[:taken]
        return taken > 0


class _Inline(InlineProcessor):
    """Reads simple texts itself, and spares the library the patterns that cannot find anything in the others."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._wanted = {md.inlinePatterns[name]: marks for name, marks in _WANTED.items()}

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        source = "\n".join(lines_of(self.md))
        marks = [mark for mark in MARKS if mark in source or mark == STX]  # what the library puts in the tree itself has that
        simple: list[tuple[etree.Element, list[Piece]]] = []
        is_left = False
        for element in tree.iter():
            text = element.text
            if text and not isinstance(text, AtomicString):
                pieces = cut(text, marks)
                if pieces:
                    element.text = AtomicString(text)
                    if len(pieces) > 1:
                        simple.append((element, pieces))
                else:
                    is_left = True
            is_left = is_left or bool(element.tail)
        self.stashed_nodes: dict[str, Any] = {}
        if is_left:
            self.inlinePatterns: Any = [pattern for pattern in self.md.inlinePatterns if self._can_find(pattern, source)]
            super().run(tree, ancestors)
        for element, pieces in simple:
            _build(element, pieces)
        return tree

    def _can_find(self, pattern: Pattern, source: str) -> bool:
        return pattern not in self._wanted or any(mark in source for mark in self._wanted[pattern])


class _Whitespace(NormalizeWhitespace):
    """Looks for odd blanks only where there are some."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        odd = any(mark in source for mark in f"\r\t{STX}{ETX}") or any(line.isspace() for line in lines)
        return super().run(lines) if odd else [*lines, "", ""]


class _HtmlBlocks(HtmlBlockPreprocessor):
    """Looks for raw HTML only where there can be some."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line or ("&" in line and _REFERENCE.search(line)) for line in lines) else lines


class _LineBreaks(PrettifyTreeprocessor):
    """Breaks lines between blocks, and does not look for blocks in paragraphs and headings, where there are none."""

    def _prettifyETree(self, elem: etree.Element) -> None:
        if elem.tag not in _TEXTS:
            super()._prettifyETree(elem)  # type: ignore[misc]
        elif not elem.tail or elem.tail.isspace():
            elem.tail = "\n"


class _Unescape(UnescapeTreeprocessor):
    """Restores escaped characters only where there is a backslash."""

    def run(self, root: etree.Element) -> None:
        if any("\\" in line for line in lines_of(self.md)):
            super().run(root)


def _build(element: etree.Element, pieces: list[Piece]) -> None:
    """The text and the first children of an element."""
    element.text = None
    last, count = None, 0
    for tag, words, address in pieces:
        if tag:
            last = etree.Element(tag, {"href": address} if tag == "a" else {"src": address, "alt": words} if tag == "img" else {})
            last.text = words if tag != "img" else None
            element.insert(count, last)
            count += 1
        elif words and last is None:
            element.text = words
        elif words and last is not None:
            last.tail = words
