"""Photos in a body: which words become captions and credits, which photos stand together, and what is said of a photo that is not there.

The captions are from real pages of provincial alliances.
"""

from __future__ import annotations

import pytest

from sitegen.article import Figure, Gallery, Photo
from sitegen.markup.captions import is_credit, read_paragraph, split_caption
from tests.test_markup import all_words, body, kinds, shown, text_parts

FUND = "Quỹ Hỗ trợ phát triển HTX tổ chức thẩm định dự án vay vốn tại HTX nông dược Thái An"
OPENING = (
    "Đ/c Nguyễn Hoàng Giang - Phó Chủ tịch UBND tỉnh, Trưởng Ban Chỉ đạo phát triển KTTT tỉnh phát biểu tại Hội nghị kỷ niệm ngày "
    "Hợp tác xã Việt Nam 11/4 và và khai trương Website Liên minh Hợp tác xã tỉnh Thái Bình"
)
CHAIRS = (
    "Đc/ Đỗ Nhân Đạo – Phó Trưởng BCĐ KTTT tỉnh, Chủ tịch Liên minh HTX tỉnh và đồng chí Trần Thanh Chương – Phó Giám đốc Sở Kế hoạch "
    "và Đầu tư (Cơ quan Thường trực BCĐ) đồng chủ trì Hội nghị"
)
LISTED = (Photo("tin/hop.jpg", "Quang cảnh Hội nghị", "Hà Nguyễn", "Hội trường"), Photo("tin/che.jpg", "Đồi chè"))


def photos(source: str, listed: tuple[Photo, ...] = ()) -> list[Photo]:
    """All photos of a body in reading order, without the closing gallery."""
    return [photo for part in body(source, listed, rest=False).body.parts for photo in shown(part)]


def shape(source: str, listed: tuple[Photo, ...] = ()) -> list[str | int]:
    """The parts of a body: HTML as it is, figures as 1, galleries as the number of their photos."""
    return [part if isinstance(part, str) else len(shown(part)) for part in body(source, listed, rest=False).body.parts]


@pytest.mark.parametrize("caption", [FUND, OPENING])
def test_a_sentence_after_the_label_is_the_caption(caption: str) -> None:
    """`Ảnh:` and a sentence below a photo is its caption, whole, however long and however the label is typed."""
    for label in ("Ảnh: ", "ẢNH : ", "ảnh:", "A\u0309nh: "):
        (photo,) = photos(f"Trước.\n\n![](hop.jpg)\n\n{label}{caption}\n\nSau.")
        assert (photo.caption, photo.credit) == (caption, "")


def test_a_caption_is_never_cut_but_what_stands_for_the_photo_is() -> None:
    """Captions of two names and four titles are shown whole; the text that replaces the photo is cut between words."""
    (photo,) = photos(f"![{CHAIRS}](hop.jpg)")
    assert photo.caption == CHAIRS
    assert len(photo.alt) <= 125
    assert photo.alt.endswith("…")
    assert CHAIRS.startswith(photo.alt[:-1])


@pytest.mark.parametrize(
    "name",
    [
        "Đinh Hòa",
        "Hà Nguyễn",
        "Lê Anh (TTXVN)",
        "Nguyễn Thị Thúy - Văn phòng",
        "Hà My, Thu Trang",
        "TTXVN",
        "PV/TTXVN",
        "Y Thương H’Linh Niê",
    ],
)
def test_a_name_after_the_label_is_the_credit(name: str) -> None:
    """`Ảnh:` and two to five capitalised words, or an agency's mark, is who took the photo."""
    assert read_paragraph(f"Ảnh: {name}") == ("", name)
    assert split_caption(f"Quang cảnh Hội nghị. (Ảnh: {name})") == ("Quang cảnh Hội nghị.", name)
    assert split_caption(f"Quang cảnh Hội nghị. Ảnh: {name}.") == ("Quang cảnh Hội nghị.", name)


@pytest.mark.parametrize(
    "text",
    ["Ông Nguyễn Văn A", "Quang cảnh", "Đ/c Nguyễn Hoàng Giang", "Hòa", "Nguyễn Văn A - Phó Chủ tịch tỉnh", "Toàn cảnh (từ trên cao)", ""],
)
def test_what_is_no_name_is_no_credit(text: str) -> None:
    """Who is in the picture is not who took it, and one word is no name."""
    assert not is_credit(text)


