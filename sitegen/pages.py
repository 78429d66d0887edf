"""Which pages a site has, and at which address each of them stands.

The plan is made before anything is rendered, so an address that two pages want is noticed before either is written. Earlier pages win:
what the site needs stands before what an old address asks for. The plan knows templates by name only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sitegen import archives
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.files import ancestors
from sitegen.fingerprints import combine
from sitegen.library import TERM_FOLDERS
from sitegen.paging import Page, Period, full_pages, list_permalink
from sitegen.portal import UNION, Portal
from sitegen.site import Site

ALIAS_TAKEN = Kind(
    "alias-taken",
    N_("The old address {alias} is in use by a page of the site; nothing is redirected from it."),
    N_("Remove it from the article's aliases, or give the other page another address."),
    "warning",
)


NEWS_DAYS = 2
"""How many days an article stands in the news sitemap: search engines take no older ones there."""


def basis(portal: Portal) -> bytes:
    """What a plan rests on beside the settings: the articles, and which of them are news."""
    since = portal.now - timedelta(days=NEWS_DAYS)
    return combine(portal.print, *(article.card.id.encode() for article in portal.shown if article.card.date > since))


def plan(site: Site, fragments: tuple[str, ...] = ()) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Every page of a site with the `fragments` of its theme, each address once, and the old addresses that could not be kept."""
    if site.province.id == UNION:
        return tuple(_union(site, fragments)), ()
    if site.province.retired:
        return tuple(_moved(site)), tuple(site.clashes())
    pages = {page.permalink: page for page in (*_pages(site), *_fragments(site, fragments), *_views(site))}
    problems = list(site.clashes())
    named = [(article, alias) for article in site.library.articles if article.province == site.province.id for alias in article.aliases]
    files = {page.path for page in pages.values()} if named else set()
    folders = {folder for path in files for folder in ancestors(path.rpartition("/")[0])}
    for article, alias in named:
        page = Page(alias, "core/redirect.html", "redirect", article.card.permalink)
        above = set(ancestors(page.path.rpartition("/")[0]))
        if alias in pages or page.path in folders or not files.isdisjoint(above):  # no file can be a folder too
            problems.append(ALIAS_TAKEN.at(Place(article.path, 1), alias=alias))
        else:
            pages[alias] = page
            files.add(page.path)
            folders |= above
    for page in _carried(site):
        pages.setdefault(page.permalink, page)
    return tuple(pages.values()), tuple(problems)


def _pages(site: Site) -> Iterator[Page]:
    library, size = site.library, site.config.page_size
    yield Page("/", "home.html", "home")
    for article in library.articles:
        yield Page(article.card.permalink, "article.html", "article", article.id)
    for section in library.sections:
        if cards := library.in_section.get(section.path):
            yield from _list(f"/{section.path}/", "section.html", "section", section.path, len(cards), size)
            yield from _feeds(f"/{section.path}/", section.path)
            yield from _archives(site, section.path)
    for kind, folder in TERM_FOLDERS.items():
        terms = site.terms(kind)
        for term in terms:
            yield from _list(term.permalink, f"{kind}.html", kind, term.slug, site.term_count(kind, term.slug), size)
        if terms:
            yield Page(f"/{folder}/", "terms.html", f"{kind}s", kind)
    yield from _archives(site, "")
    yield Page("/so-do/", "sitemap.html", "sitemap")
    yield Page("/404.html", "404.html", "missing")
    yield from _feeds("/", "")
    yield from _machine()
    yield Page("/sitemap/trang.xml", "core/sitemap-pages.xml", "sitemap-pages")
    if site.recent(NEWS_DAYS):
        yield Page("/sitemap-news.xml", "core/sitemap-news.xml", "sitemap-news", number=NEWS_DAYS)
    for month in site.mapped():
        yield Page(month.permalink, "core/sitemap-month.xml", "sitemap-month", period=month)


