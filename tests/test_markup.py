"""A body from Markdown to HTML: what stays, what is given an order, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from sitegen.article import Body, Figure, Gallery, Photo
from sitegen.errors import Place
from sitegen.markup import Link, NoLink, NoPhoto, Rendered, render

PLACE = Place("content/yen-bai/tin/index.md", 9)
PARAGRAPHS = """Chiều ngày 10/01/2023, Liên minh HTX tỉnh tổ chức Hội nghị.

\xa0

Dự Hội nghị có đại diện lãnh đạo các sở, ngành – Ủy viên BTV./.
"""


def find_photo(name: str) -> Photo | NoPhoto | None:
    """A folder that holds every photo but those whose name says otherwise."""
    if name.startswith("mat"):
        return None
    return NoPhoto("anh-1.jpg") if name.startswith("gan") else Photo(f"tin/{name}")


def find_link(href: str) -> Link | NoLink:
    """A site that has every page but those whose name says otherwise."""
    return NoLink("../tin-khac.md" if "gan" in href else "") if "khong-co" in href else Link(f"/dich/{href}")


def body(source: str, photos: tuple[Photo, ...] = (), abbreviations: Mapping[str, str] | None = None, *, rest: bool = True) -> Rendered:
    """A body rendered in that folder and site."""
    return render(source, place=PLACE, photos=photos, photo_at=find_photo, link=find_link, abbreviations=abbreviations, gallery_rest=rest)


def html(source: str) -> str:
    """The HTML of a body without figures and without problems."""
    rendered = body(source)
    assert rendered.problems == ()
    return text_parts(rendered.body)


def text_parts(body: Body) -> str:
    """The HTML parts of a body."""
    return "\n".join(part for part in body.parts if isinstance(part, str))


def kinds(rendered: Rendered) -> list[tuple[str, int]]:
    """The names and lines of the problems found."""
    assert all("{" not in "".join(problem.words(str)).replace("{#name}", "") for problem in rendered.problems)
    return [(problem.kind.name, problem.place.line) for problem in rendered.problems]


def all_words(body: Body) -> set[str]:
    """Every word that the readers of a body can see or hear."""
    photos = [photo for part in body.parts for photo in shown(part)]
    said = [word for photo in photos for word in (photo.caption, photo.credit, photo.alt)]
    return set(" ".join([unescape(re.sub("<[^>]*>", "", text_parts(body))), *said]).split())


def shown(part: str | Figure | Gallery) -> tuple[Photo, ...]:
    """The photos of a part."""
    if isinstance(part, Figure):
        return (part.photo,)
    return part.photos if isinstance(part, Gallery) else ()


def test_paragraphs_come_through_word_for_word() -> None:
    """Nothing is changed in what was written, not even a dash or the formal ending; paragraphs of blanks vanish."""
    assert html(PARAGRAPHS) == (
        "<p>Chiều ngày 10/01/2023, Liên minh HTX tỉnh tổ chức Hội nghị.</p>\n"
        "<p>Dự Hội nghị có đại diện lãnh đạo các sở, ngành – Ủy viên BTV./.</p>"
    )


@pytest.mark.parametrize("blank", ["\xa0", " \xa0 \u200b", "&nbsp;", "&#160; \xa0", "<br>", "<p>&nbsp;</p>", "\u3000", "\t\xa0"])
def test_blank_paragraphs_vanish(blank: str) -> None:
    """A line of any kind of blanks parts two paragraphs and leaves nothing of itself."""
    assert html(f"Một.\n\n{blank}\n\n{blank}\n\nHai.") == "<p>Một.</p>\n<p>Hai.</p>"


def test_an_indented_paragraph_is_a_paragraph() -> None:
    """Officers indent a paragraph with blanks or a tab; it is no program code."""
    assert html("    Thụt đầu dòng.\n\n\tBằng phím tab.") == "<p>Thụt đầu dòng.</p>\n<p>Bằng phím tab.</p>"


def test_a_line_moved_far_to_the_right_is_a_paragraph() -> None:
    """A line centred with blanks is no list twenty levels deep."""
    assert html(f"{' ' * 90}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == "<p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>"


def test_a_hashtag_is_no_heading() -> None:
    """`#OCOP` begins a paragraph; `# ` and `##` begin headings."""
    rendered = body("#OCOP #HTX\n\n# Một\n\n##Hai")
    assert text_parts(rendered.body) == '<p>#OCOP #HTX</p>\n<h2 id="mot">Một</h2>\n<h3 id="hai">Hai</h3>'


def test_names_in_angle_brackets_are_text() -> None:
    """Only the names of HTML elements make a tag."""
    assert html("Bà <Nguyễn Thị A>, lãi suất <5%.") == "<p>Bà &lt;Nguyễn Thị A&gt;, lãi suất &lt;5%.</p>"


@pytest.mark.parametrize(
    ("written", "levels"),
    [("# a\n\n## b\n\n# c", [2, 3, 2]), ("#### a\n\n##### b", [2, 3]), ("## a\n\n#### b\n\n### c", [2, 3, 3]), ("### a\n\n## b", [2, 2])],
)
def test_headings_begin_at_two_and_leave_out_no_level(written: str, levels: list[int]) -> None:
    """The page has the h1; below it the order of the writer stays, without a gap on the way down."""
    assert [heading.level for heading in body(written).body.headings] == levels


def test_headings_have_vietnamese_anchors_none_twice() -> None:
    """Anchors come from the words of a heading, or from the name it was given."""
    rendered = body("## Kết quả đạt được\n\n## Kết quả *đạt* được\n\n## Khác {#Kết-luận .to}\n\n## …")
    assert [(heading.anchor, heading.text) for heading in rendered.body.headings] == [
        ("ket-qua-dat-duoc", "Kết quả đạt được"),
        ("ket-qua-dat-duoc-2", "Kết quả đạt được"),
        ("ket-luan", "Khác"),
        ("muc", "…"),
    ]
    assert '<h2 class="to" id="ket-luan">Khác</h2>' in text_parts(rendered.body)


def test_a_heading_without_words_is_none() -> None:
    """A lone `##` leaves nothing."""
    assert body("Một\n\n##\n\nHai").body == Body(("<p>Một</p>\n<p>Hai</p>",), ())


def test_tables_scroll_and_align_by_class() -> None:
    """A table lies in a box that can be scrolled with the keyboard; alignment is a class, not a style."""
    flat = re.sub(r"\s*\n\s*", "", html("| Huyện | Số HTX |\n|:--|--:|\n| Lạc Sơn | 63 |"))
    assert flat.startswith('<div class="table-wrap" tabindex="0"><table><thead><tr><th scope="col" class="left">Huyện</th>')
    assert '<td class="right">63</td>' in flat
    assert flat.endswith("</table></div>")


def test_lists_keep_their_numbers() -> None:
    """A list that begins at 3 begins at 3; a dash list after a number list is a list of its own."""
    flat = html("3. Ba\n4. Bốn\n\n- Gạch").replace("\n", "")
    assert flat == '<ol start="3"><li>Ba</li><li>Bốn</li></ol><ul><li>Gạch</li></ul>'


def test_footnotes_lead_there_and_back() -> None:
    """A footnote has a place, a way back that says so in Vietnamese, and its label may be any words."""
    rendered = body("Theo luật[^luật HTX].\n\n[^luật HTX]: Luật số 23/2012/QH13.")
    text = text_parts(rendered.body)
    assert '<sup id="fnref-luat-htx"><a href="#fn-luat-htx" class="footnote-ref" role="doc-noteref">1</a></sup>' in text
    assert '<div class="footnotes" role="doc-endnotes" aria-label="Chú thích">' in text
    assert 'aria-label="Trở lại chỗ đánh dấu chú thích 1 trong bài"' in text
    assert rendered.problems == ()


def test_footnote_slips_are_reported_at_their_lines() -> None:
    """A footnote defined twice, never used, or used without being defined is told of; no text goes unseen without a word."""
    rendered = body("Một[^1] hai[^2].\n\n[^1]: a\n\n[^1]: b\n\n[^3]: c")
    assert kinds(rendered) == [("note-undefined", 9), ("note-twice", 13), ("note-unused", 15)]


def test_a_footnote_inside_a_footnote_is_refused() -> None:
    """The library would lose its text; the preview shows it as it was typed."""
    rendered = body("Một[^1].\n\n[^1]: a\n\n    [^2]: b")
    assert ("note-nested", 13) in kinds(rendered)
    assert "[^2]: b" in text_parts(rendered.body)


def test_attribute_lists_give_class_and_name_only() -> None:
    """`{.class #name}` is obeyed, any other attribute dropped, and other braces are text."""
    assert html("**a**{.noi-bat #b onclick=x style='y'} **c**{d} {e}") == (
        '<p><strong class="noi-bat" id="b">a</strong> <strong>c</strong>{d} {e}</p>'
    )


def test_syllables_are_counted_over_the_text() -> None:
    """Words across tags are one, words across cells and lines are two, a way back from a footnote is none."""
    assert body("Một **ha**i\nba.\n\n- bốn\n- năm\n\n|sáu|bảy|\n|-|-|\n|tám|chín|").body.words == 9
    assert body("Một[^1]\n\n[^1]: hai").body.words == 2


def test_the_same_text_gives_the_same_body() -> None:
    """Rendering depends on nothing that was rendered before."""
    first = body(PARAGRAPHS + "[^1]\n\n[^1]: x\n\n[a]: b.md\n\n# c")
    body("[^1]\n\n[^1]: khác\n\n[a]: khac.md")
    assert body(PARAGRAPHS + "[^1]\n\n[^1]: x\n\n[a]: b.md\n\n# c") == first


def test_lines_of_problems_count_any_line_end() -> None:
    """Windows line ends do not move a problem, and a body may begin in the middle of its file."""
    assert kinds(body("Một\r\n\r\n[a](khong-co.md)\r\n")) == [("link-broken", 11)]


def test_a_problem_found_twice_is_reported_at_both_lines() -> None:
    """Each occurrence has its own line, and the line itself as it was typed."""
    rendered = body("- [a](khong-co.md)\n- x\n- [b](khong-co.md)")
    assert [(problem.place.line, problem.excerpt) for problem in rendered.problems] == [
        (9, "- [a](khong-co.md)"),
        (11, "- [b](khong-co.md)"),
    ]


def test_a_text_the_library_cannot_read_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the library fail, the article has an error and its text, and the next article is read as always."""
    import markdown.blockparser

    def fail(*_: object) -> None:
        raise RecursionError

    with monkeypatch.context() as patched:
        patched.setattr(markdown.blockparser.BlockParser, "parseDocument", fail)
        assert kinds(body("Một `hai`")) == [("body-unreadable", 9)]
    assert html("Một *hai*") == "<p>Một <em>hai</em></p>"
