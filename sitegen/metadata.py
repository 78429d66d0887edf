"""What a page says of itself to search engines, feeds and social networks.

Titles, descriptions, the canonical address, OpenGraph and JSON-LD (schema.org NewsArticle and BreadcrumbList), all from the same facts
that readers see. Nothing is said that the page does not show.
"""

# No annotations from the future here: as texts they would be compiled, each one, when the types are made.

from typing import Any, NamedTuple

from sitegen import dates, filters, renditions
from sitegen.article import Article, Photo
from sitegen.language import catalogue
from sitegen.needs import Drawn, Need
from sitegen.paging import Page
from sitegen.portal import UNION
from sitegen.renditions import Picture
from sitegen.settings import Province
from sitegen.site import Site
from sitegen.vietnamese import shorten

CARD_SIZE = (1200, 630)
"""Width and height of the picture that social networks show of an article."""

NAMES = {
    "tags": "Tags", "topics": "Storylines", "authors": "Authors", "archive": "Archive", "sitemap": "Site map", "missing": "Page not found",
}  # fmt: skip
"""The titles of pages that have no subject of their own."""


class Picked(NamedTuple):
    """The social card of a page: its full address, size, and what it shows."""

    url: str
    width: int
    height: int
    alt: str


class Head(NamedTuple):
    """The contents of `<head>` that search engines and social networks read. Empty texts are not written."""

    title: str
    name: str
    description: str
    canonical: str
    type: str
    is_indexed: bool
    feeds: tuple[tuple[str, str], ...]
    image: Picked | None
    published: str
    modified: str
    section: str
    tags: tuple[str, ...]
    author: str
    data: tuple[dict[str, Any], ...]


def head(site: Site, page: Page, needs: list[Need]) -> Head:
    """The head of a page; its social card is added to the needs."""
    article = site.article(page.subject) if page.kind == "article" else None
    name = title(site, page)
    canonical = filters.absolute(site, page.permalink)
    if article and (home := site.home_of(article.id)):
        canonical = home.url
    photo = site.photo(article.card.photo) if article else _newest_photo(site, page)
    image = _card(site, photo, needs) if photo else None
    feeds = [("/feed.xml", site.province.title)]
    if page.kind == "section":
        feeds.append((f"/{page.subject}/feed.xml", site.section(page.subject).name))
    is_list = page.kind in ("day", "month", "year", "archive", "tags", "authors", "topics")
    return Head(
        title=name if page.permalink == "/" else f"{shorten(name, 70)} - {site.province.title}",
        name=name,
        description=shorten(_description(site, page, article), 200),
        canonical="" if page.kind == "missing" else canonical,
        type="article" if article else "website",
        is_indexed=page.kind != "missing" and not is_list and not (article and article.card.status != "published"),
        feeds=tuple(feeds),
        image=image,
        published=dates.iso(article.card.date) if article else "",
        modified=dates.iso(article.updated) if article and article.updated else "",
        section=site.trail(article.card.section)[-1].name if article and site.library.sections else "",
        tags=article.tags if article else (),
        author=article.author if article else "",
        data=tuple(_data(site, page, article, image, canonical)),
    )


def _newest_photo(site: Site, page: Page) -> Photo | None:
    """The photo of the newest card with one that a front page or the front of a list shows."""
    if page.kind in ("home", "union"):
        cards = site.featured(3)
    elif page.number and "/trang/" not in page.permalink:
        cards = site.pager(page).cards
    else:
        return None
    return next((card.photo for card in cards if card.photo), None)


def title(site: Site, page: Page) -> str:
    """What a page is called, in words for its `<title>` and its link."""
    _ = catalogue(site.config.language).gettext
    name = {
        "article": lambda: site.article(page.subject).card.title,
        "section": lambda: " - ".join(branch.name for branch in reversed(site.trail(page.subject))),
        "tag": lambda: _("Tag: {name}").format(name=_term(site, page)),
        "topic": lambda: _term(site, page),
        "author": lambda: _term(site, page),
        "year": lambda: _("News of year {period}").format(period=page.period.label),
        "month": lambda: _("News of month {period}").format(period=page.period.label),
        "day": lambda: _("News of day {period}").format(period=page.period.label),
    }.get(page.kind, lambda: _(NAMES[page.kind]) if page.kind in NAMES else site.province.title)()
    if page.subject and page.kind in ("year", "month", "day", "archive"):
        name = f"{name} - {site.section(page.subject).name}"
    if page.number and "/trang/" in page.permalink:
        name = _("{name}, page {number}").format(name=name, number=page.number)
    return name


def _term(site: Site, page: Page) -> str:
    term = site.term(page.kind, page.subject)
    return term.name if term else page.subject


def _description(site: Site, page: Page, article: Article | None) -> str:
    if article:
        return article.card.summary or article.card.title
    if page.kind == "section" and (text := site.section(page.subject).description):
        return f"{title(site, page)}: {text}"  # sections of a carried province have the same text as its carrier's
    return (
        f"{title(site, page)} - {site.province.organisation}"
        if page.permalink != "/"
        else site.province.motto or site.province.organisation
    )


def _card(site: Site, photo: Photo, needs: list[Need]) -> Picked:
    drawn = renditions.crop(Picture(photo.width, photo.height, photo.digest), *CARD_SIZE, format="jpeg")
    needs.append(Drawn(drawn, photo.file))
    return Picked(filters.absolute(site, drawn.permalink), drawn.width, drawn.height, photo.alt or photo.caption)


def _data(site: Site, page: Page, article: Article | None, image: Picked | None, canonical: str) -> list[dict[str, Any]]:
    """The JSON-LD of a page: an article with its trail, or the organisation on a front page."""
    if article:
        trail = [{"name": site.province.title, "item": site.province.url}]
        if site.province.id != UNION:
            trail += [
                {"name": branch.name, "item": filters.absolute(site, branch.permalink)} for branch in site.trail(article.card.section)
            ]
        items = [{"@type": "ListItem", "position": at, **step} for at, step in enumerate(trail, 1)]
        return [
            _article(site, article, image, canonical),
            {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items},
        ]
    if page.permalink == "/":
        return [{"@context": "https://schema.org", **_organisation(site.province), "url": site.province.url}]
    return []


def _organisation(province: Province) -> dict[str, Any]:
    contact = province.contact
    known = {"name": province.organisation, "address": contact.address, "telephone": contact.phone, "email": contact.email}
    return {"@type": "Organization", **{key: value for key, value in known.items() if value}}


def _article(site: Site, article: Article, image: Picked | None, canonical: str) -> dict[str, Any]:
    card = article.card
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": shorten(card.title, 110),
        "mainEntityOfPage": canonical,
        "url": canonical,
        "inLanguage": site.config.language,
        "datePublished": dates.iso(card.date),
        "dateModified": dates.iso(article.updated or card.date),
        "description": card.summary,
        "articleSection": site.trail(card.section)[-1].name,
        "keywords": list(article.tags),
        "image": [image.url] if image else [],
        "author": {"@type": "Person", "name": article.author} if article.author else _organisation(site.province),
        "publisher": _organisation(site.province),
    }
    return {key: value for key, value in known.items() if value}
