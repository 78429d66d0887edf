"""Where the links of a body lead: made whole, judged, or taken off their text.

The one idea: only an address that a reader can open becomes a link; of any other the text stays, and the writer is told why. Addresses of
the web are repaired where there is no doubt (`www.…`, `http:/…`, blanks). Everything relative is the caller's to know, who has the articles
and the files; nothing here looks at a disk or the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from sitegen.errors import N_, Kind
from sitegen.markup.lines import Lines
from sitegen.vietnamese import slug

BROKEN = Kind(
    "link-broken",
    N_("The link “{href}” leads to no article and no file."),
    N_("Correct its path from this article's folder, or copy the file there.{near}"),
    "warning",
)
NO_ANCHOR = Kind(
    "link-anchor",
    N_("The link “{href}” leads to a place that this article does not have."),
    N_("Name the heading it should lead to: ## Heading {{#name}}. Places in this article: {anchors}"),
    "warning",
)
REFUSED = Kind(
    "link-refused",
    N_("“{href}” is no address that readers can open; only its text is shown."),
    N_("Begin the address with https://, mailto: or tel:"),
    "warning",
)
ON_COMPUTER = Kind(
    "link-on-computer",
    N_("The link “{href}” leads to a file on your own computer, where readers cannot fetch it."),
    N_("Copy the file beside the article and write only its name."),
    "warning",
)
EMPTY = Kind("link-empty", N_("This link has no address; only its text is shown."), N_("Write [text](address)"), "warning")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_WEB = re.compile(r"h+t+p+(s?)\s*(?::\s*[/\\]*|[/\\]{2,}:?[/\\]*)", re.IGNORECASE)
_WEB_AGAIN = re.compile(r"https?:/+(?=https?:/)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:www\.[\w\-]|(?:[a-z0-9][a-z0-9\-]*\.)+(?:vn|com|net|org)(?::\d+)?(?:[/?#]|$))", re.IGNORECASE)
_HOST = re.compile(r"[\w\-]+(?:\.[\w\-]+)*\.?")
_EMAIL = re.compile(r"[^\s@/:?#<>]+@[\w\-]+(?:\.[\w\-]+)+")
_LOCAL = re.compile(r"(?:[A-Za-z]:[\\/]|file:|\\\\)", re.IGNORECASE)
_SAFE = "%/:;?@&=+$,!~*'()-._"
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNFIT = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\[\]]")


class Link(NamedTuple):
    """Where a relative reference leads: an address as the page needs it."""

    href: str


class NoLink(NamedTuple):
    """A reference that leads nowhere, and the nearest thing it may have meant, if anything is near."""

    near: str = ""


Resolve = Callable[[str], Link | NoLink]


class Links:
    """The links of one body. `anchors` gives each anchor of the page by the name the writer knows it under."""

    def __init__(self, lines: Lines, resolve: Resolve, anchors: Mapping[str, str]) -> None:
        self._lines = lines
        self._resolve = resolve
        self._anchors = anchors

    def target(self, href: str, label: str = "") -> str | None:
        """The address that a link as typed leads to, or None where its text must do without. `label` helps to find its line."""
        typed = href
        href = " ".join(href.split())
        if not href:
            self._lines.report(EMPTY, f"[{label}](", "]()", label)
            return None
        if href.startswith("#"):
            return self._anchor(href, typed, label)
        if _LOCAL.match(href):
            self._lines.report(ON_COMPUTER, typed, f"[{label}](", label, href=href)
            return None
        web = _web_address(href)
        if web is not None:
            if not web:
                self._lines.report(REFUSED, typed, f"[{label}](", label, href=href)
            return web or None
        scheme = _SCHEME.match(href)
        if scheme:
            address = _contact(scheme[1].lower(), href[scheme.end() :])
            if not address:
                self._lines.report(REFUSED, typed, f"[{label}](", label, href=href)
            return address or None
        if _EMAIL.fullmatch(href):
            return _contact("mailto", href) or None
        found = self._resolve(href.replace("\\", "/"))
        if isinstance(found, Link):
            return _fit(found.href)
        near = f" ({found.near}?)" if found.near else ""
        self._lines.report(BROKEN, f"]({typed}", typed, f"[{label}](", label, href=href, near=near)
        return None

    def _anchor(self, href: str, typed: str, label: str) -> str | None:
        name = unquote(href[1:])
        if not name:
            return "#"
        anchor = self._anchors.get(name) or self._anchors.get(slug(name, reserved=()))
        if anchor is None:
            known = list(dict.fromkeys(anchor for anchor in self._anchors.values() if not anchor.startswith(("fn-", "fnref"))))
            listed = ", ".join(f"#{each}" for each in known[:8]) or "–"
            self._lines.report(NO_ANCHOR, f"]({typed}", typed, f"[{label}](", label, href=href, anchors=listed)
            return None
        return f"#{anchor}"


def is_external(href: str) -> bool:
    """Whether an address that `Links.target` gave leaves the site."""
    return href.startswith(("http://", "https://"))


def _web_address(href: str) -> str | None:
    """The whole address of a web page, repaired; empty where it cannot be one, None where it does not mean to be one."""
    web = _WEB.match(href)
    if web:
        rest = href[web.end() :]
        while again := _WEB.match(rest):  # https://https://…
            web, rest = again, rest[again.end() :]
        scheme = "https" if web[1] else "http"
    elif href.startswith("//"):
        scheme, rest = "https", href.lstrip("/")
    elif _DOMAIN.match(href) and "@" not in href.split("/", 1)[0]:
        scheme, rest = "https", href
    else:
        return None
    rest = rest.replace("\\", "/").lstrip()
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not _HOST.fullmatch(host) or parts.username is not None:
        return ""
    return _fit(f"{scheme}://{host}{f':{port}' if port else ''}{rest[len(parts.netloc) :]}")


def _contact(scheme: str, rest: str) -> str:
    """A `mailto:` or `tel:` address; empty for any other scheme and where nothing can be called or written to."""
    if scheme == "tel":
        number = re.sub(r"[\s.()\-]", "", unquote(rest))
        return f"tel:{number}" if re.fullmatch(r"\+?[0-9*#;,]{3,20}", number) else ""
    if scheme == "mailto":
        rest = rest.strip()
        return f"mailto:{_fit(rest)}" if _EMAIL.match(unquote(rest)) else ""
    return ""


def _fit(address: str) -> str:
    """The address with what may not stand in one written as `%…`; Vietnamese letters may."""
    address = _PERCENT.sub("%25", address)
    base, mark, anchor = address.partition("#")
    fit = _UNFIT.sub(lambda unfit: quote(unfit[0], safe=_SAFE), base)
    return fit + mark + _UNFIT.sub(lambda unfit: quote(unfit[0], safe=_SAFE), anchor.replace("#", "%23"))
