"""Merged cells of a table, so that every figure stays in the column it stands in.

The one idea: Markdown merges nothing, so the places that a merged cell covers are empty cells, as paper shows them; its words again in
each of them would read as if they were said again. A column in which no cell begins is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

WIDEST = 1000
"""Columns that one cell may cover, as in browsers."""


def aligned(rows: Iterable[Iterable[tuple[T, int, int]]], empty: T) -> tuple[tuple[T, ...], ...]:
    """Rows of cells that all have the same columns; each cell comes with how many columns and rows it covers, itself included."""
    placed: list[dict[int, T]] = []
    below: dict[int, int] = {}  # in how many more rows a column is covered from above
    for row in rows:
        covered, below = below, {column: more - 1 for column, more in below.items() if more > 1}
        here: dict[int, T] = {}
        column = 0
        for cell, across, down in row:
            while column in covered:
                column += 1
            here[column] = cell
            across = min(max(across, 1), WIDEST)
            if down > 1:
                below |= dict.fromkeys(range(column, column + across), down - 1)
            column += across
        placed.append(here)
    columns = sorted({column for here in placed for column in here})
    return tuple(tuple(here.get(column, empty) for column in columns) for here in placed)
