"""The files an article names: its photos, which of them leads, and what it offers for download.

Files lie beside their article and are named from there; here they become paths from the content folder. Whether a photo can be opened is
not asked here: that takes longer than reading, and is asked when a page shows it.
"""

from __future__ import annotations

import difflib
import os
import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache

from sitegen.article import Attachment, Photo
from sitegen.errors import N_, Kind
from sitegen.fields import NO, YES, Fields
from sitegen.files import spelled
from sitegen.nodes import Node
from sitegen.settings import Config
from sitegen.vietnamese import fold

UNKNOWN = Kind("key-unknown", N_("“{key}” is no key of an article; it is ignored."), N_("Did you mean “{near}”?"), "warning")
PHOTO = Kind(
    "photo-shape",
    N_("This photo has no file name."),
    N_("Write “- file: photo.jpg” and below it “  caption: …”, or short “- photo.jpg: …”"),
)
ATTACHMENT = Kind(
    "attachment-missing", N_("The file “{file}” is not beside the article."), N_("Copy it into {folder}, or correct its name.{near}")
)

PHOTO_KEYS = {"file": "tệp", "caption": "chú thích", "credit": "người chụp", "alt": "mô tả", "title": "tiêu đề"}


@lru_cache(maxsize=512)  # the same few keys stand in every article
def plain(key: str) -> str:
    """A key without what may differ in its spelling: case, accents, spaces, hyphens."""
    return fold(key.replace("_", " ").replace("-", " "))


_NAME = re.compile(r"\w[\w.-]*")
_PHOTO_KEYS = {plain(name): key for key, alias in PHOTO_KEYS.items() for name in (key, alias)} | {"anh": "file", "tac gia": "credit"}


def _inner(node: Node, names: dict[str, str]) -> dict[str, Node]:
    return {names.get(plain(key.text), plain(key.text)): value for key, value in node.entries or ()}


def photos(fields: Fields, folder: str) -> list[Photo]:
    """The photos of the front matter: full entries, the short form `file: caption`, or bare file names."""
    if "photos" not in fields.nodes:
        return []
    _, node = fields.nodes["photos"]
    if node.text and node.items is None:
        return [Photo(beside(folder, name)) for name in fields.texts("photos")]
    if node.entries is not None:
        return [Photo(beside(folder, key.text), value.text) for key, value in node.entries]
    found = []
    for item in node.items or ():
        if item.is_text and item.text:
            found.append(Photo(beside(folder, item.text)))
            continue
        inner = _inner(item, _PHOTO_KEYS)
        if "file" in inner and inner["file"].text:
            caption, credit, alt = (" ".join(inner[key].text.split()) if key in inner else "" for key in ("caption", "credit", "alt"))
            for key, _ in item.entries or ():
                if plain(key.text) not in _PHOTO_KEYS:
                    near = difflib.get_close_matches(plain(key.text), _PHOTO_KEYS, 1, 0.4)
                    fields.report(UNKNOWN, key.line, key=key.text, near=_PHOTO_KEYS[near[0]] if near else "caption")
            found.append(Photo(beside(folder, inner["file"].text), caption, credit, alt))
        elif item.entries and len(item.entries) == 1 and "." in item.entries[0][0].text:
            key, value = item.entries[0]
            found.append(Photo(beside(folder, key.text), " ".join(value.text.split())))
        else:
            fields.report(PHOTO, item.line)
    return found


def cover(fields: Fields, given: tuple[Photo, ...], folder: str) -> Photo | None:
    """The photo that leads: the named one, else the first; none for `cover: false`."""
    text = fields.text("cover")
    if text and fold(text) in NO:
        return None
    if text and fold(text) not in YES:
        file = beside(folder, text)
        return next((photo for photo in given if photo.file == file), Photo(file))
    return given[0] if given else None


def beside(folder: str, name: str) -> str:
    """A file named in an article, as a path from the content folder."""
    name = name.strip()
    if folder and _NAME.fullmatch(name):
        return f"{folder}/{name}"
    return posixpath.normpath(posixpath.join(folder, name.replace("\\", "/"))).lstrip("/")


def attachments(config: Config, fields: Fields, folder: str) -> list[Attachment]:
    """The files offered for download, each with its title and size; those that are not there are problems."""
    if "attachments" not in fields.nodes:
        return []
    _, node = fields.nodes["attachments"]
    items = node.items if node.items is not None else (node,) if node.text or node.entries else ()
    found = []
    for item in items:
        inner = _inner(item, _PHOTO_KEYS)
        if item.is_text:
            name, title = item.text, ""
        elif "file" in inner:
            name, title = inner["file"].text, inner["title"].text if "title" in inner else ""
        else:
            name, title = (item.entries[0][0].text, item.entries[0][1].text) if item.entries else ("", "")
        file = beside(folder, name)
        if not os.path.isfile(config.content / file) and os.path.isdir(config.content / posixpath.dirname(file)):
            real = spelled(posixpath.basename(file), os.listdir(config.content / posixpath.dirname(file)))
            file = posixpath.join(posixpath.dirname(file), real or posixpath.basename(file))
        path = config.content / file
        if not name or file.startswith("../") or not os.path.isfile(path):
            near = nearest(name, os.listdir(config.content / folder))
            fields.report(ATTACHMENT, item.line, file=name, folder=f"{config.content.name}/{folder}", near=f" ({near}?)" if near else "")
            continue
        found.append(Attachment(file, title or posixpath.basename(name), path.stat().st_size))
    return found


def nearest(name: str, names: Iterable[str]) -> str:
    """The name of a file that is most like one, or empty; never that of an article, of which most are called like their photos."""
    others = sorted(other for other in names if not other.lower().endswith(".md"))
    return next(iter(difflib.get_close_matches(name, others, 1, 0.5)), "")
