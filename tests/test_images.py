"""Reading photos and drawing their renditions; every photo is made here."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from sitegen import originals
from sitegen.errors import Kind
from sitegen.images import PhotoError, Picture, Quality, Rendition, crop, draw, fit, ladder, open_picture
from sitegen.renditions import Format

Colour = tuple[int, ...]

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 40), (40, 60, 200), (250, 250, 250)
FINE = Quality(webp=100, avif=100, jpeg=100)
T = Image.Transpose
# How a camera that is held in each way stores an upright scene (CIPA DC-008, 4.6.4.A, tag Orientation).
STORED = {
    1: None,
    2: T.FLIP_LEFT_RIGHT,
    3: T.ROTATE_180,
    4: T.FLIP_TOP_BOTTOM,
    5: T.TRANSPOSE,
    6: T.ROTATE_90,
    7: T.TRANSVERSE,
    8: T.ROTATE_270,
}


def noise(width: int, height: int, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """A picture in which every pixel counts."""
    return Image.frombytes(mode, (width, height), random.Random(seed).randbytes(width * height * len(mode)))


def corners(width: int, height: int) -> Image.Image:
    """Upright: red and green above, blue and white below."""
    image = Image.new("RGB", (width, height))
    for at, colour in (((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE), ((1, 1), WHITE)):
        image.paste(colour, (at[0] * width // 2, at[1] * height // 2, (at[0] + 1) * width // 2, (at[1] + 1) * height // 2))
    return image


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    """The bytes of a file."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


class Desk:
    """A folder to lay photos in, and to draw from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes, name: str = "ảnh.jpg") -> Path:
        """Lay a photo down."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def render(self, data: bytes, *ask: Callable[[Picture], Rendition]) -> list[Image.Image]:
        """The renditions asked of a photo, opened again."""
        path = self.put(data)
        picture = open_picture(path)
        wanted = [one(picture) for one in ask]
        drawn = drawings(path, *wanted)
        images: list[Image.Image] = [Image.open(io.BytesIO(drawn[rendition.permalink])) for rendition in wanted]
        assert [image.size for image in images] == [(rendition.width, rendition.height) for rendition in wanted]
        return images

    def whole(self, data: bytes, format: Format = "webp") -> Image.Image:
        """The photo in its own size and in fine quality."""
        return self.render(data, lambda picture: fit(picture, picture.width, format=format, quality=FINE))[0]


def drawings(path: Path, *renditions: Rendition) -> dict[str, bytes]:
    """What is drawn, by permalink."""
    drawn: dict[str, bytes] = {}
    draw(path, renditions, drawn.__setitem__)
    return drawn


def is_near(image: Image.Image, at: tuple[float, float], colour: Colour, by: int = 8) -> bool:
    """Whether the pixel at these shares of the width and height has nearly this colour."""
    mode = "RGBA" if len(colour) == 4 else "RGB"
    pixel = image.convert(mode).getpixel((int(at[0] * image.width), int(at[1] * image.height)))
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty desk."""
    return Desk(tmp_path)


def refusal(call: Callable[[], object]) -> Kind:
    """What a call is refused for."""
    with pytest.raises(PhotoError) as caught:
        call()
    caught.value.kind.message.format_map(caught.value.values)
    return caught.value.kind


# Facts of an original


def test_facts_follow_from_the_bytes(desk: Desk) -> None:
    """The same photo under two names is one photo, and another photo is another."""
    data = saved(noise(30, 20), "JPEG")
    first, second = open_picture(desk.put(data, "a.jpg")), open_picture(desk.put(data, "b.png"))
    assert first == second
    assert (first.width, first.height) == (30, 20)
    assert len(first.digest) == 16
    assert open_picture(desk.put(saved(noise(30, 20, seed=2), "JPEG"))).digest != first.digest


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(desk: Desk, format: str, orientation: int) -> None:
    """However the camera was held, the corners are where the photographer saw them, in whole pictures and in crops."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = STORED[orientation]
    scene = corners(96, 64)
    data = saved(scene if turn is None else scene.transpose(turn), format, exif=exif.tobytes())
    path = desk.put(data)
    picture = open_picture(path)
    assert (picture.width, picture.height) == (96, 64)
    for image in desk.render(data, lambda picture: fit(picture, 48), lambda picture: crop(picture, 40, 40)):
        for at, colour in (((0.15, 0.15), RED), ((0.85, 0.15), GREEN), ((0.15, 0.85), BLUE), ((0.85, 0.85), WHITE)):
            assert is_near(image, at, colour, by=25)


