"""The words of the interface and of messages, in Vietnamese and in English, from gettext catalogues.

The English text is the key; `locale/vi` holds the Vietnamese. A catalogue is loaded once a process; nothing here formats values.
"""

from __future__ import annotations

import gettext
from functools import cache

from sitegen.files import PACKAGE

LANGUAGES = ("vi", "en")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; what a catalogue lacks stays English."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("sitegen", PACKAGE / "locale", [language], fallback=True)