def _fragments(site: Site, names: tuple[str, ...]) -> Iterator[Page]:
    """The parts of pages that live on their own, unless they are baked in."""
    way = site.config.fragments
    for name in names if way != "inline" else ():
        yield Page(f"/_fragments/{name}.html", "core/fragment-ssi.html" if way == "ssi" else "core/fragment.html", "fragment", name)


def _machine() -> Iterator[Page]:
    yield Page("/sitemap.xml", "core/sitemap.xml", "sitemap-index")
    yield Page("/robots.txt", "core/robots.txt", "robots")
    yield Page("/.nojekyll", "core/nojekyll", "file")  # Pages would drop folders that begin with an underscore


def _views(site: Site) -> Iterator[Page]:
    """The views of the articles of each month, for their pages to ask, where no service tells them. Months without any have a file too:
    an article page must not be told that there is none.
    """
    counter = site.config.counter
    if counter and not counter.service and not counter.goatcounter:
        for year, month in sorted({(article.card.date.year, article.card.date.month) for article in site.library.articles}):
            yield Page(views_permalink(year, month), "core/views.json", "views", period=_period((year, month)))


def views_permalink(year: int, month: int) -> str:
    """Where the views of the articles of a month stand."""
    return f"/_fragments/views/{year:04d}-{month:02d}.json"


def _union(site: Site, fragments: tuple[str, ...]) -> Iterator[Page]:
    yield Page("/", "union.html", "union")
    yield Page("/404.html", "404.html", "missing")
    yield from _fragments(site, fragments if site.config.counter else ())
    yield from _feeds("/", "")
    yield from _machine()


def _feeds(base: str, section: str) -> Iterator[Page]:
    yield Page(f"{base}feed.xml", "core/feed.xml", "feed", section)
    yield Page(f"{base}atom.xml", "core/atom.xml", "feed", section)


def _list(base: str, template: str, kind: str, subject: str, count: int, size: int) -> Iterator[Page]:
    full = full_pages(count, size)
    for number in range(full + 1, 0, -1):
        yield Page(list_permalink(base, number, full), template, kind, subject, number)


def _archives(site: Site, section: str) -> Iterator[Page]:
    """The archive pages of a site or section; the table of years stands wherever any of them does."""
    depths = [depth for depth in (1, 2, 3) if archives.has_page(site.config, section, depth)]
    if depths and site.years(section):
        yield Page(archives.permalink(section), "archive.html", "archive", section)
    for depth in depths:
        kind = archives.DEPTHS[depth - 1]
        for parts in site.library.periods(section, depth):
            yield Page(archives.permalink(section, parts), f"{kind}.html", kind, section, period=_period(parts))


def _period(parts: tuple[int, ...]) -> Period:
    year, month, day = (*parts, 0, 0)[:3]
    return Period(year, month, day, archives.label(parts))


def _carried(site: Site) -> Iterator[Page]:
    """Redirects for a carrier: an old article's address without its province's folder leads to where it stands now."""
    for article in site.library.articles:
        if article.province in site.province.carries:
            old = article.card.permalink.removeprefix(f"/{article.province}")
            for address in (old, *article.aliases):
                yield Page(address, "core/redirect.html", "redirect", article.card.permalink)


def _moved(site: Site) -> Iterator[Page]:
    """The pages of a retired site: every address it had leads to the same article, section or front page of its carrier."""
    carrier = site.portal.home(site.province.id)
    base = f"{carrier.url}{site.province.id}/"
    for page in _pages(site):
        if not page.permalink.endswith("/"):
            continue
        target = base
        if page.kind == "article":
            target = site.portal.url(page.subject)
        elif page.kind in ("section", "archive", "year", "month", "day") and page.subject:
            target = base + next(iter(ancestors(page.subject))) + "/"
        yield Page(page.permalink, "core/redirect.html", "redirect", target)
    for article in site.library.articles:
        for alias in article.aliases:
            yield Page(alias, "core/redirect.html", "redirect", site.portal.url(article.id))
    yield Page("/.nojekyll", "core/nojekyll", "file")
