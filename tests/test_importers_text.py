"""Pasted text becomes an article without losing a word: three real pages, and the habits of newsrooms one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.article import Article
from sitegen.cli import main
from sitegen.errors import Refused
from sitegen.importers import plain, recognise
from sitegen.importers.draft import Draft
from sitegen.importers.words import count
from sitegen.source import read
from sitegen.syllables import TONES

from .conftest import Project

PAGES = Path(__file__).parent / "data" / "pages"
"""Pages in the shape of real ones of old portals; the words within their sentences are shuffled."""

CONFIG = """
theme = "plain"
[union]
name = "Liên minh Hợp tác xã Việt Nam"
url = "https://union.example/"
[sections.tin-tuc]
name = "Tin tức - Sự kiện"
[provinces]
yen-bai = {}
hoa-binh = {}
thai-binh = {}
"""
OPENING = "Liên minh HTX tỉnh tổ chức Hội nghị tổng kết công tác năm 2022, có 85 đại biểu của các hợp tác xã trong tỉnh về dự."


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked."""
    monkeypatch.setattr("sys.stdin", None)


def draft_of(tmp_path: Path, text: str, name: str = "bai.txt") -> Draft:
    """What is understood of a text."""
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return recognise.read(plain.read(file))


def article_of(project: Project, file: Path) -> Article:
    """An article as the portal reads it, and it has no problem."""
    config = project.config
    reading = read(config, file.relative_to(config.content).as_posix(), file.read_bytes())
    assert reading.problems == ()
    assert reading.article is not None
    return reading.article


def imported(project: Project, seed: str, province: str) -> tuple[int, Article, str]:
    """The exit status of importing a real page, the article, and its file."""
    project.configure(CONFIG)
    status = main(["import", "text", str(PAGES / f"{seed}.txt"), "--province", province, "--config", str(project.root / "config.toml")])
    (file,) = (project.root / "content").rglob("index.md")
    return status, article_of(project, file), file.read_text("utf-8")


