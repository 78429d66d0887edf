"""A site being shown, and which page stands at an address of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sitegen import pages
from sitegen.paging import Page
from sitegen.portal import UNION
from sitegen.rendering import Job


@dataclass(slots=True)
class Sheet:
    """A site being shown: what renders its pages, and where they stand once that was asked."""

    job: Job
    pages: Mapping[str, Page] | None = None
    articles: Mapping[str, str] | None = None

    def page(self, permalink: str) -> Page | None:
        """The page at an address; that of an article is found without a plan."""
        site = self.job.site
        if self.articles is None:
            is_plain = site.province.id != UNION and not site.province.retired
            self.articles = {article.card.permalink: article.id for article in site.library.articles} if is_plain else {}
        if permalink in self.articles and permalink.split("/")[1] in {section.path.split("/")[0] for section in site.library.sections}:
            return Page(permalink, "article.html", "article", self.articles[permalink])
        if self.pages is None:
            planned, _ = pages.plan(site, self.job.theme.fragments())
            self.pages = {page.permalink: page for page in planned}
        return self.pages.get(permalink)
