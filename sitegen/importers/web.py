"""A saved web page as a document: the article in it, without the page around it.

The one idea: a page says itself where its article is (`<article>`, `articleBody`), and where it does not, the article is where most of the
text stands. Only what that part shows is taken; how much stood around it is told. Looks come from tags and from the few styles that mean
something: bold, italics, the middle, the right, and fonts from before Unicode. Scripts, forms and frames are not read at all.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urljoin

from sitegen import dates, legacy
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.importers import elements, lists, plain
from sitegen.importers.blocks import LISTS, Block, Document, Guess, Paragraph, Picture, Span, Table, Tag, paragraphs
from sitegen.importers.elements import BLOCKS, EMBEDDED, Element
from sitegen.importers.grid import aligned
from sitegen.importers.head import written
from sitegen.importers.words import count, listed, missing
from sitegen.originals import READABLE, recognise
from sitegen.vietnamese import clean, shorten

NOT_HTML = Kind(
    "html-kind",
    N_("“{file}” is no saved web page."),
    N_("Open the page in a browser, choose Save as, Web page complete, and use that file."),
)
NO_PICTURE = Kind(
    "html-picture",
    N_("The photo “{name}” of the page is not in the article: it was not saved with the page."),
    N_("Open the page in a browser, save the photo beside the article, and write ![](…) where it stood."),
    "warning",
)
UNREAD = Kind(
    "html-unread",
    N_("Some words of the page could not be placed in the article: {words}"),
    N_("If they belong to the article, copy them from the page into its text."),
    "warning",
)

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?(\.Vn\w*|VNI-[\w-]*)", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_BOLD, _ITALIC, _STRUCK = ("b", "strong"), ("i", "em", "cite"), ("s", "del", "strike")
_EMBED = re.compile(r"(youtube)(?:-nocookie)?\.com/embed/([\w-]+).*")
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")  # as browsers write it
_HEAVY, _SLANTED = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)"), re.compile(r"font-style\s*:\s*italic")


def read(path: Path) -> Document:
    """The document in a saved page. Raises `Refused` for what is no web page, `OSError` for what cannot be opened."""
    data = path.read_bytes()
    if b"<" not in data or recognise(data) or b"\0" * 8 in data or plain.is_noise(data):
        raise Refused(NOT_HTML.at(Place(path.name), file=path.name))
    text, guesses = _decode(data)
    page = elements.read(text)
    content = _content(page)
    reader = _Reader(path, _address(page, text))
    blocks = [*_head(page, content), *reader.blocks(content)]
    problems = list(reader.problems)
    unread = missing([content.text()], [paragraph.text for paragraph in paragraphs(blocks)])
    if unread and not reader.has_old_fonts:
        problems.append(UNREAD.at(Place(path.name), words=listed(unread)))
    if hidden := content.hidden():
        guesses = (*guesses, Guess(N_("left out, hidden in the document"), hidden))
    if around := count(page.text()) - count(content.text()):
        guesses = (*guesses, Guess(N_("left out, part of the page"), listed(around)))
    return Document(path.name, tuple(blocks), {}, guesses, tuple(problems), is_pasted=True)


def _decode(data: bytes) -> tuple[str, tuple[Guess, ...]]:
    """The page's text: as it says its encoding is, else as a text file is read."""
    named = _CHARSET.search(data[:4096])
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(named[1].decode()), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return plain.decode(data)


def _content(page: Element) -> Element:
    """The part of a page that is its article."""
    nodes = list(page.all())
    said = [[node for node in nodes if node.attributes.get("itemprop") == "articleBody"]]
    said += [[node for node in nodes if node.tag == tag] for tag in ("article", "main")]
    for found in said:
        if found and len((longest := max(found, key=lambda node: len(node.text()))).text()) > 200:
            return longest
    return max(nodes, key=_own_text, default=page)


def _own_text(node: Element) -> int:
    """How much text the paragraphs have that lie directly in an element."""
    return sum(len(child.text()) for child in node.inside if isinstance(child, Element) and child.tag in ("p", "figure", "h2", "h3"))


