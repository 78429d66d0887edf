"""Elements inside one another as HTML allows it, and the blocks that they make: links and anchors settled, images lifted out.

The one idea: a stack of what is open is enough. An element that may not stand where the writer put it loses its tag and keeps its text; an
element that is left empty goes. Nothing here recurses, and nothing here decides what becomes of an image: `figures` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

from sitegen.article import Heading
from sitegen.errors import N_, Kind
from sitegen.markup.anchors import Anchors, plain_text
from sitegen.markup.blocks import Block, Image, Piece, cut, has_words, is_blank
from sitegen.markup.elements import HEADINGS, ITEMS, PARENTS, PHRASING, RENAMED, TABLE, TEXT_ONLY
from sitegen.markup.lines import Lines
from sitegen.markup.links import Links
from sitegen.markup.tags import NOTES, write_attributes, write_link

LINKED_PHOTO = Kind(
    "photo-linked",
    N_("This photo carries a link, which photos here cannot do; only the photo is shown."),
    N_("Write the link as text below the photo: [text](address)"),
    "warning",
)

_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp)(?:[?#].*)?$", re.IGNORECASE)

_CELLS = frozenset({"td", "th", "dt", "dd"})  # stay even when they are empty


@dataclass(slots=True, eq=False)
class _Frame:
    """An element that is open. `at`: where its tag stands in the output, -1 if dropped; `solid`, `images`: how much came before it."""

    tag: str
    at: int = -1
    solid: int = 0
    images: int = 0
    implied: bool = False
    last: str = ""  # the last child of a list, table or details
    attributes: str = ""
    href: str | None = None
    typed: bool = False  # a link of Markdown, not of raw HTML


class Nesting:
    """What is open at a place of one body. Fed with its tags and texts in their order, it fills `blocks` and `headings`."""

    def __init__(self, anchors: Anchors, links: Links, lines: Lines) -> None:
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self._anchors, self._links, self._lines = anchors, links, lines
        self._stack: list[_Frame] = []  # as the HTML has them open
        self._open: list[_Frame] = []  # those of them that are open in the output
        self._level = 1  # of the heading above; the title of the page at first
        self._clear()

    @property
    def is_at_top(self) -> bool:
        """Whether no element is open in the output."""
        return not self._open

    def _clear(self) -> None:
        """Begin a block."""
        self._out: list[str] = []
        self._images: list[Image] = []
        self._cuts: list[int] = []  # where images stood directly in a paragraph
        self._upright: list[int] = []  # where words stand that are not in italics
        self._linked: list[int] = []
        self._stray: list[str] = []  # text between the cells of a table
        self._leading = False
        self._solid = 0  # how much has been written that cannot be left out

    # -- what is fed

    def text(self, text: str) -> None:
        """The text between two tags."""
        if is_blank(text):
            if self._open and self._parent not in TABLE:
                self._out.append(text if self._parent not in ITEMS else "\n")
        elif self._admit_text():
            if has_words(text) and not self._is_inside("em", "i"):
                self._upright.append(len(self._out))
            self._out.append(text)
            self._solid += 1
        else:
            self._stray.append(text)

    def image(self, attributes: Mapping[str, str]) -> None:
        """An image."""
        name = attributes.get("data-src") or attributes.get("src", "")
        image = Image(*(" ".join(unescape(text).split()) for text in (name, attributes.get("alt", ""), attributes.get("title", ""))))
        if not self._open:
            self._write("p", "<p>", implied=True)
        if len(self._open) == 1 and self._parent == "p":
            self._cuts.append(len(self._out))
        self._leading = self._leading or not self._solid
        self._images.append(image)

    def void(self, tag: str) -> None:
        """A line break or a rule."""
        if tag == "br":
            if self._open and self._parent not in TABLE and self._parent not in ITEMS:
                self._out.append("<br>")
        elif self._parent != "notes" and self._admit_block("hr"):
            self._out.append("<hr>")
            self._solid += 1
            if not self._open:
                self._finish("hr")

    def start(self, typed: str, given: Mapping[str, str], position: int) -> None:
        """The opening tag that stands at a position of the HTML."""
        tag = RENAMED.get(typed, typed)
        heading = self._anchors.headings.get(position)
        if typed == "figure":
            self.end_implied()
        if typed == "figure" or (tag in HEADINGS and not heading) or not self._admits(tag):
            self._stack.append(_Frame(tag))
            if tag not in PHRASING and self._open and self._parent not in TABLE:
                self._out.append(" ")  # between two words that only the tag kept apart
            return
        written = write_attributes(tag, given, anchor=self._anchors.ids.get(position, ""), in_head=tag == "th" and self._is_inside("thead"))
        if heading and tag in HEADINGS:
            level = self.take_heading(heading)
            tag, written = f"h{level}", f'{written} id="{heading.anchor}"'
        if tag == "thead" and self._open[-1].last not in ("", "caption"):
            tag = "tbody"
        if tag in ("dt", "dd", "summary", "caption", "thead", "tbody"):
            self._open[-1].last = tag
        if tag == "a":
            self._write(tag, "")
            self._stack[-1].typed = "data-href" in given
            self._stack[-1].href = (
                unescape(given.get("data-href") or given.get("href", "")) if "data-href" in given or "href" in given else None
            )
        elif tag == "table" and not self._is_inside("table"):
            self._write(tag, f'<div class="table-wrap" tabindex="0"><table{written}>')
        elif tag == "div" and not self._open and given.get("class") == "footnote":
            self._write("notes", NOTES)
        else:
            self._write("figcaption" if typed == "figcaption" and not self._open else tag, f"<{tag}{written}>")
        self._stack[-1].attributes = written
        if "id" in given and tag in PHRASING and tag != "sup":
            self._solid += 1  # a place to lead to, though nothing may stand there

    def end(self) -> None:
        """The innermost element that the HTML has open ends, and with it what was implied inside it."""
        while self._stack and self._stack[-1].implied:
            self._shut(self._stack.pop())
        self._shut(self._stack.pop())

    def end_implied(self) -> None:
        """The innermost open element ends, if only what stands in it implied it."""
        if self._open and self._open[-1].implied:
            frame = self._open[-1]
            self._stack.remove(frame)
            self._shut(frame)

    def take_heading(self, heading: Heading) -> int:
        """List a heading and return its level: none is left out on the way down."""
        self._level = min(heading.level, self._level + 1)
        self.headings.append(heading._replace(level=self._level))
        return self._level

    # -- what may stand where

    @property
    def _parent(self) -> str:
        """The innermost element that is open in the output; empty at the top."""
        return self._open[-1].tag if self._open else ""

    def _is_inside(self, *tags: str) -> bool:
        return any(frame.tag in tags for frame in self._open)

    def _admits(self, tag: str) -> bool:
        if tag in PHRASING:
            return self._admit_text() and not (tag == "a" and self._is_inside("a"))
        if tag not in PARENTS:
            return self._admit_block(tag)
        if self._parent in ("li", "dd"):
            self.end_implied()
        if self._parent not in PARENTS[tag] or (tag in ("summary", "caption") and self._open[-1].last):
            return False
        if tag == "summary" and self._open[-1].solid != self._solid:
            return False
        if tag == "dd" and not self._open[-1].last:
            self._out.append("<dt></dt>")
        return True

    def _admit_text(self) -> bool:
        """Whether text may stand here, once what must be around it is opened."""
        parent = self._parent
        if not parent:
            self._write("p", "<p>", implied=True)
        elif parent in ITEMS:
            self._imply_item()
        return parent not in TABLE

    def _admit_block(self, tag: str) -> bool:
        """Whether a block may stand here, once what may not be around it is gone."""
        if tag in (*HEADINGS, "p", "div") and self._is_inside("a"):
            return False  # the link is worth more than the paragraph in it
        while self._parent in PHRASING:
            frame = self._open.pop()
            self._out[frame.at], frame.at = "", -1
        if self._parent == "p":
            self.end_implied()
        parent = self._parent
        if parent in TEXT_ONLY or parent in TABLE or (tag in HEADINGS and self._is_inside("dt", "th")):
            return False
        if parent in ITEMS:
            self._imply_item()
        return True

    def _imply_item(self) -> None:
        item = ITEMS[self._parent]
        if item == "dd" and not self._open[-1].last:
            self._out.append("<dt></dt>")
        self._open[-1].last = item
        self._write(item, f"<{item}>", implied=True)

    # -- output

    def _write(self, tag: str, html: str, *, implied: bool = False) -> None:
        """Open an element in the output."""
        frame = _Frame(tag, len(self._out), self._solid, len(self._images), implied)
        self._out.append(html)
        self._stack.append(frame)
        self._open.append(frame)

    def _shut(self, frame: _Frame) -> None:
        """Close an element, or take it out of the output if nothing stands in it."""
        if frame.at < 0:
            return
        lifted = len(self._images) > frame.images
        if frame.typed and frame.href and frame.solid == self._solid and not lifted:
            self.text(escape(frame.href, quote=False))  # a link without words shows its address
        self._open.pop()
        if frame.solid == self._solid and frame.tag not in _CELLS and (frame.tag != "li" or lifted):
            blank = frame.tag in PHRASING and len(self._out) > frame.at + 1
            del self._out[frame.at :]
            if blank:
                self._out.append(" ")
            if frame.tag == "summary":
                self._open[-1].last = ""
            if frame.href and lifted and not _IMAGE_FILE.search(frame.href):
                self._lines.report(LINKED_PHOTO, f"]({frame.href}", frame.href)
        elif frame.tag == "a":
            self._shut_link(frame)
        else:
            self._out.append(self._closing(frame))
            self._solid += 1
        if not self._open:
            self._finish(frame.tag, frame.attributes)

    def _shut_link(self, frame: _Frame) -> None:
        back = "footnote-backref" in frame.attributes
        target = None
        if frame.href is not None and not (back and frame.href[1:] not in self._anchors.names):
            target = self._links.target(frame.href, plain_text("".join(self._out[frame.at + 1 :])))
        if target is None and back:  # a footnote that nothing refers to has no way back
            del self._out[frame.at :]
        elif target is not None or " id=" in frame.attributes:
            if target is not None:
                self._linked.append(frame.at)
            self._out[frame.at] = write_link(target, frame.attributes)
            self._out.append("</a>")

    def _closing(self, frame: _Frame) -> str:
        if frame.tag == "notes":
            return "</div>"
        if frame.tag == "figcaption":
            return "</p>"
        if frame.tag == "table" and not self._is_inside("table"):
            return "</table></div>"
        if frame.tag == "details" and frame.last != "summary":
            self._out[frame.at] += "<summary>Chi tiết</summary>"
        return "<dd></dd></dl>" if frame.tag == "dl" and frame.last == "dt" else f"</{frame.tag}>"

    def _finish(self, tag: str, attributes: str = "") -> None:
        """The block at the top is complete."""
        if tag in ("p", "figcaption"):
            content = cut(self._out, self._images, self._cuts, self._upright, self._linked) if self._out else tuple(self._images)
            self.blocks.append(Block(tag, content, f"<p{attributes}>", "</p>", self._leading))
        else:
            html = "".join(self._out).strip()
            self.blocks.append(Block(tag, ((Piece(html, linked=True),) if html else ()) + tuple(self._images), leading=self._leading))
        stray = " ".join("".join(self._stray).split())
        if stray:
            self.blocks.append(Block("p", (Piece(stray),), "<p>", "</p>"))
        self._clear()
