"""What an article is remembered by: a few numbers that stand for what its headline, its lead and the head of its body say.

Vietnamese words are mostly two syllables, so pairs of neighbours stand for words without a segmenter; one with a function word in it says
nothing. News is written as an inverted pyramid: what matters comes first, so the head of a body tells as much as all of it. Of too many
terms, those with the least numbers are kept, which is chance, but the same chance everywhere: of what two share they keep the same.
No string is made for a pair, and what stands between two blanks is looked at once in all articles.
"""

from __future__ import annotations

import re
from array import array
from functools import cache
from itertools import pairwise
from zlib import crc32

from sitegen.article import Article
from sitegen.files import PACKAGE

HEAD = 1200
"""How many characters of a body are read."""
MOST = 96
"""How many terms an article is remembered by; half of them at most are those of its headline."""

_KNOWN = 50_000
_HEADLINE = 0x15555555
_MARKUP = re.compile(r"\]\([^)]*\)?|https?://\S+|<[^>]*>")
_SYLLABLE = re.compile(r"[^\W_]+(?:[-/&.][^\W_]+)*")


@cache
def stopwords() -> frozenset[str]:
    """Vietnamese function words that say nothing alone."""
    text = (PACKAGE / "data" / "stopwords_vi.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


class _Numbers(dict[str, int]):
    """The number of what stands between two blanks, of 30 bits: 0 where it says nothing, odd where what follows may go with it."""

    def __missing__(self, chunk: str) -> int:
        if len(self) >= _KNOWN:
            self.clear()
        self[chunk] = number = _number(chunk)
        return number


def _number(chunk: str) -> int:
    text = _MARKUP.sub(" ", chunk).casefold()
    match = _SYLLABLE.search(text)
    if not match or match[0] in stopwords():
        return 0
    # The factor breaks what CRCs have in common, or pairs of words that differ in the same bits would be one.
    number = (crc32(match[0].encode()) * 0x9E3779B1 >> 2 & 0x3FFFFFFE) or 2
    # A number belongs to the word before it (`số 3`), and a phrase ends at a comma.
    return number if match[0][0].isdigit() or text[match.end() :].strip(' *_"”’') else number | 1


_numbers = _Numbers()


def remember(article: Article, body: str) -> bytes:
    """The terms of an article as 32-bit numbers in ascending order.

    Title, tags and topic count again among themselves: what two headlines share is two terms. Only they have single syllables. The summary
    is often how the body begins; as a term counts once, that changes nothing.
    """
    card = article.card
    headline = [_numbers[chunk] for text in (card.title, *article.tags, article.topic) for chunk in (*text.split(), "")]
    pairs = _pairs(headline)
    first = {*pairs, *(number for number in headline if number & 1), *(pair ^ _HEADLINE for pair in pairs)}
    kept = _least(first, MOST // 2)
    head = body[:HEAD]
    if len(body) > HEAD:
        head = head.rpartition(" ")[0]
    told = {*_pairs(list(map(_numbers.__getitem__, head.split()))), *_pairs(list(map(_numbers.__getitem__, card.summary.split())))}
    told.difference_update(kept)
    kept += _least(told, MOST - len(kept))
    kept.sort()
    return array("I", kept).tobytes()


def _pairs(numbers: list[int]) -> list[int]:
    """The numbers of all neighbours that say something together."""
    return [first ^ second >> 1 for first, second in pairwise(numbers) if first & 1 and second]


def _least(terms: set[int], count: int) -> list[int]:
    return sorted(terms)[:count]


def read(packed: bytes) -> array[int]:
    """The terms that `remember` gave."""
    return array("I", packed)
