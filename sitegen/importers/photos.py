"""The photos a writer names, and what they are called beside the article.

The one idea: paths come as they are dropped on a window or pasted: in quotes, several on a line, a folder for all that is in it. Originals
are only ever read; beside the article lies a copy under a name of a–z and digits, which every server and every tool understands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import unquote

from sitegen.errors import N_, Kind, Place, Problem
from sitegen.importers.blocks import Picture
from sitegen.originals import READABLE, recognise
from sitegen.vietnamese import slug, sort_key, unique_slug

NO_FILE = Kind(
    "new-photo-missing",
    N_("There is no photo or folder “{file}”."),
    N_("Drag the photo from its folder onto this window, or copy its path: Shift and right-click on it, Copy as path."),
)
NO_PHOTOS = Kind(
    "new-photo-none", N_("The folder “{file}” holds no photo."), N_("Name the folder the photos are in, or the photos themselves.")
)
NOT_PHOTO = Kind(
    "new-photo-kind",
    N_("“{file}” is no photo that a browser can show{kind}."),
    N_("Open it, save it as JPEG (.jpg), and name that file."),
)

_EXTENSIONS = {"AVIF": "avif", "BMP": "bmp", "GIF": "gif", "JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WebP": "webp"}
_WORD = re.compile(r"(?:\"[^\"]*\"|'[^']*'|\\.|\S)+")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'|\\(.)")
_WINDOWS = re.compile(r"[\"']?(?:[A-Za-z]:[\\/]|\\\\)")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\\\\")
_PHOTO = re.compile(r".+\.(?:jpe?g|jfif|png|webp|gif|tiff?|bmp|avif|hei[cf]|dng|cr2|cr3|nef|arw)", re.IGNORECASE)
LONGEST_NAME = 40


def paths(answer: str) -> list[str]:
    """The paths in one answer, as windows and shells write dropped files: in quotes or not, behind `&`, several behind one another."""
    text = answer.strip()
    if text.startswith("& "):  # PowerShell
        text = text[2:].strip()
    whole = text.strip("\"'")
    if not whole or Path(whole).exists():
        return [whole] if whole else []
    parts = [part.strip() for part in re.split(r"(?<!\\);", text)]
    if len(parts) > 1:
        return [_path(part) for part in parts if part]
    found = [_path(word) for word in _WORD.findall(text)]
    is_written = re.search("[\"']", text) or (_escapes(text) and "\\" in text)
    return found if is_written or all(_ABSOLUTE.match(path) or Path(path).exists() for path in found) else [_path(whole)]


def _path(word: str) -> str:
    """The path that a word of a shell means."""
    if not _escapes(word):
        return word.replace('"', "").strip("'")
    path = _QUOTED.sub(lambda quoted: next(filter(None, quoted.groups()), ""), word)
    if path.startswith("file:///"):
        path = re.sub(r"^/(?=[A-Za-z]:)", "", unquote(path.removeprefix("file://")))
    return path


def _escapes(text: str) -> bool:
    """Whether a backslash in it stands before a sign that is meant as it is; on Windows it stands between folders."""
    return sys.platform != "win32" and not _WINDOWS.match(text)


def find(names: Iterable[str]) -> tuple[list[Picture], list[Problem]]:
    """The photos that paths mean, a folder's in the order of their names, and what is wrong with the others."""
    found: list[Picture] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name).expanduser()
        if path.is_dir():
            inside = sorted((each for each in path.iterdir() if _PHOTO.fullmatch(each.name) and each.is_file()), key=_by_name)
            if not inside:
                problems.append(NO_PHOTOS.at(Place(name), file=name))
            for each in inside:
                _add(each, found, problems)
        elif not path.is_file():
            problems.append(NO_FILE.at(Place(name), file=name))
        else:
            _add(path, found, problems)
    return found, problems


def _add(path: Path, found: list[Picture], problems: list[Problem]) -> None:
    """Adds a file to the photos, or to the problems where it is none."""
    kind = recognise(Picture(path).start())
    if kind in READABLE:
        found.append(Picture(path))
    else:
        problems.append(NOT_PHOTO.at(Place(str(path)), file=path.name, kind=f" ({kind})" if kind else ""))


def _by_name(path: Path) -> tuple[object, ...]:
    """Names as people count: `anh2` before `anh10`."""
    return tuple((0, int(part), ()) if part.isdigit() else (1, 0, sort_key(part)) for part in re.split(r"(\d+)", path.name) if part)


def name(picture: Picture, number: int, taken: Collection[str], *, by_caption: bool) -> str:
    """The file name of a photo beside its article, unlike those taken: `anh-1.jpg`, or the first words of its caption."""
    extension = _EXTENSIONS.get(recognise(picture.start()), "jpg")
    stem = slug(picture.caption, limit=LONGEST_NAME) if by_caption and picture.caption else f"anh-{number}"
    return f"{unique_slug(stem, {each.rpartition('.')[0] for each in taken})}.{extension}"
