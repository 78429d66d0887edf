"""Where a portal's counts lie, and the store that its configuration names."""

from __future__ import annotations

import os
from pathlib import Path

from sitegen import toml
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Store
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.settings import Config, Counter

NO_COUNTER = Kind(
    "config-counter",
    N_("This portal counts no visits yet: the configuration has no [counter]."),
    N_("Write a line [counter] into it, and build once more."),
)


NO_DRIVER = Kind(
    "counter-driver",
    N_("The ledger is on a PostgreSQL server, and the package that speaks to it is not installed."),
    N_("Install it here: pip install 'sitegen[postgres]'"),
)


def counter(config: Config) -> Counter:
    """The `[counter]` table. Raises `Refused` where the configuration has none."""
    if config.counter is None:
        raise Refused(NO_COUNTER.at(Place(config.file)))
    return config.counter


def folder(config: Config) -> Path:
    """The folder that holds what was counted."""
    return Path(os.path.normpath(config.root / counter(config).folder))


def open_store(config: Config) -> Store:
    """The store of a portal's ledger. Raises `Refused` where there is none to be had."""
    if address := counter(config).database:
        try:
            from sitegen.counter.postgres import PostgresStore
        except ImportError:
            raise Refused(NO_DRIVER.at(Place(config.file, toml.line(config.text(), "counter", "database")))) from None
        return PostgresStore(address)
    path = folder(config) / "ledger.sqlite"
    return SqliteStore(path, os.path.relpath(path, config.root).replace(os.sep, "/"))
