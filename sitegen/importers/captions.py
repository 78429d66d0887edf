"""Which words belong to which photo: the paragraph below it in a document, the lines `Ảnh: …` of a pasted text.

The one idea: a caption is beside its photo, so a document tells by itself; a pasted text has lost its photos, and gives them back only
where there are as many photos as captions. Where it is not sure, captions stay in the text and photos follow it. No word is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest

from sitegen.errors import N_
from sitegen.importers.blocks import Block, Paragraph, Picture, Table, pictures
from sitegen.importers.draft import Draft
from sitegen.importers.words import missing
from sitegen.markup.captions import adds, begins_with_label, read_paragraph, split_caption
from sitegen.vietnamese import shorten

SHORT = 45
"""Words of a paragraph that can be a caption without looking like one."""
LONG = 90
"""Words of one that does."""


def join(draft: Draft) -> None:
    """Joins the captions of a text to the photos above them."""
    blocks: list[Block] = []
    for block in draft.blocks:
        blocks += _opened(draft, block) if isinstance(block, Table) else [block]
    joined: list[Block] = []
    at = 0
    while at < len(blocks):
        run = [block for block in takewhile(_is_without_words, blocks[at:]) if isinstance(block, Picture)]
        if not run:
            joined.append(blocks[at])
            at += 1
            continue
        at += len(run)
        found: list[Paragraph] = []
        while at < len(blocks) and len(found) < len(run) and isinstance(below := blocks[at], Paragraph) and is_caption(below):
            found.append(below)
            at += 1
        first = len(run) - len(found)
        joined += run[:first]
        joined += [_captioned(draft, picture, below) for picture, below in zip(run[first:], found, strict=True)]
        if found and at < len(blocks) and (whole := _completed(draft, joined[-1], blocks[at])):
            joined[-1] = whole
            at += 1
    draft.blocks = joined


def _is_without_words(block: Block) -> bool:
    return isinstance(block, Picture) and not block.caption


def _opened(draft: Draft, table: Table) -> list[Block]:
    """A table that only sets photos side by side, as its photos and captions, column by column; below any other table stand its photos."""
    if not any(pictures([table])):
        return [table]
    columns = [[block for cell in column for block in cell] for column in zip_longest(*table.rows, fillvalue=())]
    if len(columns) == 1 or all(map(_is_of_photos, columns)):
        opened = [_opened(draft, block) if isinstance(block, Table) else [block] for column in columns for block in column]
        return [block for blocks in opened for block in blocks]
    below: list[Block] = []
    for row in table.rows:
        photos = [picture for cell in row for picture in pictures(cell)]
        name = next((text for text in map(_words, row) if any(map(str.isalpha, text))), "")
        if photos and 0 < len(name.split()) <= SHORT:  # it says to which row of the table the photo below it belongs
            draft.guess(N_("caption"), shorten(name, 80), "", "photos")
            photos = [replace(photo, caption=name) for photo in photos]
        below += photos
    return [table, *below]


def _is_of_photos(column: Sequence[Block]) -> bool:
    """Whether a column is empty, or holds photos with at most a caption and a credit below each."""
    texts = 2
    for block in column:
        texts = 0 if isinstance(block, Picture) else texts + 1
        if texts > 2 or isinstance(block, Table) or (isinstance(block, Paragraph) and not is_caption(block)):
            return False
    return True


def _words(cell: Sequence[Block]) -> str:
    return " ".join(block.text for block in cell if isinstance(block, Paragraph))


def is_caption(paragraph: Paragraph) -> bool:
    """Whether a paragraph below a photo is its caption: by its label or style, in italics or in the middle, or short and no sentence."""
    text, count = paragraph.text, len(paragraph.text.split())
    if paragraph.style == "caption" or begins_with_label(text):
        return True
    if paragraph.style or (paragraph.is_bold and not paragraph.is_italic) or count > LONG:
        return False
    if paragraph.is_italic or paragraph.align == "center":
        return True
    return count <= SHORT and not text.rstrip("”\"') ").endswith((".", ":", ";", "…", "?", "!"))


def _captioned(draft: Draft, picture: Picture, paragraph: Paragraph) -> Picture:
    caption, credit = read_paragraph(paragraph.text)
    said_again, by = split_caption(caption)
    if credit and by == credit:
        draft.accounted += missing([caption], [said_again]).elements()
        caption = said_again
    draft.accounted += [word for word in missing([paragraph.text], [caption, credit]).elements() if word.casefold() == "ảnh"]
    draft.guess(N_("caption"), shorten(caption or credit, 80), paragraph.text if begins_with_label(paragraph.text) else "", "photos")
    return replace(picture, caption=caption or picture.caption, credit=credit or picture.credit)


def _completed(draft: Draft, photo: Block, below: Block) -> Picture | None:
    """The photo with what a second paragraph below it adds: a credit to its caption, or a caption to its credit."""
    if not isinstance(photo, Picture) or not isinstance(below, Paragraph) or not is_caption(below):
        return None
    more = read_paragraph(below.text)
    return _captioned(draft, photo, below) if adds(more, (photo.caption, photo.credit)) else None


def place(draft: Draft, photos: Sequence[Picture]) -> None:
    """Puts photos into a text that came without: each above its caption where their numbers agree; else the first below the lead."""
    if not photos:
        if draft.is_pasted and not draft.pictures:
            for at in sorted({*_labelled(draft), *_looking_like(draft)}):
                draft.guess(N_("looks like a caption; its photo goes above it as ![](name.jpg)"), shorten(_text(draft, at), 80))
        return
    spoken = any(photo.caption for photo in photos)
    for wanted in (_labelled(draft), _looking_like(draft)):
        if wanted and len(wanted) == len(photos) and not spoken:
            for at, photo in zip(wanted, photos, strict=True):
                below = draft.blocks[at]
                assert isinstance(below, Paragraph)
                draft.blocks[at] = _captioned(draft, photo, below)
            return
    lead = next((at for at, block in enumerate(draft.blocks) if isinstance(block, Paragraph)), None)
    if lead is None or _labelled(draft):  # a photo above the wrong caption would be worse than one at the end
        draft.photos += photos
        if lead is not None:
            draft.guess(N_("photos at the end"), f"{len(photos)} ≠ {len(_labelled(draft))} “Ảnh: …”", "", "photos")
        return
    draft.blocks.insert(lead + 1, photos[0])
    draft.photos += photos[1:]


def _text(draft: Draft, at: int) -> str:
    block = draft.blocks[at]
    return block.text if isinstance(block, Paragraph) else ""


def _labelled(draft: Draft) -> list[int]:
    return [at for at, block in enumerate(draft.blocks) if isinstance(block, Paragraph) and begins_with_label(block.text)]


def _looking_like(draft: Draft) -> list[int]:
    """Paragraphs that only a caption looks like: between two others, short, and no sentence."""
    inner = range(1, len(draft.blocks) - 1)
    return [at for at in inner if isinstance(block := draft.blocks[at], Paragraph) and len(block.text.split()) > 3 and is_caption(block)]
