"""`config.toml`, read and checked whole.

The file is read once and checked whole: an unknown key, a wrong type or a missing address is a problem at its line with the nearest
known name. What the country's own tables know (a province's name, tỉnh or thành phố, what it belongs to today) is filled in from
`provinces`, so a province needs two lines.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from sitegen import provinces as country
from sitegen import toml
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.settings import Config, Counter, Province, Section

UNREADABLE = Kind(
    "config-toml", N_("This file cannot be read as TOML: {reason}."), N_('Put texts between straight quotes: name = "Yên Bái".')
)
ENCODING = Kind(
    "config-encoding",
    N_("This file is not saved as UTF-8."),
    N_("Open it in Notepad, choose Save as, and pick the encoding UTF-8."),
)
MISSING_FILE = Kind("config-missing", N_("There is no {file} here."), N_("Go to the folder of the portal, or name the file with --config."))
UNKNOWN_KEY = Kind("config-key", N_("“{key}” is not a setting of [{table}]."), N_("Did you mean “{near}”? Known here: {known}."))
CHOICE = Kind("config-choice", N_("“{key}” must be one of: {wanted}; here it is “{got}”."), N_("For example: {key} = {example}"))
RANGE = Kind("config-range", N_("“{key}” needs a whole number from {least} to {most}, not {got}."), N_("For example: {key} = {example}"))
VALUE = Kind("config-value", N_("“{key}” needs a text, a number, true or false, not {got}."), N_('For example: {key} = "…"'))
NO_VALUE = Kind("config-no-value", N_("“{key}” is missing here."), N_("Write {key} = … beside the other settings of “{table}”."))
LIST = Kind("config-list", N_("“{key}” needs a list of texts, not {got}."), N_('For example: {key} = ["…", "…"]'))
TEXT = Kind("config-text", N_("“{key}” needs a text between straight quotes, not {got}."), N_('For example: {key} = "…"'))
NUMBER = Kind("config-number", N_("“{key}” needs a whole number, not {got}."), N_("For example: {key} = 20"))
SWITCH = Kind("config-switch", N_("“{key}” needs true or false, not {got}."), N_("For example: {key} = true"))
TABLE = Kind("config-table", N_("“{key}” needs a table, not {got}."), N_("Write a line [{key}], and its settings below it."))
NO_PROVINCE = Kind(
    "config-province",
    N_("“{name}” is no province of Vietnam, before or after 1 July 2025."),
    N_('Did you mean “{near}”? Set province = "…".'),
)
NO_URL = Kind(
    "config-url", N_("The site “{name}” has no public address."), N_('Set url = "https://…/" here, or once for all under [union].')
)
NO_SITE = Kind("config-site", N_("“{name}” is not a site of this file."), N_("Sites here: {known}."))
BAD_ADDRESS = Kind("config-address", N_("“{key}” needs an address, not {got}."), N_('For example: {key} = "{example}"'))
TWO_COUNTERS = Kind(
    "config-two-counters",
    N_("“service” and “goatcounter” cannot both count the pages."),
    N_("Keep one of the two. What the other has counted stays in the ledger once it is imported."),
)
INSIDE = Kind(
    "config-counter-folder",
    N_("The counts cannot be kept in “{folder}”: it lies in a folder that is published or read as content."),
    N_('Keep them beside config.toml: folder = "visits"'),
)
NO_FOLDER = Kind(
    "config-folder", N_("No folder can have the name “{name}”."), N_("Write letters without marks, digits and hyphens: {example}")
)
NO_PARENT = Kind("config-section", N_("The section “{path}” has no parent section “{parent}”."), N_("Add [sections.{parent}] above it."))


class _Reader:
    """Reads tables into types, collecting problems at their lines."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []

    def report(self, kind: Kind, table: str, key: str = "", /, **values: object) -> None:
        """Adds a problem at the line of a key, or of the head of its table."""
        line = self._line(table, key)
        excerpt = self.text.splitlines()[line - 1].strip() if line else ""
        self.problems.append(kind.at(Place(self.path, line), excerpt=excerpt, **values))

    def _line(self, table: str, key: str) -> int:
        """The line of `key` inside `[table]`, of the table's head, or 0: tomllib keeps no positions."""
        inside, head = table == "", 0
        for number, line in enumerate(self.text.splitlines(), 1):
            if match := re.match(r"\s*\[+([^\]]+)\]+", line):
                inside = match[1].replace('"', "").replace("'", "").strip() == table
                head = number if inside and not head else head
            elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        return head

    def fill(self, cls: type[Any], table: dict[str, Any], name: str, **given: Any) -> dict[str, Any]:
        """The keyword arguments for `cls` that a table holds, checked against its field types, over those `given`."""
        hints = get_type_hints(cls)
        known = [name for name in cls._fields if name not in given]
        for key, value in table.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.4) or known[:1]
                self.report(UNKNOWN_KEY, name, key, key=key, table=name or self.path, near=near[0], known=", ".join(known))
                continue
            given[key] = self._value(hints[key], value, name, key)
        return {key: value for key, value in given.items() if value is not None}

    def make(self, cls: type[Any], table: dict[str, Any], name: str, **given: Any) -> Any:
        """A `cls` of what a table holds, or None after reporting what is missing."""
        values = self.fill(cls, table, name, **given)
        missing = [key for key in cls._fields if key not in values and key not in cls._field_defaults]
        parent, _, own = name.rpartition(".")
        place = (name,) if self._line(name, "") else (parent, own)  # a table within a line has no head
        for key in missing:
            if key not in table:
                self.report(NO_VALUE, *place, key=key, table=name)
        return None if missing else cls(**values)

    def tables(self, name: str, given: Any) -> dict[str, dict[str, Any]]:
        """The tables below a name, those that are none reported and left out."""
        if not isinstance(given, dict):
            self._refuse("", name, given, TABLE)
            return {}
        for key, table in given.items():
            if not isinstance(table, dict):
                self.report(TABLE, name, key, key=f"{name}.{key}", got=repr(table))
        return {key: table for key, table in given.items() if isinstance(table, dict)}

    def _plain(self, values: dict[str, Any], table: str) -> tuple[tuple[str, Any], ...]:
        """What a site sets of its theme, in order; whatever no theme can ask for is reported."""
        for key, value in values.items():
            if not isinstance(value, (str, int, float)):
                self._refuse(table, key, value, VALUE)
        return tuple(sorted(values.items()))

    def _value(self, hint: Any, value: Any, table: str, key: str) -> Any:
        """A TOML value as the type a field wants, or None after reporting that it is another."""
        where = f"{table}.{key}" if table else key
        if get_origin(hint) is tuple:
            item: Any = get_args(hint)[0]
            if isinstance(value, dict) and get_origin(item) is tuple:
                return self._plain(value, where)
            if isinstance(value, list) and _is_table(item) and all(isinstance(v, dict) for v in value):
                return tuple(made for v in value if (made := self.make(item, v, where)))
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                return tuple(value)
            return self._refuse(table, key, value, LIST)
        choices: list[Any] = [hint] if isinstance(hint, type) else [arg for arg in get_args(hint) if arg is not type(None)]
        if _is_table(choices[0]) and isinstance(value, dict):
            return self.make(choices[0], value, where)
        if choices[0] is Path and isinstance(value, str):
            return Path(value)
        if isinstance(value, choices[0]) and not (choices[0] is int and isinstance(value, bool)):
            return value
        return self._refuse(table, key, value, {str: TEXT, int: NUMBER, bool: SWITCH}.get(choices[0], TABLE))

    def _refuse(self, table: str, key: str, value: Any, kind: Kind) -> None:
        self.report(kind, table, key, key=key, got=repr(value))


