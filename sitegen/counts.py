"""What was counted of a site's visits, as the counter left it in a file: read, checked, and never trusted.

The counter and the build talk through these files alone (`visits/yen-bai.json` beside config.toml). A file that is not what it should be
is named in a warning and counts as none: then the numbers of front matter and of config.toml stand, as they do before anything was counted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sitegen.errors import N_, Kind, Place, Problem
from sitegen.settings import Config

SPOILED = Kind(
    "counts-spoiled",
    N_("This file of counts cannot be used: {reason}."),
    N_("Delete it: the next sitegen counter import-log, or the service, writes it anew. Until then older numbers are shown."),
    "warning",
)
NONE_YET = Kind(
    "counts-missing",
    N_("Nothing is counted yet: there are no counts in this folder."),
    N_("Import the logs of the web server: sitegen counter import-log. Or name the folder where the counts are: folder in [counter]."),
    "warning",
)

UNION_NAME = "_union"
"""What the union's front page is called among files of counts."""

MOST = 10**12
"""No number of visits is as large; what is, was not counted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Human visits of a site: `views` for ever by permalink, `most7` and `most30` of the last days up to `until`.

    `carries` are the sites whose visits are among them, since this one carries them.
    """

    until: date | None = None
    since: date | None = None
    total: int = 0
    month: int = 0
    views: Mapping[str, int] = field(default_factory=dict)
    most7: Mapping[str, int] = field(default_factory=dict)
    most30: Mapping[str, int] = field(default_factory=dict)
    carries: tuple[str, ...] = ()

    def most(self, days: int) -> Mapping[str, int]:
        """The views of the last 7 or 30 days, by permalink; for ever with 0."""
        return {0: self.views, 7: self.most7, 30: self.most30}[days]


@dataclass(frozen=True, slots=True)
class Found:
    """The counts of all sites by their ids, the bytes they were read from, and what is wrong with them."""

    sites: Mapping[str, Counts] = field(default_factory=dict)
    data: tuple[tuple[str, bytes], ...] = ()
    problems: tuple[Problem, ...] = ()


def folder(config: Config) -> Path | None:
    """Where the counts of a configuration lie; none where nothing is counted."""
    return Path(os.path.normpath(config.root / config.counter.folder)) if config.counter else None


def read(config: Config) -> Found:
    """The counts of all sites of a configuration."""
    place = folder(config)
    if place is None or config.counter is None:
        return Found()
    sites: dict[str, Counts] = {}
    data: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for id in ("", *(province.id for province in config.provinces)):
        name = f"{id or UNION_NAME}.json"
        shown = Place(f"{config.counter.folder.rstrip('/')}/{name}")
        try:
            text = (place / name).read_bytes()
            data.append((id, text))
            sites[id] = parse(text)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(SPOILED.at(shown, reason=reason))
    if not data and not problems and not config.counter.service and not config.counter.goatcounter:
        problems.append(NONE_YET.at(Place(config.counter.folder)))
    return Found(sites, tuple(data), tuple(problems))


def parse(data: bytes) -> Counts:
    """The counts in the bytes of a file. Raises `ValueError` where anything in them is not as the counter writes it."""
    found = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError("{…}")
    total, month = (_number(found.get(key, 0), key) for key in ("total", "month"))
    most7, most30 = (_table(_pairs(found.get(key, []), key), key) for key in ("most7", "most30"))
    views = _table(found.get("views", {}), "views")
    carries = found.get("carries", [])
    if not isinstance(carries, list) or not all(isinstance(site, str) for site in carries):
        raise ValueError("carries")
    until, since = (_day(found.get(key, "")) for key in ("counted_until", "since"))
    return Counts(until, since, total, month, views, most7, most30, tuple(carries))


def _number(value: Any, key: str) -> int:
    if type(value) is not int or not 0 <= value < MOST:
        raise ValueError(f"{key}: {str(value)[:40]}")
    return value


def _table(value: Any, key: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError(key)
    for permalink, number in value.items():
        if type(number) is not int or not 0 <= number < MOST or permalink[:1] != "/":
            raise ValueError(f"{key}: {permalink[:80]} {str(number)[:40]}")
    return value


def _pairs(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value):
        raise ValueError(key)
    return dict(value)


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]}")
    return date.fromisoformat(value) if value else None
