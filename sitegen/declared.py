"""The settings that a theme declares, and what a site chooses of them: whatever does not fit is a problem at its line, and is left out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sitegen import toml
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.settings import Config

SETTING = Kind("theme-setting", N_("“{key}” is not a setting of the theme {theme}."), N_("Did you mean “{near}”? Settings: {known}."))
_EXAMPLE = N_("For example: {example}")
NOT_TEXT = Kind("theme-setting-text", N_("The theme setting “{key}” needs a text between straight quotes, not {got}."), _EXAMPLE)
NOT_COLOR = Kind("theme-setting-color", N_("The theme setting “{key}” needs a colour, not {got}."), _EXAMPLE)
NOT_IMAGE = Kind("theme-setting-image", N_("The theme setting “{key}” needs the path of a picture, not {got}."), _EXAMPLE)
NOT_NUMBER = Kind("theme-setting-number", N_("The theme setting “{key}” needs a number, not {got}."), _EXAMPLE)
NOT_FLAG = Kind("theme-setting-flag", N_("The theme setting “{key}” needs true or false, not {got}."), _EXAMPLE)
NOT_CHOICE = Kind("theme-setting-choice", N_("The theme setting “{key}” must be one of: {choices}; here it is {got}."), _EXAMPLE)
DECLARED = Kind(
    "theme-declared",
    N_("“{key}” in this theme.toml does not declare a setting."),
    N_('Write a line [settings.…] with its name, and below it type = "text" and default = "…". Choices are a list: choices = ["…", "…"]'),
)
NO_TYPE = Kind("theme-declared-type", N_("No setting of a theme has the type {got}."), N_('Types: {known}. For example: type = "text"'))
_TYPES: dict[str, tuple[tuple[type, ...], Kind]] = {
    "text": ((str,), NOT_TEXT), "color": ((str,), NOT_COLOR), "number": ((int, float), NOT_NUMBER), "flag": ((bool,), NOT_FLAG),
    "choice": ((str,), NOT_CHOICE), "image": ((str,), NOT_IMAGE),
}  # fmt: skip
"""The types of settings: what of TOML is one, and what is said of all else."""


class Setting(NamedTuple):
    """A setting that a theme declares: its type, default, and for a `choice` what there is to choose from; its help is for who reads it."""

    type: str
    default: Any
    choices: tuple[str, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether a value is of its type."""
        if self.type == "flag" or isinstance(value, bool):
            return self.type == "flag" and isinstance(value, bool)
        if self.type == "color":
            return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-z]+\([^;{}]*\)|[a-z]+", value) is not None
        return isinstance(value, _TYPES[self.type][0]) and (self.type != "choice" or value in self.choices)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Setting:
        """The setting that a table of theme.toml declares."""
        return cls(table.get("type", "text"), table.get("default", ""), tuple(table.get("choices", ())))


def settings(tables: Mapping[str, Any], text: str, path: str) -> Mapping[str, Setting]:
    """The settings that a theme.toml declares. Raises `Refused` with the line of each that does not say what it is."""
    given = tables.get("settings", {})
    wrong = [key for key, table in given.items() if not _is_setting(table)] if isinstance(given, dict) else ["settings"]
    if wrong:
        raise Refused(*(DECLARED.at(Place(path, _line(text, key)), key=key) for key in wrong))
    if strange := {key: table["type"] for key, table in given.items() if table.get("type", "text") not in _TYPES}:
        known = ", ".join(_TYPES)
        places = {key: Place(path, toml.line(text, f"settings.{key}", "type")) for key in strange}
        raise Refused(*(NO_TYPE.at(places[key], got=toml.shown(type), known=known) for key, type in strange.items()))
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
    config: Config, declared: Mapping[str, Setting], given: Iterable[tuple[str, Any]], theme: str, table: str
) -> tuple[Mapping[str, Any], list[Problem]]:
    """The values given in a `table` of the configuration over the defaults of a theme; wrong ones are reported and left out."""
    values = {key: setting.default for key, setting in declared.items()}
    problems: list[Problem] = []

    def report(kind: Kind, key: str, **words: object) -> None:
        text = config.text()
        line = toml.line(text, table, key)
        excerpt = text.splitlines()[line - 1].strip() if line else f"[{table}] {key}"
        problems.append(kind.at(Place(config.file, line), excerpt=excerpt, key=key, **words))

    for key, value in given:
        setting = declared.get(key)
        if setting is None:
            near = difflib.get_close_matches(key, declared, 1, 0.3)
            known = ", ".join(declared)
            report(SETTING, key, theme=theme, near=near[0] if near else known.partition(",")[0], known=known)
        elif not setting.accepts(value):
            example = f"{key} = {toml.shown(setting.default)}"
            report(_TYPES[setting.type][1], key, got=toml.shown(value), choices=", ".join(setting.choices), example=example)
        else:
            values[key] = value
    return values, problems
