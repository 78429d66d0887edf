"""What stands inside an article, seen from its site: its rendered body, where its links lead, and its photo files."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sitegen import attached, images, markup, source
from sitegen.abbreviations import abbreviations
from sitegen.article import Article, Attachment, Body, Figure, Gallery, Photo, Text
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.files import spelled
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
    return of(site, site.article(id), site.text(id))


def of(site: Site, article: Article, text: Text) -> Content:
    """The body of an article that the site need not have: of one that is not published for a mistake in its front matter."""
    linked: list[Attachment] = []
    broken: dict[str, images.PhotoError] = {}
    folder = posixpath.dirname(article.path.partition("/")[2])
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
    files: tuple[Attachment, ...] = ()
    for file in article.attachments:
        files = (*files, addressed(article, files, file))
    return article._replace(attachments=files) if files else article


def _reason(problem: Problem, broken: dict[str, images.PhotoError]) -> Problem:
    """A photo that is there but cannot be opened is named for what is wrong with it, at the line where the body shows it."""
    error = broken.get(dict(problem.values).get("file", "")) if problem.kind.name == "body-photo-missing" else None
    return error.at(problem.place, problem.excerpt) if error else problem


def addressed(article: Article, known: tuple[Attachment, ...], file: Attachment) -> Attachment:
    """A file for download with its permalink: below its article, its name made fit for an address, and not that of another one known."""
    taken = {other.permalink: other.file for other in known}
    stem, ending = posixpath.splitext(posixpath.basename(file.file))
    names = (f"{article.card.permalink}{slug(stem)}{mark}{ending.lower()}" for mark in ("", *(f"-{n}" for n in range(2, len(known) + 3))))
    return file._replace(permalink=next(name for name in names if taken.get(name, file.file) == file.file))


def _spelled(site: Site, file: str) -> str:
    """A file beside an article as it is really called, or empty."""
    folder, name = posixpath.split(file)
    real = file if site.file_size(file) >= 0 else posixpath.join(folder, spelled(name, site.names_in(folder)))
    return real if site.file_size(real) >= 0 else ""


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
    return attached.nearest(name, site.names_in(folder))


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
    if not path.lower().endswith(".md") and (file := _spelled(site, target)):
        found = addressed(article, (*article.attachments, *linked), Attachment(file, posixpath.basename(target), site.file_size(file)))
        linked.append(found)
        return markup.Link(_relative(article, found.permalink))
    near = site.path_like(id)
    return markup.NoLink(posixpath.relpath(near, posixpath.dirname(article.path)) if near else "")


def _relative(article: Article, permalink: str) -> str:
    return "../" * (article.card.permalink.count("/") - 1) + permalink[1:] or "./"
