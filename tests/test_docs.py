"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import re
import string
from pathlib import Path
from typing import Any

import pytest

import sitegen
from sitegen import archives, article, cli, counted, filters, library, listings, metadata, paging, settings, site, source
from sitegen.checks import rules
from sitegen.checks.rule import Rule
from sitegen.counted import Counted
from sitegen.errors import Kind
from sitegen.facts import Facts
from sitegen.language import LANGUAGES, catalogue
from sitegen.looked import Looked
from sitegen.site import Site
from sitegen.writing import Writing

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
THEMES = (ROOT / "themes" / "README.md").read_text("utf-8")
TABLES = [
    settings.Config,
    settings.Union,
    settings.Section,
    settings.Province,
    settings.Contact,
    settings.Link,
    settings.Visits,
    settings.Images,
    settings.Archives,
    settings.Terms,
    settings.Check,
    settings.Counter,
]
INTERNAL = (set(vars(Looked)) | set(vars(Facts)) | set(vars(Counted))) - {"article", "today"} | {
    "problems",
    "photo",
    "downloads",
    "content",
    "mapped",
    "cut",
    "shown_in",
    "around",
    "others_but",
}
"""Questions of the build and of sitegen's own templates, not of themes."""


def words(text: str) -> set[str]:
    """The names that a text puts between backticks."""
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", text))))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_setting_is_documented(table: Any) -> None:
    """The README names each key of config.toml."""
    documented = words(README) | {"id", "root", "sections", "provinces", "path"}
    assert set(table._fields) <= documented


@pytest.mark.parametrize("key", source.ALIASES)
def test_every_key_of_an_article_is_documented(key: str) -> None:
    """The README names each key of the front matter with its Vietnamese name."""
    assert f"`{key}`" in README
    assert f"`{source.ALIASES[key]}`" in README


def test_every_option_is_documented() -> None:
    """The README names each option of each command."""
    parser = cli._parser(lambda text: text)
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        assert f"`sitegen {name}" in README
        for action in command._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert option in README, option


def test_every_command_of_the_counter_is_documented() -> None:
    """The README names each command of `sitegen counter`, and each of its options."""
    parser = cli._parser(lambda text: text, ["counter"])
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    (counted,) = (action for action in commands.choices["counter"]._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in counted.choices.items():
        assert f"`sitegen counter {name}" in README
        for action in command._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert option in README, option


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.name)
def test_every_rule_is_documented(rule: Rule) -> None:
    """Both READMEs name each rule of `sitegen check`, in a table of their own."""
    for text in (README, (ROOT / "README.vi.md").read_text("utf-8")):
        assert re.search(rf"^\|.*`{rule.name}`.*\|$", text, re.MULTILINE)


def test_every_question_of_a_site_is_documented() -> None:
    """Theme authors find each query of a site, and none that does not exist."""
    asked = {name for name in dir(Site) if not name.startswith("_") and callable(getattr(Site, name))} - INTERNAL
    documented = set(re.findall(r"site\.(\w+)\(", THEMES))
    assert documented == asked


ANSWERED: list[Any] = [
    article.Card, article.Photo, article.Article, article.Attachment, article.Body, article.Heading, article.Figure, article.Gallery,
    paging.Page, paging.Period, paging.Pager, paging.Number, archives.Day, archives.Around, listings.Branch, library.Term, counted.Stats,
    site.Neighbour, site.Elsewhere, metadata.Head, metadata.Picked, settings.Province, settings.Contact, settings.Link,
]  # fmt: skip
UNSAID: dict[Any, set[str]] = {
    article.Photo: {"digest"}, paging.Page: {"plan", "path"}, paging.Period: {"parts"}, settings.Province: {"retired", "theme", "visits"},
}  # fmt: skip
"""What no template need ask: a photo's fingerprint, what the build goes by, and settings that show elsewhere or by a question."""


@pytest.mark.parametrize("kind", ANSWERED, ids=lambda kind: kind.__name__)
def test_every_field_of_an_answer_is_documented(kind: Any) -> None:
    """Theme authors find what each answer has."""
    fields = {name for name in dir(kind) if not name.startswith("_") and (name == "count" or not callable(getattr(kind, name)))}
    assert fields - UNSAID.get(kind, set()) - {"index"} <= words(THEMES)


def test_every_name_that_templates_see_is_documented() -> None:
    """All but the two that sitegen's own templates use."""
    names = set(re.findall(r'"(\w+)":', inspect.getsource(Writing.names))) - {"writing", "beacon"}
    table = THEMES.split("## What every template sees")[1].split("##")[0]
    assert names == set(re.findall(r"^\| `(\w+)(?:\([^`]*\))?` \|", table, re.MULTILINE))


def test_every_filter_is_documented() -> None:
    """Theme authors find each filter, and none that does not exist."""
    documented = set(re.findall(r"\\\| (\w+)", THEMES))
    assert documented == set(filters.FILTERS)


def kinds() -> list[Kind]:
    """Everything that can go wrong, as the modules declare it."""
    found: dict[str, Kind] = {}
    for path in sorted(Path(sitegen.__file__).parent.rglob("*.py")):
        name = ".".join(("sitegen", *path.relative_to(Path(sitegen.__file__).parent).with_suffix("").parts))
        if name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(name.removesuffix(".__init__"))).values():
            if isinstance(value, Kind):
                known = found.setdefault(f"{value.name} {value.hint}", value)
                assert known is value, f"two kinds are called {value.name}"
    return list(found.values())


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_message_exists_in_vietnamese(kind: Kind) -> None:
    """Each problem has a message and a hint in both languages, with the same values in them."""
    _ = catalogue("vi").gettext
    for text in (kind.message, kind.hint):
        assert text.strip()
        assert _(text) != text or text in ("{advice}",), text
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert {name for _, name, _, _ in string.Formatter().parse(_(text)) if name} == fields


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_as_it_was_read_over(language: str) -> None:
    """What people are told when something is wrong, and what to do, stands in one file a language: a change of words is seen there."""
    _ = catalogue(language).gettext
    told = [f"{kind.name} ({kind.severity})\n  {_(kind.message)}\n  → {_(kind.hint)}\n" for kind in kinds()]
    file = ROOT / "tests" / "golden" / "messages" / f"{language}.txt"
    if os.environ.get("SITEGEN_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(sorted(told)), "utf-8")
    assert file.read_text("utf-8") == "\n".join(sorted(told))


def test_the_catalogue_is_complete_and_compiled(tmp_path: Path) -> None:
    """Every word of the interface is translated, and the compiled catalogue says what the readable one says."""
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    with (ROOT / "sitegen/locale/vi/LC_MESSAGES/sitegen.po").open("rb") as file:
        readable = {message.id: message.string for message in read_po(file) if message.id}
    _ = catalogue("vi").gettext
    for id, text in readable.items():
        assert isinstance(id, str)
        assert text, id
        assert _(id) == text, f"compile the catalogue: {id}"
    jinja = {"extensions": "jinja2.ext.do, jinja2.ext.loopcontrols", "newstyle_gettext": "true", "trimmed": "true"}
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    used: set[str] = set()
    for folder, method, options in (
        (ROOT / "sitegen", [("**.py", "python")], {}),
        (ROOT / "sitegen/templates", [("**.*", "jinja2")], {"**.*": jinja}),
        (ROOT / "themes", [("**/templates/**.html", "jinja2")], {"**/templates/**.html": jinja}),
    ):
        found = extract_from_dir(folder, method_map=method, options_map=options, keywords=keywords)
        used |= {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    assert used - set(readable) == set()
    assert set(readable) - used == set(), "words that nobody says any more"
