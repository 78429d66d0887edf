"""Which renditions of a photo there are: their sizes, formats and addresses, worked out without opening the photo.

Its one idea: a `Rendition` is a plain fact that follows from the size of the original and what a theme asks for. A page can name the
address, width and height of every picture it shows before a single pixel is decoded; `images.draw` makes the files later, or never.
All arithmetic is in whole numbers. Nothing here reads a file or knows Pillow, and nothing here ever enlarges a photo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Format = Literal["webp", "avif", "jpeg"]

LONGEST = 16_383
"""Pixels of the longest side of a rendition: WebP can hold no more."""

WORKING_WIDTH = 1_920
"""Large JPEG originals are decoded at a half, a quarter or an eighth of their size, as long as this width remains."""

_ABOVE = 1 / 3
"""Share of a cropped height that is taken away above: less than half, because faces are rather at the top."""

_EXTENSIONS: dict[Format, str] = {"webp": "webp", "avif": "avif", "jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Quality:
    """How hard the encoders try. `webp`, `avif` and `jpeg` are qualities from 0 to 100.

    `method` is the effort of WebP, 0 (fast) to 6 (small); `avif_speed` that of AVIF, 10 (fast) to 0 (small).
    Raises `ValueError` for a setting that its encoder does not know.
    """

    webp: int = 75
    # Four photos of 2000x1333 pixels, each as WebP 480, 960 and 1600 wide, on one processor:
    #   method 0   89 ms a photo  +14.0 % bytes        method 4  276 ms  (the usual default)
    #   method 2  123 ms a photo   +4.6 % bytes        method 6  607 ms  -1.8 % bytes
    # Method 2 halves the encoding, and with it takes a third off the first build of a large site, for about 2 kB on an article's photo.
    method: int = 2
    avif: int = 60
    avif_speed: int = 8
    jpeg: int = 82

    def __post_init__(self) -> None:
        for name, highest in (("webp", 100), ("method", 6), ("avif", 100), ("avif_speed", 10), ("jpeg", 100)):
            if not 0 <= getattr(self, name) <= highest:
                raise ValueError(f"{name} must lie between 0 and {highest}, not at {getattr(self, name)}")

    def of(self, format: Format) -> str:
        """The settings that count for one format, short enough for an address: `q75m2`."""
        match format:
            case "webp":
                return f"q{self.webp}m{self.method}"
            case "avif":
                return f"q{self.avif}s{self.avif_speed}"
            case "jpeg":
                return f"q{self.jpeg}"


USUAL = Quality()


class Picture(NamedTuple):
    """The facts of an original: its size in pixels once it stands upright, and a digest of its bytes (16 hexadecimal digits).

    The same photo under two names has the same digest, and so the same renditions.
    """

    width: int
    height: int
    digest: str


class Rendition(NamedTuple):
    """One picture to be drawn from an original: its size in pixels and its format. `crop` says that parts of the original are cut off.

    Equal permalinks mean equal bytes: everything that changes the bytes is part of the address, so a browser may keep the file for ever.
    """

    digest: str
    width: int
    height: int
    format: Format = "webp"
    crop: bool = False
    quality: Quality = USUAL

    @property
    def permalink(self) -> str:
        """Its path from the site root. Settings other than the usual ones are named in it: a changed setting is a new address."""
        settings = self.quality.of(self.format)
        tag = "" if settings == USUAL.of(self.format) else f"-{settings}"
        return f"/_photos/{self.digest}-{self.width}x{self.height}{tag}.{_EXTENSIONS[self.format]}"


def fit(picture: Picture, width: int, *, format: Format = "webp", quality: Quality = USUAL) -> Rendition:
    """The whole picture at a width in pixels, or at its own width where it is narrower; the height follows, halves rounded up.

    Pictures so tall that the height would pass `LONGEST` become narrower than asked. Raises `ValueError` for a width below 1.
    """
    _require(width)
    return Rendition(picture.digest, *_whole(picture, width), format, False, quality)


def crop(picture: Picture, width: int, height: int, *, format: Format = "webp", quality: Quality = USUAL) -> Rendition:
    """The middle of the picture, a little above its centre, in exactly this size; for social cards and thumbnails.

    Where the picture is smaller, the largest size of the same shape that fits into it. Where the shape is that of the picture
    already, it is the whole picture, as `fit` gives it. Raises `ValueError` for a size below 1 or above `LONGEST`.
    """
    _require(width, height)
    if picture.width < width or picture.height < height:
        width, height = _largest(picture, width, height)
    return Rendition(picture.digest, width, height, format, (width, height) != _whole(picture, width), quality)


def ladder(picture: Picture, widths: Iterable[int], *, format: Format = "webp", quality: Quality = USUAL) -> tuple[Rendition, ...]:
    """The whole picture in each of these widths that it has, narrowest first; for `srcset`.

    Its own width is added where it lies below the largest asked, so that large screens get all there is.
    """
    asked = sorted(set(widths))
    rungs = [width for width in asked if width <= picture.width]
    if asked and picture.width < asked[-1]:
        rungs.append(picture.width)
    return tuple(dict.fromkeys(fit(picture, width, format=format, quality=quality) for width in rungs))


def window(rendition: Rendition, width: int, height: int) -> tuple[float, float, float, float]:
    """The part (left, top, right, bottom) that a rendition shows of its original, where this is decoded at `width` by `height`."""
    if not rendition.crop:
        return 0, 0, width, height
    scale = min(width / rendition.width, height / rendition.height)
    across, down = min(rendition.width * scale, width), min(rendition.height * scale, height)
    left, top = (width - across) / 2, (height - down) * _ABOVE
    return left, top, min(left + across, width), min(top + down, height)


def shrink(rendition: Rendition, width: int, height: int) -> int:
    """By how much (8, 4, 2 or 1) a JPEG original of this upright size may shrink while it is decoded for a rendition.

    It depends on nothing but the two, never on what else is drawn at the same time: otherwise a rendition would have other bytes when
    it is drawn alone, after a theme has changed, than when it is drawn in a clean build. The working width gives all renditions
    of usual sizes the same answer, so that one decoding serves them all.
    """
    needed = max(rendition.width / width, rendition.height / height, WORKING_WIDTH / width)
    return next((factor for factor in (8, 4, 2) if needed * factor <= 1), 1)


def _whole(picture: Picture, width: int) -> tuple[int, int]:
    width = min(width, picture.width)
    if picture.height * width > LONGEST * picture.width:
        width = max(1, LONGEST * picture.width // picture.height)
    return width, min(_share(picture.height, width, picture.width), LONGEST)


def _largest(picture: Picture, width: int, height: int) -> tuple[int, int]:
    if picture.width * height <= picture.height * width:
        return picture.width, _share(height, picture.width, width)
    return _share(width, picture.height, height), picture.height


def _share(length: int, part: int, whole: int) -> int:
    """`length * part / whole`, halves rounded up, at least one pixel."""
    return max(1, (2 * length * part + whole) // (2 * whole))


def _require(*sides: int) -> None:
    if not all(1 <= side <= LONGEST for side in sides):
        raise ValueError(f"a rendition has from 1 to {LONGEST} pixels on each side, not {' x '.join(map(str, sides))}")
