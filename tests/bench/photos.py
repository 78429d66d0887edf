"""Photos that nobody took: distinct landscapes of 2000 by 1333 pixels, grainy enough to cost an encoder what a camera's pictures cost.

The same number gives the same pixels on every machine. Run in a process of its own, because Pillow stays in memory.
"""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (2000, 1333)


def draw(path: Path, number: int, seed: int) -> None:
    """Draws one photo as a JPEG of some hundred kilobytes."""
    chance = random.Random(f"{seed}:photo:{number}")
    width, height = SIZE
    sky = Image.linear_gradient("L").resize(SIZE)
    low, high = (tuple(chance.randrange(60, 240) for _ in range(3)) for _ in range(2))
    picture = Image.merge(
        "RGB", [sky.point([low[band] + (high[band] - low[band]) * value // 255 for value in range(256)]) for band in range(3)]
    )
    pen = ImageDraw.Draw(picture)
    for hill in range(6):
        horizon = height * (3 + hill) // 9
        ridge = [(x, horizon + chance.randint(-height // 12, height // 12)) for x in range(0, width + 125, 125)]
        pen.polygon([(0, height), *ridge, (width, height)], fill=tuple(chance.randrange(20, 200 - 20 * hill) for _ in range(3)))
    for _ in range(60):
        x, y, size = chance.randrange(width), chance.randrange(height // 3, height), chance.randrange(10, 160)
        pen.ellipse((x, y, x + size, y + size * 2 // 3), fill=tuple(chance.randrange(256) for _ in range(3)))
    picture = picture.filter(ImageFilter.GaussianBlur(1.5))
    coarse = _grain(chance, width // 4, height // 4).resize(SIZE, Image.Resampling.BICUBIC)
    for grain, strength in ((coarse, 40), (_grain(chance, width, height), 12)):
        veil = grain.point([128 + (value - 128) * strength // 128 for value in range(256)])
        picture = ImageChops.add(picture, Image.merge("RGB", [veil] * 3), 1, -128)
    picture.save(path, quality=85)


def _grain(chance: random.Random, width: int, height: int) -> Image.Image:
    return Image.frombytes("L", (width, height), chance.randbytes(width * height))
