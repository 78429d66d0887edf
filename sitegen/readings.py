"""All articles of the content folder, each file read only when it may have changed.

A file is trusted by its stamp, else by its bytes; only other bytes are read as an article again. An article with attachments is read every
time, because its reading looks at those files too. What a reading is made of follows from the configuration: another one starts afresh.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sitegen import likeness, source
from sitegen.article import Article
from sitegen.errors import Problem
from sitegen.files import Stamp, stamp
from sitegen.fingerprints import fingerprint
from sitegen.likeness import Entry
from sitegen.settings import Config

WORTH = 150
"""How many stale files are worth starting processes for."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read: its stamp and digest, what it gave, and what ranking knows of it."""

    stamp: Stamp | None
    digest: bytes
    article: Article | None
    problems: tuple[Problem, ...]
    entry: Entry | None

    @property
    def is_lasting(self) -> bool:
        """Whether the file's own bytes decide what it gives."""
        return not (self.article and self.article.attachments) and not any(p.kind.name == "attachment-missing" for p in self.problems)


def basis(config: Config) -> bytes:
    """The fingerprint of what readings rest on beside the files."""
    return fingerprint((config.sections, config.provinces, config.content.name))


def read_all(config: Config, before: Any, pool: Executor | None, progress: Callable[[str, int, int], None]) -> dict[str, Known]:
    """Every article file with what it gave, by path. `before` is what `pack` made of the last build's readings, or None."""
    known: dict[str, Known] = {}
    if before is not None and before[0] == basis(config):
        known = pickle.loads(before[1])
    found: dict[str, Known] = {}
    stale: list[tuple[str, Known | None]] = []
    paths = source.find(config.content)
    for path in paths:
        old = known.get(path)
        now = stamp(config.content / path) if old else None
        if old and now and old.stamp == now and old.is_lasting:
            found[path] = old
        else:
            stale.append((path, old))
    for done, (path, reading) in enumerate(_read(config, stale, pool), 1):
        found[path] = reading
        progress("read", done, len(stale))
    return {path: found[path] for path in paths}


def _read(config: Config, stale: list[tuple[str, Known | None]], pool: Executor | None) -> Iterator[tuple[str, Known]]:
    if pool is None or len(stale) < WORTH:
        yield from ((path, _one(config, path, old)) for path, old in stale)
        return
    size = max(1, min(250, len(stale) // 8))
    chunks = [stale[at : at + size] for at in range(0, len(stale), size)]
    for chunk in pool.map(_several, [config] * len(chunks), chunks):
        yield from chunk


def _several(config: Config, stale: list[tuple[str, Known | None]]) -> list[tuple[str, Known]]:
    return [(path, _one(config, path, old)) for path, old in stale]


def _one(config: Config, path: str, old: Known | None) -> Known:
    """A file as it is now: what is known of it where its bytes are the same."""
    now = stamp(config.content / path)
    try:
        data = (config.content / path).read_bytes()
    except OSError:
        data = b""
    digest = blake2b(data, digest_size=10).digest()
    if old and old.digest == digest and old.is_lasting:
        return Known(now, digest, old.article, old.problems, old.entry)
    reading = source.read(config, path)
    entry = None
    if reading.article:
        entry = likeness.entry(reading.article, source.text(config, path).body)
    return Known(now, digest, reading.article, reading.problems, entry)


def pack(config: Config, readings: dict[str, Known]) -> tuple[bytes, bytes]:
    """The readings for the next build."""
    return basis(config), pickle.dumps(readings, protocol=5)
