"""What `config.toml` can say, as frozen types: the union, its sections, and one site per province.

A table of the file is a type here, a key is a field, a default is a default. How the file is read and checked is the business of `tables`
and `config`.
"""

# No annotations from the future here: as texts they would be compiled, each one, when the types are made.

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.vietnamese import slug

_named = lru_cache(maxsize=512)(slug)  # of the sections' names, asked for with every article


class Section(NamedTuple):
    """A section of every site. `path` is its address (`kinh-te/ocop`); `menu` is `main`, `about` or `none`."""

    path: str
    name: str
    description: str = ""
    menu: str = "main"


class Contact(NamedTuple):
    """What the law asks a portal to say of itself (Decree 147/2024/NĐ-CP), and how to reach it. Empty fields are not shown."""

    governing_body: str = ""
    responsible: str = ""
    licence: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    hotline: str = ""
    cite: str = ""


class Link(NamedTuple):
    """A website link of the footer."""

    title: str
    url: str


class Visits(NamedTuple):
    """The visit total carried over from an older site, and the day it was read."""

    total: int
    since: str = ""


class Images(NamedTuple):
    """How photos are drawn: `format` is `webp` or `avif`; qualities from 1 to 100; 0 takes the format's own default."""

    format: str = "webp"
    quality: int = 0
    max_megapixels: int = 100


class Archives(NamedTuple):
    """Which periods get a page of their own, for the whole site and within each section: `year`, `month`, `day`."""

    site: tuple[str, ...] = ("year", "month", "day")
    section: tuple[str, ...] = ("year", "month", "day")


class Terms(NamedTuple):
    """Which kinds of terms have pages of their own; the others are shown as plain words."""

    tag: bool = True
    topic: bool = True
    author: bool = True


class Check(NamedTuple):
    """What `sitegen check` looks for: `off` are rules left out, `known` short forms that need no explaining.

    `tone` is the style of tone marks: `old` (hòa, thủy), `new` (hoà, thuỷ), or `either`, as long as an article keeps to one.
    """

    off: tuple[str, ...] = ()
    tone: str = "either"
    known: tuple[str, ...] = ()


class Counter(NamedTuple):
    """How visits are counted. `folder` holds the counts, from the folder of config.toml; `database` is empty for one file there.

    `service` is the public address of a live service (`sitegen counter serve`), `goatcounter` that of a GoatCounter; both end with `/`.
    """

    folder: str = "visits"
    database: str = ""
    service: str = ""
    goatcounter: str = ""


class Province(NamedTuple):
    """A site. `id` names its folder in `content/` and `output/`; `province` and `era` say which province of the country it is.

    A province of the 2024 era that was merged away is `archived`; `successor` is the name of what it belongs to today. `carries` lists
    sites whose articles this one carries as sections of their own; a `retired` site is nothing but redirects to the site that carries it.
    """

    id: str
    province: str
    name: str
    kind: str
    era: int
    title: str
    organisation: str
    url: str
    theme: str
    motto: str = ""
    logo: str = ""
    successor: str = ""
    successor_kind: str = ""
    archived: bool = False
    carries: tuple[str, ...] = ()
    retired: bool = False
    settings: tuple[tuple[str, Any], ...] = ()
    visits: Visits | None = None
    contact: Contact = Contact()
    links: tuple[Link, ...] = ()


class Union(NamedTuple):
    """The union over all provinces, and its front page."""

    name: str = ""
    title: str = ""
    url: str = ""
    theme: str = ""
    motto: str = ""
    logo: str = ""
    contact: Contact = Contact()
    links: tuple[Link, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()


class Config(NamedTuple):
    """The whole of `config.toml`, or of the `file` that `--config` names. Folders are absolute.

    `language` is that of the interface and of messages (`vi` or `en`). `fragments` says how the parts that change daily reach a page:
    `fetch`, `ssi` or `inline`.
    """

    root: Path
    content: Path
    output: Path
    themes: Path
    assets: Path
    file: str = "config.toml"
    language: str = "vi"
    theme: str = "mua-vang"
    page_size: int = 20
    abbreviations: bool = True
    fragments: str = "fetch"
    union: Union = Union()
    images: Images = Images()
    archives: Archives = Archives()
    terms: Terms = Terms()
    check: Check = Check()
    counter: Counter | None = None
    sections: tuple[Section, ...] = ()
    provinces: tuple[Province, ...] = ()

    def text(self) -> str:
        """The file itself, for whoever looks for a line in it; empty where it cannot be read."""
        with suppress(OSError, ValueError):
            return (self.root / self.file).read_text("utf-8-sig")
        return ""

    def site(self, id: str) -> Province | None:
        """The site of that id, or none."""
        return next((province for province in self.provinces if province.id == id), None)

    def section(self, text: str) -> Section | None:
        """The section meant by a path or a name in any spelling (`kinh-te/ocop`, `Sản phẩm OCOP`), or none."""
        name = slug(text)
        path = "/".join([slug(part) for part in text.split("/")]) if "/" in text else name
        for section in self.sections:
            if section.path == path:
                return section
        return next((section for section in self.sections if _named(section.name) == name), None)
