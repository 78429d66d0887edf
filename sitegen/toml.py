"""A TOML file as people save it: in UTF-8, with the mark of Notepad before it or without; what cannot be read is said at its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sitegen.errors import Kind, Place, Refused


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
