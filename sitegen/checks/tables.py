"""Tables with a line of totals: each column of numbers must make the number below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft, Passage
from sitegen.checks.numbers import NUMBER, decimal, shown
from sitegen.checks.rule import Found, Rule, found
from sitegen.errors import N_, Kind
from sitegen.vietnamese import fold

TOTAL = Kind(
    "table-total",
    N_("The column “{column}” makes {sum}, but its total says {whole}."),
    N_("Compare the figures with the report: one of them is mistyped, or a line is missing."),
    "warning",
)

_CELL = re.compile(r"(?<!\\)\|")
_IS_TOTAL = re.compile(r"(?:tong|tong cong|cong|tong so|toan tinh|cong cong)")
_NO_SUM = re.compile(r"gia|binh quan|ty le|ti le|trung binh|nam|diem|stt|tt|so sanh|nang suat|thu tu|lai suat|ngay|khoa|lop")
_NO_PART = re.compile(r"trong do|binh quan|ty le|ti le|so voi|tang|giam|gia|rieng")


def _totals(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Tables of a head, two lines or more, and a last line called total; columns that are no amounts are left alone."""
    table: list[Passage] = []
    for passage in (*draft.passages, Passage(len(draft.text), "")):
        if passage.in_body and passage.text.lstrip()[:1] == "|" and (not table or _follows(draft, table[-1], passage)):
            table.append(passage)
        else:
            yield from _check(table)
            table = [passage] if passage.text.lstrip()[:1] == "|" else []


def _follows(draft: Draft, above: Passage, below: Passage) -> bool:
    """Whether nothing but the line of dashes stands between two rows."""
    between = draft.prose[above.start + len(above.text) : below.start]
    return not between.replace(HIDDEN, "").strip(" \r\n|:") and not re.search(r"\n[ \t\r]*\n", between)


def _check(rows: Sequence[Passage]) -> Iterator[Found]:
    cells = [row for row in (_cells(passage.text) for passage in rows) if any(cell.strip(f"{HIDDEN}: ") for cell in row)]
    if len(cells) < 4 or not any(_IS_TOTAL.fullmatch(fold(cell)) for cell in cells[-1][:3]):
        return
    head, *body, last = cells
    if any(_IS_TOTAL.match(fold(row[0])) or _NO_PART.match(fold(row[0])) for row in body):
        return  # sub-totals
    for column, whole in enumerate(last):
        if not re.fullmatch(NUMBER, whole) or column >= len(head) or _NO_SUM.search(fold(head[column])):
            continue
        parts = [row[column] for row in body if column < len(row) and row[column] not in ("", "-", "–", "0")]
        if len(parts) < 2 or not all(re.fullmatch(NUMBER, part) for part in parts):
            continue
        total = sum(map(decimal, parts), Decimal(0))
        if total != decimal(whole) and abs(total - decimal(whole)) <= decimal(whole) / 4:
            yield found(rows[-1].start, column=head[column], sum=shown(total), whole=whole)


def _cells(row: str) -> list[str]:
    return [cell.strip().strip("*_ ") for cell in _CELL.split(row.strip().strip("|"))]


RULES = (Rule(TOTAL, _totals),)
