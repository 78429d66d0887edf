"""From what a reader asked for to a page: which site, and which permalink in it.

A site is known by the host that was asked, by the folder it lies in, or because it is the only one. Only pages that the last build listed
are pages; of a site without a list, everything that has the form of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes, urlsplit

from sitegen.counter.published import UNION, Published
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.settings import Config

WHICH_SITE = Kind(
    "log-site",
    N_("This log does not tell which site was asked: its format has no host, and {first} and {second} both begin at “{prefix}”."),
    N_("Give --province ID where it is the log of one site, or a format that tells the host (vhost_combined)."),
)
LONGEST = 512

Page = tuple[str, str]


@dataclass(slots=True)
class Addresses:
    """The addresses of a portal's sites: by host, and all together for logs that tell none."""

    published: Mapping[str, Published]
    only: str = ""
    _places: list[tuple[str, str, str]] = field(default_factory=list)
    _known: dict[tuple[str, bytes], Page | None] = field(default_factory=dict)

    def page(self, host: str, target: bytes) -> Page | None:
        """The page that was asked for: its site and permalink; none for everything that is no page."""
        key = (host, target.partition(b"?")[0])
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) > 20_000:
                self._known.clear()
            found = self._known[key] = self._find(*key)
            return found

    def _find(self, host: str, target: bytes) -> Page | None:
        path = _path(target)
        if path is None:
            return None
        if target[:1] != b"/":
            host = urlsplit(target.decode("ascii", "replace")).hostname or host
        host = host.removeprefix("www.")
        for there, prefix, site in self._places:
            if (self.only or not host or host == there) and path.startswith(prefix) and self.only in ("", site):
                return self._permalink(site, path[len(prefix) - 1 :])
        return self._permalink(self.only, path) if self.only else None

    def _permalink(self, site: str, path: str) -> Page | None:
        told = self.published.get(site)
        if told is not None:
            return (site, path) if told.is_page(path) else None
        return None if any(part.startswith(("_", ".")) for part in path.split("/")) else (site, path)


def addresses(config: Config, published: Mapping[str, Published], province: str = "", *, tells_host: bool = False) -> Addresses:
    """The addresses of a portal, or of one site of it. Raises `Refused` where a log without hosts could be of several sites."""
    sites = [(site.id, site.url) for site in config.provinces] + ([(UNION, config.union.url)] if config.union.url else [])
    places: list[tuple[str, str, str]] = []
    for site, url in sites:
        parts = urlsplit(url)
        places.append(((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/") + "/", site))
    places.sort(key=lambda place: (-len(place[1]), place))
    if not province and not tells_host:
        taken: dict[str, str] = {}
        for _, prefix, site in places:
            if prefix in taken:
                raise Refused(WHICH_SITE.at(Place(config.file), first=taken[prefix], second=site, prefix=prefix))
            taken[prefix] = site
    return Addresses(published, province, places)


def _path(target: bytes) -> str | None:
    """The path of a page: decoded, with `/` at both ends; none where it is that of a file, or a trick."""
    target = target.partition(b"#")[0]
    if target[:1] != b"/":
        if not target.startswith((b"http://", b"https://")):
            return None
        target = b"/" + target.split(b"/", 3)[3] if target.count(b"/") > 2 else b"/"
    if target.endswith(b"/index.html"):
        target = target[:-10]
    if not target.endswith(b"/") or len(target) > LONGEST:
        return None
    try:
        path = unquote_to_bytes(target).decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")[1:-1]
    return path if path.isprintable() and all(part not in ("", ".", "..") and "\\" not in part for part in parts) else None
