"""The house is built in layers: imports point one way, and each library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sitegen

ROOT = Path(sitegen.__file__).parent
OUTSIDE = {
    "frontmatter": "matter",
    "yaml": "matter",
    "markdown": "markup",
    "nh3": "markup",
    "PIL": "images",
    "jinja2": "theme",
    "markupsafe": "writing",
    "livereload": "preview",
    "mammoth": "importers",
    "tornado": "preview",
    "watchfiles": "preview",
    "segno": "preview",
    "rich": "progress",
    "apachelogs": "counter",
    "httptools": "counter",
    "psycopg": "counter",
    "crawlerdetect": "counter",
}
"""Which module may import which third-party package."""

ALSO = {("jinja2", "filters")}
"""Filters are Jinja's: they are the one other module that knows it."""


def files() -> list[Path]:
    """Every Python file of the package."""
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def module(path: Path) -> str:
    """The top module a file belongs to."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> set[str]:
    """The dotted names a file imports at run time, wherever in it; those for type checkers only are left out."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_module_is_on_the_map() -> None:
    """The list in the package names each module exactly once."""
    assert sorted({module(path) for path in files()}) == sorted(sitegen.LAYERS)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_up_the_map(path: Path) -> None:
    """A module imports only modules that stand above it."""
    own = sitegen.LAYERS.index(module(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "sitegen" and len(parts) > 1 and parts[1] in sitegen.LAYERS and parts[1] != module(path):
            assert sitegen.LAYERS.index(parts[1]) < own, f"{module(path)} imports {parts[1]}, which stands below it"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_has_one_door(path: Path) -> None:
    """A third-party package is imported by one module of the package alone."""
    for name in imports(path):
        package = name.split(".")[0]
        if package in OUTSIDE and (package, module(path)) not in ALSO:
            assert module(path) == OUTSIDE[package], f"{package} belongs to {OUTSIDE[package]}"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_stay_small_and_say_what_they_are_for(path: Path) -> None:
    """A module begins with what it is for and has about three hundred lines at most."""
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 330
