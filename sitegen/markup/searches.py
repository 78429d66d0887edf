"""What the library searches in vain.

The one idea: a mark that is never closed costs the text that the library reads again in search of its end; that text is counted here mark
by mark, without the library. How much is too much, `limits` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

BLOCK = re.compile(r"(?:[ \t]*[^\s][^\n]*(?:\n|\Z))+")
"""The text between two blank lines."""
RUNS = re.compile(r"\*+|_+|`+")
"""Marks that count as one where they stand together."""

_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_TARGET = re.compile(r"\]\(")
_CLOSED_TARGET = re.compile(
    r"\]\([^()'\"\n]*+(?:\([^()'\"\n]*+\)[^()'\"\n]*+)*+(?:\"[^\"\n]*+\"[ \t]*|'[^'\n]*+'[ \t]*)?\)"
    r"|\]\(<[^<>\n]*+>[ \t]*(?:\"[^\"\n]*+\"[ \t]*)?\)"
)
_TICKS = re.compile(r"`+")
_OPENING = re.compile(r"<[A-Za-z/!?]")
_CLOSED_TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9:\-]*+(?:\s+[A-Za-z][\w:\-]*+(?:\s*=\s*(?:\"[^\"<>`]*+\"|'[^'<>`]*+'|[^\s\"'=<>`]++))?+)*+\s*/?>|<[^\s<>`!?]++>|<!--(?:(?!-->|<!--)[^\0])*+-->"
)
_CLOSED_STRESS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])[^*_\n]*+(?<!\s)\1(?![\w*_])")
_CROWD = re.compile(r"^[ >]*(?:#|(?:[\-=_*][ ]{0,2})+$)", re.MULTILINE)
_NOTE = re.compile(r"^[ >]*\[[^\[\]\n]*\]:[ \t]*(\S?)([^\n]*)", re.MULTILINE)


class Search(NamedTuple):
    """A search that the library will make in vain: how many characters it reads, from where, and for what mark (none: crowded lines)."""

    cost: float
    position: int
    mark: str


def searches_in_vain(source: str) -> Iterator[Search]:
    """What the library searches in vain: block by block, then the tags."""
    for block in BLOCK.finditer(source):
        yield from _searches(block[0], block.start())
    yield from _tag_searches(source)


def _searches(block: str, start: int) -> Iterator[Search]:
    """What the library searches in vain inside a block, the text between two blank lines."""
    # Escaped characters, code and links are replaced by longer placeholders before the brackets are read.
    stretch = 1 + 12 * (block.count("\\") + block.count("`") + block.count("[")) / len(block)
    yield from _bracket_searches(block, start, stretch)
    closed = {target.start() for target in _CLOSED_TARGET.finditer(block)}
    for target in _TARGET.finditer(block):
        if target.start() not in closed:
            yield Search((len(block) - target.start()) * stretch, start + target.start(), "](")
    yield from _tick_searches(block, start)
    stressed = len(RUNS.findall(block)) - 2 * len(_CLOSED_STRESS.findall(block)) if "*" in block or "_" in block else 0
    if stressed > 0:
        mark = "*" if block.count("*") > block.count("_") else "_"
        yield Search(stressed**2 / 40, start + block.index(mark), mark)
    for line in _CROWD.finditer(block):
        yield Search((len(block) - line.end()) / 8, start + line.start(), "")
    previous = -1
    for note in _NOTE.finditer(block):
        follows = note.start() == previous + 1 and note[1]
        quotes = sum(note[2].count(quote) for quote in "\"'(")
        yield Search((0 if follows else (len(block) - note.end()) / 6) + quotes * len(note[2]) / 20, start + note.start(), "")
        previous = note.end()


def _bracket_searches(block: str, start: int, stretch: float) -> Iterator[Search]:
    opened: list[int] = []
    for bracket in _BRACKET.finditer(block):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif bracket[0] == "]" and opened:
            position = opened.pop()
            yield Search((bracket.start() - position) * stretch, start + position, "[")
    for position in opened:
        yield Search((len(block) - position) * stretch, start + position, "[")


def _tick_searches(block: str, start: int) -> Iterator[Search]:
    """Runs of backticks: each is closed by the next run of its own length. After one that is not, the library goes on twice its length
    later, which may be in the middle of the next run.
    """
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(block)]
    places: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        places.setdefault(runs[index][1] - runs[index][0], []).append(index)
    index, position = 0, 0
    while index < len(runs):
        opened = max(position, runs[index][0])
        if opened >= runs[index][1]:
            index += 1
            continue
        length = runs[index][1] - opened
        same = places.get(length, [])
        while same and same[-1] <= index:
            same.pop()
        if same:
            index = same[-1]
            position = runs[index][1]
            yield Search((position - opened) / 3, start + opened, "`")
        else:
            yield Search((len(block) - opened) / 3, start + opened, "`")
            position = opened + 2 * length


def _tag_searches(source: str) -> Iterator[Search]:
    position = 0
    while opening := _OPENING.search(source, position):
        closed = _CLOSED_TAG.match(source, opening.start())
        if closed:
            position = closed.end()
            continue
        position = opening.end()
        yield Search((len(source) - position) / (1 if opening[0][1] in "!?" else 3), opening.start(), "<")
