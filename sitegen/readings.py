"""All articles of the content folder, each file read only when it may have changed.

A file is trusted by its stamp, else by its bytes; only other bytes are read as an article again. An article with attachments is read every
time, because its reading looks at those files too. What a reading is made of follows from the configuration: another one starts afresh.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from sitegen import packed
from sitegen.article import Article
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.files import Stamp
from sitegen.fingerprints import LENGTH, fingerprint
from sitegen.settings import Config
from sitegen.workers import Lazy

UNREADABLE = Kind(
    "file-unreadable",
    N_("This file cannot be opened: {reason}."),
    N_("Close programs that hold it, see that you may read it, and give it a name of plain letters, digits and hyphens."),
)

WORTH = 150
"""How many stale files are worth starting processes for."""


class Known(NamedTuple):
    """A file that was read: its stamp and digest, and what it gave.

    `is_lasting`: whether the file's own bytes decide what it gives. `article_print`, `card_print` and `terms_print` are fingerprints: of
    the article, its card, and what ranking remembers of its text.
    """

    stamp: Stamp | None
    digest: bytes
    article: Article | None
    problems: tuple[Problem, ...] = ()
    is_lasting: bool = True
    article_print: bytes = b""
    card_print: bytes = b""
    terms_print: bytes = b""


class Readings(NamedTuple):
    """Every article file with what it gave, by path; and what of it is other than before, as rows for the next build.

    `terms` is what ranking remembers of the articles that were read (see `terms.remember`).
    """

    known: Mapping[str, Known]
    changed: Mapping[str, bytes]
    terms: Mapping[str, bytes]


def basis(config: Config) -> bytes:
    """The fingerprint of what readings rest on beside the files."""
    return fingerprint((config.sections, config.provinces, config.content.name))


def read_all(
    config: Config,
    files: Mapping[str, Stamp | None],
    before: Mapping[str, bytes],
    pool: Lazy | None,
    progress: Callable[[str, int, int], None],
) -> Readings:
    """Reads the articles among the `files` of the content folder. `before` are the rows of the last build's readings."""
    from sitegen import source

    found: dict[str, Known] = {}
    stale: list[tuple[str, Stamp | None, bytes | None]] = []
    paths = source.find(files)
    for path in paths:
        row, now = before.get(path), files[path]
        old = _unpack(row) if row else None
        if old and now and old.stamp == now and old.is_lasting:
            found[path] = old
        else:
            stale.append((path, now, row))
    changed: dict[str, bytes] = {}
    remembered: dict[str, bytes] = {}
    for done, (path, row, remember) in enumerate(_read(config, stale, pool), 1):
        known = _unpack(row)
        remembered |= {path: remember} if remember is not None else {}
        assert known is not None, path
        found[path], changed[path] = known, row
        progress("read", done, len(stale))
    return Readings({path: found[path] for path in paths}, changed, remembered)


Read = tuple[str, bytes, bytes | None]
"""A path with its row, and what ranking remembers of it, where it was read anew."""


def _read(config: Config, stale: list[tuple[str, Stamp | None, bytes | None]], pool: Lazy | None) -> Iterator[Read]:
    if pool is None or len(stale) < WORTH:
        yield from _several(config, stale)
        return
    size = max(1, min(100, len(stale) // 8))
    chunks = [stale[at : at + size] for at in range(0, len(stale), size)]
    for chunk in pool.map(_several, [config] * len(chunks), chunks):
        yield from chunk


def _several(config: Config, stale: list[tuple[str, Stamp | None, bytes | None]]) -> list[Read]:
    folder = f"{config.content}/"
    return [(path, *_one(config, folder, path, now, row)) for path, now, row in stale]


def _one(config: Config, folder: str, path: str, now: Stamp | None, row: bytes | None) -> tuple[bytes, bytes | None]:
    """A file as it is now, as a row: what is known of it where its bytes are the same."""
    from sitegen import source, terms

    try:
        with open(folder + path, "rb", buffering=0) as file:
            data = file.readall()
    except OSError as error:
        place = Place(f"{config.content.name}/{path}")
        return _pack(now, b"", None, (UNREADABLE.at(place, reason=error.strerror or error),)), None
    digest = blake2b(data, digest_size=10).digest()
    old = _unpack(row) if row else None
    if old and old.digest == digest and old.is_lasting:
        return _pack(now, digest, old.article, old.problems, old.article_print, old.card_print, old.terms_print), None
    reading = source.read(config, path, data)
    article = reading.article
    if article is None:
        return _pack(now, digest, None, reading.problems), None
    remembered = terms.remember(article, reading.text.body)
    prints = fingerprint(article), fingerprint(article.card), blake2b(remembered, digest_size=LENGTH).digest()
    return _pack(now, digest, article, reading.problems, *prints), remembered


def _pack(stamp: Stamp | None, digest: bytes, article: Article | None, problems: tuple[Problem, ...], *rest: bytes) -> bytes:
    is_lasting = not (article and article.attachments) and not any(problem.kind.name == "attachment-missing" for problem in problems)
    held = packed.pack(article) if article else None, pickle.dumps(problems) if problems else b""
    return marshal.dumps((stamp, digest, *held, is_lasting, *rest))


def _unpack(row: bytes) -> Known | None:
    """What a row says; none where it cannot be read."""
    try:
        stamp, digest, article, problems, *rest = marshal.loads(row)
        found = packed.unpack(article) if article else None
        return Known(stamp, digest, found, pickle.loads(problems) if problems else (), *rest)
    except (ValueError, EOFError, TypeError, AttributeError, ImportError, pickle.UnpicklingError):
        return None
