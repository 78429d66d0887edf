"""Text from before Unicode, and files that are not UTF-8."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import legacy
from sitegen.vietnamese import clean
from tests.cases import cases

TEXT = (
    "Liên minh Hợp tác xã tỉnh tổ chức Hội nghị Ban Chấp hành, tổng kết hoạt động năm 2022, triển khai nhiệm vụ năm 2023.\n"
    "Doanh thu bình quân của HTX đạt 2,1 tỷ đồng; kinh tế tập thể phát triển ổn định, đời sống người lao động được nâng cao."
)


def write(text: str, encoding: str) -> str:
    """A text as its legacy font stored it: the table read backwards."""
    letters: dict[str, str] = {}
    for stored, letter in legacy._table(encoding)[1].items():
        letters.setdefault(letter, stored)
    return "".join(letters.get(letter, letter) for letter in text)


def to_cp1258(text: str) -> bytes:
    """A text in Windows-1258: tone marks behind their letters."""
    found = bytearray()
    for letter in text:
        try:
            found += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0309\u0303\u0301\u0323")
            found += unicodedata.normalize("NFC", marks.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return bytes(found)


@pytest.mark.parametrize(("text", "expected"), cases("legacy"))
def test_detects_and_converts(text: str, expected: str) -> None:
    """The table of legacy texts holds."""
    encoding = legacy.detect(text)
    assert f"{encoding}|{legacy.convert(text, encoding)}" == expected


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_reads_back_every_text_it_could_have_been_written_in(encoding: str) -> None:
    """A whole paragraph is recognised and comes back letter by letter."""
    stored = write(TEXT, encoding)
    assert stored != TEXT
    assert legacy.detect(stored) == encoding
    assert legacy.convert(stored, encoding) == TEXT


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_leaves_unicode_alone(form: str) -> None:
    """Vietnamese in Unicode is never taken for a legacy text, composed or not, with any signs between."""
    text = unicodedata.normalize(form, f"«{TEXT}» – 10 m², 5 °C, © 2026 · ½ ×")  # type: ignore[arg-type]
    assert legacy.detect(text) == "unicode"
    assert legacy.convert(text, "unicode") == text


def test_one_legacy_word_does_not_condemn_a_text() -> None:
    """The reading with most well-formed words wins, so a Unicode text with one old quotation stays Unicode."""
    assert legacy.detect(f"{TEXT} (tªn cò)") == "unicode"


@given(st.text())
def test_any_text_has_an_encoding(text: str) -> None:
    """Detection never fails, and ASCII is always ASCII."""
    encoding = legacy.detect(text)
    assert encoding in ("ascii", "unicode", "tcvn3", "vni")
    assert (encoding == "ascii") == text.isascii()
    legacy.convert(text, encoding)


def test_utf8_is_read_with_and_without_its_mark() -> None:
    """UTF-8 is what files should be in; its byte order mark is dropped, its text untouched."""
    assert legacy.decode(TEXT.encode()) == TEXT
    assert legacy.decode(TEXT.encode("utf-8-sig")) == TEXT
    assert legacy.decode(b"") == ""
    assert legacy.decode(b"one\0zero") == "one\0zero"
    assert legacy.decode(unicodedata.normalize("NFD", TEXT).encode()) == unicodedata.normalize("NFD", TEXT)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (TEXT.encode("utf-32-le"), "UTF-32"),
        (TEXT.encode("utf-32-be"), "UTF-32"),
        (to_cp1258(TEXT), "Windows-1258"),
        (write(TEXT, "tcvn3").encode("cp1252"), "TCVN3"),
        (write(TEXT, "vni").encode("cp1252"), "VNI"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_names_the_encoding_of_other_files(data: bytes, name: str) -> None:
    """A file in another encoding is refused with its name, its first words and its whole text."""
    with pytest.raises(legacy.WrongEncoding) as caught:
        legacy.decode(data)
    assert caught.value.name == name
    assert caught.value.reading == "Liên minh Hợp tác xã tỉnh tổ chức Hội nghị Ban Chấp hành…"
    assert caught.value.text == TEXT


@pytest.mark.parametrize("text", ["title: Hội nghị", "---\ntitle: HTX\n---\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_short_wide_files_need_no_mark(text: str, encoding: str) -> None:
    """A few words are enough to tell two and four bytes a character, in either order."""
    with pytest.raises(legacy.WrongEncoding) as caught:
        legacy.decode(text.encode(encoding))
    assert caught.value.name == encoding[:6].upper()
    assert caught.value.text == text


def test_a_western_file_is_not_called_vietnamese() -> None:
    """A file with no Vietnamese in it is named after what Western editors write."""
    with pytest.raises(legacy.WrongEncoding) as caught:
        legacy.decode("café crème, Müller – “x”".encode("cp1252"))
    assert (caught.value.name, caught.value.reading) == ("Windows-1252", "café crème, Müller – “x”")


def test_one_bad_byte_is_damage_and_not_another_encoding() -> None:
    """UTF-8 with a broken byte is named as such, and the rest can still be read."""
    data = TEXT.encode()
    stop = data.index(b".")
    with pytest.raises(legacy.WrongEncoding) as caught:
        legacy.decode(data[:stop] + b"\xff" + data[stop:])
    assert caught.value.name == "UTF-8 (damaged)"
    assert "Ban Chấp hành" in caught.value.text


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_a_wrong_encoding(data: bytes) -> None:
    """Decoding fails in no other way, and what it proposes is clean."""
    found = None
    try:
        legacy.decode(data)
    except legacy.WrongEncoding as error:
        found = error
    assert found is None or (found.text == clean(found.text) and len(found.reading) <= 60)
