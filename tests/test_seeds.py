"""Three pages as old portals have them, pasted into Markdown: everything that stood there stands on the new page, in its place."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from .conftest import Project

CONFIG = f"""
themes = "{(Path(__file__).parents[1] / "themes").as_posix()}"
[union]
name = "Liên minh Hợp tác xã Việt Nam"
url = "https://union.example/"
[sections]
tin-tuc = {{ name = "Tin tức - Sự kiện" }}
kinh-te = {{ name = "Kinh tế" }}
"kinh-te/ktth" = {{ name = "Kinh tế tập thể" }}
du-lich = {{ name = "Du lịch" }}
[provinces]
yen-bai = {{}}
hoa-binh = {{}}
bac-giang = {{}}
thai-binh = {{ visits = {{ total = 266141, since = "30/07/2019" }} }}
"""

TITLE = (
    "Hội nghị Ban Chỉ đạo Đổi mới, phát triển và Nâng cao hiệu quả Kinh tế tập thể tỉnh lần thứ 33, "
    "Ban Chấp hành Liên minh HTX tỉnh lần thứ 6, nhiệm kỳ 2020-2025"
)
LEAD = "Chiều nay, Liên minh HTX tỉnh tổ chức Hội nghị tổng kết năm và bàn việc cho năm tới, có 85 đại biểu dự."
CHAIR = "Đc/ Trần Văn Một – Phó Trưởng BCĐ KTTT tỉnh và đồng chí Lê Thị Hai – Phó Giám đốc Sở Kế hoạch và Đầu tư đồng chủ trì Hội nghị"
SPEECH = "Đại diện các sở, ngành phát biểu tại Hội nghị"
MEDAL = (
    "Đồng chí Nguyễn Văn Thịnh - Phó Chủ tịch Liên minh HTX Việt Nam tặng Kỷ niệm chương "
    "“Vì sự nghiệp phát triển hợp tác xã” cho các cá nhân tiêu biểu."
)
WEAVING = (
    "Hợp tác xã mây tre đan xã Yên Nghiệp (Lạc Sơn) tạo việc làm, thu nhập ổn định cho " + "nhiều chị em người Mường, " * 14 + "cả xã."
)
BLANK = "\u00a0"  # what word processors leave between paragraphs
YEN_BAI = f"""{LEAD}\n\n{BLANK}

Dự Hội nghị có lãnh đạo các sở, ngành  và các HTX{BLANK}trên địa bàn tỉnh.

![](chu-tri.jpg)\n\n{BLANK}\n\n*{CHAIR}*\n\n{BLANK}\n\n{BLANK}

Đại biểu thảo luận các giải pháp…nhằm giúp HTX vay vốn dễ hơn.

![{SPEECH}](so.jpg)\n\n{BLANK}\n\n![Đại diện các HTX thảo luận](htx.jpg)\n\n{BLANK}

Hội nghị biểu quyết thông qua Nghị quyết./.
"""
THAI_BINH = f"""Sáu tháng đầu năm, phong trào có nhiều khởi sắc với hai kết quả sau:

![](so-ket.jpg)\n\nẢnh: Hội nghị sơ kết 6 tháng đầu năm (ngày19/7/2019)

Một là: Công tác tuyên truyền được đẩy mạnh.

![](ky-niem-chuong.jpg)\nẢnh: {MEDAL}

Hai là, 07 hộ vay 342 triệu đồng; Quỹ TDND  cho vay 1.342 triệu đồng.

