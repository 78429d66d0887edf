"""A Word document becomes an article: what it shows stands in the article, and what cannot is said."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from sitegen.cli import main
from sitegen.errors import Refused
from sitegen.importers import word

from .conftest import Project
from .test_importers_text import article_of
from .word import docx, link, note, p, picture, r, table

OPENING = "Sáng ngày 22/3/2022, Liên minh HTX tỉnh tổ chức Hội nghị tổng kết, có 85 đại biểu về dự."
EMF = b"\1\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60


def jpeg(color: str) -> bytes:
    """A small photo."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(file, "JPEG")
    return file.getvalue()


def imported(project: Project, *blocks: str, status: int = 0, name: str = "bai.docx", **parts: object) -> tuple[Path, str]:
    """The article's file of a document, and its text; its import ends with that status."""
    file = docx(project.root / name, *blocks, **parts)  # type: ignore[arg-type]
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--config", str(project.root / "config.toml")]
    assert main(["import", "docx", str(file), *options]) == status
    (written,) = (project.root / "content").rglob("index.md")
    return written, written.read_text("utf-8")


def body(text: str) -> str:
    """An article's file without its front matter."""
    return text.split("---\n\n", 1)[1].strip()


def test_a_report_becomes_an_article(project: Project) -> None:
    """Title in the middle, lead, day, photos with captions, a gallery, and a byline on the right."""
    written, text = imported(
        project,
        p(r("HỘI NGHỊ TỔNG KẾT NĂM 2022", "b"), align="center"),
        p(r("VÀ NHIỆM VỤ NĂM 2023", "b"), align="center"),
        p(r(OPENING, "b")),
        p(picture("a", "Toàn cảnh hội trường")),
        p(r("Quang cảnh Hội nghị (Ảnh: Đinh Hòa)", "i"), align="center"),
        p("Năm 2022 có 97 HTX thành lập mới."),
        p("Một số hình ảnh tại Hội nghị:"),
        p(picture("b"), picture("c")),
        p("Ảnh: Đồng chí Đỗ Nhân Đạo phát biểu"),
        p("Đại biểu thảo luận"),
        p("Nguyễn Thị Thúy - Văn phòng", align="right"),
        media={f"{name}.jpg": jpeg(color) for name, color in (("a", "red"), ("b", "blue"), ("c", "green"))},
    )
    article = article_of(project, written)
    assert article.card.title == "HỘI NGHỊ TỔNG KẾT NĂM 2022 VÀ NHIỆM VỤ NĂM 2023"
    assert (f"{article.card.date:%d/%m/%Y}", article.author, article.department) == ("22/03/2022", "Nguyễn Thị Thúy", "Văn phòng")
    photos = [(photo.file.rpartition("/")[2], photo.caption, photo.credit, photo.alt) for photo in article.photos]
    assert photos == [
        ("anh-1.jpg", "Quang cảnh Hội nghị", "Đinh Hòa", "Toàn cảnh hội trường"),
        ("anh-2.jpg", "Đồng chí Đỗ Nhân Đạo phát biểu", "", ""),
        ("anh-3.jpg", "Đại biểu thảo luận", "", ""),
    ]
    assert body(text) == (
        f"{OPENING}\n\n![](anh-1.jpg)\n\nNăm 2022 có 97 HTX thành lập mới.\n\n"
        "Một số hình ảnh tại Hội nghị:\n\n![](anh-2.jpg)\n\n![](anh-3.jpg)"
    )
    assert (written.parent / "anh-1.jpg").read_bytes() == jpeg("red")


def test_looks_become_markdown(project: Project) -> None:
    """Headings, bold and italics, raised signs, links, line ends and footnotes; what would be Markdown by accident is not."""
    _, text = imported(
        project,
        p("Tiêu đề bài", style="Title"),
        p(OPENING),
        p(r("Kết quả", "b"), style="H1"),
        p("Có ", r(" 97", "b"), r(" HTX ", "bi"), "trên 10 m", r("2", "s"), "; * và [x] <b> _y_ a_b ", link("u", "xem"), note(2), "."),
        p("1. Về tuyên truyền\n- Về đào tạo"),
        p("# không phải đề mục"),
        p("Hết."),
        links={"u": "https://vca.org.vn/nq_20?a=1"},
        notes=f'<w:footnote w:id="2">{p("Nghị quyết số 20-NQ/TW.")}</w:footnote>',
    )
    assert body(text) == (
        f"{OPENING}\n\n## Kết quả\n\nCó **97** ***HTX*** trên 10 m<sup>2</sup>; \\* và \\[x\\] \\<b> \\_y\\_ a_b "
        "[xem](<https://vca.org.vn/nq_20?a=1>)[^1].\n\n1\\. Về tuyên truyền  \n\\- Về đào tạo\n\n"
        "\\# không phải đề mục\n\nHết.\n\n[^1]: Nghị quyết số 20-NQ/TW."
    )


