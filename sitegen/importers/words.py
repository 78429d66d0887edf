"""Whether every word of what came in stands in the article that went out.

The one idea: words are counted, as a reader finds them on the page, so no step before this one has to be trusted. Where something is not
there, or there too often, the writer is told the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from sitegen.article import Body, Figure
from sitegen.importers.blocks import words
from sitegen.vietnamese import clean

_NOTE = re.compile(r"<a [^>]*(?:footnote-ref|footnote-backref)[^>]*>.*?</a>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|s|small|span|strong|sub|sup|u)(?: [^>]*)?>")
_TAG = re.compile(r"<[^>]*>")


def count(*texts: str) -> Counter[str]:
    """How often each word stands in the texts."""
    return Counter(word for text in texts for word in words(clean(text)))


def shown(body: Body) -> list[str]:
    """What a reader sees of a body: its text, and the captions and credits of its photos."""
    texts = []
    for part in body.parts:
        if isinstance(part, str):
            texts.append(unescape(_TAG.sub(" ", _INLINE.sub("", _NOTE.sub("", part)))))
            continue
        for photo in (part.photo,) if isinstance(part, Figure) else part.photos:
            texts += [photo.caption, photo.credit]
    return texts


def listed(found: Counter[str], most: int = 20) -> str:
    """Words with how often each, for a message."""
    named = [f"{word} ×{times}" if times > 1 else word for word, times in found.items()]
    return ", ".join(named[:most]) + (f" … (+{len(named) - most})" if len(named) > most else "")


def missing(wanted: Iterable[str], there: Iterable[str]) -> Counter[str]:
    """The words of the texts `wanted` that are not, or not as often, in the texts `there`."""
    return count(*wanted) - count(*there)