![](tham-dinh.jpg)\n\n{BLANK}\n\nẢnh: Quỹ Hỗ trợ thẩm định dự án vay vốn
"""
HOA_BINH = """(HBĐT) - Thực hiện Nghị quyết số 20-NQ/TW, UBND tỉnh đã chỉ đạo nhiều giải pháp phát triển kinh tế tập thể (KTTT).\n\n
![](may.jpg)\n\nTrong đó có đề án "Hỗ trợ mô hình HTX hiệu quả, giai đoạn 2022 - 2025”... làm cơ sở.
"""
PAGES = ("yen-bai/tin-tuc/lan-33", "thai-binh/tin-tuc/5-diem", "hoa-binh/kinh-te/ktth/htx")
OPENING = "Sáng nay, Liên minh HTX tỉnh họp giao ban với các hợp tác xã trên địa bàn toàn tỉnh."
ODD = {
    "anh-truoc": f"![](a.jpg)\n\n{OPENING}\n\nĐoạn hai.",
    "chu-thich-nghieng": f"![](a.jpg)\n\n*Quang cảnh buổi họp*\n\n{OPENING}\n\nĐoạn hai.",
    "anh-dau-bai": f"Ảnh: Quang cảnh\n\n![](a.jpg)\n\n{OPENING}\n\nĐoạn hai.",
    "co-de-muc": f"## Kết quả\n\n{OPENING}\n\nĐoạn hai.",
    "ngan": "Hội nghị thành công./.",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The three pages with their neighbours, and a fourth province of odd beginnings, built once with the real theme."""
    made = Project(tmp_path_factory.mktemp("seeds"))
    made.write("config.toml", CONFIG)
    shown = "\n  - file: toan-canh.jpg\n    caption: Quang cảnh Hội nghị\n    credit: Đinh Hòa\n  - bieu-quyet.jpg: Biểu quyết thông qua"
    known = {"title": TITLE, "views": 302, "comments": 0, "author": "Nguyễn Thị Thúy - Văn phòng", "source": "Theo Báo Yên Bái"}
    terms = {"tags": "OCOP, kinh tế tập thể", "topic": "Hội nghị BCĐ"}
    made.article("yen-bai/lan-33/index.md", YEN_BAI, photos=shown, cover="false", **known, **terms)
    for number, date in enumerate(("02/12/2022", "12/12/2022", "15/01/2023", "05/02/2023")):
        made.article(f"yen-bai/tin-{number}.md", f"Kinh tế tập thể: tin {number}.", date=date, topic="Hội nghị BCĐ")
    made.article("thai-binh/5-diem/index.md", THAI_BINH, title="5 điểm nổi bật", date="30/07/2019", author="Hà Nguyễn")
    weaving = f"\n  - tệp: may.jpg\n    chú thích: {WEAVING}\n    người chụp: Đinh Hòa"
    section = {"category": "Kinh tế tập thể", "date": "06/07/2023 09:05"}
    made.article("hoa-binh/htx/index.md", HOA_BINH, title="Cầu nối", nguồn="HBĐT", photos=weaving, **section)
    for number in range(12):
        made.article(f"hoa-binh/ktth-{number}.md", f"KTTT, HTX: tin {number}.", date=f"{number + 1}/06/2023", category="kinh-te/ktth")
    for number in range(6):
        body = f"(HBĐT) — Tin ngành khác số {number}, dài vừa phải cho một đoạn trích."
        made.article(f"hoa-binh/khac-{number}.md", body, date=f"{6 - number}/07/2023", category="du-lich")
    for name, body in ODD.items():
        made.article(f"bac-giang/{name}/index.md", body, source="HBĐT")
    made.article("bac-giang/sapo.md", f"{OPENING}\n\nĐoạn hai.", summary="Sáng nay, Liên minh HTX tỉnh họp giao ban, quyết năm việc lớn.")
    made.article("bac-giang/an.md", date="03/03/2021", category="du-lich", status="hidden")
    for file in (made.root / "content").rglob("index.md"):
        for name in re.findall(r"[\w-]+\.jpg", file.read_text("utf-8")):
            made.photo(f"{file.parent.relative_to(made.root / 'content').as_posix()}/{name}", 480, 320)
    assert made.build().problems == ()
    return made


