"""The settings that a theme declares, and what a site chooses of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sitegen.errors import N_, Kind, Place, Problem

SETTING = Kind("theme-setting", N_("“{key}” is not a setting of the theme {theme}."), N_("Did you mean “{near}”? Settings: {known}."))
SETTING_TYPE = Kind("theme-setting-type", N_("The theme setting “{key}” needs a {type}, not {got}."), N_("{help} For example: {example}"))
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "color": (str,), "image": (str,), "choice": (str,), "number": (int, float), "flag": (bool,),
}  # fmt: skip


class Setting(NamedTuple):
    """A setting that a theme declares: its type, default, one line of help, and for a `choice` what there is to choose from."""

    type: str
    default: Any
    help: str = ""
    choices: tuple[str, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether a value is of its type."""
        if self.type == "flag" or isinstance(value, bool):
            return self.type == "flag" and isinstance(value, bool)
        if self.type == "color":
            return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-z]+\([^;{}]*\)|[a-z]+", value) is not None
        return isinstance(value, _TYPES.get(self.type, ())) and (self.type != "choice" or value in self.choices)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Setting:
        """The setting that a table of theme.toml declares."""
        return cls(table.get("type", "text"), table.get("default", ""), table.get("help", ""), tuple(table.get("choices", ())))


def choose(
    declared: Mapping[str, Setting], given: Iterable[tuple[str, Any]], theme: str, table: str
) -> tuple[Mapping[str, Any], list[Problem]]:
    """The values given in a `table` of config.toml over the defaults of a theme; wrong ones are reported and left out."""
    values = {key: setting.default for key, setting in declared.items()}
    problems = []
    place = Place("config.toml")
    for key, value in given:
        setting = declared.get(key)
        if setting is None:
            near = difflib.get_close_matches(key, declared, 1, 0.3)
            known = ", ".join(declared)
            problems.append(SETTING.at(place, excerpt=f"[{table}] {key}", key=key, theme=theme, near=near[0] if near else "", known=known))
        elif not setting.accepts(value):
            wanted = f"{setting.type} ({', '.join(setting.choices)})" if setting.choices else setting.type
            example = f"{key} = {setting.default!r}"
            problems.append(
                SETTING_TYPE.at(
                    place, excerpt=f"[{table}] {key}", key=key, type=wanted, got=repr(value), help=setting.help, example=example
                )
            )
        else:
            values[key] = value
    return values, problems
