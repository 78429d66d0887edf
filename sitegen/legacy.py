"""Text from before Unicode: recognises TCVN3 (ABC, the fonts `.Vn…`) and VNI, and reads it as the letters it stood for.

The one idea: try every reading and count the words that are well-formed Vietnamese syllables; the reading with the most wins, and text as
it stands wins a tie. So no font name is needed, and a French word or `10 m²` is left alone. Nothing is ever converted unasked: whoever
finds old text proposes its reading and leaves the decision to the writer. What an editor has already lost (the soft hyphen that was
TCVN3's ư) cannot come back.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal

from sitegen.files import PACKAGE
from sitegen.syllables import is_syllable
from sitegen.vietnamese import clean, shorten

Encoding = Literal["unicode", "tcvn3", "vni", "ascii"]

# Letters no legacy font has a place for, and signs that Vietnamese in Unicode has no use for: what tells most texts without counting.
_MODERN = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_SUSPECT = re.compile("[\xa1-\xbf\xad\xc4-\xc7\xcb\xce\xcf\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee\xef\xf1\xf6-\xf8\xfb\xfc\xfe\xff]")
_SIGNS = re.compile(r"(?<!\S)(?:[^\w\s]|µm?)(?!\S)")  # ×, ±, ©, µm on their own are signs, though TCVN3 has letters there
_SMALL = re.compile("[a-z]")
_SHOUTING = re.compile(r"(?=\w*[A-ZÀ-ÝĂĐƠƯ]\w*[A-ZÀ-ÝĂĐƠƯ])[^\W\d]*[à-ýăđơưạ-ỹ]")  # capitals around a small letter: HợP
_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~“”‘’…–—]+")


class WrongEncoding(Exception):
    """Raised for a file that is not UTF-8: the encoding it most likely is in, and its first words as they would then read.

    `text` is the whole file in that reading, for whoever is told to convert it.
    """

    def __init__(self, name: str, reading: str, text: str = "") -> None:
        super().__init__(name, reading)
        self.name, self.reading, self.text = name, reading, text


def detect(text: str) -> Encoding:
    """Which encoding a text was meant in: `ascii` if it has no other characters, `tcvn3` or `vni` if it reads better so, else `unicode`.

    Ask before `clean`, which drops the soft hyphen that is TCVN3's ư.
    """
    if text.isascii():
        return "ascii"
    text = _SIGNS.sub("", unicodedata.normalize("NFC", text))
    modern = len(_MODERN.findall(text))
    if modern * 20 >= len(text) and len(_SUSPECT.findall(text)) * 4 <= modern:
        return "unicode"
    scores = {"tcvn3": _score(convert(text, "tcvn3")), "vni": _score(convert(text, "vni"))}
    best: Encoding = "vni" if scores["vni"] > scores["tcvn3"] else "tcvn3"
    return best if scores[best] > _score(text) else "unicode"


def convert(text: str, encoding: str) -> str:
    """The text of an `encoding` (`tcvn3`, `vni`) in Unicode; any other encoding gives it back unchanged.

    TCVN3 has no toned capitals: its fonts for capitals show small letters large. Lines typed without any small letter come out in capitals.
    """
    if encoding not in ("tcvn3", "vni"):
        return text
    pattern, letters = _table(encoding)
    read = pattern.sub(lambda legacy: letters[legacy[0]], text)
    if encoding == "vni":
        return read
    pairs = zip(text.split("\n"), read.split("\n"), strict=True)
    return "\n".join(line.upper() if _SHOUTING.search(line) and not _SMALL.search(typed) else line for typed, line in pairs)


@cache
def _table(encoding: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for in a text of that encoding, and the letter each find stands for."""
    table = (PACKAGE / "data" / f"{encoding}_map.csv").read_text("utf-8")
    letters = {row["legacy"].encode().decode("unicode_escape"): row["unicode"] for row in csv.DictReader(table.splitlines())}
    for pair in [pair for pair in letters if len(pair) == 2 and pair[0].isupper()]:
        letters.setdefault(pair[0] + pair[1].lower(), letters[pair])  # a capital followed by a small mark: Uûy for UÛy
    return re.compile("|".join(sorted(map(re.escape, letters), key=lambda found: (-len(found), found)))), letters


def _score(text: str) -> int:
    """How many words with letters beyond ASCII are well-formed Vietnamese syllables; the others read the same in every encoding."""
    return sum(is_syllable(word) for word in _BETWEEN_WORDS.split(unicodedata.normalize("NFC", text)) if not word.isascii())


# -- files ------------------------------------------------------------------------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PLAUSIBLE = re.compile("[\t\r\n -~\xa0-ỿ‐-›]")


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, without its byte order mark. Raises `WrongEncoding` for any other file, naming its likely encoding."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise _wrong(name[:6].upper(), data[len(mark) :].decode(name, "replace"))
    if b"\0" in data and (wide := _wide(data)):
        raise _wrong(*wide)
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        pass
    readings = list(_readings(data))
    scores = [_score(text) for _, text in readings]
    raise _wrong(*readings[scores.index(max(scores))])


def _wrong(name: str, text: str) -> WrongEncoding:
    text = clean(text)
    return WrongEncoding(name, shorten(text, 60), text)


def _wide(data: bytes) -> tuple[str, str] | None:
    """The reading of a file with two or four bytes a character and no mark that says so; None if it makes no sense so."""
    best, share = None, 0.9
    for _, name in _MARKS:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        plausible = len(_PLAUSIBLE.findall(text)) / len(text)
        if plausible > share:
            best, share = (name[:6].upper(), text), plausible
    return best


def _readings(data: bytes) -> Iterator[tuple[str, str]]:
    """The encodings a file of single bytes may be in, and its text in each; of equal ones the first is the likely one."""
    western = data.decode("cp1252", "replace")
    yield "Windows-1252", western
    yield "UTF-8 (damaged)", data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    yield "Windows-1258", data.decode("cp1258", "replace")
    yield "TCVN3", convert(western, "tcvn3")
    yield "VNI", convert(western, "vni")
