"""A TOML file as people save it: in UTF-8, with the mark of Notepad before it or without; what cannot be read is said at its line.

tomllib keeps no positions, so a key is looked for in the text; and what it read is shown to people as they would type it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sitegen.errors import Kind, Place, Refused

_HEAD = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")


def read(path: Path, shown: str, unreadable: Kind, encoding: Kind) -> tuple[str, dict[str, Any]]:
    """The text of a file, and the tables in it. Raises `Refused` with one of the two kinds, at the path as it is `shown`."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(encoding.at(Place(shown, line_of(error)))) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        excerpt = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise Refused(unreadable.at(Place(shown, line), excerpt=excerpt, reason=reason)) from None


def line_of(error: UnicodeDecodeError) -> int:
    """The line of the first byte that is not UTF-8."""
    return error.object.count(b"\n", 0, error.start) + 1


def line(text: str, table: str, key: str = "") -> int:
    """The line of a key in `[table]`, of the head below which it stands, of the table's own, or of what the table stands in; else 0.

    `links#2` is the second of the tables that are headed `[[links]]`.
    """
    name, wanted = (match[1], int(match[2])) if (match := re.fullmatch(r"(.*)#(\d+)", table)) else (table, 1)
    below, path = 0, ".".join(filter(None, (name, key)))
    inside, head, seen = not name, 0, 0
    typed = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    for number, each in enumerate(text.splitlines(), 1):
        if match := _HEAD.match(each):
            said = re.sub(r"[\"']", "", match[1]).strip()
            seen += said == name
            inside = said == name and seen == wanted
            head = number if inside and not head else head
            below = number if key and not below and f"{said}.".startswith(f"{path}.") else below
        elif inside and key and typed.match(each):
            return number
    above, _, own = name.rpartition(".")
    return below or head or (line(text, above, own) if name else 0)


def line_saying(text: str, key: str, value: str) -> int:
    """The first line that gives a key this value, in any table; 0 where none does."""
    typed = re.compile(rf"\s*{re.escape(key)}\s*=\s*([\"']){re.escape(value)}\1")
    return next((number for number, each in enumerate(text.splitlines(), 1) if typed.match(each)), 0)


def shown(value: object) -> str:
    """A value as it is typed in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if '"' not in value else f"'{value}'"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {shown(each)}' for key, each in value.items())} }}"
    return str(value)
