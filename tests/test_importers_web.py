"""A saved web page becomes an article, without the page around it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.errors import Refused
from sitegen.importers import recognise, web
from sitegen.importers.draft import Draft

from .conftest import Project
from .test_importers_text import OPENING, article_of
from .test_importers_word import body, jpeg

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Hội nghị | LMHTX</title>
<meta property="article:published_time" content="2023-01-10T08:30:00+07:00"></head>
<body><nav><a>Trang chủ</a></nav><div><h1>Hội nghị tổng kết</h1><p>Chia sẻ</p><div id="content">
<p><strong>{OPENING}</strong></p>
<p style="text-align:center"><img src="trang_files/a.jpg?v=1" alt="Hội trường lớn"><br><em>Quang cảnh (Ảnh: Đinh Hòa)</em>
<p>Có <b>97</b> HTX, <a href="https://x.vn/a">xem</a> 10 m<sup>2</sup> &amp; * <img src="https://x.vn/b.png"> hết.
<ul><li>Chè<ul><li>Shan</li></ul><li>Quế</ul>
<table><caption>Bảng 1</caption><tr><th>A<th>B<tr><td>1<td>2</table>
<h2>Kết quả</h2><p>Tốt.<p style="text-align:right"><b>Hà My</b></p>
</div></div><script>var x = "<p>không</p>"</script><footer>Bản quyền</footer></body></html>
"""


def draft_of(tmp_path: Path, text: str | bytes) -> Draft:
    """What is understood of a page."""
    file = tmp_path / "trang.html"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return recognise.read(web.read(file))


