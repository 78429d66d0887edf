"""Articles without a page at the moment: at which address each would stand, so that whoever opens it is told why it does not."""

from __future__ import annotations

import contextlib
import posixpath
from functools import cached_property

from sitegen import dates, source
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.output import Output
from sitegen.preview.generation import Generation
from sitegen.state import Spoiled, State
from sitegen.vietnamese import slug

ENDED = Kind(
    "article-ended",
    N_("This article ended on {date}: readers do not see it any more."),
    N_("Give expires a later date, or remove it, to show the article again."),
    "warning",
)


class Broken:
    """Finds the file behind an address at which there is no page."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def at(self, id: str, permalink: str) -> str:
        """The file of an article that cannot be read and would stand at an address of a site, from the content folder; or empty."""
        config = self._generation.config
        for path in [path for path, one in self._generation.known.items() if one.article is None]:
            if self._owned.get(f"{id}{permalink}index.html") == f"{config.content.name}/{path}":
                return path
            name = slug(posixpath.basename(source.identify(path)), limit=200)
            if path.partition("/")[0] == id and permalink.rstrip("/").rpartition("/")[2] == name:
                return path
        return ""

    def ended(self, id: str, permalink: str) -> tuple[Problem, ...]:
        """That an article of a site has ended which stood at an address; nothing where there is none."""
        now = self._generation.portal.now
        articles = (one.article for one in self._generation.known.values() if one.article and one.article.expires)
        found = (one for one in articles if one.province == id and one.card.permalink == permalink and one.expires and one.expires <= now)
        return tuple(ENDED.at(Place(one.path, 1), date=dates.line(one.expires, True)) for one in found if one.expires)

    def published(self, id: str, permalink: str) -> bytes:
        """The page as the last real build left it, or empty."""
        path = f"{id}{permalink}index.html"
        file = self._generation.config.output / path
        return file.read_bytes() if path in self._owned and file.is_file() else b""

    @cached_property
    def _owned(self) -> dict[str, str]:
        """Which file each published page came from."""
        manifest: dict[str, bytes] = {}
        with contextlib.suppress(Spoiled):
            manifest = State(self._generation.config.output).rows("manifest")
        return {path: entry.owner for path, entry in Output(self._generation.config.output, manifest).before.items() if entry.owner}