def test_lists_and_tables(project: Project) -> None:
    """Numbers go on where a paragraph stands between two items; a list inside a list is indented; a table has a head."""
    _, text = imported(
        project,
        p("Tiêu đề bài", style="Title"),
        p(OPENING),
        p("Đào tạo", item="2:0"),
        p("Đoạn giữa."),
        p("Tư vấn", item="2:0"),
        p("Chè", item="1:0"),
        p("Chè Shan", item="1:1"),
        table(["Chỉ tiêu", "Kế hoạch | 2022"], ["HTX", p("80") + p("81")]),
        p("Hết."),
    )
    assert body(text) == (
        f"{OPENING}\n\n1. Đào tạo\n\nĐoạn giữa.\n\n2. Tư vấn\n\n- Chè\n    - Chè Shan\n\n"
        "| Chỉ tiêu | Kế hoạch \\| 2022 |\n| --- | --- |\n| HTX | 80 <br>81 |\n\nHết."
    )


def test_photos_side_by_side_in_a_table_keep_their_captions(project: Project) -> None:
    """A table without lines is how photos are set side by side in Word."""
    media = {"a.jpg": jpeg("red"), "b.jpg": jpeg("blue")}
    cells = table([p(picture("a")), p(picture("b"))], ["Ký kết hợp đồng", "Trao Bằng khen"])
    written, _ = imported(project, p("Tiêu đề bài", style="Title"), p(OPENING), cells, p("Hết."), media=media)
    assert [photo.caption for photo in article_of(project, written).photos] == ["Ký kết hợp đồng", "Trao Bằng khen"]


def test_figures_stay_in_their_columns_below_merged_cells(project: Project) -> None:
    """What a merged cell covers is empty, across and below; a table's columns are those in which a cell begins."""
    rows = ["Huyện", "HTX", "=3 Vốn"], ["v Văn Chấn", "HTX A", "=2 100", "cả năm"], ["^", "HTX B", "=2 200", "quý I"]
    _, text = imported(project, p("Tiêu đề bài", style="Title"), p(OPENING), table(*rows), p("Hết."))
    assert "| Huyện | HTX | Vốn |  |\n| --- | --- | --- | --- |\n| Văn Chấn | HTX A | 100 | cả năm |\n|  | HTX B | 200 | quý I |" in text


def test_a_table_with_photos_in_it_stays_a_table(project: Project) -> None:
    """Its photos stand below it, each with the first words of its row."""
    rows = ["Sản phẩm", "Giá", "Ảnh"], ["Chè Shan", "200.000", p(picture("a"))], ["Quế", "90.000", p(picture("b"))]
    blocks = (p("Tiêu đề bài", style="Title"), p(OPENING), table(*rows), p("Giá của tháng 3"), p("Hội nghị kết thúc."))
    written, text = imported(project, *blocks, media={"a.jpg": jpeg("red"), "b.jpg": jpeg("blue")})
    assert body(text) == (
        f"{OPENING}\n\n| Sản phẩm | Giá | Ảnh |\n| --- | --- | --- |\n| Chè Shan | 200.000 |  |\n| Quế | 90.000 |  |\n\n"
        "![](anh-1.jpg)\n\n![](anh-2.jpg)\n\nGiá của tháng 3\n\nHội nghị kết thúc."
    )
    assert [photo.caption for photo in article_of(project, written).photos] == ["Chè Shan", "Quế"]


