"""A draft as an article of the portal: its folder, its file, its photos, read back before anyone is told that it is there.

The one idea: nothing is ever overwritten, and nothing half-written stays. The folder is claimed first, the photos are copied, the text
comes last; what was written is read with the portal's own eyes and must say what the draft says.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen import dates, source
from sitegen.article import Article, Photo, Text
from sitegen.attached import PHOTO_KEYS
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.files import replace
from sitegen.importers import markdown, photos
from sitegen.importers.blocks import Picture
from sitegen.importers.draft import Draft
from sitegen.importers.words import listed, missing, shown
from sitegen.markup import Link, Rendered, render
from sitegen.settings import Config
from sitegen.vietnamese import clean, slug, unique_slug

FULL = Kind(
    "new-disk-full",
    N_("The disk is full: the article could not be written. Nothing of it was left behind."),
    N_("Empty the recycle bin or move large files away, then begin again."),
)
CANNOT_WRITE = Kind(
    "new-write",
    N_("The article cannot be written here: {reason}"),
    N_("Close programs that have the file or the folder open, and check that you may write into this folder."),
)
LOST = Kind(
    "import-words",
    N_("These words of {file} are not in the article: {words}"),
    N_("Look for them in {file} and copy what belongs to the article into it."),
)
NO_DATE = Kind(
    "import-no-date",
    N_("No date was found in {file}; the article has today's and is a draft."),
    N_("Write the right day at {key}, then remove the line {status}."),
)
NO_TITLE = Kind(
    "import-no-title",
    N_("No title was found in {file}; the article has the name of the file and is a draft."),
    N_("Write the headline at {key}, then remove the line {status}."),
)

_PLAIN = re.compile(r"[\w(](?:[^:#\"'\[\]{}|>&*!%@`\\]|:(?=\w))*")
_INNER = {"en": {key: key for key in PHOTO_KEYS}, "vi": PHOTO_KEYS}


@dataclass(frozen=True, slots=True)
class Written:
    """An article that was written: its file, as the portal reads it, the address it could not have, what is wrong, and its lines."""

    path: Path
    article: Article
    wanted: str
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]

    def line(self, key: str) -> int:
        """The line of a key in its file; 0 where it has none."""
        names = {key, source.ALIASES.get(key, key)}
        return next((number for number, line in enumerate(self.lines, 1) if line.partition(":")[0] in names), 0)


def name_of(key: str, keys: str) -> str:
    """A key of the front matter in the language that an article is written with."""
    return source.ALIASES[key] if keys == "vi" else key


def proposed(config: Config, draft: Draft) -> str:
    """The last part of the article's address: its own or its title's, or the next that no article of its site has."""
    return unique_slug(slug(draft.slug or draft.title), _taken(config.content / draft.province))


def _taken(folder: Path) -> set[str]:
    """The last parts of the addresses in a site's folder, as its files and folders are named."""
    taken: set[str] = set()
    for here, _, files in os.walk(folder):
        if any(name.lower() == "index.md" for name in files):
            taken.add(slug(os.path.basename(here), limit=200))
        taken |= {slug(name[:-3], limit=200) for name in files if name.lower().endswith(".md")}
    return taken


def write(config: Config, draft: Draft, keys: str) -> Written:
    """Writes an article that has a title, a date, a section and a site. Raises `Refused` when it cannot be written."""
    wanted = slug(draft.slug or draft.title)
    parsed = dates.parse(draft.date)
    assert parsed is not None
    year = config.content / draft.province / f"{parsed[0].year}"
    place = Place(f"{config.content.name}/{draft.province}/{year.name}/{proposed(config, draft)}")
    try:
        names = dict(_named(draft))
        body = markdown.body(draft.blocks, draft.notes, names).strip() or draft.opening
        text = f"{front_matter(config, draft, keys, names)}\n{body}\n"
        folder = _claim(year, proposed(config, draft))
        try:
            for picture in draft.pictures:
                _copy(picture, folder / names[id(picture)])
            file = folder / "index.md"
            _replace(file, text.encode("utf-8"))
            return _read_back(config, draft, file, wanted)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)) or getattr(error, "winerror", None) == 112
        raise Refused(FULL.at(place) if full else CANNOT_WRITE.at(place, reason=error.strerror or error)) from error


