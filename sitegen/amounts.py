"""Amounts in what a command says: `1 article`, `2 articles`, `0.81 s`; `2 bài`, `0,81 giây`.

The one idea: the catalogue knows its own language, so whoever has the words has the right point or comma too.
"""

from __future__ import annotations

from sitegen import vietnamese
from sitegen.errors import N_, Translate

ARTICLES = N_("{count} article"), N_("{count} articles")
PAGES = N_("{count} page"), N_("{count} pages")
ERRORS = N_("{count} error"), N_("{count} errors")
WARNINGS = N_("{count} warning"), N_("{count} warnings")
VIEWS = N_("{count} view"), N_("{count} views")
LINES = N_("{count} line"), N_("{count} lines")
LANGUAGE = N_("en")
"""The code of the language that the words of a catalogue are in."""


def number(value: int | float, _: Translate) -> str:
    """A number as it is written in the language of `_`."""
    return vietnamese.number(value, language=_(LANGUAGE))


def size(length: int, _: Translate) -> str:
    """A file's size as it is written in the language of `_`."""
    return vietnamese.size(length, language=_(LANGUAGE))


def several(count: int, words: tuple[str, str], _: Translate) -> str:
    """So many of something: `words` are those for one and for all other numbers."""
    return _(words[count != 1]).format(count=number(count, _))
