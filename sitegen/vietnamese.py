"""Vietnamese text as the site needs it: cleaned, slugged, folded for search, sorted, shortened, and its numbers.

The one idea: text is cleaned once, at the door, so that every letter has one spelling in code points; what follows may then be short. The
same folding gives slugs and search keys, so an address and a search agree. Nothing here guesses words, translates, or touches HTML; how a
syllable is built is told in `syllables`, whose two questions are asked here too.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container
from decimal import Decimal

from sitegen.syllables import TONES
from sitegen.syllables import is_syllable as is_syllable
from sitegen.syllables import settle_tone as settle_tone

# -- clean ------------------------------------------------------------------------------------------------------------------------------

# What needs no cleaning, as one run: reading it is the fast path of 10,000 articles. NFC has nothing to join in it.
_USUAL = re.compile("[\t\n -~¡-¬®-ÏÑ-ïñ-ƈƊ-ɕɗ-\u02ffḀ-ỿ‐-‧‰-⁞₠-₿]*")
_ODD = re.compile(
    "\r\n?|[\x00-\x08\x0b-\x1f\x7f-\xa0\xadÐðƉɖ\u034f\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000"
    "\ud800-\udfff\ufeff\ufff9-\ufffb]"
    "|(?<![\u0600-\u1dbf\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"  # there they join emoji, and shape letters
)
# Anything odd that is not named here is dropped: control characters, invisible ones, soft hyphens, halves of surrogate pairs.
_INSTEAD = (
    dict.fromkeys("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | dict.fromkeys(("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"), "\n")
    | {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
)
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str, *, unescape: bool = False) -> str:
    """The text with one spelling for every letter: NFC, no invisible or control characters, plain spaces and line ends, Đ for its doubles.

    `unescape` also reads HTML entities (`&amp;`, `&#7879;`); only those closed by a semicolon, since `KH&LT` is an abbreviation. Use it for
    values copied from web pages, never for Markdown, where entities are the writer's own. Spaces are neither joined nor stripped.
    """
    if unescape and "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    usual = _USUAL.match(text)
    if usual and usual.end() == len(text):
        return text
    text = _ODD.sub(lambda odd: _INSTEAD.get(odd[0], ""), text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


# -- fold and slug ----------------------------------------------------------------------------------------------------------------------

_APOSTROPHES = re.compile("['’‘‛`´′ʹʻʼ＇]")
_VIETNAMESE_MARKS = (*TONES, "\u0302", "\u0306", "\u031b")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
_THOUSANDS = re.compile(r"\.(?=[0-9]{3}(?![0-9]))(?<=[0-9]\.)")  # the dot first: the search then skips from dot to dot
_BETWEEN_WORDS = re.compile(r"[^\w\s]")
_ASCII_WORDS = re.compile("[a-z0-9]+")
_SLUG = re.compile("[a-z0-9]++(?:-[a-z0-9]++)*+")
# Letters that no normalisation takes apart; ƀ is in names of the Central Highlands (Ƀuôn).
_LETTERS = {"ƀ": "b", "ɓ": "b", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "ng", "þ": "th"}
_LETTER = re.compile("[" + "".join(_LETTERS) + "]")

# Addresses that the site, a web server or Windows (con, aux, …: no file may have that name there) needs for itself.
_RESERVED = """
    404 admin api archive assets author category dong-su-kien feed feeds fragments index luu-tru page robots rss search sitemap static
    tac-gia tag tags tim-kiem trang tu-khoa
    aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9
