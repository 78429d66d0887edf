"""The abbreviations of official Vietnamese that readers are helped with, and what they stand for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sitegen.files import PACKAGE

AMBIGUOUS = frozenset({"CT", "TT", "TB", "KH", "TP", "TX", "TT.", "DN", "BC", "CV", "KL", "NQ", "QĐ", "CTr", "TU", "TTg", "TW"})
"""Short forms that mean another thing in another sentence, or stand in document numbers: never explained."""


@cache
def abbreviations() -> Mapping[str, str]:
    """Each unambiguous abbreviation with its long form."""
    text = (PACKAGE / "data" / "abbreviations.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["abbr"]: row["expansion"] for row in rows if row["abbr"] not in AMBIGUOUS})
