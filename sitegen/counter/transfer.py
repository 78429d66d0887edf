"""The whole ledger as one CSV file, and back: a copy to keep, a way into a spreadsheet, and a way in for numbers counted elsewhere.

Each line says what it is: a count, a number carried over, a move, or where an importer stopped. A file that was written here and is read
into an empty ledger makes the same ledger. A file made by hand needs `site`, `day`, `permalink` and `human` only; all of it is read and
checked before anything is set, and nothing is where one line is wrong.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sitegen import dates
from sitegen.counter.store import Baseline, Count, Move, Store
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.vietnamese import parse_number

UNREADABLE = Kind(
    "ledger-csv",
    N_("This file cannot be read: {reason}."),
    N_("Check its name; it must be a CSV file in UTF-8. In a spreadsheet program choose “CSV UTF-8” when saving."),
)
NO_COLUMNS = Kind(
    "ledger-csv-columns",
    N_("The first line must name the columns; missing: {missing}."),
    N_("For example: site,day,permalink,human,robot"),
)
WRONG = Kind("ledger-csv-value", N_("“{value}” is not what stands under {column}."), N_("Write {example}."))
TWICE = Kind(
    "ledger-csv-twice",
    N_("This line says again what line {line} says."),
    N_("Keep one of the two: of each site, day, page and source there is one number."),
)
OTHER_MARK = Kind(
    "ledger-csv-mark",
    N_("The ledger has gone on since this file was written, or is another one."),
    N_("Read the file into an empty ledger: move ledger.sqlite away first. To add numbers of your own, leave the lines “mark” out."),
)

COLUMNS = ("what", "site", "day", "permalink", "source", "human", "robot", "to_site", "to_permalink", "data")
NEEDED = ("site", "day", "permalink", "human")
BY_HAND = "csv"
"""The source of counts that name none."""
_CHUNK = 20_000
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
_LARGEST = 1 << 53
_SITE = re.compile(r"[^\s/\x00-\x1f]{1,100}")
_PERMALINK = re.compile(r"/[^\x00-\x1f\x7f]{0,1000}")
SOURCE = re.compile(r"[a-z][a-z0-9-]{0,30}(:[\w.@-]{1,100})?")


def write(store: Store) -> Iterator[str]:
    """The ledger, line by line; the first begins with the sign by which spreadsheets know UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def line(**values: object) -> str:
        writer.writerow([safe(values.get(column, "")) for column in COLUMNS])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield "\ufeff" + line(**{column: column for column in COLUMNS})
    for count in store.counts():
        yield line(what="count", **count._asdict())
    for known in store.baselines():
        yield line(what="carried", site=known.site, permalink=known.permalink, human=known.views, day=known.since or "")
    for move in store.moves():
        yield line(what="moved", **{**move._asdict(), "day": move.until or ""})
    for name, data in store.marks():
        text = base64.b64encode(data).decode("ascii")
        for start in range(0, max(1, len(text)), _CHUNK):
            yield line(what="mark", source=name, data=text[start : start + _CHUNK])


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RISKY) else text


def read(store: Store, file: Path) -> int:
    """Sets in a ledger what a CSV file says; how many counts there were. Raises `Refused` with every wrong line, and sets nothing then."""
    form = _Form(file)
    number = sum(1 for _ in form.counts())
    if not form.problems:
        form.check_marks(store)
    if form.problems:
        raise Refused(*form.problems)
    store.restore(form.counts(), form.baselines.values(), form.moves.values(), form.marks())
    return number


