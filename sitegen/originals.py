"""What kind of file an officer sent as a photo, and what can be wrong with it.

Its one idea: the first bytes of a file tell what it is; its name does not. A HEIC photo renamed to `.jpg`, a web page saved under the
name of a photo and a Word file are told apart here, each with advice that a person can follow, before any decoder sees them. This
module only looks at bytes: it decodes nothing and knows no Pillow.
"""

from __future__ import annotations

import struct

from sitegen.errors import N_, Kind, Place, Problem

UNREADABLE = Kind(
    "photo-unreadable",
    N_("The photo “{file}” cannot be opened."),
    N_("Check that it is there under exactly this name, and that it is a photo and not a folder."),
)
EMPTY = Kind(
    "photo-empty",
    N_("The photo “{file}” is empty: there is no picture in the file."),
    N_("Copy it again from the camera, the phone or the message it came with."),
)
UNKNOWN = Kind(
    "photo-unknown",
    N_("“{file}” is not a photo, whatever its name says."),
    N_("Open it on a computer to see what it is, then put a real photo in its place: a JPEG (.jpg) or PNG file."),
)
FORMAT = Kind(
    "photo-format",
    N_("“{file}” is a {format} file, which a website cannot show as a photo."),
    N_("Open it, save it as JPEG (.jpg), and use the JPEG file instead."),
)
BROKEN = Kind(
    "photo-broken",
    N_("The photo “{file}” is damaged, or only a part of it was copied."),
    N_("Copy it again from the camera, the phone or the message it came with, or open it and save it again as JPEG (.jpg)."),
)
HUGE = Kind(
    "photo-huge",
    N_("The photo “{file}” is too large: it has more than {limit} million pixels."),
    N_("Save it smaller. A longer side of 4000 pixels is plenty."),
)
HEAVY = Kind(
    "photo-heavy",
    N_("The photo “{file}” is too large: the file has {size} MB, and at most {limit} MB are allowed."),
    N_("Save it smaller, as JPEG (.jpg). A longer side of 4000 pixels is plenty."),
)
MEMORY = Kind(
    "photo-memory",
    N_("This computer has not enough memory to draw the photo “{file}”."),
    N_("Save the photo smaller, or close other programs and build again."),
)
CHANGED = Kind(
    "photo-changed",
    N_("The photo “{file}” was replaced while the site was being built."),
    N_("Build the site again."),
)


class PhotoError(Exception):
    """A photo that cannot be used: what is wrong with it, and the values that the words of `kind` name.

    It knows the photo and not who shows it; the caller places it. It can be pickled, so that worker processes can raise it.
    """

    def __init__(self, kind: Kind, values: dict[str, str]) -> None:
        super().__init__(kind, values)
        self.kind = kind
        self.values = values

    def __str__(self) -> str:
        return f"{self.kind.name}: {self.kind.message.format_map(self.values)}"

    def at(self, place: Place, excerpt: str = "") -> Problem:
        """This as a problem of the place that shows the photo."""
        return self.kind.at(place, excerpt=excerpt, **self.values)


READABLE = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WebP")

# (offset, bytes, what it is): the first that matches counts. Names are those that are printed on boxes and menus in every language.
_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (8, b"CR\x02\0", "RAW"),  # Canon; a TIFF file by its first bytes
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (8, b"WEBP", "WebP"),
    (0, b"GIF8", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"BM", "BMP"),
    (0, b"FUJIFILMCCD-RAW", "RAW"),
    (0, b"IIR", "RAW"),  # Olympus
    (0, b"MMOR", "RAW"),
    (0, b"IIU\0", "RAW"),  # Panasonic
    (0, b"FOVb", "RAW"),  # Sigma
    (0, b"\0MRM", "RAW"),  # Minolta
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"%!PS", "EPS"),
    (0, b"\xff\x0a", "JPEG XL"),
    (4, b"JXL ", "JPEG XL"),
    (4, b"jP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"PK\x03\x04", "Word/Excel/ZIP"),
    (0, b"\xd0\xcf\x11\xe0", "Word/Excel"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\xd7\xcd\xc6\x9a", "WMF"),
    (40, b" EMF", "EMF"),
    (8, b"AVI ", "video"),
    (0, b"\x1aE\xdf\xa3", "video"),
)

_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}


def recognise(data: bytes) -> str:
    """What a file is, told by its first bytes; one of `READABLE`, or another name, or nothing when it is no picture at all."""
    if data[4:8] == b"ftyp":
        return _brand(data)
    for offset, mark, name in _MARKS:
        if data.startswith(mark, offset):
            return name
    return "SVG" if b"<svg" in data[:4096].lower() else ""


def _brand(data: bytes) -> str:
    """AVIF, HEIC, Canon's newer RAW and films share one container (ISO/IEC 14496-12) and differ by the brands they list."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF:
        return "AVIF"
    if brands & _HEIC:
        return "HEIC"
    return "RAW" if data[8:12] == b"crx " else "video"


def orientation(exif: bytes) -> int:
    """How the camera was held, from 1 (upright) to 8, as a block of Exif tells (CIPA DC-008, tag 0x0112); 1 when it does not.

    Read here, in ten lines, because the rest of the block is often damaged and must not stop a photo.
    """
    exif = exif.removeprefix(b"Exif\0\0")
    order = ">" if exif.startswith(b"MM") else "<"
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * entry)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
