"""Where in the writer's file a piece of text stands, so that a problem found in the HTML can still name its line.

The one idea: what is wrong is searched in the source as it was typed, and each further report of the same text is the next place where it
stands. Nothing here decides what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from sitegen.errors import Kind, Place, Problem

LONGEST_EXCERPT = 300
LONGEST_VALUE = 120
MOST_OF_A_KIND = 50
"""Problems of one kind in one body; who has read fifty knows what to look for."""

_ESCAPING_LINE = re.compile(r"^[^\n&\\]*[&\\][^\n]*", re.MULTILINE)
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")


class Lines:
    """The lines of a body and the problems found in them. `place` is the file and the line where the body starts."""

    def __init__(self, source: str, place: Place) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._place = place
        self._seen: dict[str, int] = {}
        self._counts: Counter[str] = Counter()

    def report(self, kind: Kind, *texts: str, **values: object) -> None:
        """Report a problem at the line of the first of `texts` that the source holds; at the body's first line if it holds none."""
        if self._is_enough(kind):
            return
        wanted = [text for text in texts if text]
        places = (find(text) for find in (self._next, self._next_unescaped) for text in wanted)
        position = next((place for place in places if place is not None), 0)
        self.report_at(kind, position, **values)

    def report_at(self, kind: Kind, position: int, **values: object) -> None:
        """Report a problem at a position of the source, counted in characters."""
        if self._is_enough(kind):
            return
        self._counts[kind.name] += 1
        line = self._source.count("\n", 0, position)
        place = Place(self._place.path, self._place.line + line)
        shown = {name: value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…" for name, value in _as_text(values)}
        self.problems.append(kind.at(place, excerpt=self._excerpt(position), **shown))

    def _is_enough(self, kind: Kind) -> bool:
        return self._counts[kind.name] >= MOST_OF_A_KIND

    def _next(self, text: str) -> int | None:
        """Where `text` stands next after the last time it was asked for; where it stood last if it stands no further."""
        last = self._seen.get(text)
        found = self._source.find(text, 0 if last is None else last + 1)
        if found < 0:
            return last
        self._seen[text] = found
        return found

    def _next_unescaped(self, text: str) -> int | None:
        """The line that holds `text` once its entities and backslashes are read."""
        for line in _ESCAPING_LINE.finditer(self._source):
            if text in unescape(_BACKSLASH.sub(r"\1", line[0])):
                return line.start()
        return None

    def _excerpt(self, position: int) -> str:
        """The line at a position; of a very long line the part around the position."""
        start = self._source.rfind("\n", 0, position) + 1
        end = self._source.find("\n", position)
        line = self._source[start : end if end >= 0 else len(self._source)]
        if len(line) <= LONGEST_EXCERPT:
            return line.strip()
        first = max(position - start - LONGEST_EXCERPT // 4, 0)
        part = line[first : first + LONGEST_EXCERPT]
        return f"{'…' if first else ''}{part.strip()}{'…' if first + len(part) < len(line) else ''}"


def _as_text(values: dict[str, object]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in values.items()]
