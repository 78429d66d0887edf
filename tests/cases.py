"""Reads the tables of cases in `tests/data`: input, whether it is written with escapes, what is expected, and a note."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[tuple[str, str]]:
    """The (input, expected) pairs of a table."""
    with (DATA / f"{name}_cases.csv").open(encoding="utf-8", newline="") as table:
        return [(_unescape(row["input"]) if row["escaped"] == "1" else row["input"], row["expected"]) for row in csv.DictReader(table)]


def _unescape(text: str) -> str:
    return text.encode("ascii").decode("unicode_escape")
