"""`config.toml`, read and checked whole.

The file is read once and checked whole: `tables` finds what is unknown or of a wrong type, and here stands what a value must mean (an
address, a day, a site that exists). Each is a problem at its line with what to write instead. What the country's own tables know (a
province's name, tỉnh or thành phố, what it belongs to today) is filled in from `provinces`, so a province needs two lines.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sitegen import dates, toml
from sitegen import provinces as country
from sitegen.errors import N_, Kind, Place, Refused
from sitegen.settings import Config, Counter, Link, Province, Section
from sitegen.tables import TEXT, Reader

UNREADABLE = Kind(
    "config-toml", N_("This file cannot be read as TOML: {reason}."), N_('Put texts between straight quotes: name = "Yên Bái".')
)
ENCODING = Kind(
    "config-encoding",
    N_("This file is not saved as UTF-8."),
    N_("Open it in Notepad, choose Save as, and pick the encoding UTF-8."),
)
MISSING_FILE = Kind("config-missing", N_("There is no {file} here."), N_("Go to the folder of the portal, or name the file with --config."))
CHOICE = Kind("config-choice", N_("“{key}” must be one of: {wanted}; here it is “{got}”."), N_("For example: {key} = {example}"))
CHOICES = Kind("config-choices", N_("“{got}” cannot stand in “{key}”."), N_("What can stand there: {key} = {example}"))
DATE = Kind("config-date", N_("“{key}” needs a date, not {got}."), N_('Write the day first: {key} = "30/07/2019"'))
RANGE = Kind("config-range", N_("“{key}” needs a whole number from {least} to {most}, not {got}."), N_("For example: {key} = {example}"))
NO_PROVINCE = Kind(
    "config-province",
    N_("“{name}” is no province of Vietnam, before or after 1 July 2025."),
    N_('Did you mean “{near}”? Set province = "…".'),
)
NO_ERA = Kind(
    "config-era",
    N_("There was no province “{name}” in {era}."),
    N_("Leave out era, or write era = {other}. The map changed on 1 July 2025."),
)
NO_CARRIER = Kind(
    "config-retired",
    N_("“{name}” is retired, but no site carries its articles: its addresses would lead nowhere."),
    N_('Write carries = ["{name}"] in the site that shows its articles from now on, or leave out retired.'),
)
NO_URL = Kind(
    "config-url", N_("The site “{name}” has no public address."), N_('Set url = "https://…/" here, or once for all under [union].')
)
NO_SITE = Kind("config-site", N_("“{name}” is not a site of this file."), N_("Sites here: {known}."))
NO_LINK = Kind(
    "config-link",
    N_("The link “{title}” needs an address, not {got}."),
    N_('Copy it whole from the browser: url = "https://www.vca.org.vn/"'),
)
BAD_ADDRESS = Kind("config-address", N_("“{key}” needs an address, not {got}."), N_('For example: {key} = "{example}"'))
TWO_COUNTERS = Kind(
    "config-two-counters",
    N_("“service” and “goatcounter” cannot both count the pages."),
    N_("Keep one of the two. What the other has counted stays in the ledger once it is imported."),
)
INSIDE = Kind(
    "config-counter-folder",
    N_("The counts cannot be kept in “{folder}”: it lies in a folder that is published or read as content."),
    N_('Keep them in a folder of their own: folder = "visits"'),
)
NO_FOLDER = Kind(
    "config-folder", N_("No folder can have the name “{name}”."), N_("Write letters without marks, digits and hyphens: {example}")
)
_WEB = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
_LINK = r"(https?://|mailto:|tel:)[^\s]+|/[^\s]*"
NO_PARENT = Kind("config-section", N_("The section “{path}” has no parent section “{parent}”."), N_("Add [sections.{parent}] above it."))

FOLDERS, MENUS, ERAS, DEPTHS = ("content", "output", "themes", "assets"), ("main", "about", "none"), (2024, 2025), ("year", "month", "day")


def _is_folder(name: str) -> bool:
    """Whether a folder can have that name, seen by everyone and below no other."""
    return re.fullmatch(r"[^./\\\0-\x1f][^/\\\0-\x1f]*", name) is not None


def read(path: Path) -> Config:
    """The configuration in a file. Raises `Refused` with every problem found in it."""
    name = path.name
    try:
        text, data = toml.read(path, name, UNREADABLE, ENCODING)
    except FileNotFoundError:
        raise Refused(MISSING_FILE.at(Place(name), file=name)) from None
    reader = Reader(name, text)
    root = path.resolve().parent
    folders = {key: root / _folder(reader, key, data.pop(key, key)) for key in FOLDERS}
    sections = _sections(reader, reader.tables("sections", data.pop("sections", {})))
    sites = reader.tables("provinces", data.pop("provinces", {}))
    also = ("sections", "provinces", *FOLDERS)
    values = reader.fill(Config, data, "", also, root=root, file=name, sections=sections, provinces=(), **folders)
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
    for table, periods in zip(("site", "section"), config.archives, strict=True):
        for period in periods:
            if period not in DEPTHS:
                reader.report(CHOICES, "archives", table, key=table, got=period, example=toml.shown(list(DEPTHS)))
    _check_address(reader, "union", config.union.url)
    _check_links(reader, "union", config.union.links)
    if config.counter:
        config = config._replace(counter=_counter(reader, config, config.counter))
    found_sites = [site for id, table in sites.items() if (site := _province(reader, config, id, table))]
    _check_sites(reader, found_sites)
    if reader.problems:
        raise Refused(*reader.problems)
    return config._replace(provinces=tuple(found_sites))


def _sections(reader: Reader, tables: dict[str, Any]) -> tuple[Section, ...]:
    sections: list[Section] = []
    for path, table in tables.items():
        if not all(map(_is_folder, path.split("/"))):
            reader.report(NO_FOLDER, f"sections.{path}", name=path, example="[sections.tin-tuc]")
        values = reader.fill(Section, table, f"sections.{path}", path=path)
        sections.append(Section(**{"name": path, **values}))
        if (menu := values.get("menu", "main")) not in MENUS:
            wanted = ", ".join(MENUS)
            reader.report(CHOICE, f"sections.{path}", "menu", key="menu", wanted=wanted, got=menu, example='"main"')
        parent = path.rpartition("/")[0]
        if parent and parent not in tables:
            reader.report(NO_PARENT, f"sections.{path}", path=path, parent=parent)
    return tuple(sections)


def _counter(reader: Reader, config: Config, counter: Counter) -> Counter:
    """The `[counter]` table with its addresses checked, each with a `/` at its end."""
    for key, example, pattern in (
        ("service", "https://dem.example.vn/", _WEB),
        ("goatcounter", "https://ten.goatcounter.com/", _WEB),
        ("database", "postgresql://sitegen@localhost/counter", r"postgres(ql)?://\S+"),
    ):
        value = getattr(counter, key)
        if value and not re.fullmatch(pattern, value):
            reader.refuse("counter", key, value, BAD_ADDRESS, example=example)
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


def _province(reader: Reader, config: Config, id: str, table: dict[str, Any]) -> Province | None:
    """One `[provinces.<id>]` table, completed from the country's tables."""
    where = f"provinces.{id}"
    if not _is_folder(id):
        reader.report(NO_FOLDER, where, name=id, example="[provinces.yen-bai]")
    values = reader.fill(Province, table, where, id=id)
    text = str(values.get("province", id))
    era, unit = values.get("era"), country.find(text)
    if era not in (None, *ERAS):
        reader.report(CHOICE, where, "era", key="era", wanted="2024, 2025", got=era, example="2024")
    elif unit and era not in (None, unit.era):
        other, unit = unit, country.find(text, era)
        if unit is None:
            reader.report(NO_ERA, where, "era", name=other.name, era=era, other=other.era)
            return None
    if unit is None:
        reader.report(NO_PROVINCE, where, "province", name=text, near=country.nearest(text) or "yen-bai")
        return None
    after = country.successor(unit)
    organisation = f"Liên minh Hợp tác xã {unit.kind} {unit.name}"
    base = config.union.url and f"{config.union.url.rstrip('/')}/{id}/"
    if not (base or values.get("url")):
        reader.report(NO_URL, where, "url", name=id)
    _check_address(reader, where, values.get("url", ""))
    _check_links(reader, where, values.get("links", ()))
    if (visits := values.get("visits")) and visits.since and not dates.parse(visits.since):
        reader.refuse(f"{where}.visits", "since", visits.since, DATE)
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


