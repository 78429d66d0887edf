"""What a text is made of before it is an article: paragraphs with their looks, pictures, tables.

The one idea: everything a writer sees in a document is here and nothing else, whether it was pasted or comes from Word. What it means
(a title, a caption, a byline) is for `recognise` to say. Nothing here knows a file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sitegen.errors import Problem

Tag = Literal["", "sup", "sub", "code"]
LISTS = ("bullet", "number")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one look. `note` is the label of a footnote that is called here; a line end in `text` is one in the paragraph."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    tag: Tag = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `style` is `title`, `heading`, `caption`, `quote`, `bullet`, `number` or nothing.

    `level` counts headings and lists from 1; `number` is that of an item in a list of numbers.
    """

    spans: tuple[Span, ...]
    style: str = ""
    level: int = 0
    align: str = ""
    number: int = 0

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join("".join(span.text for span in self.spans).split())

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return self._all("bold")

    @property
    def is_italic(self) -> bool:
        """Whether all of it is in italics."""
        return self._all("italic")

    def _all(self, look: str) -> bool:
        shown = [span for span in self.spans if any(map(str.isalnum, span.text))]
        return bool(shown) and all(getattr(span, look) for span in shown)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture where the document shows it: its bytes, or the file that holds them; then what became known of its words."""

    data: bytes | Path
    caption: str = ""
    credit: str = ""
    alt: str = ""

    def start(self) -> bytes:
        """Its first bytes, which tell what it is. Raises `OSError` when its file is gone."""
        if isinstance(self.data, bytes):
            return self.data[:8192]
        with self.data.open("rb") as file:
            return file.read(8192)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, each with its blocks."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]


Block = Paragraph | Picture | Table


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that was understood and may be wrong: what it is, its value, the words it was read from, and the key that corrects it."""

    what: str
    value: str
    words: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it came: its blocks, the footnotes by label, what reading it had to guess, and what could not be read.

    `is_pasted` tells a text from a web page or a message, which may carry the page's furniture along. `name` is the file it came from.
    """

    name: str
    blocks: tuple[Block, ...]
    notes: Mapping[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_pasted: bool = False


def plain(text: str) -> Paragraph:
    """A paragraph without any look."""
    return Paragraph((Span(text),))


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph, those inside tables too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from paragraphs(cell)


def pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Every picture, those inside tables too."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from pictures(cell)


def in_lines(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """The text of blocks where no table can stand: a row of a table is a paragraph, its cells with `; ` between them."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                cells = [[span for paragraph in in_lines(cell) for span in (*paragraph.spans, Span(" "))] for cell in row]
                filled = [cell[:-1] for cell in cells if cell]
                if filled:
                    yield Paragraph(tuple(span for cell in filled for span in (Span("; "), *cell))[1:])


def words(text: str) -> list[str]:
    """The words and numbers of a text, without punctuation."""
    return re.findall(r"\w+", text)
