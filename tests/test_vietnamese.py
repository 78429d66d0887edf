"""Vietnamese text: cleaning, slugs, folding, sorting, tones, numbers and excerpts."""

from __future__ import annotations

import random
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.vietnamese import (
    _USUAL,
    RESERVED,
    clean,
    first_sentences,
    fold,
    is_syllable,
    number,
    parse_number,
    settle_tone,
    shorten,
    slug,
    sort_key,
    unique_slug,
)
from tests.cases import DATA, cases

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
vietnamese = st.text(LETTERS + LETTERS.upper() + "  -.,0123456789&’“”\n\u0301\xa0", max_size=120)


# -- clean ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liên minh Hợp tác xã", "Liên minh Hợp tác xã"),
        ("plain ASCII\n\ttext", "plain ASCII\n\ttext"),
        (unicodedata.normalize("NFD", "Hợp tác xã"), "Hợp tác xã"),
        ("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "abcdefg"),
        ("e\u200b\u0302\u0323", "ệ"),
        ("a\xa0b\u2003c\u3000d\u202fe", "a b c d e"),
        ("Ð\u1eafk L\u1eafk, \u0189\u1eafk, ðang, \u0256ang", "Đắk Lắk, Đắk, đang, đang"),
        ("a\x00b\x07c\x1bd\x7fe\x80f\x9fg", "abcdefg"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf\x85g", "a\nb\nc\nd\ne\nf\ng"),
        ("\u202ba\u202c\u2066b\u2069", "ab"),
        ("h\u00f4\u032dp", "hô\u032dp"),
        ("lone \ud800 half", "lone  half"),
        ("emoji 🎉 and €", "emoji 🎉 and €"),
        ("👨‍👩‍👧 🏳️‍🌈 می‌خواهم", "👨‍👩‍👧 🏳️‍🌈 می‌خواهم"),
        ("A &amp; B", "A &amp; B"),
        ("", ""),
    ],
)
def test_cleans_at_the_door(text: str, expected: str) -> None:
    """Every letter gets one spelling, and what nobody can see goes."""
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A &amp; B &quot;C&quot;", 'A & B "C"'),
        ("H&#7907;p t&#xE1;c", "Hợp tác"),
        ("a&nbsp;b&shy;c&zwnj;d", "a bcd"),
        ("KH&LT, R&D, &copy2026", "KH&LT, R&D, &copy2026"),
        ("&#7879", "&#7879"),
        ("&eth;ang, &ETH;", "đang, Đ"),
    ],
)
def test_unescapes_closed_entities_when_asked(text: str, expected: str) -> None:
    """Entities are read only with their semicolon, and cleaned like typed text."""
    assert clean(text, unescape=True) == expected


@given(st.text())
def test_clean_is_idempotent_and_leaves_nothing_unclean(text: str) -> None:
    """Cleaning twice is cleaning once; the result is NFC, without other spaces and controls, and can be written to a file."""
    result = clean(text)
    assert clean(result) == result
    assert unicodedata.is_normalized("NFC", result)
    assert not re.search(r"[^\S \n\t]", result)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in result if character not in "\n\t")
    result.encode()


def test_usual_text_needs_no_normalisation() -> None:
    """No character that is let through at a glance has another composed form, or joins the one before it."""
    usual = [chr(code) for code in range(0x110000) if _USUAL.fullmatch(chr(code))]
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(0x110000))
    seconds = {pair[1] for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    assert all(clean(character) == character == unicodedata.normalize("NFC", character) for character in usual)
    assert not any(f"{ord(character):04X}" in seconds or unicodedata.combining(character) for character in usual)


# -- slug -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), cases("slug"))
def test_slugs(text: str, expected: str) -> None:
    """The table of slugs holds."""
    assert slug(text) == expected


@given(st.text() | vietnamese, st.integers(8, 100))
def test_every_slug_is_an_address(text: str, limit: int) -> None:
    """Any text gives a slug of a–z, 0–9 and single hyphens within the limit, which is its own slug."""
    result = slug(text, limit=limit)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", result)
    assert len(result.removesuffix("-bai")) <= limit
    assert result not in RESERVED
    assert slug(result, limit=limit + 4) == result


@given(st.text("ab0-") | st.sampled_from(sorted(RESERVED)), st.integers(1, 12))
def test_a_slug_seen_at_a_glance_is_the_one_worked_out(text: str, limit: int) -> None:
    """A text that is a slug already gives what it gives with a space behind it."""
    assert slug(text, limit=limit) == slug(f"{text} ", limit=limit)


@given(vietnamese)
def test_spelling_in_code_points_does_not_change_a_slug(text: str) -> None:
    """Composed and decomposed text have one slug, and one folded form."""
    decomposed = unicodedata.normalize("NFD", text)
    assert slug(decomposed) == slug(text)
    assert fold(decomposed) == fold(text)


def test_slug_is_cut_between_words() -> None:
    """A cut slug consists of as many whole words of the uncut one as fit."""
    text = "Liên minh Hợp tác xã tỉnh Yên Bái tổ chức Hội nghị Ban Chấp hành lần thứ sáu"
    words = slug(text, limit=1000).split("-")
    for limit in range(8, 80):
        short = slug(text, limit=limit).split("-")
        assert short == words[: len(short)]
        assert len("-".join(words[: len(short) + 1])) > limit or short == words


def test_reserved_names_are_the_callers_choice() -> None:
    """A caller may reserve other names, or none."""
    assert slug("Tag", reserved=()) == "tag"
    assert slug("Tin tức", reserved={"tin-tuc"}) == "tin-tuc-bai"


def test_unique_slugs_count_up() -> None:
    """A taken slug gets the first free number from 2."""
    assert unique_slug("tin", set()) == "tin"
    assert unique_slug("tin", {"tin"}) == "tin-2"
    assert unique_slug("tin", {"tin", "tin-2", "tin-4"}) == "tin-3"


# -- fold, sort -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), cases("fold"))
def test_folds(text: str, expected: str) -> None:
    """The table of folded texts holds."""
    assert fold(text) == expected


@given(vietnamese)
def test_fold_ignores_case_and_the_place_of_the_tone(text: str) -> None:
    """Folding is idempotent and blind to case and tone placement."""
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper()) == folded
    assert fold(settle_tone(text)) == folded


