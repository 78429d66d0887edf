"""Front matter as nodes: texts with their lines, in lists and tables; and plain front matter read into them without YAML.

Nearly all front matter is lines of `key: value`, lists of plain items, and photos with their captions. `read` takes what can mean one thing
only, as YAML 1.1 reads it in block style; whatever it is not sure of it leaves to YAML by answering None. It never finds a mistake.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Node(NamedTuple):  # twenty of them are made for every article: a dataclass would take twice as long
    """A value of the front matter and the line it stands on: a text, a list of items, or entries with keys."""

    line: int
    text: str = ""
    items: tuple[Node, ...] | None = None
    entries: tuple[tuple[Node, Node], ...] | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is neither a list nor a table."""
        return self.items is None and self.entries is None


# What YAML refuses, folds, or may take for an indentation, the tab among it: nothing is sure where it stands.
_DOUBTFUL = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_PLAIN = rf"{_FIRST}[^:#\n]*+(?:(?::(?![ \n])|(?<! )#)[^:#\n]*+)*+"  # `8:30` and `a#b` go on
_QUOTED = r"\"[^\"\\\n]*+\"|'[^'\n]*+'"
_INNER = rf"(?:{_FIRST}[^:#,?\[\]{{}}\"'\n]*+|{_QUOTED})"
_VALUE = rf"{_PLAIN}|{_QUOTED}|\[ *+(?:{_INNER} *+(?:, *+{_INNER} *+)*+)?\]"
_KEY = rf"{_FIRST}[^:#\n]{{0,99}}+"
_PAIR = rf"{_KEY}:(?: ++(?:{_VALUE}))? *+\n"

# The last group of each is what is not sure.
_ENTRIES = re.compile(rf"(?!\.\.\.)({_KEY}):(?: ++({_VALUE}))? *+\n((?:  .*\n)*+)|((?s:.+))")
_ITEMS = re.compile(rf"  - (?:({_PAIR}(?:    {_PAIR})*+)|({_VALUE}) *+\n)|((?s:.+))")
_PAIRS = re.compile(rf"({_KEY}):(?: ++({_VALUE}))? *+\n")
_INNERS = re.compile(_INNER)


def read(text: str, first: int) -> tuple[tuple[Node, Node], ...] | None:
    """The entries of front matter whose first line has the number `first`, and which ends with a line end; None where YAML must read it."""
    if not text.replace("\n", "").isprintable() and _DOUBTFUL.search(text):
        return None
    entries, line = [], first
    for key, typed, block, rest in _ENTRIES.findall(text):
        value = _block(block, line + 1) if block else _value(typed, line)
        if rest or (typed and block) or value is None:
            return None
        entries.append((Node(line, key.strip()), value))
        line += 1 + block.count("\n")
    return tuple(entries)


def _block(text: str, first: int) -> Node | None:
    """A list with an item a line, or with a table an item; None where it is not sure to be one."""
    items, line = [], first
    for table, typed, rest in _ITEMS.findall(text):
        if rest:
            return None
        if table:
            pairs = [(Node(at, key.strip()), _value(value, at)) for at, (key, value) in enumerate(_PAIRS.findall(table), line)]
            items.append(Node(line, entries=tuple(pairs)))
        else:
            items.append(_value(typed, line))
        line += table.count("\n") or 1
    return Node(first, items=tuple(items))


def _value(typed: str, line: int) -> Node:
    """What stands behind a key or a dash: a text, between quotes or not, or a list on one line."""
    sign = typed[:1]
    if sign == "[":
        return Node(line, items=tuple([_value(inner, line) for inner in _INNERS.findall(typed)]))
    return Node(line, (typed[1:-1] if sign == '"' or sign == "'" else typed).strip())
