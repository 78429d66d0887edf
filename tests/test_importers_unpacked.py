"""What a Word document says outside its runs of text: numbers of lists, formulas, hidden text, tables in footnotes."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Project
from .test_importers_word import OPENING, body, imported, jpeg
from .word import note, p, picture, r, table

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def lists(*levels: tuple[str, str, int], override: int = 0) -> str:
    """Numbering of one list, number 1, whose levels have these kinds, texts and starts; list 2 is the same, begun anew at `override`."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text, start) in enumerate(levels)
    )
    again = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{override}"/></w:lvlOverride>' if override else ""
    numbers = "".join(f'<w:num w:numId="{id}"><w:abstractNumId w:val="1"/>{again if id == 2 else ""}</w:num>' for id in (1, 2))
    return f'<w:abstractNum w:abstractNumId="1">{inner}</w:abstractNum>{numbers}'


def article(project: Project, *blocks: str, **parts: Any) -> str:
    """The text of an article below its lead."""
    return body(imported(project, p("Tiêu đề bài", style="Title"), p(OPENING), *blocks, **parts)[1]).removeprefix(f"{OPENING}\n\n")


def test_a_list_begins_where_it_begins_in_word(project: Project) -> None:
    """`Khoản 5` is found under 5, also where a second list begins anew below the first."""
    items = (p("Năm", item="1:0"), p("Sáu", item="1:0"), p("Đoạn giữa."), p("Bảy", item="1:0"), p("Hai", item="2:0"), p("Ba", item="2:0"))
    text = article(project, *items, numbering=lists(("decimal", "%1.", 5), override=2))
    assert text == "5. Năm\n6. Sáu\n\nĐoạn giữa.\n\n7. Bảy\n\n<!-- -->\n\n2. Hai\n3. Ba"


@pytest.mark.parametrize(
    ("kind", "sign", "start", "shown"),
    [
        ("lowerLetter", "%1)", 1, "a) Đầu\n\nb) Phần sau"),
        ("upperRoman", "%1.", 4, "IV. Đầu\n\nV. Phần sau"),
        ("lowerLetter", "%1)", 26, "z) Đầu\n\naa) Phần sau"),
        ("decimal", "Điều %1.", 9, "Điều 9. Đầu\n\nĐiều 10. Phần sau"),
        ("decimal", "%1)", 3, "3. Đầu\n4. Phần sau"),
        ("none", "", 1, "Đầu\n\nPhần sau"),
    ],
)
def test_letters_and_words_before_an_item_are_kept_as_text(project: Project, kind: str, sign: str, start: int, shown: str) -> None:
    """`điểm a` and `Điều 9` are found in the article."""
    assert article(project, p("Đầu", item="1:0"), p("Phần sau", item="1:0"), numbering=lists((kind, sign, start))) == shown


def test_numbers_of_several_levels_are_counted_as_word_counts(project: Project) -> None:
    """A deeper level begins anew below each item above it; a heading has its number too, in its own look."""
    items = (
        p(r("Chung", "b"), item="1:0"),
        p("Một", item="1:1"),
        p("Hai", item="1:1"),
        p("Riêng", item="1:0", style="H1"),
        p("Ba", item="1:1"),
    )
    text = article(project, *items, numbering=lists(("upperRoman", "%1.", 1), ("decimal", "%1.%2.", 1)))
    assert text == "**I. Chung**\n\nI.1. Một\n\nI.2. Hai\n\n## II. Riêng\n\nII.1. Ba"


def test_a_list_in_a_cell_keeps_its_numbers(project: Project) -> None:
    """A cell has lines and no lists."""
    cells = [p("Bốn", item="1:0") + p("Năm", item="1:0"), p("Sáu", item="1:0")]
    text = article(project, table(["A", "B"], cells), p("Hết."), numbering=lists(("decimal", "%1.", 4)))
    assert text.splitlines()[2] == "| 4. Bốn <br>5. Năm | 6. Sáu |"


