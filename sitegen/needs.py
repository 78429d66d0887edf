"""What a page needs published beside itself: assets, renditions of photos, and files for download."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.renditions import Rendition


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a theme or project under its fingerprinted address, and the assets it names itself."""

    permalink: str
    data: bytes = field(repr=False)
    within: tuple[Asset, ...] = ()


class Drawn(NamedTuple):
    """A rendition to be drawn from a photo file (a path from the content folder)."""

    rendition: Rendition
    file: str

    @property
    def permalink(self) -> str:
        """The address of the rendition."""
        return self.rendition.permalink


class Copy(NamedTuple):
    """A file of the content folder published as it is."""

    permalink: str
    file: str


Need = Asset | Drawn | Copy
