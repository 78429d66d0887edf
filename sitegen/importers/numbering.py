"""The numbers and letters in front of Word's list items, which stand in no text of the document.

The one idea: they are counted as Word counts them, so that “điểm a, khoản 5” still points at something. A list that Markdown has as well
(`5.`, a dot) is one; any other sign (`a)`, `IV.`, `Điều 5.`, `2.1.`) becomes words of its paragraph, as does the number of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_SIMPLE = re.compile(r"%\d[.):]?")
_KEEPS_STYLE = re.compile(r"heading|title|tiêu đề|đề mục", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
          (4, "iv"), (1, "i"))  # fmt: skip


class Item(NamedTuple):
    """A list item: its level from 1, its style `bullet` or `number` with its number, or without a style the words in front of it."""

    level: int
    style: str = ""
    number: int = 0
    words: str = ""


class _Level(NamedTuple):
    kind: str
    text: str
    start: int
    style: str


class Numbering:
    """Counts the lists of one document; asked for its paragraphs in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {value(each, ".", "styleId"): each for each in (() if styles is None else styles.iter(f"{W}style"))}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._kept: dict[str, str] = {}  # which lists count on with one another
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for each in () if numbering is None else numbering.iter(f"{W}abstractNum"):
            self._lists[value(each, ".", "abstractNumId")] = dict(_levels(each))
        for each in () if numbering is None else numbering.iter(f"{W}num"):
            name = value(each, ".", "numId")
            self._kept[name] = value(each, "abstractNumId")
            overrides = {_int(value(over, ".", "ilvl"), 0): over for over in each.iter(f"{W}lvlOverride")}
            self._restarts[name] = {
                at: _int(value(over, "startOverride"), 0) for at, over in overrides.items() if value(over, "startOverride")
            }
            if own := {at: level for over in overrides.values() for at, level in _levels(over)}:
                self._lists[f"num {name}"] = self._lists.get(self._kept[name], {}) | own
                self._kept[name] = f"num {name}"
        for each in () if numbering is None else numbering.iter(f"{W}abstractNum"):
            if link := value(each, "numStyleLink"):  # the levels of a list style stand at another list
                other = self._kept.get(self._of_style(link)[0], "")
                self._lists[value(each, ".", "abstractNumId")] = self._lists.get(other, {})

    def item(self, paragraph: Element) -> Item | None:
        """What stands in front of a paragraph; None if it is in no list. Counts on."""
        style = value(paragraph, "pPr/pStyle")
        by_style, level = self._of_style(style)
        name = value(paragraph, "pPr/numPr/numId") or by_style
        level = _int(value(paragraph, "pPr/numPr/ilvl"), level)
        levels = self._lists.get(self._kept.get(name, ""), {})
        if not levels:
            return None
        if not value(paragraph, "pPr/numPr/ilvl"):
            level = next((at for at, each in levels.items() if each.style and each.style == style), level)
        if level not in levels:
            return Item(level + 1)
        counts = self._counts.setdefault(self._kept[name], {})
        for at, start in self._restarts.pop(name, {}).items():
            counts[at] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return self._shown(levels, level, counts, style)

    def _shown(self, levels: dict[int, _Level], level: int, counts: dict[int, int], style: str) -> Item:
        kind, text, _, _ = levels[level]
        is_named = bool(style in self._styles and _KEEPS_STYLE.match(value(self._styles[style], "name")))
        if kind == "bullet":
            return Item(level + 1, "" if is_named else "bullet")
        if kind == "none":
            return Item(level + 1)
        if kind.startswith("decimal") and _SIMPLE.fullmatch(text) and not is_named:
            return Item(level + 1, "number", counts[level])

        def number(sign: re.Match[str]) -> str:
            at = int(sign[1]) - 1
            there = levels.get(at, levels[level])
            return written(counts.get(at, there.start), there.kind)

        return Item(level + 1, words=re.sub(r"%(\d)", number, text).strip())

    def _of_style(self, style: str) -> tuple[str, int]:
        """List and level that a style puts its paragraphs in, by itself or by those that it is based on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            if name := value(self._styles[style], "pPr/numPr/numId"):
                return name, _int(value(self._styles[style], "pPr/numPr/ilvl"), 0)
            style = value(self._styles[style], "basedOn")
        return "", 0


def value(element: Element, path: str, name: str = "val") -> str:
    """An attribute of what lies at a path below an element; empty where there is none."""
    found = element if path == "." else element.find("/".join(f"{W}{part}" for part in path.split("/")))
    return "" if found is None else found.get(f"{W}{name}", "")


def _levels(element: Element) -> Iterator[tuple[int, _Level]]:
    for each in element.iter(f"{W}lvl"):
        at = _int(value(each, ".", "ilvl"), 0)
        kind = value(each, "numFmt") or "decimal"
        text = value(each, "lvlText") if each.find(f"{W}lvlText") is not None else f"%{at + 1}."
        yield at, _Level(kind if text or kind == "bullet" else "none", text, _int(value(each, "start"), 1), value(each, "pStyle"))


def _int(text: str, other: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else other


def written(number: int, kind: str) -> str:
    """A number as lists of a kind write it: 27 is `aa`, `xxvii` or `27`."""
    shown = str(number)
    if kind.endswith("Letter") and 0 < number < 1000:
        shown = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind.endswith("Roman") and 0 < number < 4000:
        shown, rest = "", number
        for worth, letters in _ROMAN:
            shown += letters * (rest // worth)
            rest %= worth
    return shown.upper() if kind.startswith("upper") else shown
