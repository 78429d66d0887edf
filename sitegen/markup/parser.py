"""Markdown to unsafe HTML: the library, the extensions the project offers, and the few habits of officers it knows.

The one idea: the library is changed only where it lets itself be extended. What differs from plain Markdown: an indented paragraph is a
paragraph and not program code, `#OCOP` is a hashtag and not a heading, `<Nguyễn>` is text, bare addresses are links, and images and links
keep the name as it was typed in `data-src` and `data-href`, where no sanitiser drops it before it has been judged. Nothing here is safe to
publish: `sanitize` comes next.
"""

from __future__ import annotations

import html
import re
import threading
import xml.etree.ElementTree as etree
from functools import cache
from typing import Any, cast

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor, InlineProcessor
from markdown.treeprocessors import InlineProcessor as Inline
from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString

from sitegen.markup.elements import KNOWN
from sitegen.markup.shortcuts import lines_of, register_short_cuts

BACK_TO_TEXT = "Trở lại chỗ đánh dấu chú thích {} trong bài"

_TAG_NAME = re.compile(r"<[/?!]*([^\s/>]*)")

_ESCAPED = re.compile("\x02([0-9]+)\x03")  # how the library remembers `\_` until the end
_URL = r"(?<![\w@./:\-])(?:https?://(?=\w)|www\.(?=[\w\-]+\.\w))(?:[^\s<>\"*\x00-\x1f]++|\x02klzzwxh:[0-9]+\x03)++"
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAIL = ".,;:!?…'’”“\"»«)]}|_~–—"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_DOMAIN = r"@(?=[A-Za-z0-9])[A-Za-z0-9\-]*[A-Za-z0-9](?:\.[A-Za-z0-9\-]*[A-Za-z0-9])+"
_LOCAL = re.compile(r"(?<![\w.+%\-/:])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}$")


class _Heading(HashHeaderProcessor):
    """`# Title` and `##Title` are headings; `#OCOP` at the start of a line is a hashtag."""

    RE = re.compile(HashHeaderProcessor.RE.pattern.replace("(?P<level>#{1,6})", r"(?P<level>#(?=[ \n]|$)|#{2,6})"))


class _InlineHtml(HtmlInlineProcessor):
    """Raw HTML inside a line; `<Nguyễn>` is no HTML and stays text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        name = _TAG_NAME.match(m[1])
        if m[1][1] not in "!?" and (name is None or name[1].lower() not in KNOWN):
            return None, m.start(0), m.start(0) + 1
        return super().handleMatch(m, data)


class _Url(InlineProcessor):
    """A bare `https://…` or `www.…` is a link; the punctuation that ends the sentence is not part of it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        url = _without_tail(self._address(m[0]))
        typed = _ESCAPED.sub(lambda escaped: chr(int(escaped[1])), self.unescape(url))
        typed = _ENTITY.sub(lambda entity: html.unescape(entity[0]), typed)
        return _link(typed, typed), m.start(0), m.start(0) + len(url)

    def _address(self, text: str) -> str:
        """The text up to the first code span or link in it: only escaped characters can be part of an address."""
        found = cast("Inline", self.md.treeprocessors["inline"]).stashed_nodes
        for placeholder in INLINE_PLACEHOLDER_RE.finditer(text):
            if not isinstance(found.get(placeholder[1]), str):
                return text[: placeholder.start()]
        return text


class _Email(InlineProcessor):
    """A bare e-mail address is a link. Found by its `@`, so that text without one costs nothing."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | None, int | None, int | None]:  # type: ignore[override]
        local = _LOCAL.search(data, max(m.start() - 65, 0), m.start())
        if local is None:
            return None, m.start(), m.end()
        address = data[local.start() : m.end()]
        return _link(address, f"mailto:{address}"), local.start(), m.end()


class _Attributes(AttrListTreeprocessor):
    """`{.class}` and `{#id}`; every other attribute is dropped, and braces around anything else stay text."""

    _ITEM = r"(?:[.#][^\s{}=.#\"']+|[\w\-]+=(?:\"[^\"\n{}]*\"|'[^'\n{}]*'|[^\s{}\"'=]+))"
    BASE_RE = rf"\{{:?[ ]*({_ITEM}(?:[ ]+{_ITEM})*)[ ]*\}}"  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BASE_RE}")  # type: ignore[misc]

    def run(self, doc: etree.Element) -> None:
        if any("{" in line for line in lines_of(self.md)):  # every element is searched for them
            super().run(doc)

    def assign_attrs(self, elem: etree.Element, attrs_string: str, *, strict: bool = False) -> str:
        kept = " ".join(item for item in attrs_string.split() if item[0] in ".#")
        super().assign_attrs(elem, kept, strict=strict)
        return ""


class _Names(Treeprocessor):
    """Keeps the names of photos and the addresses of links where the sanitiser does not judge them."""

    def run(self, root: etree.Element) -> None:
        for tag, attribute in (("img", "src"), ("a", "href")):
            for element in root.iter(tag):
                element.set(f"data-{attribute}", element.attrib.pop(attribute, ""))


class _Dialect(Extension):
    """The project's own rules, in the places the library offers for them."""

    def __init__(self, *, plain: bool, **options: Any) -> None:
        self._plain = plain
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        blocks: BlockParser = md.parser
        md.ESCAPED_CHARS.append("<")
        blocks.blockprocessors.deregister("code")
        blocks.blockprocessors.register(_Heading(blocks), "hashheader", 70)
        md.inlinePatterns.register(_InlineHtml(HTML_RE, md), "html", 90)
        md.inlinePatterns.register(_Url(_URL, md), "url", 86)
        md.inlinePatterns.register(_Email(_DOMAIN, md), "email", 85)
        md.treeprocessors.register(_Attributes(md), "attr_list", 8)
        md.treeprocessors.register(_Names(md), "names", 5)
        if self._plain:
            register_short_cuts(md)


class Parser:
    """One Markdown instance, used by one thread at a time. A failure leaves it in the middle of a list, so it is thrown away then."""

    def __init__(self, *, plain: bool = True) -> None:
        self._plain = plain
        self._lock = threading.Lock()
        self._markdown = self._build()

    def convert(self, source: str) -> str:
        """The HTML of a source; depends on nothing else. Raises what the library raises."""
        with self._lock:
            try:
                return self._markdown.reset().convert(source)
            except BaseException:
                self._markdown = self._build()
                raise

    def _build(self) -> Markdown:
        footnotes = FootnoteExtension(BACKLINK_TITLE=BACK_TO_TEXT, BACKLINK_TEXT="&#8617;&#65038;", SEPARATOR="-", PLACE_MARKER="\x02\x03")
        tables = TableExtension(use_align_attribute=True)
        extensions = [tables, footnotes, DefListExtension(), SaneListExtension(), _Dialect(plain=self._plain)]
        return Markdown(extensions=extensions, output_format="html")


@cache
def parser() -> Parser:
    """The parser of this process: building one costs as much as rendering an article."""
    return Parser()


def _link(text: str, address: str) -> etree.Element:
    link = etree.Element("a", {"href": address})
    link.text = AtomicString(text)
    return link


def _without_tail(url: str) -> str:
    """The address without the punctuation behind it; a bracket that the address itself opened stays."""
    end = len(url)
    surplus = {close: url.count(close) - url.count(open) for close, open in _PAIRS.items()}
    while end and (last := url[end - 1]) in _TAIL and surplus.get(last, 1) > 0:
        if last in surplus:
            surplus[last] -= 1
        end -= 1
    return url[:end]
