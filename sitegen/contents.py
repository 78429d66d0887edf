"""What stands inside an article, seen from its site: its rendered body, where its links lead, and its photo files."""

from __future__ import annotations

import difflib
import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sitegen import images, markup, source
from sitegen.abbreviations import abbreviations
from sitegen.article import Article, Attachment, Body, Figure, Gallery, Photo
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.settings import Config
from sitegen.vietnamese import slug

if TYPE_CHECKING:
    from sitegen.site import Site

MISSING_PHOTO = Kind(
    "photo-missing", N_("There is no photo “{file}” beside the article."), N_("Copy it into {folder}, or correct its name.{near}")
)


class Content(NamedTuple):
    """A rendered body, what is wrong in it, and the files for download: those of the front matter, then those the body links to."""

    body: Body
    problems: tuple[Problem, ...]
    files: tuple[Attachment, ...]


def render(site: Site, id: str) -> Content:
    """The body of an article on a site. Photos of the front matter that it does not place follow as a gallery."""
    article = site.article(id)
    linked: list[Attachment] = []
    broken: dict[str, images.PhotoError] = {}
    folder = posixpath.dirname(article.path.partition("/")[2])
    text = site.text(id)
    rendered = markup.render(
        text.body,
        place=Place(article.path, text.line),
        photos=tuple(found for photo in article.photos if (found := site.photo(photo)) and not _is_cover(article, photo)),
        photo_at=lambda name: _photo_at(site, article, folder, name, broken),
        link=lambda href: _link(site, article, folder, href, linked),
        abbreviations=abbreviations() if site.config.abbreviations else {},
    )
    problems = (*(_reason(problem, broken) for problem in rendered.problems), *_photo_problems(site, article))
    return Content(rendered.body, problems, tuple(dict.fromkeys((*article.attachments, *linked))))


def with_addresses(article: Article) -> Article:
    """An article whose attachments know where they are published."""
    files = (file._replace(permalink=address(article, file.file)) for file in article.attachments)
    return article._replace(attachments=tuple(files)) if article.attachments else article


def _reason(problem: Problem, broken: dict[str, images.PhotoError]) -> Problem:
    """A photo that is there but cannot be opened is named for what is wrong with it, at the line where the body shows it."""
    error = broken.get(dict(problem.values).get("file", "")) if problem.kind.name == "body-photo-missing" else None
    return error.at(problem.place, problem.excerpt) if error else problem


def address(article: Article, file: str) -> str:
    """The permalink of a file for download: below its article, its name made fit for an address."""
    stem, ending = posixpath.splitext(posixpath.basename(file))
    return f"{article.card.permalink}{slug(stem)}{ending.lower()}"


def _is_cover(article: Article, photo: Photo) -> bool:
    return article.card.photo is not None and photo.file == article.card.photo.file


def placed(body: Body) -> frozenset[str]:
    """The photo files that a body shows as figures; its closing gallery never holds the cover."""
    figures = (part.photo.file for part in body.parts if isinstance(part, Figure))
    galleries = (photo.file for part in body.parts if isinstance(part, Gallery) for photo in part.photos)
    return frozenset((*figures, *galleries))


def _photo_problems(site: Site, article: Article) -> tuple[Problem, ...]:
    """What is wrong with the photos of the front matter: missing, broken, or too large to be honest."""
    problems = []
    cover = (article.card.photo,) if article.card.photo else ()
    for photo in dict.fromkeys((*article.photos, *cover)):
        if site.picture(photo.file) is None:
            opened = site.portal.pictures.open(photo.file)
            place, excerpt = _where(site.config, article, photo)
            if isinstance(opened, images.PhotoError):
                problems.append(opened.at(place, excerpt))
            else:
                problems.append(_missing(site, place, photo.file, excerpt))
    return tuple(problems)


def _where(config: Config, article: Article, photo: Photo) -> tuple[Place, str]:
    """The line of the front matter that names a photo."""
    name = posixpath.basename(photo.file)
    text = (config.root / article.path).read_text("utf-8", errors="replace") if (config.root / article.path).is_file() else ""
    for number, line in enumerate(text.splitlines(), 1):
        if name in line:
            return Place(article.path, number), line.strip()
    return Place(article.path, 1), ""


def _missing(site: Site, place: Place, file: str, excerpt: str) -> Problem:
    folder, name = posixpath.split(file)
    near = _nearest(site, file)
    where = f"{site.config.content.name}/{folder}"
    return MISSING_PHOTO.at(place, excerpt=excerpt, file=name, folder=where, near=f" ({near}?)" if near else "")


def _nearest(site: Site, file: str) -> str:
    """The name in a photo's folder that is most like it, or empty."""
    folder, name = posixpath.split(file)
    return next(iter(difflib.get_close_matches(name, site.names_in(folder), 1, 0.5)), "")


def _photo_at(site: Site, article: Article, folder: str, name: str, broken: dict[str, images.PhotoError]) -> Photo | markup.NoPhoto:
    """The photo that the body names, with what the front matter says of it; where there is none, the nearest name that exists."""
    file = posixpath.normpath(posixpath.join(folder, unquote(name)))
    known = next((photo for photo in article.photos if photo.file == file), Photo(file))
    found = site.photo(known)
    if found is None and isinstance(opened := site.portal.pictures.open(file), images.PhotoError):
        broken[name] = opened
    return found or markup.NoPhoto(_nearest(site, file))


def _link(site: Site, article: Article, folder: str, href: str, linked: list[Attachment]) -> markup.Link | markup.NoLink:
    """Where a link of the body leads: another article by its `.md` path, a file beside the article, or a page of the site."""
    path, _, anchor = href.partition("#")
    tail = f"#{anchor}" if anchor else ""
    path = unquote(path)
    if path.startswith("/"):
        target = path if path.endswith("/") or "." in posixpath.basename(path) else f"{path}/"
        return markup.Link(_relative(article, target) + tail) if site.has_page(target) else markup.NoLink(site.page_like(target))
    target = posixpath.normpath(posixpath.join(folder, path))
    id = source.identify(target)
    if permalink := site.permalink_of(id):
        return markup.Link((_relative(article, permalink) if permalink.startswith("/") else permalink) + tail)
    if not path.lower().endswith(".md") and (size := site.file_size(target)) >= 0:
        linked.append(Attachment(target, posixpath.basename(target), size, address(article, target)))
        return markup.Link(_relative(article, linked[-1].permalink))
    near = site.path_like(id)
    return markup.NoLink(posixpath.relpath(near, posixpath.dirname(article.path)) if near else "")


def _relative(article: Article, permalink: str) -> str:
    return "../" * (article.card.permalink.count("/") - 1) + permalink[1:] or "./"
