"""The settings that a theme declares, and what a site chooses of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sitegen.errors import N_, Kind, Place, Problem, Refused

SETTING = Kind("theme-setting", N_("“{key}” is not a setting of the theme {theme}."), N_("Did you mean “{near}”? Settings: {known}."))
SETTING_TYPE = Kind("theme-setting-type", N_("The theme setting “{key}” needs a {type}, not {got}."), N_("{help} For example: {example}"))
DECLARED = Kind(
    "theme-declared",
    N_("“{key}” in this theme.toml does not declare a setting."),
    N_('Write a line [settings.…] with its name, and below it type = "text" and default = "…". Choices are a list: choices = ["…", "…"]'),
)
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


def settings(tables: Mapping[str, Any], text: str, path: str) -> Mapping[str, Setting]:
    """The settings that a theme.toml declares. Raises `Refused` with the line of each that does not say what it is."""
    given = tables.get("settings", {})
    wrong = [key for key, table in given.items() if not _is_setting(table)] if isinstance(given, dict) else ["settings"]
    if wrong:
        raise Refused(*(DECLARED.at(Place(path, _line(text, key)), key=key) for key in wrong))
    return {key: Setting.of(table) for key, table in given.items()}


def _is_setting(table: object) -> bool:
    """Whether a table declares a setting; a default that is no plain value cannot be one of a site either."""
    if not isinstance(table, dict):
        return False
    choices = table.get("choices", [])
    return (
        isinstance(table.get("type", ""), str)
        and isinstance(table.get("default", ""), (str, int, float))
        and isinstance(choices, list)
        and all(isinstance(choice, str) for choice in choices)
    )


def _line(text: str, key: str) -> int:
    """The line where a key, or the head of its table, stands; 0 where it is written in another way."""
    pattern = re.compile(rf"\s*(\[?\s*settings\.)?[\"']?{re.escape(key)}[\"']?\s*[\]=.]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 0)


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