def _claim(year: Path, name: str) -> Path:
    """A new folder of that name, or with the next number where another program was faster."""
    year.mkdir(parents=True, exist_ok=True)
    base, number = name, 1
    while True:
        try:
            (year / name).mkdir()
            return year / name
        except FileExistsError:
            number += 1
            name = f"{base}-{number}"


def _copy(picture: Picture, target: Path) -> None:
    if target.exists():
        return
    if isinstance(picture.data, Path):
        shutil.copyfile(picture.data, target)
    else:
        target.write_bytes(picture.data)


def _replace(file: Path, data: bytes) -> None:
    """The file with these bytes, whole or not at all."""
    beside = file.with_name(f"~{file.name}")
    with beside.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    replace(beside, file)


def _named(draft: Draft) -> Iterator[tuple[int, str]]:
    """The file name of each photo, by the `id` of its block; one that a document shows twice with the same words is one file."""
    files: dict[tuple[object, str, str], str] = {}
    for picture in draft.pictures:
        key = (picture.data, picture.caption, picture.credit)
        if key not in files:
            by_caption = isinstance(picture.data, Path)
            files[key] = photos.name(picture, len(files) + 1, set(files.values()), by_caption=by_caption)
        yield id(picture), files[key]


# -- front matter -----------------------------------------------------------------------------------------------------------------------


def front_matter(config: Config, draft: Draft, keys: str, names: dict[int, str]) -> str:
    """The front matter of a draft, with its two lines of dashes."""
    section = config.section(draft.section)
    category = draft.section
    if keys == "vi" and section and config.section(section.name) == section:
        category = section.name
    status = ("nháp" if keys == "vi" else "draft") if draft.is_draft else ""
    values = {
        "title": draft.title, "date": draft.date, "category": category, "author": draft.author, "department": draft.department,
        "source": draft.source, "summary": draft.summary, "views": draft.views, "comments": draft.comments, "status": status,
    }  # fmt: skip
    lines = [f"{name_of(key, keys)}: {quoted(str(value))}" for key, value in values.items() if value not in ("", None)]
    if draft.pictures:
        lines.append(f"{name_of('photos', keys)}:")
    seen: set[str] = set()
    for picture in draft.pictures:
        file, inner = names[id(picture)], _INNER[keys]
        if file in seen:
            continue
        seen.add(file)
        lines.append(f"  - {inner['file']}: {file}")
        said = {"caption": picture.caption, "credit": picture.credit, "alt": picture.alt}
        lines += [f"    {inner[key]}: {quoted(value)}" for key, value in said.items() if value]
    return "\n".join(["---", *lines, "---", ""])


def quoted(value: str) -> str:
    """A text as a value of the front matter: as it is where YAML cannot misread it, else between quotes."""
    value = " ".join(clean(value).split())
    if _PLAIN.fullmatch(value):
        return value
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


# -- reading back -----------------------------------------------------------------------------------------------------------------------


def _read_back(config: Config, draft: Draft, file: Path, wanted: str) -> Written:
    """The article as the portal reads it, with every problem: of its front matter, of its body, and words that are not there."""
    path = file.relative_to(config.content).as_posix()
    data = file.read_bytes()
    reading = source.read(config, path, data)
    if reading.article is None:
        raise Refused(*reading.problems)
    article, text = reading.article, reading.text
    body = _rendered(config, file, article, text)
    problems = [*draft.problems, *reading.problems, *body.problems]
    there = [*shown(body.body), *draft.accounted, *draft.dropped]
    if lost := missing(draft.came_in, there):
        problems.append(LOST.at(Place(f"{config.content.name}/{path}"), file=draft.name, words=listed(lost)))
    return Written(file, article, wanted if wanted != file.parent.name else "", tuple(problems), tuple(data.decode("utf-8").split("\n")))


def _rendered(config: Config, file: Path, article: Article, text: Text) -> Rendered:
    folder = file.parent.relative_to(config.content).as_posix()
    place = Place(f"{config.content.name}/{folder}/{file.name}", text.line)

    def photo_at(name: str) -> Photo | None:
        return Photo(f"{folder}/{name}") if (file.parent / name).is_file() else None

    return render(text.body, place=place, photos=article.photos, photo_at=photo_at, link=Link)