def _head(page: Element, content: Element) -> Iterator[Paragraph]:
    """Title and date of the page, where its article does not say them."""
    inside = list(content.all())
    if not any(node.tag == "h1" for node in inside):
        title = next((node.text() for node in page.all() if node.tag == "h1" and node.text()), "") or _meta(page, "og:title")
        if title:
            yield Paragraph((Span(clean(title)),), "title")
    stamps = [node.attributes.get("datetime", "") for node in page.all() if node.tag == "time"]
    stamp = _meta(page, "article:published_time") or "".join(stamps[:1])
    if (parsed := dates.parse(stamp)) and not any(node.tag == "time" for node in inside):
        yield Paragraph((Span(written(*parsed)),))


def _address(page: Element, text: str) -> str:
    """The address that the page had on the web; empty where it does not say it."""
    said = [node.attributes.get("href", "") for node in page.everything("base")]
    said += [node.attributes.get("href", "") for node in page.everything("link") if node.attributes.get("rel", "").lower() == "canonical"]
    said += [_meta(page, "og:url"), *_SAVED.findall(text[:2000])]
    return next((address for address in said if re.match("https?://", address)), "")


def _meta(page: Element, name: str) -> str:
    found = (node for node in page.everything("meta") if name in (node.attributes.get("property"), node.attributes.get("name")))
    return next((node.attributes.get("content", "") for node in found), "")


