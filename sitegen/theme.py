"""A theme: Jinja templates, its parents, its settings and its assets, and how a page is rendered with them.

Templates are looked for in the theme, then in its parents, then in sitegen's own `core/`. Whatever a page needs beside its own bytes
(renditions, assets, attachments) is collected while it is rendered, so exactly that is published. A theme cannot run Python, read files
or know the output folder.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import jinja2
from jinja2.bccache import Bucket

from sitegen import declared, filters, toml
from sitegen.declared import Setting
from sitegen.errors import N_, Kind, Place, Problem, Refused
from sitegen.files import PACKAGE, SHIPPED
from sitegen.fingerprints import MISSING, combine
from sitegen.language import catalogue
from sitegen.memo import Key
from sitegen.needs import Asset, Copy, Need
from sitegen.paging import Page
from sitegen.settings import Config, Province
from sitegen.site import Site
from sitegen.writing import Writing

NO_THEME = Kind("theme-missing", N_("There is no theme “{name}”."), N_("Themes here: {known}."))
BAD_TOML = Kind("theme-toml", N_("This theme.toml cannot be read: {reason}."), N_("Compare it with the example in themes/README.md."))
ENCODING = Kind(
    "theme-encoding",
    N_("This file is not saved as UTF-8."),
    N_("Open it in Notepad, choose Save as, and pick the encoding UTF-8."),
)
TEMPLATE = Kind("template", N_("The template cannot be used: {reason}"), N_("See themes/README.md for what templates may ask."))
HALF = Kind(
    "template-half",
    N_("This page would hold {code}, which is half a character: no file can be written with it."),
    N_("Write the character itself in the template, not the code of its half."),
)
ASSET = Kind(
    "asset-missing", N_("The template asks for the asset “{file}”, which neither the theme nor assets/ has."), N_("Files there: {near}")
)
CIRCLE = Kind("asset-circle", N_("The style sheet “{file}” names itself: {way}."), N_("Remove one of these url(…)."))

_CSS_URL = re.compile(r"url\(\s*(['\"]?)(?!data:|https?:|#|/)([^)'\"]+)\1\s*\)")
_NAMES = re.compile(r"{%-?\+?\s*(?:extends|include|import|from)\s")
_NAMED = re.compile(r"{%-?\+?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")


class Rendered(NamedTuple):
    """A page as bytes, and what must be published beside it."""

    page: Page
    data: bytes
    needs: tuple[Need, ...]


class Theme:
    """A theme of a project with its parents. Raises `Refused` when it, or one of them, cannot be read."""

    def __init__(self, config: Config, name: str, compiled: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self.config = config
        self.name = name
        self._bytecode = _Bytecode(compiled)
        self.folders: list[Path] = []
        self.settings: dict[str, Setting] = {}
        asked: Place | None = None
        while True:
            folder = _folder(config, name, asked)
            path = folder / "theme.toml"
            text, table = toml.read(path, _shown(config, path), BAD_TOML, ENCODING)
            self.folders.append(folder)
            for key, setting in declared.settings(table, text, _shown(config, path)).items():
                self.settings.setdefault(key, setting)
            name = str(table.get("parent", ""))
            if not name or any(folder.name == name for folder in self.folders):
                break
            asked = Place(_shown(config, path))
        self._assets: dict[str, Asset] = {}
        self._prints: dict[str, bytes] = {}

    @cached_property
    def _loader(self) -> jinja2.BaseLoader:
        """Finds a template in the theme, its parents, `core/`, or by the name of the theme it is to come from."""
        own = {folder.name: _Templates(self.config, folder / "templates") for folder in self.folders}
        core = jinja2.PrefixLoader({"core": jinja2.FileSystemLoader(PACKAGE / "templates")})
        return jinja2.ChoiceLoader([*own.values(), core, jinja2.PrefixLoader(own, delimiter=":")])

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The Jinja environment of the theme: its templates, the filters, and the words of the interface."""
        environment = jinja2.Environment(
            loader=self._loader,
            autoescape=jinja2.select_autoescape(("html", "xml"), default_for_string=True),
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=self._bytecode,
        )
        environment.install_gettext_translations(catalogue(self.config.language), newstyle=True)  # type: ignore[attr-defined]
        environment.filters.update(filters.FILTERS)
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
        return environment

    @property
    def compiled(self) -> Mapping[str, bytes]:
        """Templates that were compiled by this theme and are worth remembering."""
        return self._bytecode.fresh

    def compile(self, templates: Iterable[str]) -> None:
        """Compiles templates and all that they name, so that processes started afterwards need not."""
        waiting, seen = list(dict.fromkeys(templates)), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                with contextlib.suppress(Exception):  # whatever is wrong with it: whoever renders it is told, with a place
                    self.environment.get_template(name)
                    waiting += _NAMED.findall(self._loader.get_source(self.environment, name)[0])

    def fragments(self) -> tuple[str, ...]:
        """The names of the fragments that the theme and its parents have."""
        found = {file.stem for folder in self.folders for file in (folder / "templates" / "fragments").glob("*.html")}
        return tuple(sorted(found))

    def signature(self) -> str:
        """The names of the theme and its parents, in order."""
        return " ".join(folder.name for folder in self.folders)

    def settings_of(self, province: Province, table: str) -> tuple[Mapping[str, Any], list[Problem]]:
        """The settings a site's templates see: its own values over the theme's defaults, wrong ones reported and left out."""
        return declared.choose(self.config, self.settings, province.settings, self.name, table)

    def asset(self, file: str, way: tuple[Path, ...] = ()) -> Asset:
        """A file of the project's or the theme's assets with its fingerprinted address. Raises `Refused` where there is none.

        `way` are the style sheets by which it was come to.
        """
        if file not in self._assets:
            self._assets[file] = self._read_asset(file, way)
        return self._assets[file]

    def _read_asset(self, file: str, way: tuple[Path, ...]) -> Asset:
        places = [self.config.assets, *(folder / "assets" for folder in self.folders), PACKAGE / "assets"]
        path = next((place / file for place in places if (place / file).is_file() and ".." not in file), None)
        if path is None:
            names = sorted({p.relative_to(place).as_posix() for place in places for p in place.rglob("*") if p.is_file()})
            near = ", ".join(difflib.get_close_matches(file, names, 5, 0.3) or names[:5])
            raise Refused(ASSET.at(Place(f"themes/{self.name}/templates"), file=file, near=near))
        if path in way:
            names = [step.name for step in (*way, path)]
            raise Refused(CIRCLE.at(Place(_shown(self.config, path)), file=file, way=" → ".join(names)))
        data = path.read_bytes()
        within: list[Asset] = []
        if path.suffix == ".css":
            try:
                data = _CSS_URL.sub(lambda match: self._css_url(file, match, within, (*way, path)), data.decode()).encode()
            except UnicodeDecodeError as error:
                raise Refused(_misread(self.config, path, error)) from None
        digest = hashlib.blake2b(data, digest_size=5).hexdigest()
        stem, dot, suffix = file.rpartition(".")
        return Asset(f"/_assets/{stem}.{digest}{dot}{suffix}", data, tuple(within))

    def _css_url(self, file: str, match: re.Match[str], within: list[Asset], way: tuple[Path, ...]) -> str:
        """A `url(…)` of a style sheet, pointed at the fingerprinted file."""
        target, _, fragment = match[2].partition("#")
        folder = file.rpartition("/")[0]
        inner = self.asset(f"{folder}/{target}".lstrip("/") if not target.startswith("../") else target.removeprefix("../"), way)
        within.append(inner)
        up = "../" * file.count("/")
        return f'url("{up}{inner.permalink.removeprefix("/_assets/")}{"#" + fragment if fragment else ""}")'

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a template with all it names, or of an asset, as it is now."""
        if key[0] == "template":
            return self._print_template(key[1])
        try:
            return self.asset(key[1]).permalink.encode()
        except Refused:
            return MISSING

    def _print_template(self, name: str) -> bytes:
        """The fingerprint of a template's source and of those it extends, includes and imports; of all, if it names one by a variable."""
        if name not in self._prints:
            self._prints[name] = b""  # templates may include each other in a circle
            try:
                source = self._loader.get_source(self.environment, name)[0]
            except (jinja2.TemplateNotFound, Refused):
                self._prints[name] = MISSING
            else:
                named = set(_NAMED.findall(source))
                if len(_NAMES.findall(source)) > len(_NAMED.findall(source)):
                    named = set(self.environment.list_templates(filter_func=lambda other: ":" not in other))
                within = [self._print_template(other) for other in sorted(named)]
                self._prints[name] = combine(source.encode(), *within)
        return self._prints[name]

    def render(self, site: Site, settings: Mapping[str, Any], page: Page) -> Rendered:
        """A page as bytes. Raises `Refused` when the template fails, with the template's line."""
        writing = Writing(self, site, settings, page)
        site.memo.note(("template", page.template))
        try:
            data = self.environment.get_template(page.template).render(writing.names()).encode()
        except Refused:
            raise
        except Exception as error:  # a template can raise anything: a wrong argument, a missing name, a division by zero
            raise Refused(self._failed(error, page)) from error
        files = site.downloads(page.subject) if page.kind == "article" else ()
        for file in files:
            site.memo.note(("download", file.file))
        needs = (*writing.needs, *(Copy(file.permalink, file.file) for file in files))
        return Rendered(page, data, tuple(dict.fromkeys(needs)))

    def _failed(self, error: Exception, page: Page) -> Problem:
        """A failure of a template, at the deepest line of a template it passed through."""
        half = error if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8" else None
        name, line = getattr(error, "filename", None), getattr(error, "lineno", 0) or 0
        if half:
            name = self.environment.get_template(page.template).filename
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename.endswith((".html", ".xml", ".txt")):
                name, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        place = Place(_shown(self.config, Path(name or page.template)), line)
        if half:
            return HALF.at(place, excerpt=page.permalink, code=ascii(half.object[half.start]).strip("'"))
        return TEMPLATE.at(place, excerpt=page.permalink, reason=str(error) or type(error).__name__)


