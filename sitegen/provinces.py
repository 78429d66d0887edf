"""The provinces of Vietnam before and after 1 July 2025: the 63, the 34, and which became part of which.

The one idea: a name is not enough, since 23 names and seven codes mean another province now; a unit is its slug *and* its era. Era 2024 is
the country until 30 June 2025, era 2025 the country since then, with the words tỉnh and thành phố as of 30 April 2026 (Resolution
202/2025/QH15; codes: Decision 19/2025/QĐ-TTg; Đồng Nai a city: Resolution 30/2026/QH16). Districts and communes are not known here.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from sitegen.files import PACKAGE
from sitegen.vietnamese import fold

Era = Literal[2024, 2025]
Type = Literal["tỉnh", "thành phố"]

_ERAS: tuple[Era, Era] = (2025, 2024)  # the present one is looked through first
_KIND_BEFORE = re.compile("^(?:tinh|thanh pho|thu do|tp|t) |^(?:tinh|thanh pho|thu do|tp)$")
_KIND_AFTER = re.compile("(?<=.) (?:province|city)$")


class Unit(NamedTuple):
    """A province or a city of its rank in one era. `id` is its slug; `successor` the slug, in 2025, of the unit it is part of now.

    `successor` is None for a unit that was not merged, and for every unit of 2025. `code` is the official one: never a key.
    """

    id: str
    name: str
    kind: Type
    era: Era
    successor: str | None
    code: str
    aliases: tuple[str, ...] = ()


@cache
def _units() -> Mapping[tuple[str, int], Unit]:
    """Every unit by slug and era, in the order of the old codes."""
    found: dict[tuple[str, int], Unit] = {}
    rows = list(csv.DictReader((PACKAGE / "data" / "provinces.csv").read_text("utf-8").splitlines()))
    aliases = {row["old_slug"]: tuple(filter(None, row["aliases"].split("|"))) for row in rows}
    for row in rows:
        old, new = row["old_slug"], row["new_slug"]
        was, now = _kind(row["old_type_20250630"]), _kind(row["new_type_20260430"])
        into = new if row["change"] == "sáp nhập" else None
        found[old, 2024] = Unit(old, row["old_name"], was, 2024, into, row["old_code"], aliases[old])
        found[new, 2025] = Unit(new, row["new_name"], now, 2025, None, row["new_code"], aliases[new])
    return found


def _kind(text: str) -> Type:
    """`thành phố` for `thành phố trực thuộc trung ương`, which no page writes out."""
    return "tỉnh" if text == "tỉnh" else "thành phố"


def _key(text: str) -> str:
    """A name as it is compared: no marks, spaces or punctuation, and neither `tỉnh`, `TP.` before it nor `province`, `city` behind."""
    return _KIND_AFTER.sub("", _KIND_BEFORE.sub("", fold(text))).replace(" ", "")


@cache
def _spellings() -> Mapping[tuple[str, int], Unit]:
    """Every unit by each spelling of its name and its era. A name counts before another unit's alias."""
    found: dict[tuple[str, int], Unit] = {(_key(unit.name), unit.era): unit for unit in _units().values()}
    for unit in _units().values():
        for alias in unit.aliases:
            found.setdefault((_key(alias), unit.era), unit)
    return found


def all_of(era: Era) -> tuple[Unit, ...]:
    """The 63 units of 2024 or the 34 of 2025, by code."""
    return tuple(sorted((unit for unit in _units().values() if unit.era == era), key=lambda unit: unit.code))


def of(slug: str, era: int) -> Unit:
    """The unit with that slug in that era (2024, 2025). Raises KeyError if there was none."""
    return _units()[slug, era]


def find(text: str, era: int | None = None) -> Unit | None:
    """The unit that a name means in any spelling (`yen bai`, `YEN-BAI`, `tỉnh Yên Bái`, `TP.HCM`); None if there is none.

    Without an era the unit of today, and one of 2024 only where today has none of that name.
    """
    key = _key(text)
    for candidate in _ERAS:
        if era in (None, candidate) and (unit := _spellings().get((key, candidate))):
            return unit
    return None


def successor(unit: Unit) -> Unit | None:
    """The unit of 2025 that a unit of 2024 was merged into, also where it kept its name; None for all others."""
    return _units()[unit.successor, 2025] if unit.successor else None


def nearest(text: str) -> str | None:
    """The name that a misspelt one most likely means, for `did you mean`; None if none is near."""
    names = {key: unit.name for (key, _), unit in _spellings().items()}
    near = difflib.get_close_matches(_key(text), names, 1, 0.6)
    return names[near[0]] if near else None
