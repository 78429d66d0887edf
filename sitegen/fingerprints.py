"""A fingerprint of a value: equal values have equal fingerprints, on every machine, in every process.

Only known, frozen types have one; anything else is refused, never hashed by its `repr`, which may name an address in memory. A value is
taken apart into plain texts, numbers and tuples, and what `marshal` writes of those is hashed: version 2 of its format writes equal values
alike, whatever was interned or shared, and does so at the speed of C.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import blake2b
from marshal import dumps
from operator import attrgetter
from pathlib import Path
from typing import Any

LENGTH = 10
"""Bytes of a fingerprint: two values of a portal of a million articles meet by chance once in 10¹² portals."""

MISSING = b"missing"
"""The fingerprint of an answer that does not exist: a fact like any other."""

_FORMAT = 2


def fingerprint(value: object) -> bytes:
    """The fingerprint of a frozen value. Raises `TypeError` for types that cannot have one."""
    return blake2b(dumps(_plain(value), _FORMAT), digest_size=LENGTH).digest()


def combine(*prints: bytes) -> bytes:
    """One fingerprint for several, in their order."""
    return blake2b(dumps(prints, _FORMAT), digest_size=LENGTH).digest()


def _same(value: Any) -> Any:
    return value


def _moment(value: date) -> tuple[str, str]:
    return type(value).__name__, value.isoformat()


def _path(value: Path) -> tuple[str, str]:
    return "Path", value.as_posix()


_TAKE_APART: dict[type[Any], Callable[[Any], Any]] = {
    **dict.fromkeys((type(None), bool, int, float, str, bytes), _same), datetime: _moment, date: _moment,
}  # fmt: skip
"""How each type that has been met is taken apart."""


def _plain(value: object) -> Any:
    """A value as texts, numbers and tuples; what is no tuple among them begins with the name of its type."""
    kind = type(value)
    if kind is tuple:
        return (*map(_plain, value),)  # type: ignore[call-overload]
    way = _TAKE_APART.get(kind)
    if way is None:
        way = _TAKE_APART[kind] = _way(kind)
    return way(value)


def _way(kind: type[Any]) -> Callable[[Any], Any]:
    if issubclass(kind, Path):
        return _path
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return lambda value: (kind.__name__, len(value), *map(_plain, value))
    from dataclasses import fields, is_dataclass  # only now: a build that finds nothing changed meets none

    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no fingerprint")
    names = [field.name for field in fields(kind)]
    get: Callable[[Any], Any] = attrgetter(names[0], *names[1:])
    if len(names) == 1:
        return lambda value: (kind.__name__, 1, _plain(get(value)))
    return lambda value: (kind.__name__, len(names), *map(_plain, get(value)))
