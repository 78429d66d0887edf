"""What the build may know of the ledger: one small file a site, replaced in one step and only when it says something else.

Periods end with the last day that was counted, so the file is a function of the ledger alone and does not age by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sitegen.counter.ledger import Ledger
from sitegen.counter.store import UNWRITABLE
from sitegen.errors import Place, Refused

MOST = 50
"""How many pages the lists of most read pages hold."""


def write(folder: Path, ledger: Ledger, sites: Iterable[str]) -> list[str]:
    """Writes the file of each site that anything is known of; the names of those that changed. Raises `Refused` when the disk does."""
    written = []
    for site in sites:
        told = summary(ledger, site)
        if told is None:
            continue
        file = folder / f"{site}.json"
        data = json.dumps(told, ensure_ascii=False, indent=0).encode("utf-8")
        try:
            if _replace(file, data):
                written.append(file.name)
        except OSError as error:
            raise Refused(UNWRITABLE.at(Place(f"{folder.name}/{file.name}"), reason=error.strerror or error)) from None
    return written


def summary(ledger: Ledger, site: str) -> dict[str, Any] | None:
    """What is known of a site; nothing where nothing was counted or carried over."""
    total, days = ledger.total(site).human, ledger.days(site)
    if not total and not days:
        return None
    last = max(days, default=None)
    views = sorted((permalink, views.human) for (_, permalink), views in ledger.pages(site).items() if permalink and views.human)
    since = ledger.since(site)
    return {
        "counted_until": last.isoformat() if last else "",
        "total": total,
        "since": since.isoformat() if since else "",
        "carries": ledger.family(site)[1:],
        "month": ledger.sum(site, last.replace(day=1), last).human if last else 0,
        "days7": ledger.sum(site, _before(last, 7), last).human if last else 0,
        "days30": ledger.sum(site, _before(last, 30), last).human if last else 0,
        "views": dict(views),
        "most7": _most(ledger, site, last, 7),
        "most30": _most(ledger, site, last, 30),
    }


def _most(ledger: Ledger, site: str, last: date | None, days: int) -> list[tuple[str, int]]:
    if last is None:
        return []
    found = ledger.most_read(site, _before(last, days), last, MOST)
    return [(permalink, views.human) for (_, permalink), views in found if views.human]


def _before(last: date, days: int) -> date:
    """The first of so many days that end with the last one."""
    return last - timedelta(days=days - 1)


def _replace(file: Path, data: bytes) -> bool:
    """Makes a file hold these bytes, in one step; whether it held others."""
    with contextlib.suppress(OSError):
        if file.read_bytes() == data:
            return False
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        partial.write_bytes(data)
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)
    return True
