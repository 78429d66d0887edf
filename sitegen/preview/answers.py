"""What is answered at an address: the page, asset, picture or download that would lie there in the output folder.

A page is rendered when it is asked for. What it needs beside itself is remembered until the browser asks for that too; an asset is found
under any digest, so that a style sheet can be swapped in a page that names an older one. What is wrong goes with the page it concerns.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sitegen import images, picked, source
from sitegen.article import Article
from sitegen.errors import Place, Problem, Refused
from sitegen.files import replace
from sitegen.needs import Asset, Copy, Drawn
from sitegen.paging import Page
from sitegen.portal import UNION
from sitegen.preview.broken import Broken
from sitegen.preview.generation import Generation, folder
from sitegen.preview.sheet import Sheet

_TYPES = {
    ".html": "text/html; charset=utf-8", ".xml": "application/xml; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif", ".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".ico": "image/x-icon", ".woff2": "font/woff2", ".pdf": "application/pdf", ".webmanifest": "application/manifest+json",
}  # fmt: skip
_DIGEST = re.compile(r"\.[0-9a-f]{10}(?=\.|$)")
_INCLUDE = re.compile(rb'<!--#include virtual="([^"]*)" -->')


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: status, type, bytes, and what is wrong with what they show.

    `location` is where else to look; `is_last` marks a page as it was before; what `is_lasting` never changes under its address.
    """

    status: int
    type: str
    data: bytes = b""
    problems: tuple[Problem, ...] = ()
    location: str = ""
    is_last: bool = False
    is_lasting: bool = False