def test_old_fonts_are_read_as_vietnamese(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Each run as its font says, in capitals for a font of capitals; text in Unicode beside it stays."""
    _, text = imported(
        project,
        p(r("Hîp t¸c x·", "b", ".VnTimeH"), align="center"),
        p(r("S¸ng ngµy 22/3/2022, Liªn minh Hîp t¸c x· häp.", font=".VnTime")),
        p(r("Hôïp taùc xaõ.", font="VNI-Times")),
        p("Vâng, Đà Nẵng."),
    )
    assert "tiêu đề: HỢP TÁC XÃ\nngày: 22/03/2022\n" in text
    assert body(text).split("\n\n") == ["Sáng ngày 22/3/2022, Liên minh Hợp tác xã họp.", "Hợp tác xã.", "Vâng, Đà Nẵng."]
    assert "TCVN3 + VNI" in capsys.readouterr().out


def test_a_whole_document_in_an_old_font_needs_no_font_name(project: Project) -> None:
    """The font is often that of the document's style, which no run repeats."""
    _, text = imported(project, p("Héi nghÞ tæng kÕt", style="Title"), p("S¸ng ngµy 22/3/2022, Liªn minh Hîp t¸c x· häp."), p("HÕt."))
    assert "tiêu đề: Hội nghị tổng kết\n" in text


def test_what_cannot_be_shown_or_read_is_said(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A metafile is no photo for the web; words that lie in a field nobody reads are named."""
    field = '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>Hôm qua</w:t></w:r></w:fldSimple></w:p>'
    blocks = (p("Tiêu đề bài", style="Title"), p(OPENING), p(picture("e")), field, p("Hết."))
    imported(project, *blocks, media={"e.emf": EMF})
    err = capsys.readouterr().err
    assert "Hình thứ 1 trong tài liệu là EMF" in err
    assert "Hôm, qua" in err


def test_without_title_and_date_it_is_a_draft(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of the file stands in for the title, and the lines to correct are named."""
    written, text = imported(project, p("Liên minh Hợp tác xã tỉnh họp."), p("Hết."), status=1, name="Hop_giao-ban.docx")
    assert "tiêu đề: Hop giao ban\n" in text
    assert "trạng thái: nháp\n" in text
    assert article_of(project, written).card.status == "draft"
    err = capsys.readouterr().err
    assert "index.md:2: lỗi: Không tìm thấy tiêu đề trong Hop_giao-ban.docx" in err
    assert "→ Ghi đúng ngày ở mục ngày rồi xóa dòng trạng thái: nháp." in err


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("cu.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "docx-old"),
        ("cu.doc", b"{\\rtf1", "docx-old"),
        ("khoa.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "docx-password"),
        ("hong.docx", b"PK\x03\x04 and then nothing", "docx-damaged"),
        ("anh.docx", b"\xff\xd8\xff\xe0", "docx-kind"),
        ("trong.docx", b"", "docx-kind"),
    ],
)
def test_what_is_no_word_document_is_refused(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    """Each with what to do in Word, never with a traceback."""
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(Refused) as caught:
        word.read(file)
    assert [problem.kind.name for problem in caught.value.problems] == [kind]
    assert caught.value.problems[0].place.path == name


def test_a_document_cut_off_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    """Half a download is a damaged file, whatever half."""
    data = docx(tmp_path / "bai.docx", p("Tiêu đề", style="Title"), p(OPENING)).read_bytes()
    for length in range(4, len(data), 97):
        (tmp_path / "nua.docx").write_bytes(data[:length])
        with pytest.raises(Refused):
            word.read(tmp_path / "nua.docx")


def test_one_bad_file_does_not_stop_the_others(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """`*.docx` is all of them, also where the shell does not say so; the files Word keeps while it is open are passed over."""
    docx(project.root / "a.docx", p("Bài thứ nhất", style="Title"), p(OPENING))
    (project.root / "b.docx").write_bytes(b"PK nothing")
    docx(project.root / "c.docx", p("Bài thứ ba", style="Title"), p(OPENING))
    (project.root / "~$c.docx").write_bytes(b"owner")
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--config", str(project.root / "config.toml")]
    assert main(["import", "docx", str(project.root / "*.docx"), *options]) == 1
    shutil.rmtree(project.root / "content")
    assert main(["import", "docx", str(project.root), *options]) == 1
    assert sorted(path.parent.name for path in (project.root / "content").rglob("index.md")) == ["bai-thu-ba", "bai-thu-nhat"]
    assert capsys.readouterr().err.count("lỗi:") == 2


def test_what_word_hides_is_read_as_word_shows_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """What was deleted is gone, what was inserted is there, a text box that is kept in two versions is read once."""
    box = f"<w:txbxContent>{p('Trong khung.')}</w:txbxContent>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    versions = f"<mc:Choice><w:r>{box}</w:r></mc:Choice><mc:Fallback>{old}</mc:Fallback>"
    _, text = imported(
        project,
        p("Tiêu đề bài", style="Title"),
        p(OPENING),
        "<w:p><w:del><w:r><w:delText>Đã xóa.</w:delText></w:r></w:del><w:ins><w:r><w:t>Mới thêm.</w:t></w:r></w:ins></w:p>",
        f"<w:p><w:r><w:t>Đoạn có khung.</w:t></w:r><w:r><mc:AlternateContent>{versions}</mc:AlternateContent></w:r></w:p>",
        "<w:sdt><w:sdtContent>" + p("Trong ô nhập.") + "</w:sdtContent></w:sdt>",
        p("Hết."),
    )
    assert body(text).split("\n\n")[1:] == ["Mới thêm.", "Đoạn có khung.", "Trong khung.", "Trong ô nhập.", "Hết."]
    assert capsys.readouterr().err == ""