@pytest.mark.parametrize("text", ["Đại biểu xem ảnh: rất vui", "Quang cảnh (Ảnh: chụp từ trên cao)", "Ảnh: Toàn cảnh (Ảnh: xa"])
def test_a_caption_that_ends_in_no_name_stays_whole(text: str) -> None:
    """Only a name is taken off a caption."""
    assert split_caption(text) == (text, "")


def test_front_matter_gives_what_the_body_does_not_say() -> None:
    """`![](file)` takes caption, credit and alt from the front matter; words in the body win over them."""
    assert photos("![](hop.jpg)", LISTED) == [LISTED[0]]
    (photo,) = photos("![Đại biểu dự họp](hop.jpg)", LISTED)
    assert (photo.caption, photo.credit, photo.alt) == ("Đại biểu dự họp", "Hà Nguyễn", "Hội trường")


def test_two_photographers_are_both_shown() -> None:
    """A front matter that names one and whose caption names another loses neither; the same one twice is shown once."""
    for credit, shown_caption in (("Hà My", "Đồi chè (Ảnh: Đinh Hòa)"), ("Đinh Hòa", "Đồi chè")):
        listed = (Photo("tin/che.jpg", "Đồi chè (Ảnh: Đinh Hòa)", credit),)
        assert [(photo.caption, photo.credit) for photo in photos("![](che.jpg)", listed)] == [(shown_caption, credit)]


def test_a_line_of_signs_is_no_caption() -> None:
    """What ends a part of the text takes the place of no words."""
    assert shape("![](che.jpg)\n\n*\\-\\-\\-*", LISTED) == [1, "<p><em>---</em></p>"]
    assert [photo.caption for photo in photos("![](che.jpg)\n\n*\\-\\-\\-*", LISTED)] == ["Đồi chè"]


def test_a_title_is_a_caption_where_there_is_no_other() -> None:
    """`![](file "title")` is captioned by its title; beside a caption the title describes the photo."""
    assert photos('![](a.jpg "Đồi chè")')[0].caption == "Đồi chè"
    (photo,) = photos('![Đồi chè](a.jpg "Đồi chè nhìn từ xa")')
    assert (photo.caption, photo.alt) == ("Đồi chè", "Đồi chè nhìn từ xa")


def test_a_caption_below_wins_and_the_brackets_describe() -> None:
    """With `Ảnh: …` below, the text in the brackets stands for the photo: nothing is lost."""
    (photo,) = photos(f"![Hội trường](a.jpg)\n\nẢnh: {FUND}")
    assert (photo.caption, photo.alt) == (FUND, "Hội trường")


@pytest.mark.parametrize(
    "italic", ["*Quang cảnh Hội nghị*", "_Quang cảnh **Hội nghị**_", "***Quang cảnh** Hội nghị*", "<i>Quang cảnh Hội nghị</i>"]
)
def test_a_paragraph_in_italics_is_the_caption(italic: str) -> None:
    """All its words must be in italics."""
    assert photos(f"![](a.jpg)\n\n{italic}\n\nSau.")[0].caption == "Quang cảnh Hội nghị"
    assert photos(f"![](a.jpg)\n\n{italic} và hơn nữa\n\nSau.")[0].caption == ""


def test_italics_are_no_caption_where_there_is_one_or_where_they_are_an_essay() -> None:
    """A photo with a caption needs none, and a long paragraph in italics is a lead."""
    assert shape("![Đồi chè](a.jpg)\n\n*Thưa ông, kết quả ra sao?*") == [1, "<p><em>Thưa ông, kết quả ra sao?</em></p>"]
    assert photos(f"![](a.jpg)\n\n*{'rất dài ' * 70}*")[0].caption == ""


def test_caption_and_credit_may_be_two_paragraphs() -> None:
    """A caption in italics and a credit below it, or the other way round."""
    for source in ("![](a.jpg)\n\n*Đồi chè*\n\nẢnh: Đinh Hòa\n\nSau.", "![](a.jpg)\n\nẢnh: Đinh Hòa\n\n*Đồi chè*\n\nSau."):
        assert [(photo.caption, photo.credit) for photo in photos(source)] == [("Đồi chè", "Đinh Hòa")]
        assert shape(source) == [1, "<p>Sau.</p>"]


