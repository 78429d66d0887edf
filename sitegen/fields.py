"""The keys of one article's front matter, read one by one into texts, lists, numbers and dates.

Nothing is guessed: what a value means is said by the reader that is asked for it, and a value that does not fit is a problem at its line.
Which keys exist, and what they are for, is `source`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sitegen import dates
from sitegen.errors import N_, Kind, Place, Problem
from sitegen.nodes import Node
from sitegen.vietnamese import fold, parse_number

DATE = Kind("value-date", N_("“{value}” is not a date."), N_("Write the day first: {key}: 10/01/2023 or {key}: 10/01/2023 16:30"))
NUMBER = Kind("value-number", N_("“{value}” is not a whole number."), N_("Write digits only: {key}: 302"))
FLAG = Kind("value-flag", N_("“{value}” is neither yes nor no."), N_("Write {key}: true or {key}: false"))
TEXT = Kind("value-text", N_("“{key}” needs one line of text, not a list."), N_("Write {key}: …"))
LIST = Kind("value-list", N_("“{key}” needs a list."), N_("Write {key}: then one item a line, each beginning with “  - ”."))

YES = frozenset({"true", "yes", "co", "1", "on", "dung"})
NO = frozenset({"false", "no", "khong", "0", "off", "sai"})


@dataclass(slots=True)
class Fields:
    """The keys of one article, read one by one; problems gather on the way."""

    path: str
    lines: tuple[str, ...]
    nodes: dict[str, tuple[str, Node]]
    problems: list[Problem] = field(default_factory=list)

    def report(self, kind: Kind, line: int, **values: object) -> None:
        """Adds a problem at a line of the file, with the line itself."""
        excerpt = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        self.problems.append(kind.at(Place(self.path, line), excerpt=excerpt, **values))

    def text(self, key: str) -> str:
        """A one-line text; curly quotes around the whole of it are quotes, except where they may be the writer's own."""
        if key not in self.nodes:
            return ""
        typed, node = self.nodes[key]
        if not node.is_text:
            self.report(TEXT, node.line, key=typed)
            return ""
        text = node.text
        if "  " in text or not text.isprintable():  # a tab and a line end are not
            text = " ".join(text.split())
        return text if key in {"title", "summary"} else text.strip("“”")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single line with commas is a list too."""
        if key not in self.nodes:
            return ()
        typed, node = self.nodes[key]
        if node.entries is not None or any(not item.is_text for item in node.items or ()):
            self.report(LIST, node.line, key=typed)
            return ()
        parts = [item.text for item in node.items] if node.items is not None else re.split(r"[,;\n]", node.text)
        return tuple(dict.fromkeys(text for part in parts if (text := " ".join(part.split()).strip("“”"))))

    def whole(self, key: str) -> int | None:
        """A count, in digits or with the dots that group thousands."""
        if not (text := self.text(key)):
            return None
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
        value = parse_number(text)
        if value is None or not value.is_integer() or value < 0:
            self.report(NUMBER, self.line(key), value=text, key=self.nodes[key][0])
            return None
        return int(value)

    def flag(self, key: str) -> bool:
        """Yes or no, in either language; absent is no."""
        if not (text := self.text(key)):
            return False
        folded = fold(text)
        if folded not in YES and folded not in NO:
            self.report(FLAG, self.line(key), value=text, key=self.nodes[key][0])
        return folded in YES

    def date(self, key: str) -> tuple[datetime, bool] | None:
        """A moment in Vietnam's time, and whether it has a time of day."""
        if not (text := self.text(key)):
            return None
        parsed = dates.parse(text)
        if parsed is None:
            self.report(DATE, self.line(key), value=text, key=self.nodes[key][0])
        return parsed

    def line(self, key: str) -> int:
        """The line a key stands on, 0 when absent."""
        return self.nodes[key][1].line if key in self.nodes else 0
