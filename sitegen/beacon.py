"""How a page tells that it is read, and whom it asks for live numbers.

A page knows only addresses that never change: its own name, and the file of the month it was written in. So counts never change a page.
Without `[counter]` there is nothing to tell and nobody to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sitegen import filters
from sitegen.counts import UNION_NAME
from sitegen.pages import views_permalink
from sitegen.paging import Page
from sitegen.site import Site


@dataclass(frozen=True, slots=True)
class Beacon:
    """Addresses: `hit` takes the name `page` as a view, `ask` answers numbers, `pixel` is for readers without script; empty where none.

    Where `key` is set, `ask` answers a table in which it names the views of the page, to be added to `base`. `script` and `goatcounter` are
    those of a GoatCounter, which counts `page` by itself.
    """

    page: str
    hit: str = ""
    ask: str = ""
    key: str = ""
    base: int = 0
    pixel: str = ""
    script: str = ""
    goatcounter: str = ""


def beacon(site: Site, page: Page) -> Beacon | None:
    """What a page needs to be counted; none where it is not."""
    counter = site.config.counter
    if counter is None or page.kind == "missing":
        return None
    name = f"{site.province.id or UNION_NAME}{page.permalink}"
    article = site.article(page.subject) if page.kind == "article" else None
    if counter.service:
        query = quote(name)
        return Beacon(name, f"{counter.service}hit", f"{counter.service}views?p={query}", pixel=f"{counter.service}hit.gif?p={query}")
    if counter.goatcounter:
        path = f"/{site.province.id}{page.permalink}" if site.province.id else page.permalink
        address, query = counter.goatcounter, quote(path, safe="")
        ask = f"{address}counter/{query}.json" if article else ""
        hosted = (urlsplit(address).hostname or "").endswith(".goatcounter.com")
        script = "https://gc.zgo.at/count.js" if hosted else f"{address}count.js"
        base = article.views or 0 if article else 0
        return Beacon(
            path, ask=ask, key="count", base=base, pixel=f"{address}count?p={query}", script=script, goatcounter=f"{address}count"
        )
    if article is None:
        return None
    date = article.card.date
    return Beacon(name, ask=filters.relative(site, page, views_permalink(date.year, date.month)), key=article.card.permalink)
