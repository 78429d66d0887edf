"""All rules, and the one place where they are asked: what is switched on, over one draft, in the order of the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from sitegen.checks import blank, characters, front, marks, numbers, outline, people, photos, places, press, shortforms, spelling, tables
from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Edit, Finding, Rule
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.settings import Check

UNKNOWN = Kind("config-check", N_("“{name}” is not a rule of sitegen check."), N_("Did you mean “{near}”? Rules: {known}."))

RULES: tuple[Rule, ...] = (
    *characters.RULES,
    *spelling.RULES,
    *marks.RULES,
    *shortforms.RULES,
    *outline.RULES,
    *blank.RULES,
    *places.RULES,
    *numbers.RULES,
    *tables.RULES,
    *people.RULES,
    *press.RULES,
    *front.RULES,
    *photos.RULES,
)
"""Every rule. Problems that the build reports too are no rules: they cannot be switched off."""


def chosen(settings: Check, file: Path) -> tuple[Rule, ...]:
    """The rules that `[check]` of a configuration file leaves on. Raises `Refused` for a name that is no rule's."""
    known = [rule.name for rule in RULES]
    unknown = [name for name in settings.off if name not in known]
    if unknown:
        lines = file.read_text("utf-8-sig").splitlines()
        number = next((n for n, line in enumerate(lines, 1) if re.search(rf"[\"']{re.escape(unknown[0])}[\"']", line)), 0)
        near = difflib.get_close_matches(unknown[0], known, 1, 0.3) or known[:1]
        excerpt = lines[number - 1].strip() if number else ""
        raise Refused(UNKNOWN.at(Place(file.name, number), excerpt=excerpt, name=unknown[0], near=near[0], known=", ".join(known)))
    return tuple(rule for rule in RULES if rule.name not in settings.off)


def look(rules: tuple[Rule, ...], draft: Draft, desk: Desk) -> Iterator[Finding]:
    """What the rules find in one draft. A file that cannot be taken apart has nothing to look at."""
    if not draft.text:
        return
    for rule in rules:
        for one in rule.look(draft, desk):
            place, excerpt = draft.place(one.at), draft.excerpt(one.at, private=rule.private)
            yield Finding(rule.kind.at(place, excerpt=excerpt, **dict(one.values)), one.edits)


def edits(rules: tuple[Rule, ...], draft: Draft, desk: Desk) -> list[Edit]:
    """The edits that the rules propose, in order; of two that touch the same characters the first rule's."""
    taken: list[Edit] = []
    if draft.text:
        for rule in rules:
            for one in rule.look(draft, desk):
                if not any(_meet(edit, other) for edit in one.edits for other in taken):
                    taken += one.edits
    return sorted(taken, key=lambda edit: edit.start)


def _meet(one: Edit, other: Edit) -> bool:
    """Whether two edits are about the same characters."""
    return one.start == other.start or (one.start < other.end and other.start < one.end)
