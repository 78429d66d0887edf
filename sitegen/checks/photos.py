"""Photos that are there and can be opened, and that an editor should look at again; the others are the build's business."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from sitegen.article import Figure, Gallery, Photo
from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind
from sitegen.vietnamese import size

CAPTION = Kind(
    "photo-caption",
    N_("The photo “{file}” has no caption."),
    N_("Say who or what it shows, where and when: caption: … below its file, or ![caption]({file}) in the text."),
    "warning",
)
ALT = Kind(
    "photo-alt",
    N_("Nothing says what the photo “{file}” shows: it has neither a caption nor a text alternative."),
    N_("Add caption: … or alt: …; those who cannot see the photo hear it (Circular 32/2017/TT-BTTTT)."),
    "warning",
)
SMALL = Kind(
    "photo-small",
    N_("The photo “{file}” is only {width} pixels wide."),
    N_("On a large screen it looks blurred. Ask for the original; photos sent through Zalo are made small unless sent as HD or as a file."),
    "warning",
)
LARGE = Kind(
    "photo-large",
    N_("The photo “{file}” is very large: {size}, {megapixels} megapixels."),
    N_("Readers get small copies of it, so nothing is won and work becomes slow. A longer side of 4000 pixels is plenty."),
    "warning",
)
MIRRORED = Kind(
    "photo-mirrored",
    N_("The file of the photo “{file}” says that it lies mirrored, or in no known way ({orientation})."),
    N_("Look at it in the preview: is writing in it readable? If not, open it, turn it, and save it again."),
    "warning",
)
PLACE = Kind(
    "photo-place",
    N_("Photos carry the place where they were taken: {files}."),
    N_("Published copies do not have it. Do not pass the originals on, above all of homes and children; switch the camera's location off."),
    "warning",
)

_NARROWEST = 600
_LARGEST_BYTES, _LARGEST_PIXELS = 8_000_000, 24_500_000  # cameras of 24 megapixels have a few more
_UNUSUAL = frozenset({2, 4, 5, 7})
_SHOWN = 3


def _photos(draft: Draft, desk: Desk) -> dict[str, Photo]:
    """The photos of an article by their files, each with the words it is shown with anywhere in it."""
    if draft.article is None:
        return {}
    cover = (draft.article.card.photo,) if draft.article.card.photo else ()
    known = {photo.file: photo for photo in (*cover, *draft.article.photos)}
    for content in desk.contents(draft)[:1]:
        for part in content.body.parts:
            for photo in (part.photo,) if isinstance(part, Figure) else part.photos if isinstance(part, Gallery) else ():
                if photo.caption or photo.file not in known:
                    known[photo.file] = photo
    return {file: photo for file, photo in known.items() if desk.picture(file)}


def _name(file: str) -> str:
    return posixpath.basename(file)


def _uncaptioned(draft: Draft, desk: Desk) -> Iterator[Found]:
    for file, photo in _photos(draft, desk).items():
        if not photo.caption and photo.alt:
            yield found(draft.find(_name(file)), file=_name(file))


def _unspoken(draft: Draft, desk: Desk) -> Iterator[Found]:
    """A photo with a caption needs no alternative of its own: the page takes the caption."""
    for file, photo in _photos(draft, desk).items():
        if not photo.caption and not photo.alt:
            yield found(draft.find(_name(file)), file=_name(file))


def _small(draft: Draft, desk: Desk) -> Iterator[Found]:
    for file in _photos(draft, desk):
        picture = desk.picture(file)
        if picture and picture.width < _NARROWEST:
            yield found(draft.find(_name(file)), file=_name(file), width=picture.width)


def _large(draft: Draft, desk: Desk) -> Iterator[Found]:
    for file in _photos(draft, desk):
        picture, length = desk.picture(file), desk.length(file)
        pixels = picture.width * picture.height if picture else 0
        if length > _LARGEST_BYTES or pixels > _LARGEST_PIXELS:
            yield found(draft.find(_name(file)), file=_name(file), size=size(length), megapixels=round(pixels / 1_000_000))


def _mirrored(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Turned photos are usual, and the build turns them; cameras never mirror one, but scanners and faulty programs do."""
    for file in _photos(draft, desk):
        orientation = desk.exif(file).orientation
        if orientation in _UNUSUAL or not 1 <= orientation <= 8:
            yield found(draft.find(_name(file)), file=_name(file), orientation=orientation)


def _placed(draft: Draft, desk: Desk) -> Iterator[Found]:
    """One finding for all photos of an article: whoever takes them with a phone has it in every one."""
    files = [_name(file) for file in _photos(draft, desk) if desk.exif(file).has_place]
    if files:
        more = f" … (+{len(files) - _SHOWN})" if len(files) > _SHOWN else ""
        yield found(draft.find(files[0]), files=", ".join(files[:_SHOWN]) + more)


RULES = (
    Rule(CAPTION, _uncaptioned),
    Rule(ALT, _unspoken),
    Rule(SMALL, _small),
    Rule(LARGE, _large),
    Rule(MIRRORED, _mirrored),
    Rule(PLACE, _placed),
)
