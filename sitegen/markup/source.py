"""The text of a body as it is read: without what no writer sees.

The one idea: lines stay lines, so a position in the cleaned text names a line of the file.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SPACES = re.compile("[\x0b\x0c\x85]")
# A line of nothing but blanks of any kind: web editors leave them between paragraphs by the dozen.
_BLANK_LINE = re.compile(
    "^(?:[ \t\xa0\xad\u1680\u180e\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000]|&nbsp;|&#160;|&#xa0;)+$", re.MULTILINE | re.IGNORECASE
)
_DEEPEST_INDENT = 40
_INDENT = re.compile(rf"^[ \t]{{{_DEEPEST_INDENT},}}(?=\S)", re.MULTILINE)


def is_ordinary(source: str) -> bool:
    """Whether there is nothing to clean in a source, and nothing that could still become an odd character: it holds what is seen, blanks
    and line ends, but no entity. Most are such, and much need not be looked for in them.
    """
    return "&" not in source and source.replace("\n", "").isprintable() and " " * _DEEPEST_INDENT not in source


def clean_source(source: str) -> str:
    """The source with one kind of line end, without control characters, blank lines really blank, no line indented beyond 40 columns.

    Blanks that push a line to the middle of the page are no list ten levels deep.
    """
    if not source.replace("\n", "").replace("\xa0", "").isprintable():  # one cheap question that answers for all the odd characters
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        source = _SPACES.sub(" ", _INVISIBLE.sub("", source))
        source = _BLANK_LINE.sub("", source)
    elif "\xa0" in source or "&nbsp;" in source or "&#" in source:
        source = _BLANK_LINE.sub("", source)
    if "\t" in source or " " * _DEEPEST_INDENT in source:
        source = _INDENT.sub(" " * _DEEPEST_INDENT, source.expandtabs(4))
    return source
