"""The photos of a body: which file, which caption, which credit, and which of them stand together.

The one idea: a photo's words are where newsrooms put them: in the paragraph below it (`Ảnh: …` or all in italics), in its brackets, or in
the front matter; none is ever cut or lost. Photos that follow one another without text between them are a gallery. Nothing here reads a
file: the caller says which photo a name means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import NamedTuple

from sitegen.article import Figure, Gallery, Photo
from sitegen.errors import N_, Kind
from sitegen.markup.blocks import Block, Content, Image, Piece
from sitegen.markup.captions import adds, begins_with_label, read_paragraph, split_caption
from sitegen.markup.limits import PASTED
from sitegen.markup.lines import Lines
from sitegen.vietnamese import shorten

MISSING = Kind(
    "body-photo-missing",
    N_("There is no photo “{file}” beside the article."),
    N_("Copy it into the article's folder, or correct its name.{near}"),
)
ELSEWHERE = Kind(
    "body-photo-elsewhere",
    N_("The photo “{file}” lies on another website; whoever opens the article would be known there."),
    N_("Copy the photo beside the article and write only its name: ![caption](photo.jpg)"),
)
ON_COMPUTER = Kind(
    "body-photo-on-computer",
    N_("The photo “{file}” lies in a folder of your own computer."),
    N_("Copy it beside the article and write only its name: ![caption](photo.jpg)"),
)
UNNAMED = Kind("body-photo-unnamed", N_("This photo has no file name."), N_("Write ![caption](photo.jpg)"))

LONGEST_ALT = 125
"""Characters of a text that stands for a photo; screen readers read it in one breath."""
LONGEST_ITALICS = 500
"""Characters of a paragraph in italics that can still be a caption; `Ảnh: …` may be of any length."""

_ELSEWHERE = re.compile(r"(?:https?:|//|www\.|ftp:)", re.IGNORECASE)
_COMPUTER = re.compile(r"(?:[A-Za-z]:[\\/]|file:|\\\\)", re.IGNORECASE)


class NoPhoto(NamedTuple):
    """A name that no photo has, and the nearest one that exists, if any is near."""

    near: str = ""


@dataclass(slots=True)
class _Shot:
    """A photo on its way into the body: what the front matter says of it, what its brackets say, and what the paragraphs below it say."""

    photo: Photo
    image: Image
    caption: str = ""
    credit: str = ""
    block: int = 0  # which block it stood in


class Figures:
    """The figures of one body. `photos` are those of the front matter; `photo_at` finds the photo that a name in the body means."""

    def __init__(self, lines: Lines, photos: tuple[Photo, ...], photo_at: Callable[[str], Photo | NoPhoto | None]) -> None:
        self._lines = lines
        self._photos = {photo.file: photo for photo in reversed(photos)}
        self._listed = photos
        self._photo_at = photo_at
        self._placed: set[str] = set()
        self._parts: list[str | Figure | Gallery] = []
        self._run: list[_Shot] = []

    def assemble(self, blocks: Iterable[Block], *, rest: bool) -> tuple[str | Figure | Gallery, ...]:
        """HTML and figures in reading order. With `rest`, photos of the front matter not yet placed are a gallery before the footnotes."""
        notes = ""
        for number, block in enumerate(blocks):
            if block.tag == "notes":
                notes += "".join(piece.html for piece in block.content if isinstance(piece, Piece))
            for part in block.content if len(block.content) == 1 else _in_order(block):
                if isinstance(part, Image):
                    self._show(part, number)
                elif block.tag != "notes" and not self._take_caption(part, block):
                    self._end_run()
                    self._parts.append(f"{block.opening}{part.html}{block.closing}")
        self._end_run()
        left = [self._finished(_Shot(photo, Image(""))) for photo in dict.fromkeys(self._listed) if photo.file not in self._placed]
        if rest and left:
            self._parts.append(Gallery(tuple(left)))
        if notes:
            self._parts.append(notes)
        return tuple(_joined(self._parts))

    # -- photos

    def _show(self, image: Image, block: int) -> None:
        photo = self._find(image)
        if photo is None:
            self._end_run()
            for text in dict.fromkeys((image.text, image.title)):
                if text:
                    self._parts.append(f"<p>{escape(text, quote=False)}</p>")
            return
        self._placed.add(photo.file)
        if front := self._photos.get(photo.file):
            said = (photo.caption or front.caption, photo.credit or front.credit, photo.alt or front.alt)
            photo = photo._replace(caption=said[0], credit=said[1], alt=said[2])
        self._run.append(_Shot(photo, image, block=block))

    def _find(self, image: Image) -> Photo | None:
        name = image.name
        if not name:
            self._lines.report(UNNAMED, f"![{image.text}](", "![", "<img")
        elif name[:5].lower() == "data:":
            self._lines.report(PASTED, name[:60])
        elif _ELSEWHERE.match(name):
            self._lines.report(ELSEWHERE, f"]({name}", name, file=name)
        elif _COMPUTER.match(name):
            self._lines.report(ON_COMPUTER, name, file=name)
        else:
            found = self._photo_at(name.replace("\\", "/"))
            if isinstance(found, Photo):
                return found
            near = f" ({found.near}?)" if found and found.near else ""
            self._lines.report(MISSING, f"]({name}", name, file=name, near=near)
        return None

    # -- captions

    def _take_caption(self, piece: Piece, block: Block) -> bool:
        """Whether a paragraph belongs to the photo above it; if so, its words are the photo's now."""
        if not self._run or not is_caption(piece, block):
            return False
        shot = self._run[-1]
        caption, credit = (split_caption if block.tag == "figcaption" else read_paragraph)(piece.text)
        in_brackets = bool(shot.image.text or shot.image.title)
        unasked = caption and in_brackets and block.tag == "p" and not begins_with_label(piece.text)
        if unasked or not adds((caption, credit), (shot.caption, shot.credit)):
            return False
        shot.caption = caption or shot.caption
        for each in self._run:
            if each.block == shot.block:  # photos of one paragraph have one photographer
                each.credit = each.credit or credit
        return True

    def _finished(self, shot: _Shot) -> Photo:
        own, other = (shot.image.text, shot.image.title) if shot.image.text else (shot.image.title, "")
        in_body = shot.caption or own
        words = in_body or shot.photo.caption
        named = shot.credit or ("" if in_body else shot.photo.credit)
        caption, credit = split_caption(words)
        if named and credit and credit != named:  # two photographers: neither may be lost
            caption, credit = words, ""
        in_brackets = own if shot.caption and own != shot.caption else other
        alt = in_brackets or shot.photo.alt or shorten(caption, LONGEST_ALT)
        return shot.photo._replace(caption=caption, credit=named or credit or shot.photo.credit, alt=alt)

    # -- parts

    def _end_run(self) -> None:
        """The photos that followed one another so far are a figure or a gallery."""
        if self._run:
            photos = tuple(self._finished(shot) for shot in self._run)
            self._parts.append(Figure(photos[0]) if len(photos) == 1 else Gallery(photos))
            self._run = []