def test_a_caption_needs_no_blank_line() -> None:
    """The caption may stand on the line below the photo, also several times in one paragraph."""
    source = f"![](a.jpg)\nẢnh: {FUND}\n![](b.jpg)\n*Đồi chè*"
    assert [photo.caption for photo in photos(source)] == [FUND, "Đồi chè"]
    assert shape(source) == [2]


def test_a_label_without_a_photo_is_text() -> None:
    """`Ảnh: …` that follows no photo, or one that has its caption, stays in the text."""
    assert shape(f"Ảnh: {FUND}") == [f"<p>Ảnh: {FUND}</p>"]
    assert shape("![](a.jpg)\n\nẢnh: Một buổi họp\n\nẢnh: Hai buổi họp") == [1, "<p>Ảnh: Hai buổi họp</p>"]
    assert shape("![](a.jpg)\n\nẢnh:") == [1, "<p>Ảnh:</p>"]


def test_a_caption_with_a_link_stays_a_paragraph() -> None:
    """A caption is plain text; a link or a footnote in it is worth more than its place below the photo."""
    assert shape("![](a.jpg)\n\nẢnh: theo [báo](https://bao.example/)")[1] != 1
    assert "https://bao.example/" in text_parts(body("![](a.jpg)\n\nẢnh: theo [báo](https://bao.example/)").body)


def test_photos_that_follow_one_another_are_a_gallery() -> None:
    """With or without captions between them, in one paragraph or several; text between them parts them."""
    source = (
        "Một số hình ảnh:\n\n![](a.jpg)\n\nẢnh: Đại biểu tham dự\n\n![Hai](b.jpg)\n\n\xa0\n\n![](c.jpg) ![](d.jpg)\n\nHết.\n\n![](e.jpg)"
    )
    assert shape(source) == ["<p>Một số hình ảnh:</p>", 4, "<p>Hết.</p>", 1]
    assert [photo.caption for photo in photos(source)] == ["Đại biểu tham dự", "Hai", "", "", ""]


def test_a_credit_below_several_photos_of_a_paragraph_is_for_all() -> None:
    """Who took the photos of one paragraph is named once."""
    assert [photo.credit for photo in photos("![](a.jpg) ![](b.jpg)\n\nẢnh: Đinh Hòa")] == ["Đinh Hòa", "Đinh Hòa"]
    assert [photo.credit for photo in photos("![](a.jpg)\n\n![](b.jpg)\n\nẢnh: Đinh Hòa")] == ["", "Đinh Hòa"]


def test_a_photo_in_a_line_follows_its_paragraph() -> None:
    """Text is not torn apart by a photo; lists and tables are followed by theirs."""
    assert shape("Trước ![Đồi chè](a.jpg) sau.") == ["<p>Trước sau.</p>", 1]
    assert shape("- Một ![](a.jpg)\n- ![](b.jpg)\n- Ba\n\n> Hai ![](c.jpg)")[1::2] == [2, 1]
    table = shape("|Ảnh|Tên|\n|-|-|\n|![](a.jpg)|Chè|")
    assert table[1] == 1
    assert "<td></td>" in str(table[0])


def test_pages_copied_from_the_web_keep_their_figures() -> None:
    """`<figure>` with its caption is a figure, and a box around text and photos does not hold the photos back."""
    figure = '<figure><img src="a.jpg"><figcaption>Đồi <b>chè</b>. Ảnh: Đinh Hòa</figcaption></figure>'
    source = f'<div class="noi-dung">\n<p>Một.</p>\n{figure}\n<p>Hai.</p>\n</div>'
    assert shape(source) == ["<p>Một.</p>", 1, "<p>Hai.</p>"]
    assert [(photo.caption, photo.credit) for photo in photos(source)] == [("Đồi chè.", "Đinh Hòa")]


def test_photos_the_body_does_not_place_close_it() -> None:
    """They form one gallery before the footnotes; the caller may do without."""
    rendered = body("Một[^1].\n\n![](che.jpg)\n\n[^1]: Hai", (*LISTED, Photo("tin/ba.jpg")))
    assert [type(part) for part in rendered.body.parts] == [str, Figure, Gallery, str]
    assert rendered.body.parts[2] == Gallery((LISTED[0], Photo("tin/ba.jpg")))
    assert body("Một.", LISTED, rest=False).body.parts == ("<p>Một.</p>",)