class _Templates(jinja2.FileSystemLoader):
    """Templates of a folder, saved as UTF-8, with the mark that Notepad puts before it or without. Raises `Refused` for other encodings."""

    def __init__(self, config: Config, folder: Path) -> None:
        super().__init__(folder, encoding="utf-8-sig")
        self._config, self._folder = config, folder

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise Refused(_misread(self._config, self._folder / template, error)) from None


class _Bytecode(jinja2.BytecodeCache):
    """What Jinja compiled, kept with the state of the builds: by the key and checksum that Jinja gives a template."""

    def __init__(self, known: Mapping[str, bytes]) -> None:
        self.known = known
        self.fresh: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self.known.get(bucket.key)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.fresh[bucket.key] = bucket.bytecode_to_string()


def _folder(config: Config, name: str, asked: Place | None) -> Path:
    """Where a theme lies that is asked for, by the configuration or at a place: in the project's themes, else among sitegen's own."""
    for place in (config.themes, SHIPPED):
        if (place / name / "theme.toml").is_file():
            return place / name
    known = sorted({path.parent.name for place in (config.themes, SHIPPED) for path in place.glob("*/theme.toml")})
    asked = asked or Place(config.file, toml.line_saying(config.text(), "theme", name))
    raise Refused(NO_THEME.at(asked, name=name, known=", ".join(known)))


def _misread(config: Config, path: Path, error: UnicodeDecodeError) -> Problem:
    """A file of a theme or of the assets that is not UTF-8, at its line."""
    return ENCODING.at(Place(_shown(config, path), toml.line_of(error)))


def _shown(config: Config, path: Path) -> str:
    """A file as problems name it: by its path in the project, where it lies there."""
    return path.relative_to(config.root).as_posix() if path.is_relative_to(config.root) else str(path)