def plain(page: str) -> str:
    """The words of a piece of HTML, white space normalised."""
    page = re.sub(r"</?(?:a|abbr|em|span|strong|sup)\b[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def between(page: str, start: str, end: str) -> str:
    """The HTML from a mark to the next mark after it."""
    at = page.index(start)
    return page[at : page.index(end, at + len(start))]


def figures(page: str) -> list[str]:
    """The captions of a piece of HTML, in order."""
    return [plain(caption) for caption in re.findall(r"<figcaption>(.*?)</figcaption>", page)]


def titles(page: str, start: str, end: str = "</section>") -> list[str]:
    """The last parts of the addresses of the articles that a part of a page lists."""
    return re.findall(r'<a href="[^"]*?([\w-]+)/"', between(page, start, end))


def text_of(page: str) -> str:
    """The words of an article from its lead to the end of its body."""
    return plain(page.rpartition("</header>")[2].partition('<footer class="article-end">')[0])


@pytest.fixture(scope="module")
def pages(portal: Project) -> list[str]:
    """The pages of Yên Bái, Thái Bình and Hòa Bình."""
    return [portal.page(f"{path}/index.html") for path in PAGES]


@pytest.mark.parametrize(("at", "text"), [(0, YEN_BAI), (1, THAI_BINH), (2, HOA_BINH)], ids=["yen-bai", "thai-binh", "hoa-binh"])
def test_no_word_is_lost_and_none_stands_twice(pages: list[str], at: int, text: str) -> None:
    """Every paragraph of a pasted text, its captions among them, is on the page once, in the order of the text."""
    shown, found = text_of(pages[at]), []
    for block in re.sub(r"!\[(.*?)\]\(.*?\)|^\*|\*$|Ảnh: ", r"\1", text, flags=re.MULTILINE).split("\n\n"):
        if wanted := " ".join(block.split()):
            assert shown.count(wanted) == 1, wanted
            found.append(shown.index(wanted))
    assert found == sorted(found)


def test_under_the_title_stand_date_views_and_comments(pages: list[str]) -> None:
    """The section path, a title of 157 characters uncut, the date in words; a number of 0 is shown, an absent one is not."""
    assert len(TITLE) == 157
    heads = (between(page, '<header class="article-head">', "</header>") for page in pages)
    yen_bai, thai_binh, hoa_binh = (plain(re.sub(r'<p class="size js-only">.*?</p>', "", head)) for head in heads)
    assert yen_bai == f"Trang chủ Tin tức - Sự kiện {TITLE} Thứ Ba, 10/01/2023 Lượt xem: 302 Bình luận: 0"
    assert thai_binh == "Trang chủ Tin tức - Sự kiện 5 điểm nổi bật Thứ Ba, 30/07/2019"
    assert hoa_binh == "Trang chủ Kinh tế Kinh tế tập thể Cầu nối Thứ Năm, 06/07/2023 | 09:05"


def test_agency_mark_and_lead(pages: list[str]) -> None:
    """The mark stands before the lead once, even if both the text and the front matter say it."""
    assert text_of(pages[2]).startswith("(HBĐT) - Thực hiện Nghị quyết số 20-NQ/TW, ")
    assert plain(between(pages[2], '<article class="article">', "</footer>")).count("HBĐT") == 1
    assert plain(between(pages[0], '<div class="lead">', "</div>")) == LEAD


def test_captions_credits_and_galleries(pages: list[str]) -> None:
    """Captions are whole wherever they were typed; `Ảnh:` begins one, and a name behind it is the credit."""
    yen_bai, thai_binh, hoa_binh = (between(page, '<div class="prose">', "<footer") for page in pages)
    assert figures(yen_bai) == [CHAIR, SPEECH, "Đại diện các HTX thảo luận", "Quang cảnh Hội nghị. Ảnh: Đinh Hòa", "Biểu quyết thông qua"]
    assert [len(figures(part)) for part in re.findall(r'<ul class="gallery">.*?</ul>', yen_bai, re.DOTALL)] == [2, 2]
    assert figures(thai_binh) == ["Hội nghị sơ kết 6 tháng đầu năm (ngày19/7/2019)", MEDAL, "Quỹ Hỗ trợ thẩm định dự án vay vốn"]
    assert figures(hoa_binh) == [f"{WEAVING} Ảnh: Đinh Hòa"]
    assert len(WEAVING) > 400


def test_byline_source_tags_and_topic(pages: list[str]) -> None:
    """The article ends with who wrote it and where, the source, its tags and the story it belongs to."""
    end = between(pages[0], '<footer class="article-end">', '<ul class="tools"')
    assert plain(end) == "Nguyễn Thị Thúy – Văn phòng Nguồn: Theo Báo Yên Bái Từ khóa OCOP kinh tế tập thể"
    topic = between(pages[0], '<section class="topic"', "</section>")
    assert plain(topic).startswith("Theo dòng sự kiện Hội nghị BCĐ Bài yen-bai/tin-3.md 05/02/2023 Bài yen-bai/tin-2.md")


def test_related_newer_older_and_other_news(portal: Project, pages: list[str]) -> None:
    """Related news stand beside the text, neighbours of the section below the text, then other sections' news with excerpts, none twice."""
    related = titles(pages[2], ">Tin liên quan</h2>")
    assert related == [name for name in related if name.startswith("ktth-")] != []
    assert titles(pages[0], ">Những tin mới hơn</h2>") == ["tin-2", "tin-3"]
    assert titles(pages[0], ">Những tin cũ hơn</h2>") == ["tin-1", "tin-0"]
    assert titles(pages[2], ">Các tin khác</h2>") == [f"khac-{number}" for number in range(6)]
    assert "(HBĐT) – Tin ngành khác số 3, dài vừa phải cho một đoạn trích." in plain(between(pages[2], ">Các tin khác<", "</section>"))
    page = portal.page("hoa-binh/kinh-te/ktth/ktth-5/index.html")
    others, *parts = (titles(page, f">{name}</h2>") for name in ("Các tin khác", "Tin liên quan", "Những tin mới hơn", "Những tin cũ hơn"))
    assert [len(others), *map(len, parts)] == [6, 6, 4, 4]
    assert set(others).isdisjoint(name for part in parts for name in part)


def test_news_of_a_day_are_found_without_script(portal: Project, pages: list[str]) -> None:
    """Plain links lead to the day, in this section and in all; the form is for those with script."""
    lookup = between(pages[2], '<section class="by-date"', "</section>")
    links = "06/07/2023 Tháng 7/2023 Mọi năm"
    assert plain(between(lookup, "<h2", "<form")) == f"Xem các tin đã đưa ngày Chuyên mục này: {links} Mọi chuyên mục: {links}"
    assert plain(between(lookup, "<fieldset>", "</fieldset>")) == "Tin trong Chuyên mục này Mọi chuyên mục"
    assert '<form class="by-date-form js-only"' in lookup
    for link in re.findall(r'<a href="([^"]*)"', lookup):
        assert (portal.root / "output/hoa-binh/kinh-te/ktth/htx" / link / "index.html").is_file(), link
    day = portal.page("hoa-binh/kinh-te/ktth/luu-tru/2023/07/06/index.html")
    assert titles(day, '<div class="list">', "<footer") == ["htx"]
    assert titles(portal.page("hoa-binh/luu-tru/2023/07/06/index.html"), '<div class="list">', "<nav") == ["htx", "khac-0"]
    assert "Tin trong: Kinh tế tập thể Mọi chuyên mục" in plain(day)


def test_visit_totals_are_carried_over_and_never_invented(pages: list[str]) -> None:
    """The configured count is shown with its day; without one there is none; how many are online was never measured."""
    stats = between(pages[1], '<section class="fragment stats"', "</section>")
    assert plain(stats) == "Thống kê truy cập 266.141 lượt truy cập, tính đến ngày 30/07/2019"
    assert "Thống kê truy cập" not in pages[0]
    assert not any("trực tuyến" in plain(page) for page in pages)


@pytest.mark.parametrize("name", ODD)
def test_an_opening_is_never_shown_twice(portal: Project, name: str) -> None:
    """Whatever stands above the first paragraph, its words are shown once, a caption is not taken for it, and the mark stays."""
    page = portal.page(f"bac-giang/tin-tuc/{name}/index.html")
    for sentence in (*re.findall(r"^(?:\*|## )?(\w.*?)\*?$", ODD[name].replace("Ảnh: ", ""), re.MULTILINE), "(HBĐT)"):
        assert text_of(page).count(sentence) == 1, sentence
    assert "(HBĐT)" in plain(between(page, '<div class="lead">', "</div>"))


def test_a_summary_of_its_own_stays(portal: Project) -> None:
    """A lead that only begins like the first paragraph is shown beside it: no word of either is lost."""
    shown = text_of(portal.page("bac-giang/tin-tuc/sapo/index.html"))
    assert shown == f"Sáng nay, Liên minh HTX tỉnh họp giao ban, quyết năm việc lớn. {OPENING} Đoạn hai."


def test_a_hidden_article_links_to_nothing_that_is_not_there(portal: Project) -> None:
    """Its section and its day may have no other article, and so no page."""
    page = portal.root / "output/bac-giang/du-lich/an/index.html"
    for link in re.findall(r'<a [^>]*href="([./][^":]*)"', page.read_text("utf-8")):
        target = page.parent / link
        assert (target / "index.html" if link.endswith("/") else target).is_file(), link
