"""A fingerprint of a value: equal values have equal fingerprints, on every machine, in every process.

Only known, frozen types have one; anything else is refused, never hashed by its `repr`, which may name an address in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

LENGTH = 10
"""Bytes of a fingerprint: two values of a portal of a million articles meet by chance once in 10¹² portals."""

MISSING = b"missing"
"""The fingerprint of an answer that does not exist: a fact like any other."""


def fingerprint(value: object) -> bytes:
    """The fingerprint of a frozen value. Raises `TypeError` for types that cannot have one."""
    parts: list[bytes] = []
    _feed(value, parts.append)
    return blake2b(b"\x00".join(parts), digest_size=LENGTH).digest()


def combine(*prints: bytes) -> bytes:
    """One fingerprint for several, in their order."""
    return blake2b(b"\x01".join(prints), digest_size=LENGTH).digest()


@cache
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def _feed(value: object, add: Callable[[bytes], None]) -> None:
    """Adds the bytes of a value, each behind a mark of its type, so that no two values share them."""
    if value is None or isinstance(value, bool):
        add(b"N" if value is None else b"T" if value else b"F")
    elif isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        add(b"s%d" % len(data))
        add(data)
    elif isinstance(value, int):
        add(b"i%d" % value)
    elif isinstance(value, float):
        add(b"f" + value.hex().encode())
    elif isinstance(value, bytes):
        add(b"b%d" % len(value))
        add(value)
    elif isinstance(value, tuple):
        add(b"(%d" % len(value))
        for item in value:
            _feed(item, add)
    elif isinstance(value, (datetime, date)):
        add(b"d" + value.isoformat().encode())
    elif isinstance(value, Path):
        add(b"p" + value.as_posix().encode())
    elif is_dataclass(value) and not isinstance(value, type):
        names = _names(type(value))
        add(b"<%d" % len(names) + type(value).__name__.encode())
        for name in names:
            _feed(getattr(value, name), add)
    else:
        raise TypeError(f"{type(value).__name__} has no fingerprint{' yet' if isinstance(value, Enum) else ''}")