@dataclass(slots=True)
class _Reader:
    """Turns elements into blocks; pictures are looked for from the page's own folder."""

    page: Path
    address: str
    problems: list[Problem] = field(default_factory=list)
    has_old_fonts: bool = False

    def blocks(self, node: Element, style: str = "", level: int = 0, align: str = "") -> Iterator[Block]:
        """The blocks in an element. Text beside other blocks is a paragraph of its own."""
        align = _alignment(node) or align
        spans: list[Span] = []
        for part in self._parts(node, node.look, node.font):
            if isinstance(part, Span):
                spans.append(part)
                continue
            yield from _paragraph(spans, style, level, align)
            spans = []
            if isinstance(part, Picture):
                yield part
            else:
                yield from self._element(part, style, level, align)
        yield from _paragraph(spans, style, level, align)

    def _element(self, node: Element, style: str, level: int, align: str) -> Iterator[Block]:
        if node.tag == "table":
            yield from self._table(node)
        elif node.tag in ("ul", "ol"):
            lists.number(node)
            yield from self.blocks(node, "bullet" if node.tag == "ul" else "number", level + 1 if style in LISTS else 1)
        elif node.tag == "li" and style in LISTS:
            yield from lists.marked(self.blocks(node, style, level, align), node, style, level)
        elif node.tag == "blockquote":
            yield from self.blocks(node, "quote", 0, align)
        elif node.tag == "h1":
            yield from self.blocks(node, "title")
        elif re.fullmatch("h[2-6]", node.tag):
            yield from self.blocks(node, "heading", int(node.tag[1]) - 1)
        elif node.tag == "figcaption":
            yield from self.blocks(node, "caption")
        else:
            yield from self.blocks(node, style, level, "center" if node.tag == "center" else align)

    def _table(self, node: Element) -> Iterator[Block]:
        """A table; one of a single cell only draws a frame, and what is in none of its cells stands above it."""
        groups = node.children("tbody", "thead", "tfoot")
        rows = [row for group in (node, *groups) for row in group.children("tr") if not row.is_hidden]
        cells = [[cell for cell in row.children("td", "th") if not cell.is_hidden] for row in rows]
        known = {id(each) for each in (*groups, *rows)}
        single = [cell for row in cells for cell in row]
        known |= set(map(id, single))
        for group in (node, *groups, *rows):
            yield from self.blocks(Element("", {}, [child for child in group.inside if id(child) not in known]))
        if len(single) == 1:
            yield from self.blocks(single[0])
        elif single:
            read = [[(tuple(self.blocks(cell)), _spanned(cell, "colspan"), _spanned(cell, "rowspan")) for cell in row] for row in cells]
            yield Table(aligned(read, ()))

    def _parts(self, node: Element, look: Span, font: str = "") -> Iterator[Span | Picture | Element]:
        style = node.attributes.get("style", "")
        face = _FONT.search(f"font-family:{node.attributes['face']}" if "face" in node.attributes else style)
        font = face[1] if face else font
        look = self._look(node, look, style)
        for child in node.inside:
            if isinstance(child, str):
                text = legacy.convert(child, "tcvn3" if font.lower().startswith(".vn") else "vni") if font else child
                self.has_old_fonts |= bool(font)
                yield replace(look, text=re.sub(r"\s+", " ", clean(text)))
            elif child.tag in EMBEDDED and not child.is_hidden:
                yield from self._embedded(child)
            elif not child.is_read:
                continue
            elif child.tag == "br":
                yield replace(look, text="\n")
            elif child.tag == "img":
                yield from self._picture(child)
            elif child.tag in BLOCKS:
                child.look, child.font = look, font
                yield child
            else:
                yield from self._parts(child, look, font)

    def _picture(self, node: Element) -> Iterator[Picture]:
        source = node.attributes.get("data-src") or node.attributes.get("src", "")
        alt = " ".join(clean(node.attributes.get("alt", "")).split())
        data: bytes | Path = b""
        if source.startswith("data:image/"):
            with contextlib.suppress(binascii.Error):
                data = base64.b64decode(source.partition(",")[2])
        elif not re.match(r"(?:https?:)?//", source):
            with contextlib.suppress(ValueError, OSError):  # a name that no file can have
                file = (self.page.parent / unquote(source.partition("?")[0])).resolve()
                data = file if file.is_file() and file.is_relative_to(self.page.parent.resolve()) else b""
        picture = Picture(data, alt=alt)
        if recognise(picture.start()) in READABLE:
            yield picture
        elif source:
            self._missing(source)

    def _embedded(self, node: Element) -> Iterator[Element]:
        """A video or a page within the page: a paragraph that links to it."""
        sources = [child.attributes.get("src", "") for child in node.children("source", "embed")]
        named = (node.attributes.get(name, "") for name in ("src", "data-src", "data"))
        address = self._href(next(filter(None, (*named, *sources)), ""))
        address = _EMBED.sub(r"\1.com/watch?v=\2", address)  # this part of YouTube only shows within other pages
        if re.match("https?://", address):
            yield Element("p", {}, [Element("a", {"href": address}, [node.attributes.get("title") or address])])

    def _href(self, href: str) -> str:
        """Where a link of the page leads, from anywhere; a file that was saved with the page is named as it is."""
        href = href.strip()
        if not href or href.startswith("#"):
            return href
        with contextlib.suppress(ValueError, OSError):
            if not (self.page.parent / unquote(href)).is_file():
                href = urljoin(self.address, href)
        return f"https:{href}" if href.startswith("//") else href

    def _look(self, node: Element, look: Span, style: str) -> Span:
        tag: Tag = {"sup": "sup", "sub": "sub", "code": "code"}.get(node.tag, look.tag)  # type: ignore[assignment]
        return replace(
            look,
            bold=look.bold or node.tag in _BOLD or bool(_HEAVY.search(style)),
            italic=look.italic or node.tag in _ITALIC or bool(_SLANTED.search(style)),
            struck=look.struck or node.tag in _STRUCK,
            tag=tag,
            href=self._href(node.attributes.get("href", "")) if node.tag == "a" else look.href,
        )

    def _missing(self, name: str) -> None:
        self.problems.append(NO_PICTURE.at(Place(self.page.name), name=shorten(name, 80)))


def _spanned(cell: Element, name: str) -> int:
    """How many columns or rows a cell says that it covers."""
    found = re.match(r"\s*(\d{1,4})", cell.attributes.get(name, ""))
    return int(found[1]) if found else 1


def _alignment(node: Element) -> str:
    found = _ALIGN.search(node.attributes.get("style", ""))
    align = found[1].lower() if found else node.attributes.get("align", "").lower()
    return align if align in ("center", "right") else ""


def _paragraph(spans: list[Span], style: str, level: int, align: str) -> Iterator[Paragraph]:
    if any(span.text.strip() for span in spans):
        yield Paragraph(tuple(spans), style, level, align)