@pytest.mark.parametrize("seed", range(5))
def test_sorts_as_the_collation_of_vietnamese(seed: int) -> None:
    """From any shuffle the list of names comes out in the order of CLDR's `vi`."""
    names = (DATA / "collation_order.txt").read_text("utf-8").splitlines()
    shuffled = random.Random(seed).sample(names, len(names))
    assert sorted(shuffled, key=sort_key) == names
    assert sorted((unicodedata.normalize("NFD", name) for name in shuffled), key=sort_key) == [
        unicodedata.normalize("NFD", name) for name in names
    ]


@pytest.mark.parametrize(
    "ordered",
    [
        ["ma", "Ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"],
        ["a", "A", "à", "À", "ă", "Ă", "â", "b"],
        ["do", "đo", "e", "ê", "o", "ô", "ơ", "u", "ư", "v"],
        ["lan anh", "lạn anh", "lan chi", "lân"],
        ["an b c", "an, b", "an.b", "an/b", "anb"],
        ["“An” 1", "(An)", "10 xã", "2 xã", "an"],
        ["caf", "cafe", "café", "cafe 2"],
        ["f", "g", "i", "j", "k", "v", "w", "x", "y", "z", "ж"],
        ["tiến độ", "Tiến độ", "tiền đồn", "tiến đồn"],
    ],
)
def test_order_of_letters_tones_and_case(ordered: list[str]) -> None:
    """Letters come before tones, tones before case, punctuation before digits before letters."""
    for seed in range(5):
        assert sorted(random.Random(seed).sample(ordered, len(ordered)), key=sort_key) == ordered


@given(st.text(), st.text())
def test_equal_keys_are_equal_texts(first: str, second: str) -> None:
    """Only texts that are the same once cleaned share a key."""
    assert (sort_key(first) == sort_key(second)) == (clean(first) == clean(second))


# -- tones and syllables ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), cases("tone"))
def test_settles_tones(text: str, expected: str) -> None:
    """The table of tone marks holds."""
    assert settle_tone(text) == expected


@given(vietnamese)
def test_settling_tones_changes_nothing_else(text: str) -> None:
    """Settling is idempotent, keeps the letters and their case, and never adds or loses a mark."""
    settled = settle_tone(text)
    assert settle_tone(settled) == settled
    assert sorted(unicodedata.normalize("NFD", settled)) == sorted(unicodedata.normalize("NFD", text))


def test_knows_syllables() -> None:
    """Well-formed syllables are recognised in each case pattern."""
    words = "a ở Ý hợp TÁC Xã nghiêng khuỷu quỳnh giếng gì gìn quyết Đắk thuở ngoằn yêu ỦY oái"
    assert [word for word in words.split() if not is_syllable(word)] == []


@pytest.mark.parametrize("word", ["", "htx", "hợP", "tÁc", "tacs", "cap", "cầp", "hợớp", "wơ", "fa", "zá", "bcd", "oỏng" + "k", "a1", "-"])
def test_refuses_what_is_no_syllable(word: str) -> None:
    """Mixed case, two tones, foreign letters, impossible rhymes, and stops without sắc or nặng are no syllables."""
    assert not is_syllable(word)


