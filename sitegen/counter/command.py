"""`sitegen counter show`, `export`, `import`, `import-log` and `import-goatcounter`: what was asked for, done and told.

Each begins by letting the ledger learn what the last build published, and each that changes the ledger ends by telling the build.
"""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sitegen import dates, toml
from sitegen.amounts import LINES, PAGES, VIEWS, number, several, size
from sitegen.counter import asked, goatcounter, published, showing, summary, transfer
from sitegen.counter.addresses import addresses
from sitegen.counter.asked import Period
from sitegen.counter.formats import Format, recognise
from sitegen.counter.ledger import Ledger
from sitegen.counter.lines import Reader
from sitegen.counter.logs import AHEAD, Import
from sitegen.counter.open import counter, folder, open_store
from sitegen.counter.published import Published
from sitegen.counter.robots import Robots
from sitegen.counter.store import Store
from sitegen.counter.tally import BROKEN, Tally
from sitegen.errors import N_, Kind, Place, Refused, Translate, in_order
from sitegen.report import tell
from sitegen.settings import Config

NOT_EXPORTED = Kind(
    "ledger-csv-disk",
    N_("The copy cannot be written here: {reason}."),
    N_("Name a folder that is there, that has room and that you may write into. Nothing in the ledger was changed."),
)
BAD_SOURCE = Kind(
    "usage-source", N_("“{value}” cannot name a log."), N_("Take letters without marks, digits, dots and hyphens only, for example web2.")
)
NOTHING = N_("Nothing was counted yet.")
NOTHING_THEN = N_("Nothing was counted in this period.")
EXPORTED = N_("Written: {path} ({bytes}). Keep it in another place: it is the whole ledger.")
IMPORTED = N_("{count} number was set."), N_("{count} numbers were set.")
FROM_GOATCOUNTER = N_("{human} of {pages} taken; addresses there that are no page of this portal: {unknown}.")
STOPPED = N_("Stopped. What was counted till then is kept; the same command goes on from there.")
TAKEN = N_("{lines} read: {human}, {robot} by robots; {known} had been counted before, {broken} could not be read.")


def show(config: Config, province: str, period: Period, by: str, form: str, count: int, _: Translate) -> int:
    """Tells what was counted; the exit status. Raises `Refused` for a site or a day that does not exist."""
    days = period.read()
    with _opened(config) as (store, told), store.frozen():
        ledger = Ledger(store)
        counted = ledger.sites()
        sites = list(dict.fromkeys((*asked.sites(config), *counted)))
        asked.check_sites([province] if province else [], sites)
        if by == "total":
            rows = showing.by_total(ledger, [province] if province else [site for site in sites if site in counted], *days, _)
        elif by == "page":
            rows = showing.by_page(ledger, province, *days, count, told)
        else:
            rows = {"day": showing.by_day, "month": showing.by_month, "source": showing.by_source}[by](ledger, province, *days)
    if not rows and form == "table":
        print(_(NOTHING_THEN if any(days) else NOTHING))
    else:
        print(*showing.FORMATS[form](rows, _), sep="\n")
    return 0


def export(config: Config, file: Path | None, _: Translate) -> int:
    """Writes the whole ledger as CSV, into a file or to the standard output."""
    with _opened(config) as (store, _told), store.frozen():
        if file is None:
            sys.stdout.writelines(transfer.write(store))
            return 0
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with partial.open("w", encoding="utf-8", newline="") as out:
                out.writelines(transfer.write(store))
            os.replace(partial, file)
        except OSError as error:
            raise Refused(NOT_EXPORTED.at(Place(str(file)), reason=error.strerror or error)) from None
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
    print(_(EXPORTED).format(path=file, bytes=size(file.stat().st_size, _)))
    return 0


def restore(config: Config, file: Path, _: Translate) -> int:
    """Sets in the ledger what a CSV file says: all of it, or nothing."""
    with _opened(config) as (store, told):
        set_ = transfer.read(store, file)
        _tell_build(config, store, told)
    print(several(set_, IMPORTED, _))
    return 0


