"""The editor's desk: all articles, each file read once, and what the build would make of them.

The one idea: what the build reports is asked of the build's own portal and sites, so a check that is clean means a build that is clean. An
article that is not due is looked at as the preview shows it, among the other drafts; the others as readers will see them.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

from sitegen import contents, pages, picked, source
from sitegen.article import Article
from sitegen.checks.draft import Draft
from sitegen.checks.exif import Exif, read
from sitegen.contents import Content
from sitegen.errors import Problem
from sitegen.files import stamps
from sitegen.memo import Memo
from sitegen.pictures import Pictures
from sitegen.portal import Portal
from sitegen.renditions import Picture
from sitegen.settings import Check, Config
from sitegen.site import Site
from sitegen.vietnamese import fold


class Desk:
    """The drafts of a portal at a moment, and whatever rules ask beside their own draft."""

    def __init__(self, config: Config, now: datetime) -> None:
        self.config = config
        self.now = now
        files = stamps(config.content)
        self.drafts = tuple(Draft(config, path, _bytes(config.content / path)) for path in source.find(files))
        self.pictures = Pictures(config.content, config.images.max_megapixels * 1_000_000, {}, files)

    @property
    def settings(self) -> Check:
        """What `[check]` says."""
        return self.config.check

    # -- what the build says

    @cached_property
    def _published(self) -> Portal:
        return Portal(self.config, self._articles, self.now, self.pictures)

    @cached_property
    def _previewed(self) -> Portal:
        return Portal(self.config, self._articles, self.now, self.pictures, drafts=True)

    @cached_property
    def _articles(self) -> list[Article]:
        return [draft.article for draft in self.drafts if draft.article]

    @cache  # noqa: B019  as long-lived as the desk itself
    def _site(self, portal: Portal, id: str) -> Site:
        province = self.config.site(id)
        assert province is not None, id
        return Site(portal, province, Memo())

    def _sites(self, draft: Draft) -> Iterator[Site]:
        """The sites that show an article, its own first; none for one that has ended."""
        portal = next((one for one in (self._published, self._previewed) if draft.id in one.homes), None) if draft.article else None
        if portal is not None:
            shown = [site.id for site in self.config.provinces if draft.id in portal.libraries[site.id].by_id]
            for id in sorted(shown, key=lambda id: id != portal.homes[draft.id].id):
                site = self._site(portal, id)
                if not site.province.retired:
                    yield site

    @cache  # noqa: B019
    def contents(self, draft: Draft) -> tuple[Content, ...]:
        """The rendered body on each site that shows it, its own site first; empty for an article that nobody sees any more."""
        found = []
        for site in self._sites(draft):
            site.memo.known["text", draft.id] = draft.reading.text  # it has been read: the file is not opened again
            found.append(site.content(draft.id))
        return tuple(found)

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """What the build reports of an article: its front matter, its body, its addresses."""
        yield from draft.reading.problems
        if draft.article:
            yield from picked.unknown(self.config, [draft.article], self.by_id)
        for content in self.contents(draft):
            yield from content.problems
        if broken := draft.reading.draft:
            yield from contents.of(self._site(self._previewed, broken.province), broken, draft.reading.text).problems
        yield from self._addresses.get(draft.path, ())

    @cached_property
    def _addresses(self) -> dict[str, list[Problem]]:
        """Addresses that two articles want, and old ones that are in use, by the article they are reported at."""
        found: dict[str, list[Problem]] = defaultdict(list)
        for province in self.config.provinces:
            for problem in pages.plan(self._site(self._published, province.id))[1]:
                found[problem.place.path].append(problem)
        for province in self.config.provinces:
            for problem in self._site(self._previewed, province.id).clashes():
                if problem.place.path not in found:
                    found[problem.place.path].append(problem)
        return found

    def prepare(self) -> None:
        """Works out what all drafts ask for, so that processes started from this one share it."""
        _ = self._published, self._previewed, self._addresses, self.titles

    # -- what rules ask

    @cached_property
    def titles(self) -> dict[tuple[str, str], list[str]]:
        """The files of the articles of each site with each title, spelled in any way."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for article in self._articles:
            found[article.province, fold(article.card.title)].append(article.path)
        return found

    @cached_property
    def by_id(self) -> dict[str, Draft]:
        """Every draft by the id of its article."""
        return {draft.id: draft for draft in self.drafts}

    def picture(self, file: str) -> Picture | None:
        """The size of a photo, or none where it cannot be opened."""
        opened = self.pictures.open(file)
        return opened if isinstance(opened, Picture) else None

    def length(self, file: str) -> int:
        """The bytes of a photo file."""
        return os.stat(self.pictures.path(file)).st_size

    @cache  # noqa: B019
    def exif(self, file: str) -> Exif:
        """What the camera wrote into a photo file."""
        return read(self.pictures.path(file))


def _bytes(path: Path) -> bytes:
    """The bytes of a file; none of one that cannot be read, which is then reported as the build reports it."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