def _folder(reader: Reader, key: str, value: Any) -> str:
    """The path of a folder of the portal, or its usual name after reporting that none is given."""
    if not isinstance(value, str):
        reader.refuse("", key, value, TEXT)
        return key
    return value


def _check_address(reader: Reader, table: str, url: str) -> None:
    """Reports a public address that no browser understands: every feed, site map and canonical link would carry it."""
    if url and not re.fullmatch(_WEB, url):
        reader.refuse(table, "url", url, BAD_ADDRESS, example="https://lienminh.example.vn/")


def _check_links(reader: Reader, table: str, links: tuple[Link, ...]) -> None:
    """Reports website links that a browser would take for pages of this site, as `www.vca.org.vn`."""
    for at, link in enumerate(links, 1):
        if not re.fullmatch(_LINK, link.url):
            reader.refuse(f"{table}.links#{at}", "url", link.url, NO_LINK, title=link.title)


def _check_sites(reader: Reader, sites: list[Province]) -> None:
    """Reports names of sites that do not exist, and retired sites that no other carries."""
    carried = {other for site in sites for other in site.carries}
    for site in sites:
        if site.retired and site.id not in carried:
            reader.report(NO_CARRIER, f"provinces.{site.id}", "retired", name=site.id)
    known = {site.id for site in sites}
    for site in sites:
        for other in site.carries:
            if other not in known:
                reader.report(NO_SITE, f"provinces.{site.id}", "carries", name=other, known=", ".join(sorted(known)))
