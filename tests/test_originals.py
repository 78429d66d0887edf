"""What files are, by their first bytes, and the words for what is wrong with them."""

from __future__ import annotations

import pickle
import string
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import originals
from sitegen.errors import Kind, Place
from sitegen.originals import FORMAT, READABLE, PhotoError, orientation, recognise

VALUES = {"file": "ảnh {1}.jpg", "format": "HEIC", "limit": "100", "size": "61.5"}
KINDS = [value for value in vars(originals).values() if isinstance(value, Kind)]


def box(*brands: bytes) -> bytes:
    """The first box of a file of the ISO base media format: the main brand, a version, the other brands."""
    body = b"ftyp" + brands[0] + b"\0\0\0\0" + b"".join(brands[1:])
    return struct.pack(">I", len(body) + 4) + body + b"\0\0\1\0meta"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP"),
        (b"GIF89a\1\0\1\0", "GIF"),
        (b"II*\0\x08\0\0\0\0\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08\0\0\0\0", "TIFF"),
        (box(b"avif", b"mif1"), "AVIF"),
        (box(b"mif1", b"avif"), "AVIF"),
        (box(b"heic", b"mif1", b"heic"), "HEIC"),
        (box(b"mif1", b"heic"), "HEIC"),
        (box(b"crx ", b"isom"), "RAW"),
        (box(b"qt  "), "video"),
        (b"II*\0\x10\0\0\0CR\x02\0", "RAW"),
        (b"FUJIFILMCCD-RAW 0201", "RAW"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"PK\x03\x04\x14\0", "Word/Excel/ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word/Excel"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="">', "SVG"),
        (b"\xef\xbb\xbf<SVG>", "SVG"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"<!doctype html><title>404</title>", ""),
        ("Hội nghị tổng kết".encode(), ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_files_are_recognised_by_their_bytes(data: bytes, name: str) -> None:
    """The name of a file plays no part."""
    assert recognise(data) == name


@given(st.binary(max_size=64), st.sampled_from([b"", b"\0\0\0\x20ftyp", b"II*\0", b"RIFF"]))
def test_any_bytes_can_be_looked_at(data: bytes, start: bytes) -> None:
    """Nothing that an officer sends stops the recognition."""
    assert isinstance(recognise(start + data), str)
    assert 1 <= orientation(start + data) <= 8


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
@pytest.mark.parametrize(("value", "expected"), [*((n, n) for n in range(1, 9)), (0, 1), (9, 1)])
def test_orientation_in_both_byte_orders(order: str, prefix: bytes, value: int, expected: int) -> None:
    """The tag is found behind others, and a value that means nothing is upright."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(order + "HHII", 0x010F, 2, 4, 0) + struct.pack(order + "HHIHH", 0x0112, 3, 1, value, 0)
    exif = prefix + mark + struct.pack(order + "IH", 8, 2) + entries
    assert orientation(exif) == expected
    assert orientation(exif[:-10]) == 1


def test_an_error_crosses_processes_and_is_placed_by_the_caller() -> None:
    """The kind and its values survive pickling, and become a problem of the article that shows the photo."""
    error = pickle.loads(pickle.dumps(PhotoError(FORMAT, VALUES)))
    assert (error.kind, error.values) == (FORMAT, VALUES)
    assert "photo-format" in str(error)
    message, hint = error.at(Place("yen-bai/a/index.md", 7), excerpt="![](a)").words(str)
    assert message == "“ảnh {1}.jpg” is a HEIC file, which a website cannot show as a photo."
    assert "JPEG" in hint


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_names_the_photo_and_gives_advice(kind: Kind) -> None:
    """Words name the photo and nothing that is not told."""
    names = {name for text in (kind.message, kind.hint) for _, name, _, _ in string.Formatter().parse(text) if name}
    assert "file" in names
    assert names <= set(VALUES)
    assert kind.name.startswith("photo-")
    assert kind.hint


def test_kinds_are_distinct() -> None:
    """No two kinds share a name, and what can be read is what can be recognised."""
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 9
    assert "HEIC" not in READABLE