def test_a_page_of_yen_bai(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A title of 157 characters, comments and views alone on lines, the day in the first sentence; the closing mark stays."""
    status, article, text = imported(project, "yen-bai-2023-01-10", "yen-bai")
    assert (status, len(article.card.title), article.views, article.comments) == (0, 157, 302, 0)
    assert f"{article.card.date:%d/%m/%Y}" == "10/01/2023"
    assert article.card.summary.startswith("Chiều ngày 10/01/2023, Liên minh HTX tỉnh tổ chức")
    assert text.endswith("thứ 6./.\n")
    said = capsys.readouterr().out
    assert "“Chiều ngày 10/01/2023”  (dòng 3, ngày)" in said
    assert said.count("Đại diện các") == 2  # what looks like a caption is pointed out


def test_a_page_of_hoa_binh(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Without title and date it is a draft that says so; other articles below `Các tin khác` are left out and shown."""
    status, article, text = imported(project, "hoa-binh-2023-07", "hoa-binh")
    assert (status, article.card.status, article.author, article.card.mark) == (1, "draft", "Đinh Hòa", "HBĐT")
    assert text.endswith("của tỉnh.\n")
    assert "Khuyến khích nông dân" not in text
    out, err = capsys.readouterr()
    assert "Các tin khác / Khuyến khích nông dân" in out
    assert "index.md:2: lỗi: " in err
    assert "index.md:3: lỗi: " in err
    assert "6/12/2022" not in err


def test_a_page_of_thai_binh(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Date line, captions without their photos, numbered lead-ins, byline; the counters of the page are left out."""
    status, article, text = imported(project, "thai-binh-2019-07-30", "thai-binh")
    assert (status, article.author, f"{article.card.date:%d/%m/%Y}") == (0, "Hà Nguyễn", "30/07/2019")
    assert text.count("\nẢnh: ") == 7
    assert "\n\nMột là, công tác tuyên truyền" in text
    assert "266141" not in text
    assert "266141" in capsys.readouterr().out


@pytest.mark.parametrize("seed", sorted(path.stem for path in PAGES.glob("*.txt")))
def test_no_word_of_a_page_is_lost(project: Project, seed: str) -> None:
    """Every word of the file stands in the article's file, apart from what was left out and said to be."""
    draft = recognise.read(plain.read(PAGES / f"{seed}.txt"))
    _, _, text = imported(project, seed, "yen-bai")
    labels = {"0", "302", "Ngày", "30", "07", "2019"}
    lost = count((PAGES / f"{seed}.txt").read_text("utf-8")) - count(text, *draft.dropped)
    assert set(lost) <= labels


@pytest.mark.parametrize(
    ("first", "date"),
    [
        ("Sáng ngày 22/3/2022, ", "22/03/2022"),
        ("Chiều 10-01-2023, ", "10/01/2023"),
        ("Ngày19/7/2019, ", "19/07/2019"),
        ("(HBĐT) - Ngày 6/7/2023, ", "06/07/2023"),
        ("Vào lúc 8 giờ 30 phút ngày 05 tháng 9 năm 2021, ", "05/09/2021"),
        ("Yên Bái, ngày 10 tháng 01 năm 2023. ", "10/01/2023"),
        ("Theo Quyết định số 12/QĐ-UBND, ngày 6/12/2022, ", ""),
        ("Trong 2 ngày 10 - 11/01/2023, ", ""),
        ("Ngày 31/02/2023, ", ""),
    ],
)
def test_the_day_is_read_where_a_text_begins_with_it(tmp_path: Path, first: str, date: str) -> None:
    """The date of a document, a range or a day that does not exist is no day of the news."""
    assert draft_of(tmp_path, f"Hội nghị tổng kết\n\n{first}{OPENING}\n").date == date


@pytest.mark.parametrize(
    ("last", "author", "department", "source"),
    [
        ("Nguyễn Thị Thúy - Văn phòng", "Nguyễn Thị Thúy", "Văn phòng", ""),
        ("Tin, ảnh: Đặng Quốc Dưỡng – Phó chủ tịch Liên minh HTX", "Đặng Quốc Dưỡng", "Phó chủ tịch Liên minh HTX", ""),
        ("Người đưa tin: Hà My", "Hà My", "", ""),
        ("Theo: Báo Yên Bái", "", "", "Theo: Báo Yên Bái"),
        ("Hà My\n\nNguồn: Báo Yên Bái", "Hà My", "", "Báo Yên Bái"),
        ("Ban Biên tập", "Ban Biên tập", "", ""),
        ("Hội nghị thành công tốt đẹp./.", "", "", ""),
        ("Toàn tỉnh có 652 HTX", "", "", ""),
    ],
)
def test_the_byline_is_read_at_the_end(tmp_path: Path, last: str, author: str, department: str, source: str) -> None:
    """A name, a labelled line or a source is taken out of the text; the last sentence is not."""
    draft = draft_of(tmp_path, f"Hội nghị tổng kết\n\n{OPENING}\n\n{last}\n")
    assert (draft.author, draft.department, draft.source) == (author, department, source)


def test_a_title_in_capitals_over_several_lines_is_one(tmp_path: Path) -> None:
    """The line below it in small letters is no part of it."""
    draft = draft_of(tmp_path, f"HỘI NGHỊ TỔNG KẾT\nNĂM 2022 CỦA LIÊN MINH\n12/3/2022\n{OPENING}\n\nHà My")
    assert (draft.title, draft.date) == ("HỘI NGHỊ TỔNG KẾT NĂM 2022 CỦA LIÊN MINH", "12/03/2022")


@pytest.mark.parametrize(
    ("top", "skipped"),
    [
        ("TIN HOẠT ĐỘNG\n{title}\n10/01/2023", ["TIN HOẠT ĐỘNG"]),
        ("Trang chủ > Tin tức\n10/01/2023\n{title}", ["Trang chủ > Tin tức"]),
        ("Trang chủ » Tin tức » {title}\n{title}\nTin tức\nNgày: 10/01/2023", ["Trang chủ » Tin tức » {title}", "Tin tức"]),
        ("TIN TỨC\nQuỹ hỗ trợ\n{title}\nMột lời dẫn ngắn\n10/01/2023", ["TIN TỨC", "Quỹ hỗ trợ"]),
        ("Tin vui từ vùng cao\n10/01/2023", []),
        ("Quỹ hỗ trợ\nVề việc nghỉ lễ\n10/01/2023", []),
    ],
)
def test_a_section_or_a_path_above_the_title_is_no_title(tmp_path: Path, top: str, skipped: list[str]) -> None:
    """It is left out and shown; the date is found though it is not the next line."""
    title = "Hội nghị tổng kết năm 2022 của tỉnh"
    file = tmp_path / "bai.txt"
    file.write_text(f"{top.format(title=title)}\n\nChiều ngày 11/01/2023, {OPENING}\n\nHết.", "utf-8")
    draft = recognise.read(plain.read(file), ["Quỹ hỗ trợ", "Tin tức - Sự kiện"])
    assert draft.title == (title if "{title}" in top else top.partition("\n")[0])
    assert draft.date == "10/01/2023"
    assert draft.dropped == [line.format(title=title) for line in skipped]


@pytest.mark.parametrize(
    ("line", "author"),
    [("Tác giả: Lê Thị B", "Lê Thị B"), ("Tin, ảnh: Hà My - Văn phòng", "Hà My"), ("Bài viết: Kết quả của năm", ""), ("Hà Giang", "")],
)
def test_an_author_is_read_below_the_title(tmp_path: Path, line: str, author: str) -> None:
    """Only with a label and a name; the date may stand on either side."""
    draft = draft_of(tmp_path, f"Hội nghị tổng kết\n{line}\n10/01/2023\n\n{OPENING}\n\nHết.")
    assert (draft.author, draft.date) == (author, "10/01/2023")
    assert any(getattr(block, "text", "") == line for block in draft.blocks) == (not author)


def test_the_words_of_a_day_are_shown_whole(tmp_path: Path) -> None:
    """With both brackets or with none."""
    for first, said in (("(HBĐT) - Chiều ngày 10/01/2023", "(HBĐT) - Chiều ngày 10/01/2023"), ("(ngày 10/01/2023)", "ngày 10/01/2023")):
        draft = draft_of(tmp_path, f"Hội nghị tổng kết\n\n{first}, {OPENING}\n\nHết.")
        assert [guess.words for guess in draft.guesses if guess.key == "date"] == [said]


def test_the_list_of_other_news_is_cut_only_below_a_text(tmp_path: Path) -> None:
    """An article that begins with these words keeps them."""
    draft = draft_of(tmp_path, f"Các tin khác\n\n{OPENING}\n")
    assert draft.dropped == []
    assert draft.title == "Các tin khác"


def test_lines_broken_by_hand_are_joined(tmp_path: Path) -> None:
    """A text from an e-mail has paragraphs again; lines with dashes are a list."""
    body = "\n".join(("Liên minh Hợp tác xã tỉnh tổ chức Hội nghị tổng kết công tác của cả", "năm và bàn nhiệm vụ năm tới với các") * 3)
    lines = body.replace("năm và bàn nhiệm vụ năm tới với các", "năm và bàn nhiệm vụ của năm tới cùng với các hợp tác xã trong tỉnh.")
    draft = draft_of(tmp_path, f"Hội nghị tổng kết\n\n{lines}\n\n- Chè\n- Quế\n")
    assert [getattr(block, "style", None) for block in draft.blocks] == ["", "bullet", "bullet"]


def test_a_photo_named_in_the_text_is_taken_from_beside_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """With its caption below; one that is not there is said, and its name stays in the text."""
    project.photo("../hop.jpg")
    file = project.write(
        "tin.txt", f"Hội nghị\n\n{OPENING}\n\nhop.jpg\n\nẢnh: Quang cảnh (Ảnh: Đinh Hòa)\n\n[khong-co.png]\n\nHội nghị kết thúc."
    )
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--date", "1/2/2023", "--config", str(project.root / "config.toml")]
    assert main(["import", "text", str(file), *options]) == 0
    (written,) = (project.root / "content").rglob("index.md")
    article = article_of(project, written)
    assert [(photo.file.rpartition("/")[2], photo.caption, photo.credit) for photo in article.photos] == [
        ("quang-canh.jpg", "Quang cảnh", "Đinh Hòa")
    ]
    assert (written.parent / "quang-canh.jpg").read_bytes() == (project.root / "hop.jpg").read_bytes()
    assert "khong-co.png" in written.read_text("utf-8")
    assert "tin.txt:9: lưu ý" in capsys.readouterr().err


def windows_1258(text: str) -> bytes:
    """The text as Windows wrote Vietnamese before Unicode: tone marks behind their letters."""
    taken_apart = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = "".join(mark for mark in marks if mark not in TONES)
        taken_apart.append(unicodedata.normalize("NFC", base) + "".join(mark for mark in marks if mark in TONES))
    return "".join(taken_apart).encode("cp1258")


LEGACY: list[tuple[str, Callable[[str], bytes]]] = [
    ("UTF-16", lambda text: text.encode("utf-16")),
    ("Windows-1258", windows_1258),
]


@pytest.mark.parametrize(("name", "encode"), LEGACY, ids=[name for name, _ in LEGACY])
def test_a_text_in_another_encoding_is_read_and_its_reading_shown(tmp_path: Path, name: str, encode: Callable[[str], bytes]) -> None:
    """The writer sees how it was read, since it may be wrong."""
    file = tmp_path / "cu.txt"
    file.write_bytes(encode("Hội nghị tổng kết\n\nNgày 1/2/2003, hợp tác xã họp.\n\nHết."))
    draft = recognise.read(plain.read(file))
    assert draft.guesses[0].value.startswith(name)
    assert (draft.title, draft.date) == ("Hội nghị tổng kết", "01/02/2003")


def test_tcvn3_pasted_as_unicode_is_read_as_vietnamese(tmp_path: Path) -> None:
    """What an old font showed is what the article says."""
    draft = draft_of(tmp_path, "Héi nghÞ tæng kÕt\n\nLiªn minh Hîp t¸c x· tØnh häp.\n\nHÕt.")
    assert draft.title == "Hội nghị tổng kết"
    assert draft.guesses[0].value == "TCVN3"


@pytest.mark.parametrize("data", [b"PK\x03\x04...", b"%PDF-1.7", b"{\\rtf1", b"", b" \n\n", bytes(range(256)) * 12])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    """A Word document, a PDF file or an empty one never becomes an article of nonsense."""
    file = tmp_path / "bai.txt"
    file.write_bytes(data)
    with pytest.raises(Refused):
        plain.read(file)
