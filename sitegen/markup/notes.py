"""What is wrong with the footnotes of a source, which the library would drop or show without a word.

The one idea: every `[^label]` has one definition, and every definition is referred to. Nothing here changes the text.
"""

from __future__ import annotations

import re

from sitegen.errors import N_, Kind
from sitegen.markup.lines import Lines

TWICE = Kind(
    "note-twice",
    N_("The footnote [^{label}] is defined twice; only one of the two texts would be shown."),
    N_("Give one of them another label, or join the two."),
)
NESTED = Kind(
    "note-nested",
    N_("The footnote [^{label}] is defined inside another footnote."),
    N_("Begin its line at the margin, after a blank line."),
)
UNUSED = Kind(
    "note-unused",
    N_("No place in the text refers to the footnote [^{label}]."),
    N_("Write [^{label}] where it belongs, or remove the footnote."),
    "warning",
)
UNDEFINED = Kind(
    "note-undefined",
    N_("There is no footnote [^{label}]; readers see these signs themselves."),
    N_("Add a line at the end: [^{label}]: text of the footnote"),
    "warning",
)

_DEFINITION = re.compile(r"^[ \t>]{0,40}\[\^([^\[\]\n]*)\]:[ \t]*", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\\!`])\[\^([^\[\]\n]+)\](?!:)")
_LINE = re.compile(r"^([ \t]*)(\S)[^\n]*", re.MULTILINE)


def has_nested_notes(source: str, lines: Lines) -> bool:
    """Whether footnotes lie inside one another, which the library cannot read; every other slip with footnotes is reported on the way."""
    if "[^" not in source:
        return False
    defined: dict[str, int] = {}
    for definition in _DEFINITION.finditer(source):
        if definition[1] in defined:
            lines.report_at(TWICE, definition.start(1), label=definition[1])
        defined.setdefault(definition[1], definition.start(1))
    used = {reference[1]: reference.start() for reference in reversed(list(_REFERENCE.finditer(source)))}
    for label, position in defined.items():
        if label not in used:
            lines.report_at(UNUSED, position, label=label)
    for label, position in used.items():
        if label not in defined:
            lines.report_at(UNDEFINED, position, label=label)
    return _is_nested(source, lines) if defined else False


def _is_nested(source: str, lines: Lines) -> bool:
    inside = False
    for line in _LINE.finditer(source):
        indented = len(line[1]) >= 4
        definition = _DEFINITION.match(source, line.start())
        nested = definition and ((inside and indented) or _DEFINITION.match(source[definition.end() : definition.end() + 200]))
        if nested and definition:
            lines.report_at(NESTED, definition.start(1), label=definition[1])
            return True
        if not indented:
            inside = definition is not None
    return False