def test_hidden_text_stays_out_and_is_said(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Hidden by itself or by its style; what only its style hides can be shown."""
    hide = "<w:rPr><w:vanish/></w:rPr>"
    styles = f'<w:style w:type="paragraph" w:styleId="An"><w:name w:val="An"/>{hide}</w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="AnNua"><w:name w:val="An nữa"/><w:basedOn w:val="An"/></w:style>'
    blocks = (
        f"<w:p><w:r><w:t>Có 97 HTX.</w:t></w:r><w:r>{hide}<w:t> Chờ duyệt.</w:t></w:r></w:p>",
        p("Mật khẩu 123.", style="AnNua"),
        '<w:p><w:pPr><w:pStyle w:val="An"/></w:pPr><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Hiện ra.</w:t></w:r></w:p>',
    )
    assert article(project, *blocks, p("Hết."), styles=styles) == "Có 97 HTX.\n\nHiện ra.\n\nHết."
    out, err = capsys.readouterr()
    assert "đã bỏ, vì là chữ ẩn trong tài liệu: Chờ duyệt. Mật khẩu 123." in out
    assert err == ""


def test_a_formula_is_kept_as_text(project: Project) -> None:
    """With what its drawing says: a fraction, a power, a root, brackets."""

    def m(name: str, *inside: str) -> str:
        return f"<m:{name}>{''.join(each if each.startswith('<') else f'<m:r><m:t>{each}</m:t></m:r>' for each in inside)}</m:{name}>"

    half = m("f", m("num", "a+b"), m("den", "2"))
    power = m("sSup", m("e", "m"), m("sup", "2"))
    formula = m("oMath", "S=", half, "·", power, "+", m("rad", m("deg", "3"), m("e", "x")), m("d", m("e", "y")))
    text = article(project, f'<w:p xmlns:m="{M}"><w:r><w:t>Công thức </w:t></w:r>{formula}<w:r><w:t>.</w:t></w:r></w:p>', p("Hết."))
    assert text == "Công thức S=(a+b)/2·m<sup>2</sup>+<sup>3</sup>√x(y).\n\nHết."


def test_a_table_in_a_footnote_is_kept_row_by_row(project: Project) -> None:
    """A footnote of Markdown has no tables."""
    notes = f'<w:footnote w:id="2">{p("Số liệu:")}{table(["Năm", "HTX"], ["2022", ""], ["2023", "97"])}</w:footnote>'
    text = article(project, p("Có 97 HTX", note(2), "."), p("Hết."), notes=notes)
    assert text.endswith("[^1]: Số liệu:\n\n    Năm; HTX\n\n    2022\n\n    2023; 97")


def test_pictures_of_footnotes_and_hidden_ones(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of a footnote stand below the paragraph that calls it; a hidden one stays out and is said."""
    hidden = picture("b", "Hội trường trống").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    blocks = (p("Có 97 HTX", note(2), "."), p(hidden), p("Kết thúc."))
    notes = f'<w:footnote w:id="2">{p("Xem ảnh.")}{p(picture("a"))}</w:footnote>'
    text = article(project, *blocks, media={"a.jpg": jpeg("red"), "b.jpg": jpeg("blue")}, notes=notes)
    assert text == "Có 97 HTX[^1].\n\n![](anh-1.jpg)\n\nKết thúc.\n\n[^1]: Xem ảnh."
    assert "Hội trường trống" in capsys.readouterr().out


def test_a_row_that_begins_further_right_keeps_its_columns(project: Project) -> None:
    """Word leaves out the cells before it."""
    rows = table(["A", "B"], ["1", "2"], ["3"]).rpartition("<w:tr>")
    text = article(project, f'{rows[0]}<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{rows[2]}', p("Hết."))
    assert text.splitlines()[:4] == ["| A | B |", "| --- | --- |", "| 1 | 2 |", "|  | 3 |"]


def test_both_versions_of_a_part_are_never_read(project: Project) -> None:
    """A part without an older version is read from the newer."""
    newer = "<mc:AlternateContent><mc:Choice><w:r><w:t>Mới.</w:t></w:r></mc:Choice></mc:AlternateContent>"
    both = f"{newer[: -len('</mc:AlternateContent>')]}<mc:Fallback><w:r><w:t>Cũ.</w:t></w:r></mc:Fallback></mc:AlternateContent>"
    assert article(project, f"<w:p>{newer}</w:p>", f"<w:p>{both}</w:p>", p("Hết.")) == "Mới.\n\nCũ.\n\nHết."