def test_a_damaged_exif_block_stops_nothing(desk: Desk) -> None:
    """A photo with a cut Exif block is drawn as it lies, without a warning."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x011A] = 6, "camera", 72.0
    data = saved(corners(60, 40), "JPEG", exif=exif.tobytes()[:30])
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        picture = open_picture(desk.put(data))
        assert desk.whole(data).size == (picture.width, picture.height) == (60, 40)
    assert heard == []


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_only_the_header_is_read(desk: Desk, format: str) -> None:
    """Opening does not decode: a photo without its pixels still has a size, and drawing refuses it."""
    data = saved(noise(400, 300), format)
    path = desk.put(data[: len(data) // 2])
    picture = open_picture(path)
    assert (picture.width, picture.height) == (400, 300)
    assert refusal(lambda: drawings(path, fit(picture, 100))) is originals.BROKEN


# Refused


def png(width: int, height: int) -> bytes:
    """A PNG file that claims a size."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + end


def tiff(**tags: int) -> bytes:
    """A TIFF file with some tags more."""
    return saved(noise(8, 8), "TIFF", tiffinfo={int(tag[1:]): value for tag, value in tags.items()})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", originals.EMPTY),
        ("Kính gửi: Liên đoàn Lao động tỉnh".encode(), originals.UNKNOWN),
        (b"<!doctype html><title>404 Not Found</title>", originals.UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", originals.FORMAT),
        (b"%PDF-1.7\n", originals.FORMAT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", originals.FORMAT),
        (tiff(t254=1), originals.FORMAT),
        (tiff(t50706=1), originals.FORMAT),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", originals.BROKEN),
        (saved(noise(8, 8), "PNG")[:20], originals.BROKEN),
        (b"RIFF\x24\0\0\0WEBPVP8 ", originals.BROKEN),
        (b"II*\0\xff\xff\xff\x7f", originals.BROKEN),
        (b"GIF89a", originals.BROKEN),
        (png(60_000, 60_000), originals.HUGE),
        (png(10_001, 10_000), originals.HUGE),
        (b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2 + b"\0" * 32, originals.HUGE),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else None,
)
def test_what_is_no_usable_photo_is_refused(desk: Desk, data: bytes, kind: Kind) -> None:
    """Each with its own advice, and without a warning of Pillow."""
    assert refusal(lambda: open_picture(desk.put(data))) is kind


def test_the_format_is_named(desk: Desk) -> None:
    """The officer learns what the file is."""
    with pytest.raises(PhotoError) as caught:
        open_picture(desk.put(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0123.jpg"))
    assert caught.value.values == {"file": "IMG_0123.jpg", "format": "HEIC"}


def test_limits_are_exact(desk: Desk) -> None:
    """As much as allowed is allowed, one pixel or byte more is not."""
    data = saved(noise(20, 10), "PNG")
    path = desk.put(data)
    assert open_picture(path, max_pixels=200, max_bytes=len(data)).width == 20
    assert refusal(lambda: open_picture(path, max_pixels=199)) is originals.HUGE
    assert refusal(lambda: open_picture(path, max_bytes=len(data) - 1)) is originals.HEAVY
    assert open_picture(desk.put(png(10_000, 10_000))).height == 10_000


def test_a_refused_bomb_leaves_no_trace(desk: Desk) -> None:
    """Pillow's limits and Python's warnings are for other code as they were."""
    limit, filters = Image.MAX_IMAGE_PIXELS, list(warnings.filters)
    assert refusal(lambda: open_picture(desk.put(png(60_000, 60_000)))) is originals.HUGE
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == (limit, filters)


def test_missing_files_and_folders_are_refused(desk: Desk) -> None:
    """No bare error of the operating system reaches the officer."""
    gone = desk.folder / "không có.jpg"
    assert refusal(lambda: open_picture(gone)) is originals.UNREADABLE
    assert refusal(lambda: open_picture(desk.folder)) is originals.UNREADABLE
    assert refusal(lambda: drawings(gone, Rendition("0" * 16, 1, 1))) is originals.UNREADABLE


def test_a_replaced_photo_is_not_drawn_under_the_old_address(desk: Desk) -> None:
    """An address never shows another photo than the one it was made of."""
    path = desk.put(saved(noise(20, 10), "PNG"))
    rendition = fit(open_picture(path), 10)
    desk.put(saved(noise(20, 10, seed=2), "PNG"))
    assert refusal(lambda: drawings(path, rendition)) is originals.CHANGED


WHOLE: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved(noise(96, 64), "JPEG"),
    "progressive": lambda: saved(noise(96, 64), "JPEG", progressive=True),
    "png": lambda: saved(noise(64, 48), "PNG"),
    "interlaced gif": lambda: saved(noise(64, 48).quantize(64), "GIF", interlace=1),
    "webp": lambda: saved(noise(64, 48), "WEBP"),
    "lossless webp": lambda: saved(noise(64, 48), "WEBP", lossless=True),
    "tiff": lambda: saved(noise(64, 48), "TIFF"),
    "packed tiff": lambda: saved(noise(64, 48), "TIFF", compression="tiff_lzw"),
    "jpeg in tiff": lambda: saved(noise(64, 48), "TIFF", compression="jpeg"),
    "bmp": lambda: saved(noise(64, 48), "BMP"),
    "avif": lambda: saved(noise(64, 48), "AVIF", speed=10),
}


def outcome(desk: Desk, data: bytes) -> bytes | None:
    """What is drawn of a damaged photo, or nothing when it is refused; any other error fails the test."""
    path = desk.put(data)
    try:
        (drawn,) = drawings(path, fit(open_picture(path, max_pixels=1_000_000), 48)).values()
    except PhotoError:
        return None
    return drawn


def places(name: str, size: int) -> list[int]:
    """Where a file of this size is cut: somewhere, in the middle, and close to its end."""
    return sorted({size // 2, size - 9, size - 2, size - 1, *random.Random(name).sample(range(size), 25)})


@pytest.mark.parametrize("name", WHOLE)
def test_a_cut_photo_is_drawn_whole_or_not_at_all(desk: Desk, name: str) -> None:
    """Wherever a copy broke off, the half grey picture never appears."""
    data = WHOLE[name]()
    whole = outcome(desk, data)
    assert whole
    for at in places(name, len(data)):
        assert outcome(desk, data[:at]) in (None, whole), f"cut at {at} of {len(data)}"
    assert outcome(desk, data[: len(data) // 2]) is None


@pytest.mark.parametrize("name", ["jpeg", "progressive", "png", "packed tiff"])
def test_a_copy_filled_up_with_zeros_is_not_drawn_either(desk: Desk, name: str) -> None:
    """A copy that broke off and has its full length all the same is refused; zeros after a whole photo do no harm."""
    data = WHOLE[name]()
    whole = outcome(desk, data)
    for at in places(name, len(data)):
        assert outcome(desk, data[:at] + bytes(len(data) - at)) in (None, whole), f"zeros from {at} of {len(data)}"
    assert outcome(desk, data + bytes(5000)) == whole


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_photos_raise_nothing_but_photo_errors(desk: Desk, name: str) -> None:
    """Flipped bytes are refused or drawn, and Pillow's own errors never come out."""
    data, chance = WHOLE[name](), random.Random(name)
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(min(len(data), 600))] = chance.randrange(256)
        outcome(desk, bytes(damaged))


# Colours


def icc(space: bytes, tags: dict[bytes, bytes], connection: bytes = b"XYZ ", device: bytes = b"mntr") -> bytes:
    """An ICC profile, version 2 (ICC.1:2001-04), of these tags."""
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78), b"wtpt": xyz(0.9642, 1.0, 0.8249), **tags}
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for name, tag in tags.items():
        tag += bytes(-len(tag) % 4)
        table += name + struct.pack(">II", at + len(body), len(tag))
        body += tag
    head = struct.pack(">I4sI", at + len(body), b"test", 0x02400000) + device + space + connection + bytes(12) + b"acsp" + bytes(28)
    head += struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def xyz(*values: float) -> bytes:
    """A colour of the connection space."""
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(value * 65536) for value in values))


def gamma(value: float) -> bytes:
    """A tone curve."""
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def p3() -> bytes:
    """The wide colours of newer phones: the primaries of P3, with a gamma of 2.2."""
    primaries = {b"rXYZ": xyz(0.51512, 0.2412, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189), b"bXYZ": xyz(0.1571, 0.06657, 0.78407)}
    return icc(b"RGB ", {**primaries, b"rTRC": gamma(2.2), b"gTRC": gamma(2.2), b"bTRC": gamma(2.2)})


def p3_as_srgb(colour: Colour) -> Colour:
    """A colour of P3 in sRGB, worked out by hand (CSS Color 4, section 17)."""
    red, green, blue = ((level / 255) ** 2.2 for level in colour)
    linear = (1.2249 * red - 0.2249 * green, -0.0420 * red + 1.0420 * green, -0.0196 * red - 0.0786 * green + 1.0983 * blue)
    levels = (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in linear)
    return tuple(round(255 * min(1, max(0, level))) for level in levels)


def ink() -> bytes:
    """A printer whose black makes grey (Lab 50, 0, 0) and whose other inks make nothing."""
    grid = b"".join(struct.pack(">BBB", 128 if corner & 1 else 255, 128, 128) for corner in range(16))
    identity = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + identity * 4 + grid + identity * 3
    return icc(b"CMYK", {b"A2B0": table}, b"Lab ", b"prtr")


@pytest.mark.parametrize("colour", [(200, 100, 50), (60, 180, 90), (128, 128, 128), (0, 0, 0), (90, 60, 210)])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_wide_colours_become_srgb(desk: Desk, format: str, colour: Colour) -> None:
    """A photo in P3 looks in every browser as the phone showed it."""
    options = {"quality": 100} if format != "PNG" else {}
    data = saved(Image.new("RGB", (32, 32), colour), format, icc_profile=p3(), **options)
    assert is_near(desk.whole(data), (0.5, 0.5), p3_as_srgb(colour), by=5)


def test_transparent_pictures_have_profiles_too(desk: Desk) -> None:
    """The colours are converted and the transparency stays."""
    data = saved(Image.new("RGBA", (32, 32), (200, 100, 50, 128)), "PNG", icc_profile=p3())
    assert is_near(desk.whole(data), (0.5, 0.5), (*p3_as_srgb((200, 100, 50)), 128), by=5)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_profiles(desk: Desk, mode: str) -> None:
    """A linear grey of one half is 188 in sRGB (IEC 61966-2-1)."""
    image = Image.new(mode, (32, 32), 128 if mode == "L" else (128, 200))
    data = saved(image, "PNG", icc_profile=icc(b"GRAY", {b"kTRC": gamma(1.0)}))
    assert is_near(desk.whole(data), (0.5, 0.5), (188, 188, 188, 255 if mode == "L" else 200), by=3)


def test_printed_colours_follow_their_profile(desk: Desk) -> None:
    """A CMYK photo is converted by its profile, and the black of the printer becomes the black of the screen.

    Half the ink is Lab 75, a luminance of 0.483; with Lab 50 (0.184) taken for black 0.366 remain, which is 163 in sRGB.
    Plain arithmetic would give 127.
    """
    data = saved(Image.new("CMYK", (32, 32), (0, 0, 0, 128)), "JPEG", quality=100, icc_profile=ink())
    assert is_near(desk.whole(data), (0.5, 0.5), (163, 163, 163), by=3)


@pytest.mark.parametrize("profile", [b"nonsense", p3()[:200], icc(b"GRAY", {b"kTRC": gamma(1.0)}), icc(b"RGB ", {})])
def test_useless_profiles_are_ignored(desk: Desk, profile: bytes) -> None:
    """A broken profile, or one for another kind of picture, changes nothing."""
    data = saved(Image.new("RGB", (32, 32), (200, 100, 50)), "PNG", icc_profile=profile)
    assert is_near(desk.whole(data), (0.5, 0.5), (200, 100, 50), by=4)


def test_srgb_profiles_change_nothing(desk: Desk) -> None:
    """A photo that says it is in sRGB is drawn like one that says nothing."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, marked = saved(noise(40, 30), "PNG"), saved(noise(40, 30), "PNG", icc_profile=profile)
    assert desk.whole(plain).tobytes() == desk.whole(marked).tobytes()


def test_cmyk_as_photoshop_writes_it(desk: Desk) -> None:
    """The inverted inks of a CMYK JPEG with Adobe's mark come out right, and not as a negative."""
    data = saved(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG", quality=100)
    assert b"Adobe" in data
    assert is_near(desk.whole(data), (0.5, 0.5), (255, 0, 0), by=4)


def sixteen(order: str, mode: str, level: int) -> Image.Image:
    """A grey picture of 16 bits a pixel."""
    return Image.frombytes(mode, (32, 32), struct.pack(order + "H", level) * 1024)


@pytest.mark.parametrize("level", [0, 257, 25_700, 65_535])
@pytest.mark.parametrize(
    "make",
    [
        lambda level: saved(sixteen("<", "I;16", level), "PNG"),
        lambda level: saved(sixteen("<", "I;16", level), "TIFF"),
        lambda level: saved(Image.frombytes("I", (32, 32), struct.pack("=i", level) * 1023 + struct.pack("=i", 65_535)), "TIFF"),
        lambda level: saved(Image.frombytes("F", (32, 32), struct.pack("=f", level / 65_535) * 1023 + struct.pack("=f", 1)), "TIFF"),
    ],
    ids=["png", "tiff", "tiff of 32 bits", "floating tiff"],
)
def test_scans_keep_their_tones(desk: Desk, make: Callable[[int], bytes], level: int) -> None:
    """Grey of 16 bits is scaled down; cutting off at 255 would leave a white page."""
    expected = round(level / 257)
    assert is_near(desk.whole(make(level)), (0.4, 0.4), (expected, expected, expected), by=2)


def test_the_transparent_level_of_a_scan_is_not_mistaken(desk: Desk) -> None:
    """A level of 16 bits that means nothing is not looked for among the 8 bits that remain."""
    data = saved(sixteen("<", "I;16", 25_700), "PNG", transparency=100)
    assert Image.open(io.BytesIO(data)).info["transparency"] == 100
    assert is_near(desk.whole(data), (0.5, 0.5), (100, 100, 100, 255), by=2)


def test_big_endian_scans_keep_their_tones(desk: Desk) -> None:
    """A TIFF of 16 bits in the other byte order, as some scanners write it."""
    little = saved(sixteen("<", "I;16", 0x1234), "TIFF")
    assert Image.open(io.BytesIO(little)).mode == "I;16"
    entries = [(256, 4, 8), (257, 4, 8), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 134), (277, 3, 1), (278, 4, 8), (279, 4, 128)]
    table = b"".join(
        struct.pack(">HHI", tag, kind, 1) + (struct.pack(">HH", value, 0) if kind == 3 else struct.pack(">I", value))
        for tag, kind, value in entries
    )
    big = b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + table + bytes(4)
    data = big.ljust(134, b"\0") + struct.pack(">H", 25_700) * 64
    assert Image.open(io.BytesIO(data)).mode == "I;16B"
    assert is_near(desk.whole(data), (0.5, 0.5), (100, 100, 100), by=2)


# Transparency, palettes, films


def half_clear(mode: str) -> bytes:
    """A PNG whose left half is blue and whose right half cannot be seen."""
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    image.paste((*BLUE, 255), (0, 0, 16, 32))
    if mode == "P":
        palette = Image.new("P", (32, 32), 1)
        palette.putpalette([*BLUE, 9, 9, 9])
        palette.paste(0, (0, 0, 16, 32))
        return saved(palette, "PNG", transparency=b"\xff\x00")
    if mode == "GIF":
        return saved(image, "GIF")
    if mode == "RGB":
        return saved(Image.merge("RGB", image.split()[:3]), "PNG", transparency=(0, 0, 0))
    return saved(image, mode)


@pytest.mark.parametrize("mode", ["PNG", "P", "GIF", "RGB", "WEBP"])
def test_transparency_stays_in_webp_and_is_white_in_jpeg(desk: Desk, mode: str) -> None:
    """A logo keeps its clear ground where the format can, and stands on white where it cannot; never on black."""
    data = half_clear(mode)
    for format in ("webp", "avif"):
        image = desk.whole(data, format)
        assert image.mode == "RGBA"
        assert is_near(image, (0.2, 0.5), (*BLUE, 255))
        pixel = image.getpixel((28, 16))
        assert isinstance(pixel, tuple)
        assert pixel[3] == 0
    card = desk.whole(data, "jpeg")
    assert is_near(card, (0.2, 0.5), BLUE)
    assert is_near(card, (0.9, 0.5), (255, 255, 255))


def test_no_alpha_where_nothing_is_transparent(desk: Desk) -> None:
    """A screenshot with a useless alpha channel is saved without one."""
    data = saved(noise(32, 32).convert("RGBA"), "PNG")
    assert [desk.whole(data, format).mode for format in ("webp", "avif")] == ["RGB", "RGB"]


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *(("TIFF", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr")),
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")),
        *(("BMP", mode) for mode in ("1", "L", "P", "RGB", "RGBA")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
    ],
)
def test_every_mode_can_be_drawn(desk: Desk, format: str, mode: str) -> None:
    """Black and white, grey, palettes, inks: the dark half is dark and the light half is light."""
    image = Image.new("L", (64, 64), 255)
    image.paste(0, (0, 0, 32, 64))
    data = saved(image.convert("RGB").convert(mode), format)
    for kind in ("webp", "avif", "jpeg"):
        drawn = desk.whole(data, kind)
        assert is_near(drawn, (0.2, 0.5), (0, 0, 0))
        assert is_near(drawn, (0.8, 0.5), (255, 255, 255))


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "TIFF", "MPO", "AVIF"])
def test_of_several_pictures_the_first_is_drawn(desk: Desk, format: str) -> None:
    """Films stand still, and of the pictures that a phone puts into one file the main one counts."""
    first, second = Image.new("RGB", (40, 30), RED), Image.new("RGB", (40, 30), GREEN)
    data = saved(first, format, save_all=True, append_images=[second])
    image = desk.whole(data)
    assert getattr(image, "n_frames", 1) == 1
    assert is_near(image, (0.5, 0.5), RED)


