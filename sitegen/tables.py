"""Tables of config.toml as types: each key checked against its field, what does not fit a problem at its line.

The one idea: a field's type says all that a value must be. What a value means, and which are allowed of those that fit, is `config`'s
business.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from sitegen import toml
from sitegen.errors import N_, Kind, Place, Problem

UNKNOWN_KEY = Kind("config-key", N_("“{key}” is not a setting of [{table}]."), N_("Did you mean “{near}”? Known here: {known}."))
VALUE = Kind("config-value", N_("“{key}” needs a text, a number, true or false, not {got}."), N_('For example: {key} = "…"'))
NO_VALUE = Kind("config-no-value", N_("“{key}” is missing here."), N_("Write {key} = … beside the other settings of “{table}”."))
LIST = Kind("config-list", N_("“{key}” needs a list of texts, not {got}."), N_('For example: {key} = ["…", "…"]'))
TEXT = Kind("config-text", N_("“{key}” needs a text between straight quotes, not {got}."), N_('For example: {key} = "…"'))
NUMBER = Kind("config-number", N_("“{key}” needs a whole number, not {got}."), N_("For example: {key} = 20"))
SWITCH = Kind("config-switch", N_("“{key}” needs true or false, not {got}."), N_("For example: {key} = true"))
TABLE = Kind("config-table", N_("“{key}” needs a table, not {got}."), N_("Write a line [{key}], and its settings below it."))


class Reader:
    """Reads tables into types, collecting problems at their lines."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []

    def report(self, kind: Kind, table: str, key: str = "", /, **values: object) -> None:
        """Adds a problem at the line of a key, or of the head of its table."""
        line = toml.line(self.text, table, key)
        excerpt = self.text.splitlines()[line - 1].strip() if line else ""
        self.problems.append(kind.at(Place(self.path, line), excerpt=excerpt, **values))

    def fill(self, cls: type[Any], table: dict[str, Any], name: str, also: tuple[str, ...] = (), **given: Any) -> dict[str, Any]:
        """The keyword arguments for `cls` that a table holds, checked against its field types, over those `given`.

        `also` are keys that may stand there and were read before.
        """
        hints = get_type_hints(cls)
        fields = [field for field in cls._fields if field not in given]
        for key, value in table.items():
            if key not in fields:
                known = [*fields, *also]
                near = difflib.get_close_matches(key, known, 1, 0.4) or known[:1]
                said = name.partition("#")[0] or self.path
                self.report(UNKNOWN_KEY, name, key, key=key, table=said, near=near[0], known=", ".join(known))
                continue
            given[key] = self._value(hints[key], value, name, key)
        return {key: value for key, value in given.items() if value is not None}

    def make(self, cls: type[Any], table: dict[str, Any], name: str, **given: Any) -> Any:
        """A `cls` of what a table holds, or None after reporting what is missing."""
        values = self.fill(cls, table, name, **given)
        missing = [key for key in cls._fields if key not in values and key not in cls._field_defaults]
        for key in missing:
            if key not in table:
                self.report(NO_VALUE, name, key=key, table=name.partition("#")[0])
        return None if missing else cls(**values)

    def tables(self, name: str, given: Any) -> dict[str, dict[str, Any]]:
        """The tables below a name, those that are none reported and left out."""
        if not isinstance(given, dict):
            self.refuse("", name, given, TABLE)
            return {}
        for key, table in given.items():
            if not isinstance(table, dict):
                self.report(TABLE, name, key, key=f"{name}.{key}", got=toml.shown(table))
        return {key: table for key, table in given.items() if isinstance(table, dict)}

    def _plain(self, values: dict[str, Any], table: str) -> tuple[tuple[str, Any], ...]:
        """What a site sets of its theme, in order; whatever no theme can ask for is reported."""
        for key, value in values.items():
            if not isinstance(value, (str, int, float)):
                self.refuse(table, key, value, VALUE)
        return tuple(sorted(values.items()))

    def _value(self, hint: Any, value: Any, table: str, key: str) -> Any:
        """A TOML value as the type a field wants, or None after reporting that it is another."""
        where = f"{table}.{key}" if table else key
        if get_origin(hint) is tuple:
            item: Any = get_args(hint)[0]
            if isinstance(value, dict) and get_origin(item) is tuple:
                return self._plain(value, where)
            if isinstance(value, list) and _is_table(item) and all(isinstance(v, dict) for v in value):
                return tuple(made for at, v in enumerate(value, 1) if (made := self.make(item, v, f"{where}#{at}")))
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                return tuple(value)
            return self.refuse(table, key, value, LIST)
        choices: list[Any] = [hint] if isinstance(hint, type) else [arg for arg in get_args(hint) if arg is not type(None)]
        if _is_table(choices[0]) and isinstance(value, dict):
            return self.make(choices[0], value, where)
        if choices[0] is Path and isinstance(value, str):
            return Path(value)
        if isinstance(value, choices[0]) and not (choices[0] is int and isinstance(value, bool)):
            return value
        return self.refuse(table, key, value, {str: TEXT, int: NUMBER, bool: SWITCH}.get(choices[0], TABLE))

    def refuse(self, table: str, key: str, value: Any, kind: Kind, **values: object) -> None:
        """Adds the problem that a key has a value which cannot be its own."""
        self.report(kind, table, key, key=key, got=toml.shown(value), **values)


def _is_table(hint: Any) -> bool:
    """Whether a field's type is one of the tables above."""
    return isinstance(hint, type) and hasattr(hint, "_fields")