def _is_folder(name: str) -> bool:
    """Whether a folder can have that name, seen by everyone and below no other."""
    return re.fullmatch(r"[^./\\\0-\x1f][^/\\\0-\x1f]*", name) is not None


def _is_table(hint: Any) -> bool:
    """Whether a field's type is one of the tables above."""
    return isinstance(hint, type) and hasattr(hint, "_fields")


def read(path: Path) -> Config:
    """The configuration in a file. Raises `Refused` with every problem found in it."""
    name = path.name
    try:
        text, data = toml.read(path, name, UNREADABLE, ENCODING)
    except FileNotFoundError:
        raise Refused(MISSING_FILE.at(Place(name), file=name)) from None
    reader = _Reader(name, text)
    root = path.resolve().parent
    folders = {key: root / str(data.pop(key, key)) for key in ("content", "output", "themes", "assets")}
    sections = _sections(reader, reader.tables("sections", data.pop("sections", {})))
    sites = reader.tables("provinces", data.pop("provinces", {}))
    values = reader.fill(Config, data, "", root=root, sections=sections, provinces=(), **folders)
    config = Config(**values)
    for table, key, value, choices in (
        ("", "fragments", config.fragments, ("fetch", "ssi", "inline")),
        ("", "language", config.language, ("vi", "en")),
        ("images", "format", config.images.format, ("webp", "avif")),
        ("check", "tone", config.check.tone, ("either", "old", "new")),
    ):
        if value not in choices:
            reader.report(CHOICE, table, key, key=key, wanted=", ".join(choices), got=value, example=f'"{choices[0]}"')
    for table, key, number, least, most, example in (
        ("", "page_size", config.page_size, 1, 10_000, 20),
        ("images", "quality", config.images.quality, 0, 100, 80),
        ("images", "max_megapixels", config.images.max_megapixels, 1, 10_000, 100),
    ):
        if not least <= number <= most:
            reader.report(RANGE, table, key, key=key, least=least, most=most, got=number, example=example)
    if config.counter:
        config = config._replace(counter=_counter(reader, config, config.counter))
    found_sites = [site for id, table in sites.items() if (site := _province(reader, config, id, table))]
    _check_sites(reader, found_sites)
    if reader.problems:
        raise Refused(*reader.problems)
    return config._replace(provinces=tuple(found_sites))


