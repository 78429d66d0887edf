"""Long forms for abbreviations: once, in ordinary text, as whole words, and not where the writer says it himself."""

from __future__ import annotations

import pytest

from tests.test_markup import body, text_parts

LONG = {
    "HTX": "Hợp tác xã",
    "LM HTX": "Liên minh Hợp tác xã",
    "KTTT": "Kinh tế tập thể",
    "UBND": "Ủy ban nhân dân",
    "KT": "Kinh tế",
    "KT-XH": "Kinh tế - xã hội",
    "NN&PTNT": "Nông nghiệp và Phát triển nông thôn",
    "Đ/c": "Đồng chí",
    "T.Ư": "Trung ương",
}


def explained(source: str) -> list[str]:
    """The abbreviations that a body explains, in order."""
    return [part.split("</abbr>")[0].split(">")[1] for part in text_parts(body(source, (), LONG).body).split("<abbr ")[1:]]


def test_the_first_of_each_is_explained() -> None:
    """Once in an article, with its long form."""
    assert text_parts(body("HTX và HTX.\n\nCác HTX.", (), LONG).body) == (
        '<p><abbr title="Hợp tác xã">HTX</abbr> và HTX.</p>\n<p>Các HTX.</p>'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LM HTX tỉnh", ["LM HTX"]),
        ("phát triển KT-XH", ["KT-XH"]),
        ("Sở NN&PTNT", ["NN&amp;PTNT"]),
        ("Đ/c A, BCH T.Ư", ["Đ/c", "T.Ư"]),
        ("LMHTX, HTXNN, htx, Quyết định 2434/QĐ-UBND, Sở PTNT&KT", []),
        ("đồng/HTX; HTX.", ["HTX"]),
        ("“HTX” (KTTT)", ["HTX", "KTTT"]),
    ],
)
def test_only_whole_abbreviations_count(text: str, found: list[str]) -> None:
    """The longest wins, case counts, and a part of a longer word or of a document's number is none."""
    assert explained(text) == found


def test_links_code_and_headings_are_stepped_over() -> None:
    """The next place in ordinary text is explained instead, and no attribute is touched."""
    assert explained("## HTX\n\n[HTX](a.md) `HTX` <span title='HTX'>a</span> **HTX**") == ["HTX"]
    assert text_parts(body("[HTX](a.md) **HTX**", (), LONG).body).endswith('<strong><abbr title="Hợp tác xã">HTX</abbr></strong></p>')


@pytest.mark.parametrize(
    "text",
    [
        "Hợp tác xã (HTX)",
        "**hợp tác xã** (HTX)",
        "HTX (Hợp tác xã)",
        "Hội Thanh xuân (HTX)",
    ],
)
def test_what_the_writer_explains_is_left_alone(text: str) -> None:
    """His own words before or behind it, even if he means something else by it."""
    assert explained(f"{text} và HTX, HTX.") == []


def test_words_in_brackets_that_do_not_explain_are_no_explanation() -> None:
    """An abbreviation in brackets after other words is explained."""
    assert explained("phát triển kinh tế (HTX)") == ["HTX"]


def test_nothing_happens_without_a_list() -> None:
    """Sites may do without."""
    assert text_parts(body("HTX").body) == "<p>HTX</p>"
