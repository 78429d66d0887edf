"""Whether anything at all has changed since the last build: told from the stamps of all files, without reading one.

A build that leaves everything in order seals it: every file it looked at, every file it wrote, and until when the clock changes nothing.
While the seal is unbroken the next build is done before it has begun. Where anything is young, missing or doubtful there is no seal.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from marshal import dumps
from typing import NamedTuple

from sitegen.errors import Problem
from sitegen.files import SHIPPED, Stamp, stamps
from sitegen.fingerprints import LENGTH, fingerprint
from sitegen.settings import Config
from sitegen.state import State


class Inputs(dict[str, dict[str, Stamp | None]]):
    """The stamps of all files a build may read: of the content, the themes, the assets and the counts."""

    @cached_property
    def digest(self) -> bytes:
        """One fingerprint for all; they are plain numbers already, and many."""
        return blake2b(dumps([sorted(folder.items()) for folder in self.values()], 2), digest_size=LENGTH).digest()


class Sealed(NamedTuple):
    """What an unbroken seal says: how many pages and articles there are, and what is wrong in them."""

    pages: int
    articles: int
    problems: tuple[Problem, ...]


def look(config: Config) -> Inputs:
    """All files that a build may read, as they are now."""
    folders = {"content": config.content, "themes": config.themes, "assets": config.assets}
    if config.themes != SHIPPED:
        folders["shipped"] = SHIPPED
    found = Inputs({name: stamps(folder, hidden=name == "assets") for name, folder in folders.items()})
    if config.counter:  # the counts, but not the ledger they are taken from: it changes with every visit
        counts = stamps(config.root / config.counter.folder)
        found["counts"] = {path: stamp for path, stamp in counts.items() if path.endswith(".json")}
    return found


def check(
    state: State, config: Config, inputs: Inputs, asked: tuple[object, ...], now: datetime, lost: Callable[[], Collection[str]]
) -> Sealed | None:
    """What the last build sealed, if nothing has changed since; `asked` is what the build is asked for beside its moment.

    `lost` are the files that are not as they were written; they are asked for last, if at all, and may be looked for meanwhile.
    """
    seal = state.get("seal")
    if seal is None:
        return None
    setup, seen, since, until, pages, articles, problems = seal
    if setup != _setup(config, asked) or not since <= now.timestamp() < until or seen != inputs.digest or lost():
        return None
    with contextlib.suppress(Exception):  # problems of another version of the program
        return Sealed(pages, articles, pickle.loads(problems))
    return None


def close(
    config: Config,
    inputs: Inputs,
    asked: tuple[object, ...],
    since: datetime,
    until: datetime,
    sealed: Sealed,
) -> dict[str, object]:
    """The values that seal a build; without any where a file is too young to be known by its stamp."""
    if any(None in folder.values() for folder in inputs.values()):
        return {"seal": None}
    problems = pickle.dumps(sealed.problems)
    seal = (_setup(config, asked), inputs.digest, since.timestamp(), until.timestamp(), sealed.pages, sealed.articles, problems)
    return {"seal": seal}


def _setup(config: Config, asked: tuple[object, ...]) -> bytes:
    return fingerprint((config, asked))
