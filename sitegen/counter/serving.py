"""The command `sitegen counter serve`: what the service needs of a portal, taken from its configuration."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime

from sitegen.counter import asked, published, summary
from sitegen.counter.hits import PROXIES
from sitegen.counter.ledger import Ledger
from sitegen.counter.open import folder, open_store
from sitegen.counter.published import Published
from sitegen.counter.service import Service, Ways
from sitegen.counter.store import Store
from sitegen.dates import ZONE
from sitegen.errors import N_, Kind, Place, Problem, Refused, Translate
from sitegen.files import FOREVER, Stamp, stamp
from sitegen.settings import Config

NOTHING = Kind(
    "counter-nothing",
    N_("Nothing is counted yet: no build has told which pages there are."),
    N_("Build once more with “sitegen build”; that is noticed within seconds."),
    "warning",
)


def serve(
    config: Config, *, host: str, port: int, provinces: Sequence[str], proxies: Sequence[str], translate: Translate,
    say: Callable[[str], None], tell: Callable[[tuple[Problem, ...]], None],
) -> None:  # fmt: skip
    """Serves until it is told to stop: the sites named, or all of them and the union. `proxies` are believed beside this machine's own.

    Raises `Refused` where a site is none of this portal, the portal has no counter, the ledger cannot be opened, or the address not used.
    """
    place, sites = folder(config), asked.sites(config)
    asked.check_sites(provinces, sites)
    served = tuple(provinces) or sites

    def summarise(store: Store, changed: Set[str]) -> None:
        with store.frozen():
            ledger = Ledger(store)
            summary.write(place, ledger, [site for site in served if not changed.isdisjoint(ledger.family(site))])

    async def run() -> None:
        await Service(ways, sites, served, (*PROXIES, *proxies)).run(host, port)

    ways = Ways(lambda: open_store(config), Lists(config, tell).changed, published.learn, summarise, say, tell, translate, today)
    with contextlib.suppress(KeyboardInterrupt):  # where no signal can be heard, Ctrl+C comes as this
        asyncio.run(run())


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(ZONE).date()


class Lists:
    """The lists of what was published, read again when a build has replaced one. A broken one is told of, and the former stands."""

    def __init__(self, config: Config, tell: Callable[[tuple[Problem, ...]], None]) -> None:
        self._output = config.output
        self._tell = tell
        self._stamps: dict[str, Stamp | None] = {}
        self._is_told = False

    def changed(self) -> Mapping[str, Published] | None:
        """All lists, if one changed since this was last asked."""
        found = {file.name: stamp(file, now=FOREVER) for file in (self._output / ".sitegen" / "published").glob("*.json")}
        if not found and not self._is_told:
            self._is_told = True
            self._tell((NOTHING.at(Place(f"{self._output.name}/.sitegen/published")),))
        if found == self._stamps:
            return None
        self._stamps = found
        try:
            return published.read(self._output)
        except Refused as refused:
            self._tell(refused.problems)
            return None