"""
RESERVED = frozenset(_RESERVED.split())


def _plain(text: str) -> str:
    """The text in lower case without marks, apostrophes and thousands dots; other characters stay."""
    text = _APOSTROPHES.sub("", clean(text, unescape=True))
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        for mark in _VIETNAMESE_MARKS:  # several times faster than one regular expression
            text = text.replace(mark, "")
        text = _MARKS.sub("", text).casefold().replace("đ", "d")
        text = _LETTER.sub(lambda letter: _LETTERS[letter[0]], text)
    else:
        text = text.lower()
    return _THOUSANDS.sub("", text)


def fold(text: str) -> str:
    """The text as search compares it: lower-case words without marks, one space between them (`Đắk R’Lấp` → `dak rlap`, `1.342` → `1342`).

    One folded form stands for many words (đồng, đông, động → dong): rank what it finds by the spelling with marks.
    """
    return " ".join(_BETWEEN_WORDS.sub(" ", _plain(text)).replace("_", " ").split())


def slug(text: str, *, limit: int = 80, reserved: Container[str] = RESERVED) -> str:
    """The text as the last part of an address: a–z, 0–9 and single hyphens, at most `limit` characters, cut between words.

    `&` reads `va`, a thousands dot goes (`1.342` → `1342`), any other separator is a hyphen (`61,3%` → `61-3`). A text without letters or
    digits gives `bai-viet`; a name in `reserved` gets `-bai` behind it.
    """
    if len(text) <= limit and text not in reserved and _SLUG.fullmatch(text):
        return text
    result = "-".join(_ASCII_WORDS.findall(_plain(text).replace("&", " va ")))
    if len(result) > limit:
        cut = result.rfind("-", 0, limit + 1)
        result = result[:cut] if cut > 0 else result[:limit]
    result = result or "bai-viet"
    return f"{result}-bai" if result in reserved else result


def unique_slug(base: str, taken: Container[str]) -> str:
    """`base`, or the first of `base-2`, `base-3`, … that is not taken."""
    result, number = base, 1
    while result in taken:
        number += 1
        result = f"{base}-{number}"
    return result


# -- sort -------------------------------------------------------------------------------------------------------------------------------

_SYMBOLS = "\t\n _-‐‒–—―,;:!¡?¿.…·'‹›«»\"()[]{}§¶@*/\\&#%‰†‡•′″`´^¯¨°©®+±÷×<=>¬|¦~¤¢$£¥₫€"
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SAME = str.maketrans("‘’‚‛“”„‟‑", "''''\"\"\"\"‐")
_OTHER_SYMBOL, _FIRST_DIGIT, _OTHER_LETTER = "\u0100", 0x200, "\u0300"


def _weigh_alphabet() -> dict[str, tuple[str, str, str]]:
    """What each usual character weighs: its place, its tone, its case."""
    weights = {symbol: (chr(place), "0", "0") for place, symbol in enumerate(_SYMBOLS, 1)}
    for place, letter in enumerate(_ALPHABET, _FIRST_DIGIT):
        for rank, tone in enumerate(("", *TONES)):
            small = unicodedata.normalize("NFC", letter + tone)
            if len(small) == 1:
                weights |= {small.upper(): (chr(place), str(rank), "1"), small: (chr(place), str(rank), "0")}
    return weights


_WEIGHTS = _weigh_alphabet()


def _weigh(character: str) -> tuple[str, str, str]:
    """What a character outside the alphabet weighs: by its base letter (é of `café`, ñ), else by code point, symbols before digits."""
    base, *marks = list(unicodedata.normalize("NFKD", character))
    place, _, case = _WEIGHTS.get(base, ("", "", ""))
    if not place:
        return (_OTHER_LETTER if base.isalnum() else _OTHER_SYMBOL) + base, "0", "0"
    tone = "".join(str(TONES.index(mark) + 1) if mark in TONES else mark for mark in marks)
    return place, tone or "0", case


def sort_key(text: str) -> tuple[str, str, str, str]:
    """A key that sorts as Vietnamese dictionaries do and as CLDR's `vi` collation: letters, then tones, then lower before upper case.

    Letters a ă â b c d đ e ê … o ô ơ … u ư …; tones ngang, huyền, hỏi, ngã, sắc, nặng count only where all letters are equal. Spaces and
    punctuation come before digits, digits (`06` before `5`) before letters. The text itself comes last, so equal keys are equal texts.
    """
    text = clean(text)
    weights = [_WEIGHTS.get(character) or _weigh(character) for character in text.translate(_SAME)]
    places, tones, cases = zip(*weights, strict=True) if weights else ((), (), ())
    return "".join(places), "".join(tones), "".join(cases), text


# -- numbers ----------------------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"([+\-−]?)([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:,([0-9]+))?(?: ?%)?")
_EXCHANGE = str.maketrans(",.", ".,")


def number(value: int | float | Decimal, *, language: str = "vi") -> str:
    """A number as it is printed: `266.141`, `61,3`; in English `266,141`, `61.3`. Never in powers of ten.

    A float shows the digits it was written with, a Decimal every digit it has. Raises ValueError for what is not finite.
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    text = f"{exact:,f}"
    if isinstance(value, float):
        text = text.removesuffix(".0")
    return text if language == "en" else text.translate(_EXCHANGE)