class _Form:
    """A CSV file, read as often as wanted; what is wrong in it is collected when its counts are listed for the first time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._chunks: dict[str, list[str]] = {}
        self._lines: dict[str, int] = {}
        self._seen: dict[tuple[object, ...], int] = {}
        self._is_checked = False
        self.problems: list[Problem] = []
        self.baselines: dict[tuple[str, str], Baseline] = {}
        self.moves: dict[tuple[str, str], Move] = {}

    def counts(self) -> Iterator[Count]:
        """The counts of the file; the other lines are taken note of."""
        for number, row in self._rows():
            what = row.get("what", "").strip() or "count"
            take = {"count": self._count, "carried": self._carried, "moved": self._moved, "mark": self._mark}.get(what)
            if take is None:
                self._wrong(number, "what", what, "count")
                continue
            count = take(number, row)
            if count is not None:
                yield count
        self._is_checked = True
        self._seen.clear()

    def marks(self) -> list[tuple[str, bytes]]:
        """Where importers stopped."""
        return [(name, base64.b64decode("".join(chunks))) for name, chunks in self._chunks.items()]

    def check_marks(self, store: Store) -> None:
        """Finds marks that are no marks, and those of another moment than the ledger's."""
        for name, chunks in self._chunks.items():
            place = Place(self._file.name, self._lines[name])
            try:
                data = base64.b64decode("".join(chunks), validate=True)
            except (binascii.Error, ValueError):
                self.problems.append(WRONG.at(place, value="".join(chunks)[:40], column="data", example="…"))
                continue
            if store.mark(name) not in (None, data):
                self.problems.append(OTHER_MARK.at(place))

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            with self._file.open(encoding="utf-8-sig", newline="") as file:
                first = file.readline()
                separator = max(",;\t", key=first.count)
                columns = [column.strip().strip('"').lower() for column in first.strip().split(separator)]
                missing = [column for column in NEEDED if column not in columns]
                if missing:
                    raise Refused(NO_COLUMNS.at(Place(self._file.name, 1), missing=", ".join(missing)))
                rows = csv.reader(file, delimiter=separator)
                for row in rows:
                    if any(cell.strip() for cell in row):
                        yield rows.line_num + 1, {column: _plain(cell) for column, cell in zip(columns, row, strict=False)}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise Refused(UNREADABLE.at(Place(self._file.name), reason=getattr(error, "strerror", None) or error)) from None

    def _count(self, number: int, row: dict[str, str]) -> Count | None:
        values = [
            self._text(number, row, "site", _SITE, "yen-bai"),
            self._day(number, row),
            self._text(number, row, "permalink", _PERMALINK, "/tin-tuc/bai/"),
            self._text(number, row, "source", SOURCE, BY_HAND, BY_HAND),
            self._views(number, row, "human"),
            self._views(number, row, "robot"),
        ]
        if any(value is None for value in values):
            return None
        count = Count(*values)  # type: ignore[arg-type]
        return count if self._is_first(number, count[:4]) else None

    def _carried(self, number: int, row: dict[str, str]) -> None:
        site, views = self._text(number, row, "site", _SITE, "yen-bai"), self._views(number, row, "human")
        since = self._day(number, row) if row.get("day") else None
        permalink = self._permalink(number, row, "permalink")
        if site is not None and views is not None and permalink is not None and self._is_first(number, ("carried", site, permalink)):
            self.baselines[site, permalink] = Baseline(site, permalink, views, since)

    def _moved(self, number: int, row: dict[str, str]) -> None:
        sites = [self._text(number, row, column, _SITE, "yen-bai") for column in ("site", "to_site")]
        pages = [self._permalink(number, row, column) for column in ("permalink", "to_permalink")]
        until = self._day(number, row) if row.get("day") else None
        if None not in sites and None not in pages and self._is_first(number, ("moved", sites[0], pages[0])):
            self.moves[str(sites[0]), str(pages[0])] = Move(str(sites[0]), str(pages[0]), str(sites[1]), str(pages[1]), until)

    def _mark(self, number: int, row: dict[str, str]) -> None:
        if not self._is_checked:
            self._chunks.setdefault(row.get("source", ""), []).append(row.get("data", ""))
            self._lines.setdefault(row.get("source", ""), number)

    def _is_first(self, number: int, key: tuple[object, ...]) -> bool:
        if self._is_checked:
            return True
        first = self._seen.setdefault(key, number)
        if first != number:
            self.problems.append(TWICE.at(Place(self._file.name, number), line=first))
        return first == number

    def _text(self, number: int, row: dict[str, str], column: str, form: re.Pattern[str], example: str, usual: str = "") -> str | None:
        value = row.get(column, "") or usual
        if form is not _PERMALINK:
            value = value.strip()
        return value if form.fullmatch(value) else self._wrong(number, column, value, example)

    def _permalink(self, number: int, row: dict[str, str], column: str) -> str | None:
        return self._text(number, row, column, _PERMALINK, "/tin-tuc/bai/") if row.get(column) else ""

    def _day(self, number: int, row: dict[str, str]) -> date | None:
        found = dates.parse(row.get("day", ""))
        return found[0].date() if found else self._wrong(number, "day", row.get("day", ""), "2026-11-25")

    def _views(self, number: int, row: dict[str, str], column: str) -> int | None:
        value = row.get(column, "").strip() or ("0" if column == "robot" else "")
        found = int(value) if re.fullmatch(r"[0-9]{1,16}", value) else parse_number(value)
        if found is not None and 0 <= found <= _LARGEST and found == int(found):
            return int(found)
        self._wrong(number, column, value, "266141")
        return None

    def _wrong(self, number: int, column: str, value: object, example: str) -> Any:
        if not self._is_checked:
            self.problems.append(WRONG.at(Place(self._file.name, number), value=value, column=column, example=example))
        return None


def _plain(cell: str) -> str:
    """What a safe cell says."""
    return cell[1:] if cell.startswith("'") else cell