def import_log(config: Config, files: Sequence[Path], form: str, province: str, source: str, _: Translate) -> int:
    """Takes the readings in log files into the ledger. The exit status: 0, 1 where a file was left out, 130 after Ctrl+C."""
    asked.check_sites([province] if province else [], asked.sites(config))
    name = f"log:{source}" if source else "log"
    if not transfer.SOURCE.fullmatch(name):
        raise Refused(BAD_SOURCE.at(Place("--source"), value=source))
    given = Format(form) if form else None
    with _opened(config) as (store, told):
        readers = Readers(config, told, province, given)
        log = Import(store, name, f"{name}@{province}" if province else name, readers.of)
        try:
            tally = log.run(_expanded(files))
        except KeyboardInterrupt:
            print(_(STOPPED), file=sys.stderr)
            return 130
        finally:
            _tell_build(config, store, told)
    _report(tally, readers, _)
    return 1 if any(problem.kind.severity == "error" for problem in tally.problems) else 0


def import_goatcounter(config: Config, period: Period, _: Translate) -> int:
    """Takes what a GoatCounter has counted into the ledger; the exit status. Raises `Refused` for a day that does not exist."""
    start, stop = period.read()
    address, token = counter(config).goatcounter, os.environ.get("GOATCOUNTER_TOKEN", "")
    if not address:
        raise Refused(goatcounter.NO_GOATCOUNTER.at(Place(config.file, toml.line(config.text(), "counter"))))
    if not token:
        raise Refused(goatcounter.NO_TOKEN.at(Place("GOATCOUNTER_TOKEN")))
    with _opened(config) as (store, told):
        try:
            taken = goatcounter.take(goatcounter.Api(address, token), store, told, start, stop or datetime.now(dates.ZONE).date())
        finally:
            _tell_build(config, store, told)
    human, pages = several(taken.human, VIEWS, _), several(taken.pages, PAGES, _)
    print(_(FROM_GOATCOUNTER).format(human=human, pages=pages, unknown=number(taken.unknown, _)))
    return 0


def _expanded(files: Sequence[Path]) -> list[Path]:
    """The files that names with `*` stand for, where the shell left that to us; each once."""
    named = [Path(found) for file in files for found in (sorted(glob.glob(str(file))) if not file.exists() else [str(file)]) or [str(file)]]
    return list(dict.fromkeys(named))


class Readers:
    """The readers of an import's files, one for each format."""

    def __init__(self, config: Config, told: Mapping[str, Published], province: str, given: Format | None) -> None:
        self._config, self._told, self._province, self._given = config, told, province, given
        self._known: dict[str, Reader] = {}
        self._robots = Robots()
        self._key = secrets.token_bytes(32)
        self._latest = int(time.time()) + AHEAD

    def of(self, lines: Iterable[bytes], place: str) -> Reader:
        """The reader for a file with these first lines. Raises `Refused` where they are of no known format, or of no certain site."""
        form = self._given or recognise(lines, place)
        if form.name not in self._known:
            where = addresses(self._config, self._told, self._province, tells_host=form.tells_host)
            self._known[form.name] = Reader(form, where, self._robots, self._key, self._latest)
        return self._known[form.name]

    @property
    def formats(self) -> str:
        """The formats that were read."""
        return " / ".join(self._known)


def _report(tally: Tally, readers: Readers, _: Translate) -> None:
    problems = list(tally.problems)
    if tally.broken:
        values = {"count": number(tally.broken, _), "lines": number(tally.lines, _), "format": readers.formats}
        problems.append(BROKEN.at(Place("import-log"), **values))
    tell(in_order(problems), _)
    lines, human, broken = several(tally.lines, LINES, _), several(tally.human, VIEWS, _), several(tally.broken, LINES, _)
    print(_(TAKEN).format(lines=lines, human=human, robot=number(tally.robot, _), known=size(tally.known, _), broken=broken))


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[tuple[Store, dict[str, Published]]]:
    """The ledger, which knows what was published, and what that is."""
    told = published.read(config.output)
    store = open_store(config)
    try:
        published.learn(store, told)
        yield store, told
    finally:
        store.close()


def _tell_build(config: Config, store: Store, told: Mapping[str, Published]) -> None:
    with store.frozen():
        ledger = Ledger(store)
        summary.write(folder(config), ledger, sorted({*told, *ledger.sites()}))