def parse_number(text: str) -> float | None:
    """The number that a Vietnamese writer means: a dot or a space groups thousands, a comma is decimal, a percent sign is passed over.

    None where that reading is not certain: `3.7`, `1.34`, `0.500`, `1,342.5`, `12.34.567`, and anything that is no number.
    """
    match = _NUMBER.fullmatch(clean(text).strip())
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    return float(f"{'' if sign == '+' else sign and '-'}{whole.replace('.', '').replace(' ', '')}.{decimals or '0'}")


# -- excerpts ---------------------------------------------------------------------------------------------------------------------------

_DANGLING = " .,;:!?…-‐‑–—/\\|&+*=<([{“‘«„‚·•@#~_"
_END = re.compile("[.!?…]+(?:/\\.)?[\"'”’»)\\]]*(?= )")
_NEXT = re.compile(r"\W*(\w)")
# Words whose dot ends no sentence, besides single capitals (`Nguyễn V. A`) and the numbers of a list (`1. Kết quả`).
_ABBREVIATIONS = "TP Tp TX Tx TT TS Ts ThS Ths PGS GS BS Bs KS Ks CN NSND NSƯT NGND NGƯT Đ/c Đc đ/c Tr tr Mr Mrs Ms Dr St No vs"
_ABBREVIATED = frozenset(_ABBREVIATIONS.split())


def shorten(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters long; where it is cut, between two words, it ends with `…`.

    No punctuation is left hanging before the `…`. A first word that is longer than the limit leaves `…` alone.
    """
    text = " ".join(clean(text).split())
    if len(text) <= limit:
        return text
    words = text[: max(text.rfind(" ", 0, limit), 0)].split(" ")
    while words and not any(character.isalnum() for character in words[-1]):
        words.pop()
    return " ".join(words).rstrip(_DANGLING) + "…" if limit > 0 else ""


def first_sentences(text: str, limit: int) -> str:
    """As many whole sentences as `limit` characters hold, if they fill at least half of it; else the text shortened with `…`."""
    text = " ".join(clean(text).split())
    if len(text) <= limit:
        return text
    ends = reversed(list(_END.finditer(text, 0, limit + 1)))
    last = next((end.end() for end in ends if _is_end(text, end.start(), end.end())), 0)
    return text[:last] if last and last * 2 >= limit else shorten(text, limit)


def _is_end(text: str, start: int, end: int) -> bool:
    """Whether the punctuation from `start` to `end` ends a sentence: a capital or digit follows, and no abbreviation stands before it."""
    following = _NEXT.match(text, end)
    if following is None or following[1].islower():
        return False
    before, _, word = text[:start].rpartition(" ")
    word = word.lstrip("([{“‘«\"'")
    if text[start] != "." or text[start:end].startswith(".."):
        return True
    if word.isdigit() and len(word) < 3:
        return bool(before) and before[-1] not in ".:;!?"
    return word not in _ABBREVIATED and not (len(word) == 1 and word.isupper())


def size(length: int, *, language: str = "vi") -> str:
    """A file's size as it is printed: 1,2 MB; in English 1.2 MB."""
    for unit, step in (("MB", 1_000_000), ("KB", 1000)):
        if length >= step:
            return f"{number(round(length / step, 1 if length < 100 * step else 0), language=language)} {unit}"
    return f"{length} B"
