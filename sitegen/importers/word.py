"""A Word document as a document of blocks, through mammoth.

The one idea: mammoth reads the file's XML into paragraphs, runs and pictures, and that tree is taken as it is, with the alignment and the
fonts that its HTML leaves out. Words are counted in the file itself too, so that what lies in parts nobody reads (text boxes, headers) is
told. Fonts from before Unicode (`.VnTime`, `VNI-Times`) say how their runs are to be read; without a font, the letters do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mammoth
from mammoth import documents

from sitegen import legacy
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.importers import unpacked
from sitegen.importers.blocks import Block, Document, Guess, Paragraph, Picture, Span, Table, in_lines, paragraphs, pictures
from sitegen.importers.grid import aligned
from sitegen.importers.words import count, listed
from sitegen.originals import READABLE, recognise
from sitegen.vietnamese import clean, shorten

OLD_WORD = Kind(
    "docx-old",
    N_("“{file}” is a document of an older Word (.doc)."),
    N_("Open it in Word, choose File, Save As, pick “Word Document (*.docx)”, and use that file."),
)
LOCKED = Kind(
    "docx-password",
    N_("“{file}” is protected by a password."),
    N_("Open it in Word with the password, choose File, Info, Protect Document, Encrypt with Password, empty the box, and save."),
)
NOT_WORD = Kind(
    "docx-kind",
    N_("“{file}” is no Word document{found}."),
    N_("Open it in the program it belongs to, and save or copy it as a Word document (.docx)."),
)
DAMAGED = Kind(
    "docx-damaged",
    N_("“{file}” is damaged: it cannot be unpacked."),
    N_("Copy or download it again. If Word still opens it, save it there under another name and use that file."),
)
PICTURE = Kind(
    "docx-picture",
    N_("Picture {number} of the document is {found}, which browsers cannot show; it is not in the article."),
    N_("In Word, right-click the picture, choose “Save as Picture”, type JPEG or PNG, and put that file beside the article as ![](…)."),
    "warning",
)
UNREAD = Kind(
    "docx-unread",
    N_("Some words stand in parts of the document that are not read (text boxes, shapes, fields): {words}"),
    N_("If they belong to the article, copy them from Word into its text."),
    "warning",
)

LARGEST = 200_000_000
"""Bytes of one unpacked part. A page of text has some kilobytes."""

_ITEM = re.compile(r"(bullet|number) (\d+) (\d+)")  # as `unpacked` writes it
_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|tiêu đề", re.IGNORECASE)
_CAPTION = re.compile(r"caption|chú thích.*", re.IGNORECASE)
_NO_ALT = re.compile(r"[\\/]|\.\w{3,4}$|generated|tự động", re.IGNORECASE)  # paths and guesses that Word writes by itself
_ALIGN = {"center": "center", "right": "right", "end": "right"}


def read(path: Path) -> Document:
    """The document in a .docx file. Raises `Refused` for what is no readable Word document, `OSError` for what cannot be opened."""
    data = path.read_bytes()
    place = Place(path.name)
    _refuse(data, place)
    try:
        data, hidden = unpacked.ready(data)
        own, edges = unpacked.text(data, unpacked.PARTS), unpacked.text(data, unpacked.EDGES_OF_PAGES)
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, NotImplementedError, RuntimeError) as error:
        raise Refused(DAMAGED.at(place, file=path.name)) from error
    try:
        tree = _tree(data)
    except Exception as error:  # mammoth promises nothing about a file that Word would not have written
        raise Refused(DAMAGED.at(place, file=path.name)) from error
    reader = _Reader(place, _encodings(tree), tree.notes)
    blocks = tuple(reader.blocks(tree.children))
    found = [paragraph.text for paragraph in paragraphs(blocks)]
    found += [paragraph.text for note in reader.notes.values() for paragraph in note]
    if unread := count(own) - count("".join(reader.raw)):
        reader.problems.append(UNREAD.at(place, words=listed(unread)))
    guesses = []
    if edges.strip():
        guesses.append(Guess(N_("left out, top or bottom of the pages"), " ".join(edges.split())))
    if hidden:
        guesses.append(Guess(N_("left out, hidden in the document"), hidden))
    if reader.converted:
        guesses.append(Guess(N_("encoding"), " + ".join(sorted(reader.converted)), shorten(" ".join(found), 60)))
    return Document(path.name, blocks, reader.notes, tuple(guesses), tuple(reader.problems))


def _refuse(data: bytes, place: Place) -> None:
    """Raises `Refused` for what is no zip file with a Word document in it."""
    name = place.path
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused((LOCKED if locked else OLD_WORD).at(place, file=name))
    if not data.startswith(b"PK"):
        if name.lower().endswith(".doc") or data.startswith(b"{\\rtf") or b"<html" in data[:2000].lower():
            raise Refused(OLD_WORD.at(place, file=name))
        kind = recognise(data)
        raise Refused(NOT_WORD.at(place, file=name, found=f" ({kind})" if kind else ""))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(info.file_size > LARGEST for info in archive.infolist()):
                raise Refused(DAMAGED.at(place, file=name))
    except zipfile.BadZipFile:
        raise Refused(DAMAGED.at(place, file=name)) from None
    if not any(each.startswith("word/") and each.endswith(".xml") for each in names):
        other = next((kind for part, kind in (("xl/", "Excel"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument")) if any(
            each.startswith(part) for each in names)), "")  # fmt: skip
        raise Refused(NOT_WORD.at(place, file=name, found=f" ({other})" if other else ""))


def _tree(data: bytes) -> Any:
    """Mammoth's tree of the document; its HTML is not asked for."""
    kept: list[Any] = []

    def keep(document: Any) -> Any:
        kept.append(document)
        return documents.document([])

    mammoth.convert_to_html(io.BytesIO(data), transform_document=keep)
    return kept[0]


