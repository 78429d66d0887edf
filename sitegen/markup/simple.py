"""A body of nothing but simple blocks, put into safe HTML at once: most news articles are such.

The one idea: where `plain` knows every block of a text, its tree need not be built, written, cleaned and read again to be known. The HTML
is what the library and the sanitiser make of the text, to the letter: `tests/test_markup_simple.py` compares the two.
"""

from __future__ import annotations

import re

from sitegen.markup.plain import cut, read

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")


def write(source: str) -> str | None:
    """The safe HTML of an ordinary source (see `source.is_ordinary`); None where the library must read it."""
    if "{" in source:
        return None  # perhaps attributes of what stands before
    written: list[str] = []
    list_before = ""
    for block in _BETWEEN.split(source.strip("\n")):
        found = read(block) if block else None
        if found is None:
            return None
        tag, texts = found
        is_list = tag in ("ul", "ol")
        if is_list and tag == list_before:
            return None  # it goes on with the list above
        lines = []
        for text in texts:
            html = _inline(text)
            if not html:
                return None
            lines.append(f"<li>{html}</li>\n" if is_list else html)
        written.append(f"<{tag}>\n{''.join(lines)}</{tag}>" if is_list else f"<{tag}>{lines[0]}</{tag}>")
        list_before = tag if is_list else ""
    return "\n".join(written)


def _inline(text: str) -> str | None:
    """The HTML of a simple text; None where the library must read it."""
    pieces = cut(text)
    if pieces is None:
        return None
    if len(pieces) == 1:
        return _escape(text)
    written = []
    for tag, words, address in pieces:
        if tag == "img":
            alt = _escape(words).replace('"', "&quot;")
            written.append(f'<img alt="{alt}" data-src="{_escape(address)}">')
        elif tag == "a":
            written.append(f'<a data-href="{_escape(address)}">{_escape(words)}</a>')
        else:
            written.append(f"<{tag}>{_escape(words)}</{tag}>" if tag else _escape(words))
    return "".join(written)


def _escape(text: str) -> str:
    return text.replace(">", "&gt;")  # of what HTML spells in another way, an ordinary simple text holds nothing else
