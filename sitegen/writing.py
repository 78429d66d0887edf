"""One page being written: the names its templates see, and how parts that live on their own come into it.

Whatever the page asks for beside its own bytes is noted here, so that exactly that is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sitegen import filters
from sitegen.beacon import Beacon, beacon
from sitegen.metadata import Head, head
from sitegen.needs import Need
from sitegen.paging import Page
from sitegen.portal import UNION
from sitegen.site import Site

if TYPE_CHECKING:
    from sitegen.theme import Theme


@dataclass(slots=True)
class Writing:
    """One page: what its templates see, and the `needs` that gather while they are rendered."""

    theme: Theme
    site: Site
    settings: Mapping[str, Any]
    page: Page
    needs: list[Need] = field(default_factory=list)
    fetches: bool = False

    def names(self) -> dict[str, Any]:
        """The names every template sees."""
        return {
            "site": self.site, "page": self.page, "province": self.site.province, "settings": self.settings,
            "language": self.site.config.language, "asset": self.asset, "fragment": self.fragment, "head": self.head, "writing": self,
            "counter": self.site.config.counter, "beacon": self.beacon,
        }  # fmt: skip

    def asset(self, file: str) -> str:
        """The address of an asset, seen from this page."""
        self.site.memo.note(("asset", file))
        asset = self.theme.asset(file)
        self.needs += [asset, *asset.within]
        return filters.relative(self.site, self.page, asset.permalink)

    def fragment(self, name: str, label: str = "", permalink: str = "/", baked: bool = False) -> Markup:
        """A part of the page that lives on its own, in the way the portal has chosen.

        Front pages bake theirs, for they change with every article anyway; but not with every visit: where visits are counted they have
        it baked as it was before counting, until it arrives. With `baked` other pages do the same; else `label` and `permalink` make the
        plain link for readers without script, and for all where the union publishes no such part (see `pages`).
        """
        way = self.site.config.fragments
        is_front = self.page.kind in ("home", "union")
        if way == "inline" or self.page.kind == "fragment" or (is_front and not self.site.is_counted):
            return self._bake(name, self.names())
        link = Markup(f'<p><a href="{escape(self._link(permalink))}">{escape(label)}</a></p>' if label else "")
        if self.site.province.id == UNION and not self.site.config.counter:
            return link
        if way == "ssi":
            return self._include(name)
        is_baked = baked or is_front
        return self._fetch(name, self._bake(name, {**self.names(), "site": self.site.before_counting()}) if is_baked else link)

    def _bake(self, name: str, names: Mapping[str, Any]) -> Markup:
        """A part of the page in the page itself."""
        self.site.memo.note(("template", f"fragments/{name}.html"))
        return Markup(self.theme.environment.get_template(f"fragments/{name}.html").render(names))

    def _include(self, name: str) -> Markup:
        """A server-side include, by its whole path: the server resolves it, not the reader's browser."""
        return Markup(f'<!--#include virtual="{escape(filters.base_path(self.site))}_fragments/{escape(name)}.html" -->')

    def _link(self, permalink: str) -> str:
        return filters.relative(self.site, self.page, permalink)

    def _fetch(self, name: str, until: Markup) -> Markup:
        """A place that a few lines of script fill, and what stands in it until then."""
        address = self._link(f"/_fragments/{name}.html")
        script = "" if self.fetches else f'<script src="{escape(self.asset("fragments.js"))}" defer></script>'
        self.fetches = True
        return Markup(f'<div data-fragment="{escape(address)}">{until}</div>{script}')

    def beacon(self) -> Beacon | None:
        """How this page is counted, and whom it asks for live numbers; none where it is not."""
        return beacon(self.site, self.page)

    def head(self) -> Head:
        """What search engines and social networks are told of this page."""
        return head(self.site, self.page, self.needs)
