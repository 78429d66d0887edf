"""From a photo to its renditions: reads what a photo is, and draws the pictures that pages show of it. The only user of Pillow.

Its one idea: officers send whatever the phone, the scanner or the designer gave them, and readers get upright pictures in sRGB that
carry nothing but pixels: no place where they were taken, no serial number of a camera. Each photo is decoded once for all its
renditions, and the bytes of a rendition depend on nothing but the photo and the rendition. A damaged photo is refused whole and never
half drawn. Which renditions there are is worked out in `renditions`, what a file is in `originals`; both are offered here too.
Pillow is imported inside the functions, so that a build without new photos does not pay for it.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sitegen.originals import (
    BROKEN,
    CHANGED,
    EMPTY,
    FORMAT,
    HEAVY,
    HUGE,
    MEMORY,
    READABLE,
    UNKNOWN,
    UNREADABLE,
    PhotoError,
    orientation,
    recognise,
)
from sitegen.renditions import Picture, Quality, Rendition, crop, fit, ladder, shrink, window

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

__all__ = ["PhotoError", "Picture", "Quality", "Rendition", "crop", "draw", "fit", "ladder", "open_picture"]

MAX_PIXELS = 100_000_000
MAX_BYTES = 60_000_000

# What undoes each orientation of Exif; 1 is upright.
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def open_picture(path: Path, *, max_pixels: int = MAX_PIXELS, max_bytes: int = MAX_BYTES) -> Picture:
    """The facts of a photo, from its bytes and its header; no pixel is decoded.

    A photo whose header is whole and whose pixels are damaged is noticed by `draw` only. Raises `PhotoError`, and nothing else,
    for what is no photo, for formats that browsers cannot show, and for more pixels or bytes than allowed.
    """
    data = _read(path, max_bytes)
    with _blame(path, max_pixels):
        width, height = _upright_size(_open(path, data))
    if width < 1 or height < 1:
        raise PhotoError(EMPTY, {"file": path.name})
    if width * height > max_pixels:
        raise PhotoError(HUGE, {"file": path.name, "limit": _millions(max_pixels)})
    return Picture(width, height, _digest(data))


def draw(path: Path, renditions: Sequence[Rendition], write: Callable[[str, bytes], None]) -> None:
    """Draw each of these renditions of one photo, largest first, and hand it to `write` with its permalink.

    The photo is decoded once; twice only when a very large JPEG is asked for both usual and very large sizes (`renditions.shrink`).
    Raises `PhotoError` when the photo is damaged, or is no longer the one that the renditions were asked of; what `write` raises
    passes through.
    """
    if not renditions:
        return
    data = _read(path)
    if {rendition.digest for rendition in renditions} != {_digest(data)}:
        raise PhotoError(CHANGED, {"file": path.name})
    with _blame(path):
        size = _upright_size(_open(path, data))
    wanted: dict[int, list[Rendition]] = {}
    for rendition in sorted(dict.fromkeys(renditions), key=lambda one: (-one.width, -one.height, one.permalink)):
        wanted.setdefault(shrink(rendition, *size), []).append(rendition)
    for factor, group in wanted.items():
        with _blame(path):
            picture = _decode(path, data, factor)
        for rendition in group:
            with _blame(path):
                drawn = _encode(_resize(picture, rendition), rendition)
            write(rendition.permalink, drawn)


def exif(path: Path) -> dict[int, Any]:
    """What the camera wrote into a photo, by its tags; those of the place (0x8825) are a dictionary of their own."""
    with _blame(path):
        tags = _open(path, _read(path)).getexif()
        return {**tags, 0x8825: tags.get_ifd(0x8825)}


@contextmanager
def _blame(path: Path, max_pixels: int = MAX_PIXELS) -> Iterator[None]:
    """Turn whatever Pillow raises into a `PhotoError`, and keep its warnings back: they speak to programmers.

    Every exception is taken, because damaged files make Pillow raise nearly all of them, from `SyntaxError` to `struct.error`.
    """
    from PIL.Image import DecompressionBombError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PhotoError:
        raise
    except MemoryError as error:
        raise PhotoError(MEMORY, {"file": path.name}) from error
    except DecompressionBombError as error:
        raise PhotoError(HUGE, {"file": path.name, "limit": _millions(max_pixels)}) from error
    except Exception as error:
        raise PhotoError(BROKEN, {"file": path.name}) from error


def _read(path: Path, max_bytes: int | None = None) -> bytes:
    try:
        size = path.stat().st_size
        if max_bytes is not None and size > max_bytes:
            raise PhotoError(HEAVY, {"file": path.name, "size": f"{size / 1_000_000:.1f}", "limit": _millions(max_bytes)})
        data = path.read_bytes()
    except OSError as error:
        raise PhotoError(UNREADABLE, {"file": path.name}) from error
    if not data:
        raise PhotoError(EMPTY, {"file": path.name})
    return data


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def _millions(number: int) -> str:
    return f"{number / 1_000_000:g}"


def _open(path: Path, data: bytes) -> ImageFile:
    """The photo with its header read, by the one reader that its first bytes call for.

    Pillow's own `open` would try forty readers, some of which start other programs.
    """
    from PIL.AvifImagePlugin import AvifImageFile
    from PIL.BmpImagePlugin import BmpImageFile
    from PIL.GifImagePlugin import GifImageFile
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.TiffImagePlugin import TiffImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    name = recognise(data)
    if not name:
        raise PhotoError(UNKNOWN, {"file": path.name})
    if name not in READABLE:
        raise PhotoError(FORMAT, {"file": path.name, "format": name})
    if name == "JPEG":
        # A copy that broke off is often filled up with zeros, which libjpeg takes for grey. Without them it is seen to be cut off.
        return JpegImageFile(io.BytesIO(data.rstrip(b"\0")))
    readers: dict[str, Callable[[io.BytesIO], ImageFile]] = {
        "AVIF": AvifImageFile,
        "BMP": BmpImageFile,
        "GIF": GifImageFile,
        "PNG": PngImageFile,
        "TIFF": TiffImageFile,
        "WebP": WebPImageFile,
    }
    image = readers[name](io.BytesIO(data))
    # RAW files of many cameras are TIFF files that begin with a thumbnail: NewSubfileType "reduced", or a version of DNG.
    if isinstance(image, TiffImageFile) and (image.tag_v2.get(0x00FE, 0) & 1 or 0xC612 in image.tag_v2):
        raise PhotoError(FORMAT, {"file": path.name, "format": "RAW"})
    return image


def _orientation(image: ImageFile) -> int:
    """How the stored picture lies. Pillow turns TIFF upright by itself; a PNG tells before its pixels or not at all."""
    return 1 if image.format == "TIFF" else orientation(image.info.get("exif", b""))


def _upright_size(image: ImageFile) -> tuple[int, int]:
    return (image.height, image.width) if _orientation(image) >= 5 else image.size


def _decode(path: Path, data: bytes, factor: int) -> Image:
    """The first frame, upright, in sRGB, as RGB or RGBA with nothing attached; a JPEG at one `factor`-th of its size."""
    from PIL.Image import Transpose

    stored = _open(path, data)
    turn = _TURNS.get(_orientation(stored))
    if factor > 1:
        stored.draft(None, (max(1, stored.width // factor), max(1, stored.height // factor)))
    stored.load()
    image = _to_srgb(stored)
    image.info.clear()
    return image.transpose(Transpose[turn]) if turn else image


def _to_srgb(image: Image) -> Image:
    """A picture of any mode as RGB, or as RGBA where something really is transparent."""
    profile = image.info.get("icc_profile")
    alpha = None
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if image.has_transparency_data:
        image = image if image.mode == "LA" else image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("L" if image.mode == "LA" else "RGB")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    image = (profile and _through_profile(image, profile)) or (image if image.mode == "RGB" else image.convert("RGB"))
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _eight_bits(image: Image) -> Image:
    """Grey with more than 256 levels, from scanners, as L. Pillow itself would cut off everything above 255."""
    if image.mode.startswith("I;16"):
        white = 65_535.0
        image = image.convert("I")
    else:  # 32 bits or floating point: the file does not say which level is white
        usual = (1.0, 255.0, 65_535.0) if image.mode == "F" else (255.0, 65_535.0)
        brightest = cast("tuple[float, float]", image.getextrema())[1]
        white = next((level for level in usual if brightest <= level), brightest)
    image = image.point(lambda level: level * (255 / white) + 0.5).convert("L")
    image.info.pop("transparency", None)  # a level of the original, which now means another
    return image


def _through_profile(image: Image, profile: bytes) -> Image | None:
    """The picture in sRGB, or nothing where it is in sRGB already or the profile is broken or made for another kind of picture."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (source.profile.profile_description or ""):
            return None
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _resize(picture: Image, rendition: Rendition) -> Image:
    from PIL.Image import Resampling

    # Each from the decoded picture and none from a larger rendition: the bytes must not depend on what else is drawn.
    size = rendition.width, rendition.height
    return picture.resize(size, Resampling.LANCZOS, window(rendition, *picture.size), reducing_gap=2.0)


def _encode(image: Image, rendition: Rendition) -> bytes:
    """The bytes of a finished rendition. Only the pixels are handed to the encoder; JPEG shows what is transparent as white."""
    quality = rendition.quality
    out = io.BytesIO()
    match rendition.format:
        case "webp":
            image.save(out, "WEBP", quality=quality.webp, method=quality.method)
        case "avif":
            # One thread: how the picture is cut up for several would show in the bytes.
            image.save(out, "AVIF", quality=quality.avif, speed=quality.avif_speed, max_threads=1, autotiling=False)
        case "jpeg":
            if image.mode == "RGBA":
                image = _on_white(image)
            image.save(out, "JPEG", quality=quality.jpeg, optimize=True, progressive=True)
    return out.getvalue()


def _on_white(image: Image) -> Image:
    from PIL.Image import new

    paper = new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper
