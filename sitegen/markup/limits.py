"""What would make the parser slow or too deep, found before it reads the text.

The one idea: the cost of a text is counted, never timed, so that the same text is accepted or refused on every machine. A mark costs what
the library spends on it; a mark that is never closed costs the text that the library reads again in search of its end. What is regular
(links, tables, lists, footnotes as people write them) is nearly free, however much there is of it. Every figure was measured with
Python-Markdown 3.11, and `tests/test_markup_limits.py` holds the shapes behind it. Nothing here changes the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from sitegen.errors import N_, Kind
from sitegen.markup.elements import KNOWN
from sitegen.markup.lines import Lines
from sitegen.markup.searches import BLOCK, RUNS, searches_in_vain

LONGEST = 500_000
"""Characters of a body. A law of 200 articles has 200,000."""
MOST_MARKS = 400_000
"""What all marks together may cost, in millionths of a second on a slow desk computer."""
MOST_READ_AGAIN = 600_000
"""Characters the library may read again in search of what closes a mark; 100,000 cost it 0.04 seconds."""
DEEPEST = 20
"""Lists and quotations inside one another."""
MOST_DEFINITIONS = 40
"""Definitions (`: …`) without a blank line between them: each is read as part of the one before."""
MOST_OPEN_TAGS = 100
"""Tags such as `<div>` that are open at the same time."""
MOST_OPEN_FORMATS = 12
"""Tags such as `<b>` that are open at the same time: a browser opens them anew in every paragraph."""

TOO_LONG = Kind(
    "body-too-long",
    N_("The text has {length} characters; more than {limit} cannot be one article."),
    N_("Divide it into several articles, or offer the long document as an attachment."),
)
TOO_MANY_MARKS = Kind(
    "body-too-many-marks",
    N_("The text has more formatting than one article can hold: table cells, list items, links, stars, tags."),
    N_("Divide it into several articles, or offer the large table as an attachment."),
)
PASTED = Kind(
    "body-photo-pasted",
    N_("A photo is pasted into the text itself."),
    N_("Save the photo beside the article and write its name: ![caption](photo.jpg)"),
)
UNCLOSED = Kind(
    "body-unclosed",
    N_("“{mark}” is opened {count} times in this part of the text and not closed."),
    N_("Close it, or write “{escaped}” where the character itself is meant."),
)
CROWDED = Kind(
    "body-crowded",
    N_("Too many headings, lines or notes follow one another here without a blank line."),
    N_("Leave a blank line before and after each of them."),
)
TOO_DEEP = Kind(
    "body-too-deep",
    N_("Lists or quotations lie inside one another here, more than {limit} deep."),
    N_("Begin the line with fewer signs; where “>” or “-” itself is meant, write “{escaped}”."),
)
REPEATED_NOTE = Kind(
    "body-note-repeated",
    N_("The footnote “{label}” is referred to {count} times."),
    N_("Refer to a footnote once or twice, and write the number in brackets elsewhere."),
)
OPEN_TAGS = Kind(
    "body-open-tags",
    N_("More than {limit} tags such as “{tag}” are open here at the same time."),
    N_("Write “{close}” where each of them ends, or remove them."),
)

_PASTED = re.compile(r"data:image/[a-z+.\-]*;base64,", re.IGNORECASE)
_COSTS = {"<": 50, "[": 55, "@": 30, "&": 35, "://": 40, "\\": 12, "  \n": 25, "\n": 20, "\n\n": 15, "|": 25}
_RUN_COST = 20
_MARKERS = re.compile(r"\n(?:[ \t]*(?:[*+\->:#]|\d+\.))+")  # a line break is found faster than the start of a line
_MARKER_COST = 60

_DEFINITION = re.compile(r"^[ >]*:[ ]", re.MULTILINE)
_DEEP = re.compile(rf"\n[ \t]*(?:(?:>|[*+\-][ \t]|[0-9]++\.[ \t])[ \t]*+){{{DEEPEST + 1}}}")
_RULE = re.compile(r" {0,3}([*\-])(?: {0,2}\1)*+ *$", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\[\]]*+)\]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s>/])")
_FORMATS = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
# Tags that nothing is inside of, or that the next one of their kind closes.
_CLOSED_BY_THE_NEXT = "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr track wbr"
_NEVER_OPEN = frozenset(_CLOSED_BY_THE_NEXT.split())


def refuse(source: str, lines: Lines) -> bool:
    """Whether the library should not read this text; why not is reported to `lines`. Deterministic, and linear in the text."""
    if len(source) > LONGEST and (pasted := _PASTED.search(source)):
        lines.report_at(PASTED, pasted.start())
        return True
    if len(source) > LONGEST:
        lines.report_at(TOO_LONG, 0, length=len(source), limit=LONGEST)
        return True
    checks: tuple[Callable[[str, Lines], bool], ...] = (_is_too_deep, _has_open_tags, _is_repeating, _is_unclosed, _has_too_many_marks)
    return any(check(source, lines) for check in checks)


def _is_too_deep(source: str, lines: Lines) -> bool:
    for deep in _DEEP.finditer(f"\n{source}"):
        if not _RULE.match(source, deep.start()):
            sign = deep[0].split()[0]
            lines.report_at(TOO_DEEP, deep.start(), limit=DEEPEST, escaped=sign.replace(".", "\\.") if "." in sign else f"\\{sign[0]}")
            return True
    indented = source.count("\n:") + source.count("\n ") + source.count("\n>") if source.count("\n") > MOST_DEFINITIONS else 0
    if indented > MOST_DEFINITIONS and ": " in source:
        for block in BLOCK.finditer(source):
            definitions = list(_DEFINITION.finditer(block[0]))
            if len(definitions) > MOST_DEFINITIONS:
                lines.report_at(CROWDED, block.start() + definitions[1].start())
                return True
    return False


def _has_too_many_marks(source: str, lines: Lines) -> bool:
    cells = source.count("|") * source.count("\n")
    if max(len(source) * _MARKER_COST, cells * _COSTS["|"]) <= MOST_MARKS:
        return False
    cost = sum(_count(source, mark) * each for mark, each in _COSTS.items())
    cost += sum(1 for _ in RUNS.finditer(source)) * _RUN_COST
    cost += sum(len(markers[0].split()) for markers in _MARKERS.finditer(f"\n{source}")) * _MARKER_COST
    worst, position = 0, 0
    if "|" in source:
        for block in BLOCK.finditer(source):
            cells = (block[0].split("\n", 1)[0].count("|") + 1) * (block[0].count("\n") + 1) * _COSTS["|"]
            if "|" in block[0].split("\n", 2)[1 if "\n" in block[0] else 0]:
                cost += max(cells - block[0].count("|") * _COSTS["|"], 0)
                worst, position = max((worst, position), (cells, block.start()))
    if cost > MOST_MARKS:
        lines.report_at(TOO_MANY_MARKS, position)
    return cost > MOST_MARKS


def _has_open_tags(source: str, lines: Lines) -> bool:
    if _count(source, "<") <= MOST_OPEN_FORMATS:
        return False
    formats = others = 0
    for tag in _TAG.finditer(source):
        name, step = tag[2].lower(), -1 if tag[1] else 1
        if name in _FORMATS:
            formats = max(formats + step, 0)
        elif name in KNOWN and name not in _NEVER_OPEN:
            others = max(others + step, 0)
        if formats > MOST_OPEN_FORMATS or others > MOST_OPEN_TAGS:
            limit = MOST_OPEN_FORMATS if formats > MOST_OPEN_FORMATS else MOST_OPEN_TAGS
            lines.report_at(OPEN_TAGS, tag.start(), limit=limit, tag=f"<{name}>", close=f"</{name}>")
            return True
    return False


def _is_repeating(source: str, lines: Lines) -> bool:
    if _count(source, "[^") ** 2 * 2 <= MOST_READ_AGAIN:
        return False
    for label, count in Counter(mark[1] for mark in _NOTE_MARK.finditer(source)).items():
        if count**2 * 2 > MOST_READ_AGAIN:
            lines.report(REPEATED_NOTE, f"[^{label}]", label=label, count=count)
            return True
    return False


def _is_unclosed(source: str, lines: Lines) -> bool:
    """Whether the searches in vain cost too much together; reported is the mark that costs most, where it costs most."""
    marks: float = sum(_count(source, mark) for mark in ("[", "](", "`", "<", "]:"))
    marks += (_count(source, "*") + _count(source, "_")) / 40

    def is_little(crowded: int) -> bool:
        return (marks + crowded / 8 + 1) * len(source) <= MOST_READ_AGAIN

    if is_little(source.count("\n")) or is_little(sum(source.count(f"\n{sign}") for sign in "#-=_*> ")):
        return False
    searches = list(searches_in_vain(source))
    if sum(search.cost for search in searches) <= MOST_READ_AGAIN:
        return False
    costs: Counter[str] = Counter()
    for search in searches:
        costs[search.mark] += int(search.cost)
    mark = max(costs, key=lambda each: (costs[each], each))
    guilty = [search for search in searches if search.mark == mark and search.cost]
    position = max(guilty, key=lambda search: (search.cost, -search.position)).position
    if mark:
        lines.report_at(UNCLOSED, position, mark=mark, count=len(guilty), escaped=f"\\{mark.lstrip(']')}")
    else:
        lines.report_at(CROWDED, position)
    return True


def _count(source: str, mark: str) -> int:
    """How often a mark stands in the source. That one of its characters does not is known much sooner."""
    return source.count(mark) if mark[0] in source and mark[-1] in source else 0