def test_the_same_photo_may_be_placed_twice() -> None:
    """Each place has its own caption."""
    assert [photo.caption for photo in photos("![Một](a.jpg)\n\nx\n\n![Hai](a.jpg)")] == ["Một", "Hai"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("![chữ](https://bao.example/a.jpg)", "body-photo-elsewhere"),
        ("![chữ](//bao.example/a.jpg)", "body-photo-elsewhere"),
        ("![chữ](mat.jpg)", "body-photo-missing"),
        ("![chữ](gan.jpg)", "body-photo-missing"),
        ("![chữ](C:\\Users\\may-tinh\\a.jpg)", "body-photo-on-computer"),
        ("![chữ](data:image/png;base64,AAAA)", "body-photo-pasted"),
        ("![chữ]()", "body-photo-unnamed"),
        ('<img alt="chữ">', "body-photo-unnamed"),
        ('<img src="file:///D:/a.jpg" alt="chữ">', "body-photo-unnamed"),
    ],
)
def test_a_photo_that_cannot_be_shown_is_an_error_and_leaves_its_words(written: str, kind: str) -> None:
    """Photos of other websites, of the writer's computer and missing ones are refused at their line; their words stay."""
    rendered = body(f"Một.\n\n{written}\n\nHai.")
    assert kinds(rendered) == [(kind, 11)]
    assert rendered.problems[0].kind.severity == "error"
    assert text_parts(rendered.body).replace("\n", "") == "<p>Một.</p><p>chữ</p><p>Hai.</p>"


def test_the_nearest_photo_is_named() -> None:
    """If the caller knows a photo that may be meant, the hint names it."""
    message, hint = body("![](gan.jpg)").problems[0].words(str)
    assert "gan.jpg" in message
    assert "anh-1.jpg" in hint


def test_a_photo_pasted_into_a_huge_text_is_told_of() -> None:
    """A text too long because of a pasted photo is refused for the photo, not for its length."""
    assert kinds(body(f"Một.\n\n![](data:image/png;base64,{'A' * 600_000})")) == [("body-photo-pasted", 11)]


def test_a_linked_photo_is_shown_without_its_link() -> None:
    """A link to the photo itself goes without a word, any other with a warning."""
    assert kinds(body("[![](a.jpg)](a-lon.jpg)")) == []
    assert kinds(body("[![](a.jpg)](https://bao.example/)")) == [("photo-linked", 9)]


def test_names_are_handed_on_as_typed() -> None:
    """Blanks, accents, brackets and percent signs of a file name are the caller's to understand; backslashes are not."""
    files = [photo.file for photo in photos("![](<ảnh 1 (2).jpg>) ![](anh%201.jpg) ![](anh\\b.jpg)")]
    assert files == ["tin/ảnh 1 (2).jpg", "tin/anh%201.jpg", "tin/anh/b.jpg"]


SEEDS = f"""Sáu tháng đầu năm 2019, kinh tế tỉnh nhà có sự chuyển biến tích cực (thời tiết diễn biến phức tạp...).

![](hop.jpg)

Ảnh: Hội nghị mở rộng Ban Thường vụ sơ kết công tác 6 tháng đầu năm (ngày19/7/2019)

**Một là**, công tác tuyên truyền được đẩy mạnh.

![](khai-truong.jpg)

Ảnh: {OPENING}

Doanh thu bình quân đạt 2,1 tỷ đồng/HTX; 92/80 HTX, đạt 115%.

![](chu-tri.jpg)

*{CHAIRS}*

\xa0

Hội nghị đã biểu quyết thông qua Dự thảo Nghị quyết lần thứ 6./.

![](quang-canh.jpg)
![](dai-bieu.jpg)

Ảnh: Nguyễn Thị Thúy - Văn phòng
"""


def test_no_word_of_a_real_page_is_lost() -> None:
    """Every word of pages written as officers write them is in the text, a caption or a credit."""
    rendered = body(SEEDS)
    written = SEEDS.replace("Ảnh:", "").replace("*", "")
    names = {"![](hop.jpg)", "![](khai-truong.jpg)", "![](chu-tri.jpg)", "![](quang-canh.jpg)", "![](dai-bieu.jpg)"}
    assert set(written.split()) - names <= all_words(rendered.body)
    assert [len(shown(part)) for part in rendered.body.parts] == [0, 1, 0, 1, 0, 1, 0, 2]
    assert rendered.problems == ()