def test_a_saved_page_becomes_an_article(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Title, date and photo come along; menu, buttons, scripts and footer do not; a photo of another website is said."""
    project.write("trang_files/a.jpg", jpeg("red"))
    file = project.write("trang.html", PAGE)
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--config", str(project.root / "config.toml")]
    assert main(["import", "html", str(file), *options]) == 0
    (written,) = (project.root / "content").rglob("index.md")
    article = article_of(project, written)
    assert (article.card.title, f"{article.card.date:%d/%m/%Y %H:%M}", article.author) == ("Hội nghị tổng kết", "10/01/2023 08:30", "Hà My")
    (photo,) = article.photos
    assert (photo.caption, photo.credit, photo.alt) == ("Quang cảnh", "Đinh Hòa", "Hội trường lớn")
    assert body(written.read_text("utf-8")) == (
        f"{OPENING}\n\n![](quang-canh.jpg)\n\nCó **97** HTX, [xem](<https://x.vn/a>) 10 m<sup>2</sup> & \\* hết.\n\n"
        "- Chè\n    - Shan\n- Quế\n\nBảng 1\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n## Kết quả\n\nTốt."
    )
    out, err = capsys.readouterr()
    assert "Chia, sẻ" in out
    assert "“https://x.vn/b.png”" in err


def test_pages_of_older_programs(tmp_path: Path) -> None:
    """Layout by tables, fonts from before Unicode around whole paragraphs, other encodings, tags left open."""
    old = f"<table><tr><td><table><tr><td><p>{OPENING}<p>Hai.<table><tr><td>x<td><table><tr><td>y</table></table></table></table>"
    draft = draft_of(tmp_path, f"<h1>Hội nghị</h1>{old}")
    assert draft.title == "Hội nghị"
    assert draft.problems == []
    font = "<body><div style='font-family: .VnTime'><h1>Héi nghÞ</h1><p>Liªn minh Hîp t¸c x·.</p></div>"
    assert draft_of(tmp_path, font).title == "Hội nghị"
    western = "<meta charset=windows-1252><h1>Café</h1><p>Liên minh.</p>".encode("cp1252")
    assert draft_of(tmp_path, western).title == "Café"


def written(project: Project, page: str) -> str:
    """The body of the article that a page becomes; its import ends well."""
    file = project.write("trang.html", f"<h1>Hội nghị tổng kết</h1><div><p>Sáng ngày 22/3/2022, {OPENING}</p>{page}</div>")
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--config", str(project.root / "config.toml")]
    assert main(["import", "html", str(file), *options]) == 0
    (article,) = (project.root / "content").rglob("index.md")
    return body(article.read_text("utf-8")).partition("\n\n")[2]


def test_figures_stay_in_their_columns_below_merged_cells(project: Project) -> None:
    """Also where the head of the table has two rows."""
    head = "<tr><th rowspan=2>Huyện<th colspan=2>Vốn<tr><th>2021<th>2022"
    rows = '<tr><td rowspan="2">Văn Chấn<td>100<td>200<tr><td>300<td>400<tr><td rowspan=0>Trạm Tấu<td>5<td colspan="x">6'
    assert written(project, f"<table>{head}{rows}</table>") == (
        "| Huyện | Vốn |  |\n| --- | --- | --- |\n|  | 2021 | 2022 |\n| Văn Chấn | 100 | 200 |\n|  | 300 | 400 |\n| Trạm Tấu | 5 | 6 |"
    )


KEPT = [
    ('<ol start="3"><li>Ba<li><p>Bốn<p>Thêm<li value="7">Bảy</ol>', "3. Ba\n4. Bốn\n\nThêm\n\n7. Bảy"),
    ('<ol type="a"><li>Đầu tư<li>Chi tiêu</ol>', "a. Đầu tư\n\nb. Chi tiêu"),
    ('<ol style="list-style-type:upper-roman" start=4><li>Đầu tư</ol>', "IV. Đầu tư"),
    ("<ul><li>Một<ol start=2><li>Hai<li>Ba</ol></ul>", "- Một\n    2. Hai\n    3. Ba"),
    ("<blockquote><p>Học, <b>học</b>.<p>Học mãi.<br>Mãi.</blockquote>", "> Học, **học**.\n>\n> Học mãi.  \n> Mãi."),
    ("<p>Gõ <code>a_b *</code>.</p>", "Gõ <code>a_b \\*</code>."),
    ("<pre>Dòng một\n  dòng <b>hai\nba</b></pre>", "Dòng một  \ndòng **hai**  \n**ba**"),
    ('<a href="vb 1.pdf">Tải văn bản</a>', "[Tải văn bản](<vb%201.pdf>)"),
    ('<base href="https://x.vn/tin/"><a href="../vb.pdf">Tải</a> <a href="#a">lên</a>', "[Tải](<https://x.vn/vb.pdf>) lên"),
    ('<p align="right"><a href="https://x.vn/vb.pdf">Xem Tại Đây</a>', "[Xem Tại Đây](<https://x.vn/vb.pdf>)"),
    ('<a href="javascript:x()">Chia sẻ</a>', "Chia sẻ"),
    ('<iframe src="//www.youtube.com/embed/Ab-1?rel=0" title="Phóng sự"></iframe>', "[Phóng sự](<https://www.youtube.com/watch?v=Ab-1>)"),
    ('<video>Không xem được<source src="https://x.vn/a.mp4"></video>', "[https://x.vn/a.mp4](<https://x.vn/a.mp4>)"),
    ("<p>Diện tích 5m<sup>2</sup> và CO<sub>2</sub>.</p>", "Diện tích 5m<sup>2</sup> và CO<sub>2</sub>."),
]


@pytest.mark.parametrize(("page", "text"), KEPT)
def test_what_a_page_says_by_its_tags_is_kept(project: Project, page: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers and letters of lists, quotations, lines, links, videos; and no word is said to be lost."""
    assert written(project, f"{page}<p>Hội nghị kết thúc.") == f"{text}\n\nHội nghị kết thúc."
    assert capsys.readouterr().err == ""


def test_hidden_text_stays_out_and_is_said(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """By style or by attribute, in a table too."""
    page = "<p>Có 97 HTX.<span style='display: none'> Chờ duyệt.</span></p><div hidden><p>Mật khẩu 123.<ol><li>Một</ol></div>"
    rows = "<table><tr><td>A<td hidden>B<td>C<tr style='display:none'><td>D<tr><td>1<td>2</table>"
    assert written(project, f"{page}{rows}") == "Có 97 HTX.\n\n| A | C |\n| --- | --- |\n| 1 | 2 |"
    out, err = capsys.readouterr()
    assert "đã bỏ, vì là chữ ẩn trong tài liệu: Chờ duyệt. Mật khẩu 123. Một B D" in out
    assert err == ""


def test_pictures_inside_the_page_and_outside_its_folder(tmp_path: Path) -> None:
    """A picture in the page's own text is taken; one from elsewhere on the computer is not."""
    (tmp_path / "page").mkdir()
    (tmp_path / "secret.jpg").write_bytes(jpeg("red"))
    inside = f"data:image/jpeg;base64,{base64.b64encode(jpeg('blue')).decode()}"
    images = "".join(f'<p><img src="{source}">' for source in (inside, "../secret.jpg", "data:image/png;base64,???", "a" * 5000))
    draft = draft_of(tmp_path / "page", f"<h1>Hội nghị</h1><p>{OPENING}</p>{images}<p>Hết.")
    assert [picture.data for picture in draft.pictures] == [jpeg("blue")]
    assert len(draft.problems) == 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04<", b"no tag", bytes(range(1, 256)) * 12])
def test_what_is_no_page_is_refused(tmp_path: Path, data: bytes) -> None:
    """Another file under the name of a page."""
    with pytest.raises(Refused):
        draft_of(tmp_path, data)


ODD = ("<![CDAT[x]]>", '<img src="a%00b.jpg">', "<div>" * 5000, "<!-- open", "&#xD800;&#0;", "<![if !vml]>x<![endif]>")


@pytest.mark.parametrize("odd", ODD)
def test_no_page_is_too_odd(tmp_path: Path, odd: str) -> None:
    """What browsers put up with is put up with."""
    draft = draft_of(tmp_path, f"<h1>Hội nghị</h1><div><p>{OPENING}</p>{odd}</div>")
    assert draft.title == "Hội nghị"
    assert any(OPENING in getattr(block, "text", "") for block in draft.blocks)
