"""What a ledger knows, as a table to be read, as CSV for a spreadsheet, or as JSON for a program.

Numbers in tables are written as in the reader's language; in CSV and JSON they are plain. Robots have a column of their own and are in no
sum.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from sitegen import dates
from sitegen.amounts import number
from sitegen.counter.ledger import Ledger
from sitegen.counter.published import Published
from sitegen.counter.store import Views
from sitegen.counter.transfer import safe
from sitegen.errors import N_, Translate
from sitegen.vietnamese import shorten

Row = Mapping[str, "str | int | date"]

HEADS = {
    "site": N_("Site"),
    "day": N_("Day"),
    "month": N_("Month"),
    "source": N_("Source"),
    "permalink": N_("Page"),
    "title": N_("Title"),
    "human": N_("Views"),
    "robot": N_("Robots"),
    "carried": N_("Carried over"),
    "total": N_("Total"),
    "since": N_("Since"),
}
ALL = N_("all together")
WIDTH = 60
"""Letters of a title in a table."""


def by_total(ledger: Ledger, sites: Sequence[str], start: date | None, stop: date | None, _: Translate) -> list[Row]:
    """A row for each site: what was counted in the period and, where it is the whole time, what was carried over and the total."""
    rows = [_total_row(ledger, site, site, start, stop) for site in sites]
    if len(rows) > 1:
        rows.append(_total_row(ledger, "", _(ALL), start, stop))
    return rows


def _total_row(ledger: Ledger, site: str, name: str, start: date | None, stop: date | None) -> Row:
    counted = ledger.sum(site, start, stop)
    row: dict[str, str | int | date] = {"site": name, "human": counted.human, "robot": counted.robot}
    if start or stop:
        return row
    return row | {"carried": ledger.carried(site), "total": ledger.total(site).human, "since": (site and ledger.since(site)) or ""}


def by_day(ledger: Ledger, site: str, start: date | None, stop: date | None) -> list[Row]:
    """A row for each day on which there were views."""
    return [{"day": day, "human": views.human, "robot": views.robot} for day, views in ledger.days(site, start, stop).items()]


def by_month(ledger: Ledger, site: str, start: date | None, stop: date | None) -> list[Row]:
    """A row for each month in which there were views."""
    months: dict[str, Views] = {}
    for day, views in ledger.days(site, start, stop).items():
        month = f"{day:%Y-%m}"
        months[month] = months.get(month, Views()).plus(views)
    return [{"month": month, "human": views.human, "robot": views.robot} for month, views in months.items()]


def by_source(ledger: Ledger, site: str, start: date | None, stop: date | None) -> list[Row]:
    """A row for each counter, with all that it counted: several may have seen the same readers, so these make no sum."""
    return [{"source": name, "human": views.human, "robot": views.robot} for name, views in ledger.sources(site, start, stop).items()]


def by_page(ledger: Ledger, site: str, start: date | None, stop: date | None, count: int, published: Mapping[str, Published]) -> list[Row]:
    """A row for each of the pages that were read most."""
    rows: list[Row] = []
    for (name, permalink), views in ledger.most_read(site, start, stop, count):
        told = published.get(name)
        title = told.articles[permalink][0] if told and permalink in told.articles else ""
        row: dict[str, str | int | date] = {
            "site": name,
            "permalink": permalink,
            "title": title,
            "human": views.human,
            "robot": views.robot,
        }
        whole = {} if start or stop else {"carried": ledger.baseline((name, permalink))}
        rows.append(row | whole)
    return rows


def table(rows: Sequence[Row], _: Translate) -> Iterator[str]:
    """Rows as columns of text, numbers to the right."""
    if not rows:
        return
    columns = list(rows[0])
    cells = [[_(HEADS[column]) for column in columns], *([_words(column, row[column], _) for column in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    right = [isinstance(rows[0][column], int) for column in columns]
    for line in cells:
        padded = [text.rjust(width) if is_right else text.ljust(width) for text, width, is_right in zip(line, widths, right, strict=True)]
        yield "  ".join(padded).rstrip()


def as_csv(rows: Sequence[Row], _: Translate) -> Iterator[str]:
    """Rows as CSV, which spreadsheets open with every letter right."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = list(rows[0]) if rows else []
    writer.writerow(columns)
    writer.writerows([safe(row[column]) for column in columns] for row in rows)
    yield "\ufeff" + buffer.getvalue().rstrip("\n")


def as_json(rows: Sequence[Row], _: Translate) -> Iterator[str]:
    """Rows as JSON: a list of objects, days as `2026-11-25`."""
    yield json.dumps(
        [{key: str(value) if isinstance(value, date) else value for key, value in row.items()} for row in rows], ensure_ascii=False
    )


FORMATS: Mapping[str, Callable[[Sequence[Row], Translate], Iterator[str]]] = {"table": table, "csv": as_csv, "json": as_json}


def _words(column: str, value: str | int | date, _: Translate) -> str:
    if column == "month":
        return "/".join(reversed(str(value).split("-")))
    if isinstance(value, date):
        return dates.day(value)
    return number(value, _) if isinstance(value, int) else shorten(value, WIDTH)
