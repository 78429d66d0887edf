"""A body in blocks: paragraphs, lists, tables, and the images that stood in them.

The one idea: a block is valid HTML by itself once its images are out of it, so a figure may stand between any two blocks.
"""

# No annotations from the future here: as texts they would be compiled, each one, when the types are made.

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sitegen.markup.anchors import plain_text

_BLANK = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060\ufeff]*")


class Image(NamedTuple):
    """An image as the writer placed it: the file name he typed, the text in its brackets, and its title."""

    name: str
    text: str = ""
    title: str = ""


class Piece(NamedTuple):
    """HTML between two images. `italic`: all its words are in italics; `linked`: it holds a link, so it cannot become plain text."""

    html: str
    italic: bool = False
    linked: bool = False

    @property
    def text(self) -> str:
        """Its plain text on one line."""
        return plain_text(self.html)


Content = tuple[Piece | Image, ...]


class Block(NamedTuple):
    """A block at the top of a body. `tag` names it: `p`, `figcaption`, `notes` (the footnotes), `ul`, `table`, …

    A paragraph has its pieces and images in the order of the text; any other block its images after its one piece. `opening` and `closing`
    are the tags around each piece. `leading`: an image stood before the first word, though inside another element.
    """

    tag: str
    content: Content
    opening: str = ""
    closing: str = ""
    leading: bool = False


def cut(html: Sequence[str], images: Sequence[Image], cuts: Sequence[int], upright: Collection[int], linked: Collection[int]) -> Content:
    """A paragraph, its own tags left out, in the order of the text: what stands before, between and after its images.

    `cuts` says before which part of `html` each image stood, where it stood directly in the paragraph; `upright` and `linked` which parts
    are words outside italics, and links. If one image stood deeper, all of them come last.
    """
    direct = len(cuts) == len(images)
    end = len(html) - 1
    content: list[Piece | Image] = []
    start = 1
    for index, stop in enumerate([*cuts, end] if direct else [end]):
        text = _trim("".join(html[start:stop]), beside_image=bool(images))
        if text:
            content.append(Piece(text, not any(start <= at < stop for at in upright), any(start <= at < stop for at in linked)))
        if direct and index < len(images):
            content.append(images[index])
        start = stop
    return (*content, *(() if direct else images))


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text."""
    return text.isspace() or _BLANK.fullmatch(text) is not None


def has_words(text: str) -> bool:
    """Whether a text holds a letter or a digit."""
    return any(map(str.isalnum, text))


def _trim(html: str, *, beside_image: bool) -> str:
    """HTML without the blanks at its ends, nor the line breaks that stood beside an image."""
    html = html.strip()
    while beside_image and html.startswith("<br>"):
        html = html[4:].lstrip()
    while beside_image and html.endswith("<br>"):
        html = html[:-4].rstrip()
    return html