class Answers:
    """Answers addresses from a generation. `data` of a page is what a build would write."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._last: dict[str, bytes] = {}
        self._broken = Broken(generation)

    def answer(self, address: str) -> Answer | Callable[[], Answer]:
        """What lies at an address, `/` first; or what will make it, where that takes long and needs nothing of the generation."""
        path = _path(address)
        if path is None:
            return Answer(404, _TYPES[".html"])
        self.generation.on_time()
        id, permalink = self._split(path)
        if permalink is None:
            return Answer(302, _TYPES[".html"], location=f"/{id}/")
        try:
            sheet = self._sheet(id)
        except Refused as refused:
            return Answer(500, _TYPES[".html"], problems=refused.problems)
        if permalink.startswith(("/_assets/", "/_photos/")):
            return self._need(sheet, permalink) or Answer(404, _TYPES[".html"])
        if found := self._page(sheet, permalink):
            return found
        sheet = self._sheet(id)  # perhaps the page is gone since this moment, and others with it
        return self._need(sheet, permalink) or self._root(permalink) or self._missing(sheet, permalink)

    def _sheet(self, id: str) -> Sheet:
        """The site as it is now. Raises `Refused`."""
        sheet = self.generation.sheet(id)
        assert sheet is not None, id
        return sheet

    def _split(self, path: str) -> tuple[str, str | None]:
        """The site and the permalink in it; no permalink for a site's folder without its slash."""
        first, slash, rest = path[1:].partition("/")
        if self.generation.config.site(first) is None:
            return UNION, path
        return first, f"/{rest}" if slash else None

    # -- pages

    def _page(self, sheet: Sheet, permalink: str) -> Answer | None:
        site = sheet.job.site
        plain = permalink.removesuffix("index.html") if permalink.endswith("/index.html") else permalink
        page = sheet.page(plain)
        if page and page.kind == "article":  # a save that nobody has noticed yet
            path = self.generation.known_path(site.library.by_id[page.subject])
            if self.generation.look(path):
                sheet = self._sheet(site.province.id)
                site, page = sheet.job.site, sheet.page(plain)
        if page:
            return self._rendered(sheet, page)
        broken = self._broken.at(site.province.id, plain)
        if broken:
            if self.generation.look(broken):
                fresh = self._sheet(site.province.id)
                if found := fresh.page(plain):
                    return self._rendered(fresh, found)
            last = self._last.get(_key(site.province.id, plain)) or self._broken.published(site.province.id, plain)
            return Answer(200 if last else 500, _TYPES[".html"], last or b"", self.generation.known[broken].problems, is_last=bool(last))
        if not plain.endswith("/") and sheet.page(f"{plain}/"):
            return Answer(302, _TYPES[".html"], location=_key(site.province.id, f"{plain}/"))
        return None

    def _rendered(self, sheet: Sheet, page: Page) -> Answer:
        """A page as it is now; the last good one where its template fails or its file was spoiled this moment."""
        site, job = sheet.job.site, sheet.job
        key = _key(site.province.id, page.permalink)
        type = _type(page.path)
        try:
            found = site.problems(page.subject) if page.kind == "article" else ()
            rendered = job.theme.render(site, job.settings, page)
        except Refused as refused:
            last = self._last.get(key)
            return Answer(200 if last else 500, type, last or b"", refused.problems, is_last=bool(last))
        self.generation.needs[site.province.id] |= {need.permalink: need for need in rendered.needs if not isinstance(need, Asset)}
        data = self._included(rendered.data) if site.config.fragments == "ssi" else rendered.data
        if type.startswith("text/html"):
            self._last[key] = data
        own = self._own_problems(sheet, site.article(page.subject)) if page.kind == "article" else ()
        return Answer(200, type, data, (*own, *found, *job.problems))

    def _own_problems(self, sheet: Sheet, article: Article) -> tuple[Problem, ...]:
        """What is wrong in the front matter of an article, and whose address it wants or has."""
        site = sheet.job.site
        clashes = site.clashes() if site.province.id != UNION else ()
        told = (problem for problem in clashes if article.path == problem.place.path or f"({article.path})" in problem.words(str)[0])
        known = self.generation.known
        unknown = picked.unknown(site.config, [article], set(map(source.identify, known))) if article.related else ()
        return (*known[self.generation.known_path(article)].problems, *unknown, *told)

    def _included(self, data: bytes) -> bytes:
        """A page with the parts that a server would include."""

        def part(match: re.Match[bytes]) -> bytes:
            found = self.answer(match[1].decode())
            return found.data if isinstance(found, Answer) and found.status == 200 else match[0]

        return _INCLUDE.sub(part, data)

    def _missing(self, sheet: Sheet, permalink: str) -> Answer:
        page = sheet.page("/404.html")
        if page is None:
            return Answer(404, _TYPES[".html"])
        found, ended = self._rendered(sheet, page), self._broken.ended(sheet.job.site.province.id, permalink.removesuffix("index.html"))
        return Answer(404, found.type, found.data, (*ended, *found.problems))

    # -- what pages need

    def _need(self, sheet: Sheet, permalink: str) -> Answer | Callable[[], Answer] | None:
        """An asset, picture or download."""
        id = sheet.job.site.province.id
        if permalink.startswith("/_assets/"):
            name = _DIGEST.sub("", permalink.removeprefix("/_assets/"))
            try:
                asset = sheet.job.theme.asset(name)
            except Refused:
                return None
            return Answer(200, _type(name), asset.data, is_lasting=asset.permalink == permalink)
        need = self.generation.needs[id].get(permalink) or self._needed_by(sheet, permalink)
        match need:
            case Drawn():
                return lambda: self._picture(id, need)
            case Copy():
                return lambda: _file(self.generation.config.content / need.file, permalink)
        published = self.generation.config.output / id / permalink[1:]
        return _file(published, permalink) if permalink.startswith("/_photos/") and published.is_file() else None

    def _needed_by(self, sheet: Sheet, permalink: str) -> Drawn | Copy | None:
        """A download of a page that nobody has looked at yet."""
        page = None if permalink.startswith("/_photos/") else sheet.page(permalink.rpartition("/")[0] + "/")
        if page and page.kind == "article":
            self._rendered(sheet, page)
        return self.generation.needs[sheet.job.site.province.id].get(permalink)

    def _picture(self, id: str, need: Drawn) -> Answer:
        """A rendition: as it was published, as it was drawn before, or drawn now."""
        config = self.generation.config
        kept = folder(config) / "photos" / need.permalink.rpartition("/")[2]
        for place in (config.output / id / need.permalink[1:], kept):
            if place.is_file():
                return _file(place, need.permalink, is_lasting=True)
        drawn: list[bytes] = []
        try:
            images.draw(self.generation.pictures.path(need.file), [need.rendition], lambda permalink, data: drawn.append(data))
        except images.PhotoError as error:
            return Answer(404, _TYPES[".html"], problems=(error.at(Place(f"{config.content.name}/{need.file}")),))
        _keep(kept, drawn[0])
        return Answer(200, _type(need.permalink), drawn[0], is_lasting=True)

    def _root(self, permalink: str) -> Answer | None:
        """A file of `assets/root`."""
        place = self.generation.config.assets / "root" / permalink[1:]
        return _file(place, permalink) if permalink != "/" and place.is_file() else None


def _path(address: str) -> str | None:
    """The path of an address, decoded; none for one that could lead out of the folder or is no path at all."""
    try:
        path = unquote(address.partition("?")[0], errors="strict")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")
    is_safe = path.startswith("/") and not any(part in (".", "..") for part in parts) and not re.search(r"[\\\x00-\x1f:]|//", path)
    return path if is_safe else None


def _key(id: str, permalink: str) -> str:
    return f"/{id}{permalink}" if id else permalink


def _type(name: str) -> str:
    ending = os.path.splitext(name)[1].lower()
    return _TYPES.get(ending) or mimetypes.guess_type(f"x{ending}")[0] or "application/octet-stream"


def _file(path: Path, permalink: str, *, is_lasting: bool = False) -> Answer:
    try:
        return Answer(200, _type(permalink), path.read_bytes(), is_lasting=is_lasting)
    except OSError:  # gone this moment
        return Answer(404, _TYPES[".html"])


def _keep(path: Path, data: bytes) -> None:
    """Keeps a picture for the next time; where the disk refuses, it is drawn again then."""
    partial = path.with_name(f".{path.name}.{threading.get_ident()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        replace(partial, path)
