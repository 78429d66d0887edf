"""What the last build published, read from its lists, and what the ledger learns from them: baselines and moves.

A list says how things are now; the ledger remembers how they were. A number that was corrected counts as it is stated now, a page that is
no longer listed keeps what it has, and an address that once led elsewhere goes on leading there until it is a page again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sitegen import dates
from sitegen.counter.store import Baseline, Move, Store
from sitegen.errors import N_, Kind, Place, Refused

UNREADABLE = Kind(
    "counter-published",
    N_("This list of published pages cannot be read: {reason}."),
    N_("Build once more with “sitegen build”; the list is written anew."),
)
UNION = "_union"
"""The site id of the union's front page."""


@dataclass(frozen=True, slots=True)
class Published:
    """The pages of a site: `articles` by permalink with title and views carried over, `others`, and where old addresses lead."""

    site: str
    url: str = ""
    visits: int | None = None
    since: date | None = None
    carried_by: str = ""
    articles: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    moved: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def is_page(self, permalink: str) -> bool:
        """Whether a reader finds a page there, and no redirect."""
        return permalink in self.articles or permalink in self.others


def read(output: Path) -> dict[str, Published]:
    """What a build published into an output folder, by site; nothing where it never listed it. Raises `Refused` for a broken list."""
    found: dict[str, Published] = {}
    for file in sorted((output / ".sitegen" / "published").glob("*.json")):
        try:
            site = _site(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            place = Place(f"{output.name}/.sitegen/published/{file.name}")
            raise Refused(UNREADABLE.at(place, reason=f"{type(error).__name__}: {error}")) from None
        found[site.site] = site
    return found


def _site(data: dict[str, Any]) -> Published:
    visits = data.get("visits") or {}
    moment = dates.parse(visits.get("since") or "")
    return Published(
        site=data["site"] or UNION,
        url=data["url"],
        visits=int(visits["total"]) if visits else None,
        since=moment[0].date() if moment else None,
        carried_by=data.get("carried_by", ""),
        articles={permalink: (str(title), None if views is None else int(views)) for permalink, (title, views) in data["articles"].items()},
        others=frozenset(data["others"]),
        moved={old: (site or UNION, new) for old, (site, new) in data["moved"].items()},
    )


def learn(store: Store, published: Mapping[str, Published], today: date | None = None) -> None:
    """Lets a ledger know what was published; writes nothing where it knows it all. `today` is Vietnam's if not given."""
    known = {(baseline.site, baseline.permalink): baseline for baseline in store.baselines()}
    stated = [baseline for site in published.values() for baseline in _baselines(site)]
    baselines = [baseline for baseline in stated if known.get(baseline[:2], Baseline(*baseline[:2], 0)) != baseline]
    moves = _moves(published, {(move.site, move.permalink): move for move in store.moves()}, today or datetime.now(dates.ZONE).date())
    if baselines or moves:
        store.learn(baselines, moves)


def _baselines(site: Published) -> Iterator[Baseline]:
    yield Baseline(site.site, "", site.visits or 0, site.since)
    for permalink, (_, views) in site.articles.items():
        yield Baseline(site.site, permalink, views or 0)


def _moves(published: Mapping[str, Published], known: Mapping[tuple[str, str], Move], today: date) -> list[Move]:
    """The moves that are new, or end: an address that is a page again keeps what was counted before only if it left to nobody else."""
    found: dict[tuple[str, str], Move] = {}
    for site in published.values():
        for old, target in site.moved.items():
            if not site.is_page(old):
                found[site.site, old] = Move(site.site, old, *target)
        carrier = site.carried_by or site.site
        if carrier != site.site or (site.site, "") in known:
            found[site.site, ""] = Move(site.site, "", carrier, "")
    for (name, permalink), move in known.items():
        here = published.get(name)
        if here and permalink and here.is_page(permalink) and move.until is None and move[2:4] != move[:2]:
            there = published.get(move.to_site)
            back = there.moved.get(move.to_permalink) if there else None
            is_gone = there is not None and back is None and not there.is_page(move.to_permalink)
            is_back = back == (name, permalink) or is_gone
            found[name, permalink] = Move(name, permalink, name, permalink) if is_back else move._replace(until=today)
    return [move for key, move in found.items() if known.get(key) != move]
