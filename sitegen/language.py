"""The words of the interface and of messages, in Vietnamese and in English: the gettext catalogues, and which of the two a person reads.

The English text is the key; `locale/vi` holds the Vietnamese. A catalogue is loaded once a process; how numbers
stand in a sentence is told in `amounts`.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from sitegen.files import PACKAGE

LANGUAGES = ("vi", "en")

_SETTING = re.compile(r"""^[ \t]*language[ \t]*=[ \t]*(["'])(\w+)\1""", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; what a catalogue lacks stays English."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("sitegen", PACKAGE / "locale", [language], fallback=True)


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of messages: `--lang`, `SITEGEN_LANG`, `language` in the configuration, the computer's own, else Vietnamese.

    What a person chose comes before what the portal says, and that before the computer: offices buy it in English and write in Vietnamese.
    """
    said = _option(arguments, "--lang"), environment.get("SITEGEN_LANG", "")
    found = next((text for text in said if text in LANGUAGES), "")
    return found or _configured(Path(_option(arguments, "--config") or "config.toml")) or spoken(_computers(environment)) or "vi"


def _option(arguments: Sequence[str], name: str) -> str:
    """The value of an option, found before anything else is understood: the words for what cannot be understood depend on it."""
    value = ""
    for at, argument in enumerate(arguments):
        if argument == name and at + 1 < len(arguments):
            value = arguments[at + 1]
        elif argument.startswith(f"{name}="):
            value = argument.partition("=")[2]
    return value


def _configured(file: Path) -> str:
    """`language` in a configuration, looked for in the lines before its first table; empty where it is not said."""
    try:
        head = file.read_text("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""
    table = _TABLE.search(head)
    found = _SETTING.search(head, 0, table.start() if table else len(head))
    return found[2] if found and found[2] in LANGUAGES else ""


def spoken(names: Iterable[str]) -> str:
    """The language that names of locales mean (`vi_VN.UTF-8`, `Vietnamese_Vietnam`), Vietnamese before English; empty for any other."""
    found = {name[:2].lower() for name in names}
    return next((language for language in LANGUAGES if language in found), "")


def _computers(environment: Mapping[str, str]) -> list[str]:
    """The locales of this computer. On Windows the region and the language of the menus both count."""
    said = next((text for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (text := environment.get(name))), "")
    if sys.platform == "win32":
        import ctypes
        import locale

        menus = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
        return [said, locale.getlocale()[0] or "", menus]
    return [said]
