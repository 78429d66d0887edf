"""The texts of a news article that can be read in one way only, read without asking the library.

The one idea: what holds no mark needs no pattern, and `**bold**`, `*italics*`, `[text](address)` and `![text](file)` with nothing but words
inside them need no search. Whatever else a text holds, the library reads it. What is read here gives the very tree that the library makes:
`tests/test_markup_parser.py` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# A block without a table, none of whose lines begins like a list, a heading, a quotation, a rule, a definition or a note.
_LINE = r"(?![ :=>#_\[]|[\-+](?![^\s\-+])|\*(?!\*?[^\s*])|\d+\. ).++"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_ITEMS = re.compile(rf"[*+\-] +{_LINE}(?:\n[*+\-] +{_LINE})*+")
_NUMBERED = re.compile(rf"1\. +{_LINE}(?:\n\d+\. +{_LINE})*+")
_HEADING = re.compile(r"(#(?=[ ]|\Z)|#{2,6})([^#\\\n]*+)")

# Two searches for one mark each: a search for either of them costs four times as much. A mark that they leave behind makes the text one for
# the library.
_LINKED = re.compile(r"\[(?!\^)([^\[\]]*+)\]\(([^\s()<>\[\]\"'`\\\x00-\x1f]++)\)")
_STRESSED = re.compile(r"\*(\*?)(?![\s*])([^*\[\]]++)(?<!\s)\*\1(?!\*)")

_ENTITY = re.compile("&[#A-Za-z0-9]+;")

STX = "\x02"
"""What the library puts before whatever it keeps aside."""

MARKS = f"`\\[<@*_{STX}"
"""What a text must hold, one of these, before a rule for texts can find anything in it but an address or an entity."""

Piece = tuple[str, str, str]
"""A tag (none for the words between two), the words in it, and the address or the file it leads to."""


def read(block: str) -> tuple[str, list[str]] | None:
    """The tag of a block that is certainly a paragraph, a heading or a list of lines, and its text or texts; else None."""
    if "|" in block:
        return None
    if _PARAGRAPH.fullmatch(block):
        return None if block.isspace() else ("p", [block.lstrip()])
    if heading := _HEADING.fullmatch(block):
        return f"h{len(heading[1])}", [heading[2].strip()]
    if _ITEMS.fullmatch(block):
        return "ul", [line[1:].lstrip() for line in block.split("\n")]
    return ("ol", [line.partition(".")[2].lstrip() for line in block.split("\n")]) if _NUMBERED.fullmatch(block) else None


def cut(text: str, marks: Iterable[str] = MARKS) -> list[Piece] | None:
    """A simple text in pieces; None where the library must read it. `marks` are those to look for, if others are known not to occur."""
    if _is_plain(text, marks):
        return [("", text, "")]
    pieces: list[Piece] = []
    parts = _LINKED.split(text)
    for number in range(0, len(parts), 3):
        words, *link = parts[number : number + 3]
        is_image = link and words.endswith("!")
        if is_image:
            words = words[:-1]
        if "*" in words:
            words, *stressed = _STRESSED.split(words)
            for each in range(0, len(stressed), 3):
                pieces += [("", words, ""), ("strong" if stressed[each] else "em", stressed[each + 1], "")]
                words = stressed[each + 2]
        pieces.append(("", words, ""))
        if link:
            pieces.append(("img" if is_image else "a", link[0], link[1]))
    return pieces if _is_plain("\x00".join([words for _, words, _ in pieces]), marks) else None


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
