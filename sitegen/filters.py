"""The filters of templates: addresses seen from a page, smaller copies of photos, dates and numbers in the site's language.

A filter that depends on the page finds it in the template's context; none of them reads a file. Documented in `themes/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from jinja2.runtime import Context

from sitegen import dates, renditions, vietnamese
from sitegen.article import Photo
from sitegen.needs import Drawn
from sitegen.paging import Page
from sitegen.renditions import Picture, Quality, Rendition
from sitegen.site import Site

if TYPE_CHECKING:
    from sitegen.writing import Writing


def base_path(site: Site) -> str:
    """The path of a site on its own domain: `/`, or `/yen-bai/` in a sub-folder."""
    return "/" + site.province.url.split("://", 1)[-1].partition("/")[2]


def absolute(site: Site, permalink: str) -> str:
    """The full address of a permalink; a full address stays as it is."""
    return permalink if "://" in permalink else site.province.url.rstrip("/") + permalink


def relative(site: Site, page: Page, permalink: str) -> str:
    """An address seen from a page, so that a site works at the root of a domain and in a sub-folder.

    The error page and a server-side include are shown at any address, so their links are whole paths. Addresses of other sites stay
    full, because each province's folder may be hosted on its own; only the union's front page, which stands above them, sees the sites
    under its own address relatively.
    """
    if permalink.startswith(site.province.url):
        permalink = "/" + permalink[len(site.province.url) :]
    if "://" in permalink:
        return permalink
    if page.kind == "missing" or (page.kind == "fragment" and site.config.fragments == "ssi"):
        return base_path(site) + permalink[1:]
    return "../" * (page.permalink.count("/") - 1) + permalink[1:] or "./"


def _writing(context: Context) -> Writing:
    writing: Writing = context["writing"]
    return writing


@pass_context
def link(context: Context, permalink: str) -> str:
    """The address of a permalink seen from this page."""
    writing = _writing(context)
    return relative(writing.site, writing.page, permalink)


@pass_context
def full(context: Context, permalink: str) -> str:
    """The full address of a permalink."""
    return absolute(_writing(context).site, permalink)


def quality(site: Site) -> Quality:
    """The encoder settings of the portal."""
    images = site.config.images
    if not images.quality:
        return Quality()
    return Quality(avif=images.quality) if images.format == "avif" else Quality(webp=images.quality)


def draw(writing: Writing, photo: Photo, width: int, height: int = 0) -> Rendition:
    """A rendition of a photo, noted as a need of the page; with a height it is cut to that shape."""
    picture = Picture(photo.width, photo.height, photo.digest)
    format: renditions.Format = "avif" if writing.site.config.images.format == "avif" else "webp"
    if height:
        drawn = renditions.crop(picture, width, height, format=format, quality=quality(writing.site))
    else:
        drawn = renditions.fit(picture, width, format=format, quality=quality(writing.site))
    writing.needs.append(Drawn(drawn, photo.file))
    return drawn


@pass_context
def rendition(context: Context, photo: Photo, width: int, height: int = 0) -> Rendition:
    """A smaller copy of a photo, never a larger one."""
    return draw(_writing(context), photo, width, height)


@pass_context
def srcset(context: Context, photo: Photo, widths: Iterable[int], ratio: tuple[int, int] | None = None) -> str:
    """The value of `srcset` for a photo in these widths, those larger than the photo replaced by its own; `ratio` cuts to a shape."""
    writing = _writing(context)
    found: dict[int, str] = {}
    for width in sorted(widths):
        drawn = draw(writing, photo, width, round(width * ratio[1] / ratio[0]) if ratio else 0)
        found.setdefault(drawn.width, relative(writing.site, writing.page, drawn.permalink))
    return ", ".join(f"{address} {width}w" for width, address in found.items())


def _language(context: Context) -> Any:
    return context["language"]


@pass_context
def day(context: Context, date: datetime) -> str:
    """10/01/2023."""
    return dates.day(date, language=_language(context))


@pass_context
def line(context: Context, date: datetime, with_time: bool = False) -> str:
    """Thứ Ba, 10/01/2023, with the time of day behind it if asked."""
    return dates.line(date, with_time, language=_language(context))


@pass_context
def number(context: Context, value: int | float) -> str:
    """266.141, in English 266,141."""
    return vietnamese.number(value, language=_language(context))


@pass_context
def size(context: Context, length: int) -> str:
    """1,2 MB, in English 1.2 MB."""
    return vietnamese.size(length, language=_language(context))


FILTERS: dict[str, Callable[..., Any]] = {
    "link": link, "absolute": full, "rendition": rendition, "srcset": srcset, "day": day, "line": line, "iso": dates.iso,
    "rfc822": dates.rfc822, "number": number, "shorten": vietnamese.shorten, "size": size,
}  # fmt: skip