def _joined(parts: Iterable[str | Figure | Gallery]) -> Iterator[str | Figure | Gallery]:
    """The parts, with the HTML between two figures in one piece."""
    for is_html, neighbours in groupby(parts, lambda part: isinstance(part, str)):
        if is_html:
            yield "\n".join(map(str, neighbours))
        else:
            yield from neighbours


def is_caption(piece: Piece, block: Block) -> bool:
    """Whether a paragraph says of itself that it is a caption: `Ảnh: …`, or in italics, or marked up as one; links cannot be in one."""
    if piece.linked or block.tag not in ("p", "figcaption"):
        return False
    if block.tag == "figcaption" or begins_with_label(piece.text):
        return True
    return piece.italic and len(piece.html) <= LONGEST_ITALICS and any(map(str.isalnum, piece.text))


def _in_order(block: Block) -> Iterator[Piece | Image]:
    """The pieces and images of a block as they are shown: in turns where every text is the caption of an image, else text first."""
    pieces = [part for part in block.content if isinstance(part, Piece)]
    if len(pieces) == len(block.content):
        yield from pieces
        return
    images = [part for part in block.content if isinstance(part, Image)]
    captions = all(is_caption(piece, block) for piece in pieces)
    if pieces and captions and block.leading:
        images_first: Content = (*images, *pieces)
        yield from block.content if isinstance(block.content[0], Image) else images_first
        return
    if pieces:
        html = " ".join(piece.html for piece in pieces)
        yield Piece(html, all(piece.italic for piece in pieces), any(piece.linked for piece in pieces))
    yield from images
