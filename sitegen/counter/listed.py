"""Which addresses are counted: those that were published, and where each of them leads today.

An address is the id of a site and a permalink in it, written together: `yen-bai/tin-tuc/bai/`. What is not published is no address, however
it is written, so nobody invents pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from sitegen.counter.published import Published

Page = tuple[str, str]


class Known(NamedTuple):
    """A published address: the page it leads to, whether that is an article, its carried-over views, and the origins it is read at."""

    page: Page
    is_article: bool
    views: int
    origins: frozenset[str]


class Listed:
    """The addresses of the sites that are served, as the build published all of them."""

    def __init__(self, sites: Mapping[str, Published], served: Iterable[str]) -> None:
        self._sites = sites
        self._origins = {id: origin(site.url) for id, site in sites.items()}
        self._together: dict[frozenset[str], frozenset[str]] = {}
        self._known = {
            id + permalink: found
            for id in served
            if (site := sites.get(id))
            for permalink in (*site.articles, *site.others, *site.moved)
            if (found := self._lead(id, permalink))
        }

    def find(self, address: str) -> Known | None:
        """What is published at an address, or none."""
        return self._known.get(address)

    def _lead(self, id: str, permalink: str) -> Known | None:
        """Where an address leads; none for one that ends nowhere, or in a circle."""
        origins, seen = {self._origins[id]}, {(id, permalink)}
        while site := self._sites.get(id):
            origins.add(self._origins[id])
            if permalink in site.articles:
                return Known((id, permalink), True, site.articles[permalink][1] or 0, self._shared(origins))
            if permalink in site.others:
                return Known((id, permalink), False, 0, self._shared(origins))
            page = site.moved.get(permalink)
            if page is None or page in seen:
                return None
            seen.add(page)
            id, permalink = page
        return None

    def _shared(self, origins: set[str]) -> frozenset[str]:
        """The same origins, once for all addresses."""
        found = frozenset(origins)
        return self._together.setdefault(found, found)


def origin(url: str) -> str:
    """The origin of a URL as browsers write it, without the port that its scheme has anyway; empty where it has none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    if not host or usual is None:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")
