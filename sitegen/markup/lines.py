"""Where in the writer's file a piece of text stands, so that a problem found in the HTML can still name its line.

The one idea: what is wrong is searched in the source as it was typed, and each further report of the same text is the next place where it
stands. Nothing here decides what is wrong.
"""

from __future__ import annotations

from html import escape

from sitegen.errors import Kind, Place, Problem

LONGEST_EXCERPT = 300
LONGEST_VALUE = 120


class Lines:
    """The lines of a body and the problems found in them. `place` is the file and the line where the body starts."""

    def __init__(self, source: str, place: Place) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._place = place
        self._seen: dict[str, int] = {}

    def report(self, kind: Kind, *texts: str, **values: object) -> None:
        """Report a problem at the line of the first of `texts` that the source holds; at the body's first line if it holds none."""
        for text in texts:
            for spelling in (text, escape(text), escape(text, quote=False)):
                position = self._next(spelling)
                if position is not None:
                    self.report_at(kind, position, **values)
                    return
        self.report_at(kind, 0, **values)

    def report_at(self, kind: Kind, position: int, **values: object) -> None:
        """Report a problem at a position of the source, counted in characters."""
        line = self._source.count("\n", 0, position)
        place = Place(self._place.path, self._place.line + line)
        shown = {name: value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…" for name, value in _as_text(values)}
        self.problems.append(kind.at(place, excerpt=self._excerpt(position), **shown))

    def _next(self, text: str) -> int | None:
        """Where `text` stands next after the last time it was asked for; where it stood last if it stands no further."""
        if not text:
            return None
        last = self._seen.get(text)
        found = self._source.find(text, 0 if last is None else last + 1)
        if found < 0:
            return last
        self._seen[text] = found
        return found

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
