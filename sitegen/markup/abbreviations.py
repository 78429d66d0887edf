"""Long forms for abbreviations: the first HTX of an article is explained to who rests on it.

The one idea: abbreviations are searched first, and only where one is found is it asked whether it stands in ordinary text. One that the
writer explains himself, as in `Hợp tác xã (HTX)`, is left alone in the whole article. Nothing here changes a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape

from sitegen.article import Figure, Gallery

Parts = tuple[str | Figure | Gallery, ...]

_SKIPPED = re.compile(r"<(a|abbr|code|kbd|pre|h[2-6]|summary)\b[^>]*>.*?</\1>|<[^>]*>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_JOINTS = "-/&._–"
_WORD = re.compile(r"[^\W_]+")


def explain(parts: Parts, long_forms: Mapping[str, str]) -> Parts:
    """The parts with `<abbr title=…>` around the first occurrence of each abbreviation in ordinary text. Case counts; longest first."""
    if not long_forms:
        return parts
    pattern, done = _pattern(tuple(long_forms)), set[str]()
    return tuple(_explain(part, pattern, long_forms, done) if isinstance(part, str) else part for part in parts)


def _explain(html: str, pattern: re.Pattern[str], long_forms: Mapping[str, str], done: set[str]) -> str:
    skipped: list[tuple[int, int]] | None = None
    written, end = [], 0
    for found in pattern.finditer(html):
        if found[0] in done or not _stands_alone(html, found.start(), found.end()):
            continue
        skipped = [each.span() for each in _SKIPPED.finditer(html)] if skipped is None else skipped
        before = bisect_right(skipped, (found.start(), len(html))) - 1
        if before >= 0 and found.start() < skipped[before][1]:
            continue
        done.add(found[0])
        short = unescape(found[0])
        if not _is_explained(html, found.start(), found.end(), short, long_forms[short]):
            written += [html[end : found.start()], f'<abbr title="{escape(long_forms[short])}">{found[0]}</abbr>']
            end = found.end()
    return "".join([*written, html[end:]])


@lru_cache(maxsize=8)
def _pattern(abbreviations: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the abbreviations. Plain words and nothing around them, so that the search skips what is no capital letter."""
    longest_first = sorted((escape(each, quote=False) for each in abbreviations if each.strip()), key=lambda each: (-len(each), each))
    return re.compile("|".join(map(re.escape, longest_first)) or r"\b\B")


def _stands_alone(html: str, start: int, end: int) -> bool:
    """Whether no word goes on before or behind: `HTX` in `LMHTX`, `UBND` in `2434/QĐ-UBND`, `KT` in `KT-XH` are parts of something."""
    before, after = html[max(start - 2, 0) : start], html[end : end + 2]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    if before[-1:] in _JOINTS and before[:1].isalnum() and len(before) == 2:
        return False
    if html.endswith("&amp;", 0, start) or html.startswith("&amp;", end):
        return False
    return not (after[:1] in _JOINTS and after[1:].isalnum() and len(after) == 2)


def _is_explained(html: str, start: int, end: int, short: str, long: str) -> bool:
    """Whether the writer has just said what it means, before the bracket it stands in or in the bracket behind it."""
    if html.endswith("(", 0, start):
        words = _WORD.findall(unescape(_TAG.sub("", html[max(start - 300, 0) : start])).casefold())
        meant = _WORD.findall(long.casefold())
        initials = "".join(word[0] for word in words[-len(short) :])
        return bool(meant) and (words[-len(meant) :] == meant or initials == short.casefold())
    if not html.startswith((" (", "("), end):
        return False
    after = unescape(_TAG.sub("", html[end : end + 300]))
    return after.lstrip().casefold().startswith(f"({long.casefold()}")