# Drawing


SECRET = b"21.7051N 104.8752E"


@pytest.mark.parametrize("format", ["webp", "avif", "jpeg"])
@pytest.mark.parametrize("original", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_nothing_but_pixels_is_published(desk: Desk, original: str, format: Format) -> None:
    """Where a photo was taken, by which camera and what was noted in it stays in the office."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 42.0, 18.36)
    options: dict[str, object] = {"exif": exif, "icc_profile": p3(), "dpi": (300, 300)}
    if original in ("JPEG", "WEBP", "AVIF"):
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if original == "JPEG":
        iptc = b"Photoshop 3.0\0" + SECRET
        options |= {"comment": SECRET, "extra": b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc}
    data = saved(noise(48, 32), original, **options)
    assert SECRET in data
    path = desk.put(data)
    picture = open_picture(path)
    for drawn in drawings(path, fit(picture, 48, format=format), crop(picture, 20, 20, format=format)).values():
        assert SECRET not in drawn
        for mark in (
            b"Exif",
            b"EXIF",
            b"ICC_PROFILE",
            b"ICCP",
            b"xmp",
            b"XMP",
            b"Photoshop",
            b"\xff\xfe"[: 2 * (format == "jpeg")] or b"GPS",
        ):
            assert mark not in drawn
        image = Image.open(io.BytesIO(drawn))
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & set(image.info)
        assert not image.getexif()


def test_the_same_bytes_again(desk: Desk) -> None:
    """The same photo gives the same files, in every format."""
    path = desk.put(saved(noise(300, 200), "JPEG"))
    picture = open_picture(path)
    wanted = [fit(picture, 200), fit(picture, 200, format="avif"), crop(picture, 120, 63, format="jpeg")]
    assert drawings(path, *wanted) == drawings(path, *reversed(wanted))
    assert len(drawings(path, *wanted, *wanted)) == 3


@pytest.mark.parametrize(("format", "width", "height"), [("JPEG", 4000, 1500), ("PNG", 700, 500)])
def test_a_rendition_drawn_alone_is_the_one_drawn_with_others(desk: Desk, format: str, width: int, height: int) -> None:
    """What else is drawn leaves no trace in the bytes: an incremental build and a clean one agree."""
    path = desk.put(saved(noise(width // 10, height // 10).resize((width, height)), format))
    picture = open_picture(path)
    wanted = [*ladder(picture, (80, 160, 320, 3000)), crop(picture, 300, 157, format="jpeg"), crop(picture, 90, 90)]
    together = drawings(path, *wanted)
    assert len(together) == len(wanted)
    for rendition in wanted:
        assert drawings(path, rendition) == {rendition.permalink: together[rendition.permalink]}


@pytest.mark.parametrize("orientation", [1, 6])
def test_large_photos_shrink_while_they_are_decoded(desk: Desk, orientation: int) -> None:
    """A photo decoded at half its size gives the same picture, upright, as one reduced afterwards."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = corners(4200, 4100)
    data = saved(stored, "JPEG", exif=exif.tobytes(), quality=95)
    upright = stored if orientation == 1 else stored.transpose(T.ROTATE_270)
    (image,) = desk.render(data, lambda picture: fit(picture, 300))
    for at in ((0.1, 0.1), (0.47, 0.1), (0.53, 0.1), (0.1, 0.47), (0.9, 0.53), (0.9, 0.9)):
        colour = upright.getpixel((int(at[0] * upright.width), int(at[1] * upright.height)))
        assert isinstance(colour, tuple)
        assert is_near(image, at, colour, by=12)


def test_settings_reach_the_encoder(desk: Desk) -> None:
    """A higher quality makes a larger file, in every format."""
    path = desk.put(saved(noise(64, 64), "PNG"))
    picture = open_picture(path)
    for format in ("webp", "avif", "jpeg"):
        coarse, fine = fit(picture, 64, format=format, quality=Quality(30, 0, 30, 10, 30)), fit(picture, 64, format=format, quality=FINE)
        drawn = drawings(path, coarse, fine)
        assert len(drawn[coarse.permalink]) < len(drawn[fine.permalink])
        assert Image.open(io.BytesIO(drawn[fine.permalink])).format == format.upper()


def test_the_largest_comes_first_and_failures_to_write_are_not_the_photos(desk: Desk) -> None:
    """A full disk is not a damaged photo."""
    path = desk.put(saved(noise(64, 64), "PNG"))
    picture = open_picture(path)
    assert [permalink.split("-")[1] for permalink in drawings(path, *ladder(picture, (16, 32, 64)))] == [
        "64x64.webp",
        "32x32.webp",
        "16x16.webp",
    ]

    def fail(permalink: str, data: bytes) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space left"):
        draw(path, [fit(picture, 16)], fail)
    draw(desk.folder / "không có.jpg", [], fail)


def test_pillow_is_imported_only_when_a_photo_is_opened() -> None:
    """A build without new photos does not pay for it."""
    code = "import sys, sitegen.images as i; i.fit(i.Picture(9, 9, ''), 3); sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=False).returncode == 0
