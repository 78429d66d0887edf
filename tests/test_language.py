"""Messages come in the language that the reader, the portal or the computer says, in this order; else in Vietnamese."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.language import chosen, spoken

AMERICAN = {"LANG": "en_US.UTF-8"}
VIETNAMESE = {"LANG": "vi_VN.UTF-8"}


@pytest.mark.parametrize(
    ("arguments", "environment", "setting", "language"),
    [
        ([], {}, "", "vi"),
        ([], {"LANG": "C.UTF-8"}, "", "vi"),
        ([], {"LC_ALL": "POSIX", **AMERICAN}, "", "vi"),
        ([], AMERICAN, "", "en"),
        ([], VIETNAMESE, "", "vi"),
        ([], {"LANG": "fr_FR.UTF-8"}, "", "vi"),
        ([], {"LC_MESSAGES": "en_GB.UTF-8", **VIETNAMESE}, "", "en"),
        ([], AMERICAN, 'language = "vi"', "vi"),
        ([], VIETNAMESE, "language='en' # of the sites", "en"),
        ([], AMERICAN, '[union]\nlanguage = "vi"', "en"),
        ([], AMERICAN, '# language = "vi"', "en"),
        ([], AMERICAN, 'language = "xx"', "en"),
        ([], {"SITEGEN_LANG": "en"}, 'language = "vi"', "en"),
        ([], {"SITEGEN_LANG": "xx"}, 'language = "en"', "en"),
        (["--lang", "vi"], {"SITEGEN_LANG": "en"}, 'language = "en"', "vi"),
        (["build", "--lang=en"], {"SITEGEN_LANG": "vi"}, 'language = "vi"', "en"),
        (["build", "--lang", "xx"], {}, 'language = "en"', "en"),
        (["build", "--lang"], {}, 'language = "en"', "en"),
    ],
)
def test_who_says_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: dict[str, str], setting: str, language: str
) -> None:
    """`--lang`, `SITEGEN_LANG`, `language` at the top of the configuration, the locale."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(f'\ufefftheme = "plain"\n{setting}\n[sections]\n', "utf-8")
    assert chosen(arguments, environment) == language


def test_the_configuration_that_is_named_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the one that happens to lie here; one that is missing or no text says nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('language = "en"\n', "utf-8")
    (tmp_path / "other.toml").write_text('language = "vi"\n', "utf-8")
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe\x00")
    assert chosen(["build", "--config", "other.toml"], AMERICAN) == "vi"
    assert chosen(["build", "--config=other.toml"], AMERICAN) == "vi"
    assert chosen(["build", "--config", "none.toml"], {}) == "vi"
    assert chosen(["build", "--config", "broken.toml"], AMERICAN) == "en"
    assert chosen(["build", "--config", "."], AMERICAN) == "en"


@pytest.mark.parametrize(
    ("names", "language"),
    [
        (["", "Vietnamese_Vietnam", "en_US"], "vi"),
        (["", "English_United States", "vi_VN"], "vi"),
        (["", "English_United States", "en_US"], "en"),
        (["", "", ""], ""),
    ],
)
def test_windows_speaks_vietnamese_where_its_region_or_its_menus_do(names: list[str], language: str) -> None:
    """Office computers often have English menus and a Vietnamese region."""
    assert spoken(names) == language
