"""What pasted text carries unseen: loose accents, invisible characters, fixed spaces, runs of spaces.

The page does not show them (`vietnamese.clean` stands at the door), but the file keeps them, and searching in it fails. Each is named once
a file, with how often it occurs, and each has one right correction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sitegen import legacy
from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft
from sitegen.checks.rule import Edit, Found, Rule, found
from sitegen.errors import N_, Kind

LOOSE = Kind(
    "loose-accents",
    N_("Letters of this file are typed as a letter and a loose accent ({count} in all): “{word}”."),
    N_("They look right, but searching does not find them. --fix joins them; in Unikey choose the code table “Unicode”."),
    "warning",
)
INVISIBLE = Kind(
    "invisible-characters",
    N_("This file has invisible characters ({count} in all), the first one here."),
    N_("They come with text copied from web pages. --fix removes them; pasting as plain text (Ctrl+Shift+V) avoids them."),
    "warning",
)
FIXED_SPACE = Kind(
    "fixed-spaces",
    N_("This file has fixed spaces (NBSP, {count} in all), the first one here."),
    N_("They come with text copied from web pages. --fix makes plain spaces of them."),
    "warning",
)
DOUBLE_SPACE = Kind(
    "double-spaces",
    N_("More than one space stands between words here; places in this file: {count}."),
    N_("One space is enough. --fix leaves one."),
    "warning",
)

_LOOSE_ACCENT = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad]+")
_FIXED = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINE = re.compile("^[ \t]*[\xa0\u2000-\u200a\u202f\u205f\u3000][ \t\xa0\u2000-\u200a\u202f\u205f\u3000]*$", re.MULTILINE)
_RUN = re.compile(r"(?<=\S) {2,}(?=\S)")
_MARKER = re.compile(r"[ \t>]*(?:[-*+•–—]|\d{1,3}[.)]|#{1,6}|:)$")


def _loose(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Letters that are not composed (NFD), as macOS and some old programs write them."""
    if draft.text.isascii() or unicodedata.is_normalized("NFC", draft.text):
        return
    parts = [match for match in _LOOSE_ACCENT.finditer(draft.text) if not unicodedata.is_normalized("NFC", match[0])]
    if parts:
        edits = [Edit(*match.span(), unicodedata.normalize("NFC", match[0])) for match in parts]
        word = re.compile("[\\w\u0300-\u036f]*").search(draft.text, _word_start(draft.text, parts[0].start()))
        yield found(parts[0].start(), *edits, count=len(parts), word=unicodedata.normalize("NFC", word[0] if word else ""))


def _word_start(text: str, at: int) -> int:
    while at and (text[at - 1].isalpha() or "\u0300" <= text[at - 1] <= "\u036f"):
        at -= 1
    return at


def _unseen(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Zero-width and soft characters. In text from before Unicode the soft hyphen is the letter ư, and stays."""
    if draft.is_printable:
        return
    spans = [match.span() for match in _UNSEEN.finditer(draft.text) if _is_needless(draft.text, match)]
    if spans and "\xad" in draft.text and legacy.detect(draft.text) == "tcvn3":
        return
    if spans:
        yield found(spans[0][0], *(Edit(*span, "") for span in spans), count=sum(end - start for start, end in spans))


def _is_needless(text: str, match: re.Match[str]) -> bool:
    """Whether invisible signs join or part nothing: emoji and scripts of other lands need theirs, and a file may begin with its mark."""
    beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return (bool(match.start()) or match[0][0] != "\ufeff") and all(sign < "\u0530" or "\u1e00" <= sign < "\u2190" for sign in beside)


def _fixed(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Spaces of unusual kinds; a line of nothing else is a blank line."""
    if draft.is_printable or not _FIXED.search(draft.text):
        return
    lines = {match.start(): match for match in _BLANK_LINE.finditer(draft.text)}
    blank = [Edit(*match.span(), "") for match in lines.values()]
    inside = [
        Edit(*match.span(), " " * len(match[0]))
        for match in _FIXED.finditer(draft.text)
        if not any(edit.start <= match.start() < edit.end for edit in blank)
    ]
    edits = sorted((*blank, *inside), key=lambda edit: edit.start)
    yield found(edits[0].start, *edits, count=sum(len(match[0]) for match in _FIXED.finditer(draft.text)))


def _double(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Runs of spaces inside a line; not those that lay out a list or a table."""
    if "  " not in draft.prose:
        return
    spans = []
    for match in _RUN.finditer(draft.prose):
        start = draft.prose.rfind("\n", 0, match.start()) + 1
        before = draft.prose[start : match.start()]
        if "|" in before or "|" in draft.prose[match.end() : match.end() + 1] or before.endswith(HIDDEN) or _MARKER.fullmatch(before):
            continue
        spans.append(match.span())
    if spans:
        yield found(spans[0][0], *(Edit(*span, " ") for span in spans), count=len(spans))


RULES = (Rule(LOOSE, _loose), Rule(INVISIBLE, _unseen), Rule(FIXED_SPACE, _fixed), Rule(DOUBLE_SPACE, _double))