def _encodings(tree: Any) -> dict[str, str]:
    """How the text of each font is to be read: as the font's name says, else as its letters do. Runs without a font are one more."""
    texts: dict[str, list[str]] = {}

    def gather(element: Any, font: str) -> None:
        font = getattr(element, "font", None) or font
        if isinstance(element, documents.Text):
            texts.setdefault(font, []).append(element.value)
        if isinstance(element, documents.NoteReference):
            for block in tree.notes.resolve(element).body:
                gather(block, "")
        for child in getattr(element, "children", ()):
            gather(child, font)

    gather(tree, "")
    return {font: _encoding(font, "".join(parts)) for font, parts in texts.items()}


def _encoding(font: str, text: str) -> str:
    if font.startswith(".Vn"):
        return "tcvn3"
    if font.upper().startswith("VNI"):
        return "vni"
    found = legacy.detect(text)
    return found if found in ("tcvn3", "vni") else ""


@dataclass(slots=True)
class _Reader:
    """Turns mammoth's tree into blocks; `encodings` says how the runs of each font are read."""

    place: Place
    encodings: dict[str, str]
    sources: Any
    notes: dict[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    converted: set[str] = field(default_factory=set)
    pictures: int = 0
    noted: list[Picture] = field(default_factory=list)

    def blocks(self, elements: Any) -> Iterator[Block]:
        """The blocks of elements, without empty paragraphs."""
        for element in elements:
            if isinstance(element, documents.Paragraph):
                yield from self._paragraph(element)
            elif isinstance(element, documents.Table):
                yield self._table(element)
            elif isinstance(element, documents.Image):
                yield from self._picture(element)
            elif hasattr(element, "children"):
                yield from self.blocks(element.children)

    def _table(self, element: Any) -> Table:
        rows = [[cell for cell in row.children if hasattr(cell, "colspan")] for row in element.children if hasattr(row, "children")]
        return Table(aligned([[(tuple(self.blocks(cell.children)), cell.colspan, cell.rowspan) for cell in row] for row in rows], ()))

    def _paragraph(self, element: Any) -> Iterator[Block]:
        """A paragraph, and the pictures in it as blocks of their own where they stand."""
        style, level, number = self._style(element)
        align = _ALIGN.get(element.alignment or "", "")
        spans: list[Span] = []
        self.raw.append("\n")
        for part in self._inline(element.children, Span("")):
            if isinstance(part, Span):
                spans.append(part)
                continue
            if any(span.text.strip() for span in spans):
                yield Paragraph(tuple(spans), style, level, align, number)
            spans = []
            yield part
        if any(span.text.strip() or span.note for span in spans):
            yield Paragraph(tuple(spans), style, level, align, number)
        yield from self.noted  # a footnote of Markdown shows no pictures: they stand below the paragraph that calls it
        self.noted.clear()

    def _style(self, element: Any) -> tuple[str, int, int]:
        """Style, level and number of a paragraph."""
        named = (element.style_name or element.style_id or "").strip()
        if match := _ITEM.fullmatch(named):
            return match[1], int(match[2]), int(match[3])
        if match := _HEADING.match(named):
            return "heading", int(match[1]), 0
        if _TITLE.fullmatch(named):
            return "title", 0, 0
        return ("caption", 0, 0) if _CAPTION.fullmatch(named) else ("", 0, 0)

    def _inline(self, elements: Any, look: Span, font: str = "") -> Iterator[Span | Picture]:
        for element in elements:
            if isinstance(element, documents.Text):
                yield self._span(element.value, look, font)
            elif isinstance(element, documents.Run):
                script = {"superscript": "sup", "subscript": "sub"}.get(element.vertical_alignment or "", "")
                run = Span("", element.is_bold, element.is_italic, element.is_strikethrough, script, look.href)  # type: ignore[arg-type]
                upper = element.is_all_caps and not (element.font or "").startswith(".Vn")
                for part in self._inline(element.children, run, element.font or font):
                    yield Span(part.text.upper(), *_look(part)) if upper and isinstance(part, Span) else part
            elif isinstance(element, documents.Hyperlink):
                yield from self._inline(element.children, Span("", look.bold, look.italic, href=element.href or ""), font)
            elif isinstance(element, documents.Tab):
                self.raw.append("\n")
                yield Span(" ", *_look(look))
            elif isinstance(element, documents.Break):
                self.raw.append("\n")
                yield Span("\n", *_look(look))
            elif isinstance(element, documents.Image):
                yield from self._picture(element)
            elif isinstance(element, documents.NoteReference):
                yield Span("", note=self._note(element))
            elif isinstance(element, documents.Checkbox):
                yield Span("☑" if element.checked else "☐", *_look(look))
            elif hasattr(element, "children"):
                yield from self._inline(element.children, look, font)

    def _span(self, text: str, look: Span, font: str) -> Span:
        self.raw.append(text)
        encoding = self.encodings.get(font, "")
        read = legacy.convert(text, encoding)
        if read != text:
            self.converted.add(encoding.upper())
        if font.startswith(".Vn") and font.endswith("H"):
            read = read.upper()
        return Span(clean(read), *_look(look))

    def _note(self, element: Any) -> str:
        label = str(len(self.notes) + 1)
        self.notes[label] = ()
        body = self.sources.resolve(element).body
        blocks = list(self.blocks(body))
        self.notes[label] = tuple(in_lines(blocks))
        self.noted += pictures(blocks)
        return label

    def _picture(self, element: Any) -> Iterator[Picture]:
        self.pictures += 1
        try:
            with element.open() as file:
                data = bytes(file.read())
        except (OSError, KeyError, zipfile.BadZipFile):
            self.problems.append(PICTURE.at(self.place, number=self.pictures, found="?"))
            return
        if (kind := recognise(data)) in READABLE:
            alt = " ".join(clean(element.alt_text or "").split())
            yield Picture(data, alt="" if _NO_ALT.search(alt) or " " not in alt else alt)
        else:
            self.problems.append(PICTURE.at(self.place, number=self.pictures, found=kind or element.content_type or "?"))


def _look(span: Span) -> tuple[bool, bool, bool, Any, str]:
    return span.bold, span.italic, span.struck, span.tag, span.href
