"""What a site publishes, told to whoever counts its visits: one file a site beside the state of the builds, never in a site's own folder.

A counter believes no address that is not named here, knows by it which old address leads where, and finds the numbers that were carried
over. It is written where `[counter]` stands in config.toml, and only when the plan of the site is another than before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sitegen import dates
from sitegen.counts import UNION_NAME
from sitegen.paging import Page
from sitegen.portal import UNION
from sitegen.settings import Config, Province
from sitegen.site import Site
from sitegen.state import FOLDER

_OPENED = {
    "home", "union", "section", "tag", "topic", "author", "tags", "topics", "authors", "archive", "year", "month", "day", "sitemap",
}  # fmt: skip
"""The kinds of pages that a reader opens, beside articles."""


def path(site: Province) -> str:
    """Where the file of a site lies, from the output folder."""
    return f"{FOLDER}/published/{site.id or UNION_NAME}.json"


def record(site: Site, pages: Iterable[Page]) -> bytes:
    """What a site publishes, as JSON: its articles by permalink with title and views, its other pages, and where old addresses lead.

    Views are those of the front matter, where the article really lives; elsewhere none.
    """
    own, portal = site.province, site.portal
    articles: dict[str, tuple[str, int | None]] = {}
    others: list[str] = []
    moved: dict[str, tuple[str, str]] = {}
    places = _places(site.config, own)
    for page in pages:
        if page.kind == "article":
            article = site.library.by_id[page.subject]
            is_home = portal.homes[page.subject].id == own.id
            articles[page.permalink] = (article.card.title, article.views if is_home else None)
        elif page.kind in _OPENED:
            others.append(page.permalink)
        elif page.kind == "redirect":
            moved[page.permalink] = _target(own.id, page.subject, places)
    carrier = portal.home(own.id).id if own.id != UNION else UNION
    told = {
        "site": own.id or UNION_NAME,
        "url": own.url,
        "visits": {"total": own.visits.total, "since": _iso(own.visits.since)} if own.visits else None,
        "carried_by": "" if carrier == own.id else carrier,
        "articles": articles,
        "others": others,
        "moved": moved,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _places(config: Config, own: Province) -> list[tuple[str, str]]:
    """The addresses of all sites with their names, those within others first."""
    sites = [(site.url, site.id) for site in config.provinces]
    if config.union.url:
        sites.append((config.union.url.rstrip("/") + "/", UNION_NAME))
    return sorted({*sites, (own.url, own.id or UNION_NAME)}, key=lambda place: -len(place[0]))


def _target(own: str, subject: str, places: list[tuple[str, str]]) -> tuple[str, str]:
    """The site and the permalink that a redirect leads to."""
    if "://" not in subject:
        return own, subject
    url, site = next(place for place in places if subject.startswith(place[0]))
    return site, f"/{subject[len(url) :]}"


def _iso(day: str) -> str:
    found = dates.parse(day)
    return found[0].date().isoformat() if found else ""
