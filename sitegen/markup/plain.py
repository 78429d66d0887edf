"""The texts of a news article that can be read in one way only, read without asking every rule of the library in turn.

The one idea: what holds no mark needs no pattern, and `**bold**`, `*italics*`, `[text](address)` and `![text](file)` with nothing but words
inside them need no search. Whatever else a text holds, the library reads it. What is read here gives the very tree that the library
makes: `tests/test_markup_parser.py` compares the two.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString

# A block without a table, none of whose lines begins like a list, a heading, a quotation, a rule, a definition or a note.
_LINE = r"(?![ :=>#_\[]|[\-+](?![^\s\-+])|\*(?!\*?[^\s*])|\d+\. ).++"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_HEADING = re.compile(r"(#(?=[ ]|\Z)|#{2,6})([^#\\\n]*+)")

# A mark that this leaves behind, beside what it finds, makes the text one for the library.
_SIMPLE = re.compile(r"\*(\*?)(?![\s*])([^*\[\]]++)(?<!\s)\*\1(?!\*)|\[(?!\^)([^\[\]]*+)\]\(([^\s()<>\[\]\"'`\\\x00-\x1f]++)\)")

_ENTITY = re.compile("&[#A-Za-z0-9]+;")
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
_MARKS = "`\\[<@*_"


class Blocks(BlockProcessor):
    """Takes blocks at the top of the text that are certainly paragraphs and headings, so that no other rule looks at them."""

    def test(self, parent: etree.Element, block: str) -> bool:
        """Whether this rule may have something to say."""
        return parent is getattr(self.parser, "root", None)

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        """Take such blocks as long as they follow one another, and make of them what the library makes."""
        first = len(blocks)
        while blocks:
            block = blocks[0]
            if _PARAGRAPH.fullmatch(block) and "|" not in block and not block.isspace():
                etree.SubElement(parent, "p").text = block.lstrip()
            elif heading := _HEADING.fullmatch(block):
                etree.SubElement(parent, f"h{len(heading[1])}").text = heading[2].strip()
            else:
                break
            del blocks[0]
        return len(blocks) < first


class Inline(InlineProcessor):
    """Reads simple texts itself, and spares the library the patterns that cannot find anything in the others."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._wanted = {md.inlinePatterns[name]: marks for name, marks in _WANTED.items()}

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        """The tree with its texts read."""
        document = "\n".join(self.md.lines)
        marks = [mark for mark in _MARKS if mark in document]
        marks.append("\x02")
        simple: list[tuple[etree.Element, list[str]]] = []
        left = False
        for element in tree.iter():
            text = element.text
            if text and not isinstance(text, AtomicString):
                if _is_plain(text, marks):
                    element.text = AtomicString(text)
                elif len(parts := _SIMPLE.split(text)) > 1 and _is_plain("\x00".join(_words(parts)), marks):
                    element.text = AtomicString(text)
                    simple.append((element, parts))
                else:
                    left = True
            left = left or bool(element.tail)
        self.stashed_nodes: dict[str, Any] = {}
        if left:
            self.inlinePatterns: Any = [
                pattern
                for pattern in self.md.inlinePatterns
                if pattern not in self._wanted or any(mark in document for mark in self._wanted[pattern])
            ]
            super().run(tree, ancestors)
        for element, parts in simple:
            _build(element, parts)
        return tree


class Whitespace(NormalizeWhitespace):
    """Looks for odd blanks only where there are some."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, and two empty ones."""
        source = "\n".join(lines)
        odd = any(mark in source for mark in "\r\t\x02\x03") or any(line.isspace() for line in lines)
        return super().run(lines) if odd else [*lines, "", ""]


class HtmlBlocks(HtmlBlockPreprocessor):
    """Looks for raw HTML only where there can be some."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines without the HTML between them."""
        return super().run(lines) if any("<" in line or ("&" in line and _REFERENCE.search(line)) for line in lines) else lines


class Unescape(UnescapeTreeprocessor):
    """Restores escaped characters only where there is a backslash."""

    def run(self, root: etree.Element) -> None:
        """Restore them."""
        if any("\\" in line for line in self.md.lines):
            super().run(root)


def _is_plain(text: str, marks: Iterable[str]) -> bool:
    """Whether no pattern of the library finds anything in a text."""
    for mark in marks:
        if mark in text:
            return False
    return not (
        (":" in text and "://" in text)
        or ("w" in text and "www." in text)
        or ("\n" in text and "  \n" in text)
        or ("&" in text and _ENTITY.search(text))
    )


def _words(parts: list[str]) -> list[str]:
    """What `_SIMPLE` leaves between the marks, and within them, but for the addresses."""
    return [part for number, part in enumerate(parts) if part and number % 5 in (0, 2, 3)]


def _build(element: etree.Element, parts: list[str]) -> None:
    """The text and the first children of an element, from what `_SIMPLE` cut its text into."""
    before = parts[0]
    last = None
    for number in range(1, len(parts), 5):
        star, stressed, label, address, after = parts[number : number + 5]
        if stressed:
            child = etree.Element("strong" if star else "em")
            child.text = stressed
        elif before.endswith("!"):
            before = before[:-1]
            child = etree.Element("img", {"src": address, "alt": label})
        else:
            child = etree.Element("a", {"href": address})
            child.text = label
        _write(element, last, before)
        element.insert(number // 5, child)
        last, before = child, after
    _write(element, last, before)


def _write(element: etree.Element, last: etree.Element | None, text: str) -> None:
    """Text in an element, behind its last child so far."""
    if last is None:
        element.text = text or None
    else:
        last.tail = text or None
