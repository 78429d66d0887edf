"""The least that photos can cost: every photo of a folder decoded once and drawn in three widths by a bare Pillow loop in two processes.

Run as `python -m tests.bench.bare PHOTOS OUTPUT`; the same widths, format and effort as sitegen's.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import partial
from pathlib import Path

from PIL import Image

from sitegen.renditions import Quality

WIDTHS = (1600, 960, 480)


def draw(output: str, photo: str) -> None:
    """Draws one photo in all widths."""
    quality = Quality()
    with Image.open(photo) as picture:
        picture.load()
        for width in WIDTHS:
            size = (width, round(picture.height * width / picture.width))
            drawn = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            drawn.save(f"{output}/{Path(photo).stem}-{width}.webp", quality=quality.webp, method=quality.method)


def main() -> None:
    """Draws all photos of one folder into another."""
    photos, output = sys.argv[1:]
    os.makedirs(output, exist_ok=True)
    with multiprocessing.Pool(2) as pool:
        pool.map(partial(draw, output), sorted(str(path) for path in Path(photos).glob("*.jpg")), chunksize=2)


if __name__ == "__main__":
    main()
