"""The elements of a web page, as browsers read them where writers leave tags open.

The one idea: a page is a tree of elements and text. What no reader sees of it (scripts, forms, hidden text) is in the tree and never read;
the lines of `<pre>` are lines in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sitegen.importers.blocks import Span

DEEPEST = 100
"""Elements inside one another; what lies deeper is read as if it lay there."""

_EMBEDDED_TAGS = "iframe object embed video audio"
_BLOCK_TAGS = """
    p div section article main header figure figcaption blockquote h1 h2 h3 h4 h5 h6 ul ol li table tr td th hr address dl dt dd pre center
    body html tbody thead tfoot caption
"""
_UNREAD_TAGS = f"script style noscript template nav aside form button select svg footer head {_EMBEDDED_TAGS}"
_VOID_TAGS = "br img hr input meta link area base col embed source wbr"
EMBEDDED, BLOCKS, _NOT_READ, _VOID = (frozenset(tags.split()) for tags in (_EMBEDDED_TAGS, _BLOCK_TAGS, _UNREAD_TAGS, _VOID_TAGS))
_CELLS, _TERMS = frozenset({"td", "th", "tr"}), frozenset({"dt", "dd"})
_CLOSES = {"p": BLOCKS, "li": {"li"}, "tr": {"tr"}, "td": _CELLS, "th": _CELLS, "dt": _TERMS, "dd": _TERMS}
"""Which tags end an element that its writer left open."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An element: its tag, its attributes, what is in it, the look and the font that it has from outside, and what marks it in a list."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)
    look: Span = field(default_factory=lambda: Span(""))
    font: str = ""
    number: int = 0
    words: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether no reader of the page sees it."""
        return "hidden" in self.attributes or bool(_HIDDEN.search(self.attributes.get("style", "")))

    @property
    def is_read(self) -> bool:
        """Whether its words are text of the page."""
        return self.tag not in _NOT_READ and not self.is_hidden

    def children(self, *tags: str) -> list[Element]:
        """The elements with one of these tags that lie directly in it."""
        return [child for child in self.inside if isinstance(child, Element) and child.tag in tags]

    def all(self) -> Iterator[Element]:
        """Itself and every element below it that is read."""
        yield self
        for child in self.inside:
            if isinstance(child, Element) and child.is_read:
                yield from child.all()

    def everything(self, tag: str) -> Iterator[Element]:
        """Every element below it with that tag, in the order of the page, whether it is read or not."""
        for child in self.inside:
            if isinstance(child, Element):
                if child.tag == tag:
                    yield child
                yield from child.everything(tag)

    def text(self) -> str:
        """Its words, on one line."""
        return " ".join("".join(self._texts()).split())

    def hidden(self) -> str:
        """The words below it that the page hides, on one line."""
        found = []
        for child in self.inside:
            if isinstance(child, Element) and child.tag not in _NOT_READ:
                found.append(child.text() if child.is_hidden else child.hidden())
        return " ".join(filter(None, found))

    def _texts(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.is_read:
                edge = " " if child.tag in BLOCKS or child.tag == "br" else ""
                yield edge
                yield from child._texts()
                yield edge


def read(text: str) -> Element:
    """The tree of a page."""
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return tree.open[0]


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def parse_html_declaration(self, i: int) -> int:
        try:
            return super().parse_html_declaration(i)
        except AssertionError:  # the library's word for `<![…` of a kind that it does not know
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while len(self.open) > 1 and tag in _CLOSES.get(self.open[-1].tag, ()):
            self.open.pop()
        node = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in _VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        first, *lines = data.split("\n") if any(node.tag == "pre" for node in self.open) else [data]
        self.open[-1].inside.append(first)
        for line in lines:
            self.open[-1].inside += [Element("br"), line]