def _sections(reader: _Reader, tables: dict[str, Any]) -> tuple[Section, ...]:
    sections: list[Section] = []
    for path, table in tables.items():
        if not all(map(_is_folder, path.split("/"))):
            reader.report(NO_FOLDER, f"sections.{path}", name=path, example="[sections.tin-tuc]")
        values = reader.fill(Section, table, f"sections.{path}", path=path)
        sections.append(Section(**{"name": path, **values}))
        parent = path.rpartition("/")[0]
        if parent and parent not in tables:
            reader.report(NO_PARENT, f"sections.{path}", path=path, parent=parent)
    return tuple(sections)


def _counter(reader: _Reader, config: Config, counter: Counter) -> Counter:
    """The `[counter]` table with its addresses checked, each with a `/` at its end."""
    for key, example, pattern in (
        ("service", "https://dem.example.vn/", web := r"https?://[^\s/?#@]+(/[^\s?#]*)?"),
        ("goatcounter", "https://ten.goatcounter.com/", web),
        ("database", "postgresql://sitegen@localhost/counter", r"postgres(ql)?://\S+"),
    ):
        value = getattr(counter, key)
        if value and not re.fullmatch(pattern, value):
            reader.report(BAD_ADDRESS, "counter", key, key=key, got=repr(value), example=example)
    if counter.service and counter.goatcounter:
        reader.report(TWO_COUNTERS, "counter", "goatcounter")
    folder = Path(os.path.normpath(config.root / counter.folder))
    if (
        any(folder.is_relative_to(place) for place in (config.output, config.content, config.themes, config.assets))
        or folder == config.root
    ):
        reader.report(INSIDE, "counter", "folder", folder=counter.folder)
    ended = {key: f"{value.rstrip('/')}/" for key in ("service", "goatcounter") if (value := getattr(counter, key))}
    return counter._replace(**ended)


def _province(reader: _Reader, config: Config, id: str, table: dict[str, Any]) -> Province | None:
    """One `[provinces.<id>]` table, completed from the country's tables."""
    where = f"provinces.{id}"
    if not _is_folder(id):
        reader.report(NO_FOLDER, where, name=id, example="[provinces.yen-bai]")
    values = reader.fill(Province, table, where, id=id)
    text = str(values.get("province", id))
    unit = country.find(text, values.get("era")) or country.find(text)
    if unit is None:
        reader.report(NO_PROVINCE, where, "province", name=text, near=country.nearest(text) or "yen-bai")
        return None
    after = country.successor(unit)
    organisation = f"Liên minh Hợp tác xã {unit.kind} {unit.name}"
    base = config.union.url and f"{config.union.url.rstrip('/')}/{id}/"
    if not (base or values.get("url")):
        reader.report(NO_URL, where, "url", name=id)
    known = {
        "name": unit.name,
        "kind": unit.kind,
        "title": values.get("organisation", organisation),
        "organisation": organisation,
        "url": base,
        "theme": config.theme,
        "archived": after is not None,
        "successor": after.name if after else "",
        "successor_kind": after.kind if after else "",
        "links": config.union.links,
    }
    merged = {**known, **values, "province": unit.id, "era": unit.era}
    merged["url"] = merged["url"].rstrip("/") + "/"
    return Province(**merged)


def _check_sites(reader: _Reader, sites: list[Province]) -> None:
    """Reports names of sites that do not exist."""
    known = {site.id for site in sites}
    for site in sites:
        for other in site.carries:
            if other not in known:
                reader.report(NO_SITE, f"provinces.{site.id}", "carries", name=other, known=", ".join(sorted(known)))
