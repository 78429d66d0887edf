"""Quotes and brackets that do not pair. A quotation may run over several paragraphs, and a list may be numbered `a)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft, Passage
from sitegen.checks.rule import Edit, Found, Rule, found
from sitegen.errors import N_, Kind

UNPAIRED = Kind(
    "unpaired-mark", N_("The mark {mark} has no partner in this paragraph."), N_("Add the missing mark, or remove this one."), "warning"
)
MIXED = Kind(
    "mixed-quotes",
    N_("This quotation begins with {opening} and ends with {closing}."),
    N_("Use one kind: “…”. --fix does so in the text, not in the lines at the top of the file."),
    "warning",
)

_QUOTE = re.compile('[“”"]')
_CURLY = re.compile("[“”]")
_BRACKET = re.compile(r"[()]")
_NUMBERING = re.compile(r"(?:^|[\s;.:,(])(?:[A-Za-zđĐ]|\d{1,2}|[ivxIVX]{1,4})$")
_SMILEY = re.compile(r"[:;]-?$")
_REACH = 4  # paragraphs over which a quotation may run


def _quotes(passage: Passage) -> Iterator[tuple[str, int, int]]:
    """What is odd in one passage: `mixed` with both places, `open` and `close` with the place of the mark left alone."""
    text = passage.text
    waiting: list[tuple[str, int]] = []
    for match in _QUOTE.finditer(text):
        mark, at = match[0], match.start()
        before, closes = text[at - 1 : at], _closes(text, at)
        if mark == '"' and waiting and waiting[-1][0] == '"':
            waiting.pop()
        elif mark == '"' and before.isdigit() and waiting and (later := _CURLY.search(text, at)) and later[0] == "”":
            continue  # inches inside a quotation that ends later
        elif closes and waiting:
            opening, start = waiting.pop()
            if (opening, mark) != ("“", "”"):
                yield "mixed", start, at
        elif mark == "”":
            yield "close", at, at
        elif mark == '"' and before.isdigit():
            continue  # inches
        else:
            waiting.append((mark, at))
    for _, at in waiting:
        yield ("close" if _closes(text, at) else "open"), at, at


def _closes(text: str, at: int) -> bool:
    """Whether a quotation mark ends something, by what stands beside it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] == "”" or (text[at] == '"' and bool(before.strip()) and before not in "(“[" and not after.isalnum())


def _mixed(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Pairs of a straight and a curly quote; in front matter they are left, where quotes are also signs of YAML."""
    for passage in draft.passages:
        if '"' not in passage.text:
            continue
        for what, opening, closing in _quotes(passage):
            if what == "mixed":
                marks = passage.text[opening], passage.text[closing]
                places = (passage.start + opening, "“"), (passage.start + closing, "”")
                edits = [Edit(at, at + 1, mark) for at, mark in places if draft.text[at] != mark] if passage.in_body else []
                yield found(passage.start + opening, *edits, opening=marks[0], closing=marks[1])


def _unpaired(draft: Draft, desk: Desk) -> Iterator[Found]:
    """Marks left alone, once quotations and brackets over several paragraphs are allowed for."""
    opened: list[tuple[int, int]] = []  # the passage and place of a “ or " that waits
    brackets: list[tuple[int, int]] = []  # and of a (
    for number, passage in enumerate(draft.passages):
        for what, at, _ in _quotes(passage):
            place = passage.start + at
            if what == "open":
                opened.append((number, place))
            elif what == "close":
                if opened and number - opened[-1][0] <= _REACH:
                    opened.pop()
                else:
                    yield found(place, mark=passage.text[at])
        for mark, at in _brackets(passage):
            if mark == "(":
                brackets.append((number, passage.start + at))
            elif brackets and number - brackets[-1][0] <= _REACH:
                brackets.pop()
            else:
                yield found(passage.start + at, mark=mark)
    for _, place in brackets:
        yield found(place, mark="(")
    begins = {number for number, passage in enumerate(draft.passages) if passage.text.lstrip(" >*_-–").startswith(("“", '"'))}
    for number, place in opened:
        if number + 1 not in begins:
            yield found(place, mark=draft.text[place])


def _brackets(passage: Passage) -> Iterator[tuple[str, int]]:
    """The brackets of one passage that are left alone, closing ones first."""
    waiting: list[int] = []
    for match in _BRACKET.finditer(passage.text):
        at = match.start()
        if match[0] == "(":
            if not _SMILEY.search(passage.text[max(at - 2, 0) : at]):
                waiting.append(at)
        elif waiting:
            waiting.pop()
        elif not _is_no_bracket(passage.text[max(at - 6, 0) : at]):
            yield ")", at
    for at in waiting:
        yield "(", at


def _is_no_bracket(before: str) -> bool:
    """Whether a closing bracket ends the number of an item, a smiley, or something that is no prose."""
    return bool(_NUMBERING.search(before) or _SMILEY.search(before) or before.endswith(HIDDEN))


RULES = (Rule(MIXED, _mixed), Rule(UNPAIRED, _unpaired))