# -- numbers ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), cases("number"))
def test_parses_numbers(text: str, expected: str) -> None:
    """The table of numbers holds: an empty expectation is a refusal."""
    result = parse_number(text)
    assert ("" if result is None else str(result)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (997, "997"),
        (1342, "1.342"),
        (266141, "266.141"),
        (6_000_000_000, "6.000.000.000"),
        (-1342, "-1.342"),
        (61.3, "61,3"),
        (2925.5, "2.925,5"),
        (100.0, "100"),
        (1e21, "1.000.000.000.000.000.000.000"),
        (1e-7, "0,0000001"),
        (Decimal("2925.50"), "2.925,50"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_prints_numbers(value: int | float | Decimal, expected: str) -> None:
    """Dots group thousands, a comma is decimal."""
    assert number(value) == expected


def test_prints_numbers_in_english() -> None:
    """English exchanges the two signs."""
    assert number(Decimal("2925.5"), language="en") == "2,925.5"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_does_not_print_what_is_no_number(value: float | Decimal) -> None:
    """Infinity has no digits to print."""
    with pytest.raises(ValueError, match="finite"):
        number(value)


@given(st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9).map(lambda value: value + 0.0))
def test_what_is_printed_can_be_read_again(value: float) -> None:
    """Printing and parsing are inverse."""
    assert parse_number(number(value)) == value


# -- excerpts ---------------------------------------------------------------------------------------------------------------------------

SENTENCES = "Toàn tỉnh có 652 HTX. Doanh thu đạt 2,1 tỷ đồng. TP. Hồ Chí Minh hỗ trợ các HTX phát triển theo hướng bền vững!"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Hợp tác xã", 10, "Hợp tác xã"),
        ("Hợp tác xã", 9, "Hợp tác…"),
        ("Hợp tác xã", 8, "Hợp tác…"),
        ("Hợp tác xã", 7, "Hợp…"),
        ("Hợp tác, xã viên", 11, "Hợp tác…"),
        ("Hội nghị (mở rộng) lần thứ nhất", 12, "Hội nghị…"),
        ("Yên Bái – Lào Cai nay là một", 12, "Yên Bái…"),
        ("Gọi là “ Hợp tác xã ”", 12, "Gọi là…"),
        ("Các HTX (652) đều tăng trưởng", 16, "Các HTX (652)…"),
        ("Xong. Rồi làm tiếp việc khác", 8, "Xong…"),
        ("dài  quá\n\ncỡ  rồi", 50, "dài quá cỡ rồi"),
        ("Nghiêng ngả", 3, "…"),
        ("Nghiêng ngả", 0, ""),
        ("", 5, ""),
    ],
)
def test_shortens_between_words(text: str, limit: int, expected: str) -> None:
    """A cut text ends with a whole word and `…`, without hanging punctuation."""
    assert shorten(text, limit) == expected


@given(vietnamese, st.integers(1, 130))
def test_an_excerpt_is_short_and_whole_words(text: str, limit: int) -> None:
    """However a text is cut, it stays within the limit and is made of its first words."""
    whole = " ".join(clean(text).split())
    for cut in (shorten(text, limit), first_sentences(text, limit)):
        assert len(cut) <= limit or cut == whole == ""
        kept = cut.removesuffix("…")
        assert cut == whole or whole.startswith(kept)
        assert not kept or len(kept) == len(whole) or not whole[len(kept)].isalnum()
        assert not kept or not unicodedata.combining((whole + " ")[len(kept)])


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        (SENTENCES, 200, SENTENCES),
        (SENTENCES, 30, "Toàn tỉnh có 652 HTX."),
        (SENTENCES, 55, "Toàn tỉnh có 652 HTX. Doanh thu đạt 2,1 tỷ đồng."),
        (SENTENCES, 100, "Toàn tỉnh có 652 HTX. Doanh thu đạt 2,1 tỷ đồng. TP. Hồ Chí Minh hỗ trợ các HTX phát triển theo…"),
        ("Một. Hợp tác xã nông nghiệp kiểu mới của tỉnh", 30, "Một. Hợp tác xã nông nghiệp…"),
        ("Ông Nguyễn V. A và bà Trần T. B cùng dự", 20, "Ông Nguyễn V. A và…"),
        ("Kết quả như sau: 1. Vận động. 2. Hỗ trợ vốn", 33, "Kết quả như sau: 1. Vận động."),
        ("Năm 2022 tăng mạnh. năm sau tăng nữa nhé", 30, "Năm 2022 tăng mạnh. năm sau…"),
        ("Theo BCH T.Ư Đảng thì rất tốt nhé", 20, "Theo BCH T.Ư Đảng…"),
        ("“Chúng tôi rất vui.” Ông nói thêm như vậy", 30, "“Chúng tôi rất vui.”"),
        ("Vì sao vậy? Vì thế đấy các bạn ạ", 16, "Vì sao vậy?"),
    ],
)
def test_prefers_whole_sentences(text: str, limit: int, expected: str) -> None:
    """A sentence that ends in the second half of the limit ends the excerpt; abbreviations and numbers end none."""
    assert first_sentences(text, limit) == expected
