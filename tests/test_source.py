"""An article is read as its writer meant it, and every slip is answered at its line."""

from __future__ import annotations

import unicodedata

import pytest

from sitegen import source
from sitegen.article import Article
from sitegen.errors import Problem
from sitegen.files import stamps

from .conftest import Project

GOOD = {"title": "Hội nghị", "date": "10/01/2023", "category": "tin-tuc"}


def read(project: Project, text: str | bytes, path: str = "yen-bai/bai.md") -> source.Reading:
    """Reads one article file."""
    return source.read(project.config, path, project.write(f"content/{path}", text).read_bytes())


def matter(body: str = "Nội dung.", **keys: str) -> str:
    """An article file with these keys over a good one's."""
    lines = "".join(f"{key}: {value}\n" for key, value in (GOOD | keys).items())
    return f"---\n{lines}---\n{body}\n"


def good(reading: source.Reading) -> Article:
    """The article of a reading without problems."""
    assert reading.problems == ()
    assert reading.article is not None
    return reading.article


def only(reading: source.Reading) -> Problem:
    """The one problem of a reading."""
    assert len(reading.problems) == 1, [p.kind.name for p in reading.problems]
    return reading.problems[0]


def test_english_and_vietnamese_keys_mean_the_same(project: Project) -> None:
    """Every key has a Vietnamese name, whatever its case and accents."""
    english = """---
title: Hội nghị tổng kết
date: 10/01/2023 16:30
province: Yên Bái
category: Sản phẩm OCOP
summary: Tóm tắt.
author: Nguyễn Thị Thúy
department: Văn phòng
source: HBĐT
views: 1.302
comments: 0
photos:
  - file: a.jpg
    caption: Quang cảnh
    credit: Đinh Hòa
cover: b.jpg
tags: [HTX, OCOP]
topic: Đại hội
status: published
pinned: true
expires: 10/02/2099
updated: 11/01/2023
aliases: [/node/10489]
also_in: [hoa-binh]
related: [yen-bai/khac]
slug: hoi-nghi
---
Nội dung.
"""
    vietnamese = english
    for key, alias in source.ALIASES.items():
        vietnamese = vietnamese.replace(f"\n{key}:", f"\n{alias}:")
    vietnamese = vietnamese.replace("caption:", "chú thích:").replace("credit:", "Người chụp:").replace("\ntiêu đề:", "\nTIÊU ĐỀ:")
    first = good(read(project, english))
    assert first == good(read(project, vietnamese))
    assert (first.card.title, first.card.section, first.card.mark, first.views, first.comments) == (
        "Hội nghị tổng kết",
        "kinh-te/ocop",
        "HBĐT",
        1302,
        0,
    )
    assert (first.author, first.department, first.tags, first.topic, first.also_in) == (
        "Nguyễn Thị Thúy",
        "Văn phòng",
        ("HTX", "OCOP"),
        "Đại hội",
        ("hoa-binh",),
    )
    assert first.photos[0].file == "yen-bai/a.jpg"
    assert first.photos[0].credit == "Đinh Hòa"
    assert first.card.photo is not None
    assert first.card.photo.file == "yen-bai/b.jpg"
    assert first.aliases == ("/node/10489/",)
    assert first.card.permalink == "/kinh-te/ocop/hoi-nghi/"


@pytest.mark.parametrize("key", ["date", "category", "title"])
def test_a_key_without_a_value_is_not_passed_over(project: Project, key: str) -> None:
    """What an article cannot do without is asked for at its line, whether the key is there or not."""
    reading = read(project, matter(**{key: ""}))
    assert reading.article is None
    assert only(reading).place.line == ("title", "date", "category").index(key) + 2


@pytest.mark.parametrize("text", ["10/01/2023", "2023-01-10", "10.1.2023", "“10/01/2023”", '"10/01/2023"', "Thứ Ba, 10/01/2023"])
def test_dates_are_day_first_and_local(project: Project, text: str) -> None:
    """A date without a time is midnight in Vietnam, in every spelling."""
    article = good(read(project, matter(date=text)))
    assert article.card.date.isoformat() == "2023-01-10T00:00:00+07:00"
    assert not article.explicit_time


def test_yaml_guesses_nothing(project: Project) -> None:
    """Times, yes and no, numbers and versions stay the text that was typed."""
    article = good(read(project, matter(title="10:00", author="no", topic="1_000", tags="[on, 0777, 1.10, null]")))
    assert (article.card.title, article.author, article.topic) == ("10:00", "no", "1_000")
    assert article.tags == ("on", "0777", "1.10", "null")


@pytest.mark.parametrize(
    ("line", "kind", "fixed"),
    [
        ("title: Hội nghị: tổng kết", "matter-colon", 'title: "Hội nghị: tổng kết"'),
        ("title:Hội nghị", "matter-space", "title: Hội nghị"),
        ('title: "HTX" vươn lên', "matter-quote", "title: '\"HTX\" vươn lên'"),
        ('title: "Chưa đóng', "matter-quote", 'title: "Chưa đóng"'),
        ("title: @HTX", "matter-sign", 'title: "@HTX"'),
        ("title: %tăng", "matter-sign", 'title: "%tăng"'),
        ("title: *HTX*", "matter-sign", 'title: "*HTX*"'),
        ("\ttitle: Hội nghị", "matter-tab", "title: Hội nghị"),
        ("Hội nghị tổng kết", "matter-shape", ""),
    ],
)
def test_slips_of_the_pen_are_named_with_the_line_as_it_should_be(project: Project, line: str, kind: str, fixed: str) -> None:
    """What office writers get wrong in front matter is shown with its line and its mend, never as a traceback."""
    problem = only(read(project, f"---\ndate: 10/01/2023\n{line}\ncategory: tin-tuc\n---\nNội dung.\n"))
    assert problem.kind.name == kind
    assert problem.place.line == 3
    assert problem.excerpt == line.strip()
    assert fixed in problem.words(lambda message: message)[1]


def test_text_after_a_hash_is_not_lost_in_silence(project: Project) -> None:
    """YAML would drop it as a comment; the writer is told."""
    problem = only(read(project, matter(title="Nghị quyết số #20 của Tỉnh ủy")))
    assert (problem.kind.name, problem.place.line) == ("matter-hash", 2)
    assert '"Nghị quyết số #20 của Tỉnh ủy"' in problem.words(lambda message: message)[1]


def test_curly_quotes_of_word_are_quotes(project: Project) -> None:
    """A value that only quotes can save is read as quoted when Word has curled them."""
    assert good(read(project, matter(title="“Hội nghị: tổng kết”"))).card.title == "Hội nghị: tổng kết"
    assert good(read(project, matter(title="“Bác Hồ với HTX”"))).card.title == "“Bác Hồ với HTX”"
    assert read(project, matter("Ông nói: “Một là: làm ngay”")).text.body == "Ông nói: “Một là: làm ngay”"


def test_blanks_of_every_kind_are_one_space(project: Project) -> None:
    """Runs of spaces, tabs and line ends in a value, typed or escaped, are one space."""
    assert good(read(project, matter(title='"Hội  nghị\\ttổng\\u00a0kết\\n2023 "'))).card.title == "Hội nghị tổng kết 2023"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_of_any_editor_are_fine(project: Project, end: str) -> None:
    """A byte order mark, Windows line ends, decomposed letters and hard spaces change nothing."""
    text = unicodedata.normalize("NFD", matter("Đoạn một.\n\n\u00a0\n\nĐoạn hai.")).replace("\n", end)
    reading = read(project, b"\xef\xbb\xbf" + text.encode())
    assert good(reading).card.title == "Hội nghị"
    found = source.text(project.config, "yen-bai/bai.md")
    assert found == reading.text
    assert found.body == "Đoạn một.\n\n \n\nĐoạn hai."
    assert found.line == 6


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (matter().encode("utf-16"), "UTF-16"),
        (matter().encode("utf-16-le"), "UTF-16"),
        ("---\ntitle: Hîp t¸c x· vµ ng­êi lao ®éng trong tØnh\n---\n".encode("latin-1"), "TCVN3"),
    ],
)
def test_other_encodings_are_refused_with_advice(project: Project, data: bytes, name: str) -> None:
    """A file that is not UTF-8 is named for what it is."""
    problem = only(read(project, data))
    assert problem.kind.name == "encoding"
    assert name in dict(problem.values)["encoding"]


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("date", "31/04/2023", "value-date"),
        ("date", "tháng 6/2023", "value-date"),
        ("views", "nhiều", "value-number"),
        ("views", "3.7", "value-number"),
        ("views", "9" * 400, "value-number"),
        ("comments", "-1", "value-number"),
        ("pinned", "maybe", "value-flag"),
        ("status", "xong", "value-status"),
        ("category", "tin-tut", "value-section"),
        ("province", "Sao Hỏa", "value-province"),
        ("province", "Hòa Bình", "value-province-folder"),
        ("slug", "Hội Nghị", "value-slug"),
        ("also_in", "[nowhere]", "value-province"),
        ("attachments", "[khong-co.pdf]", "attachment-missing"),
        ("expires", "01/01/2020", "value-expires"),
        ("title", "[a, b]", "value-text"),
        ("photos", "\n  - caption: Không có tệp", "photo-shape"),
    ],
)
def test_wrong_values_are_errors_at_their_line(project: Project, key: str, value: str, kind: str) -> None:
    """A wrong value keeps the article back and says where it stands."""
    reading = read(project, matter(**{key: value}))
    assert reading.article is None
    problem = next(problem for problem in reading.problems if problem.kind.name == kind)
    assert problem.excerpt.lstrip("- ").startswith((key, "caption"))
    assert all(problem.place.path == "content/yen-bai/bai.md" and problem.place.line for problem in reading.problems)


@pytest.mark.parametrize("above", ["---\n", "---\n\n", "\n \n---  \n \n\n", "---\n# Ghi chú\n\n", "---\ntopic: a\n  b\n"])
def test_a_problem_stands_on_the_line_of_its_key(project: Project, above: str) -> None:
    """Blank lines and comments around the front matter move no problem, whether or not YAML has to read it."""
    problem = only(read(project, f"{above}title: Hội nghị\ncategory: tin-tuc\ndate: hôm qua\nviews: 3\n---\n\nNội dung.\n"))
    assert (problem.place.line, problem.excerpt) == (above.count("\n") + 3, "date: hôm qua")


def test_unknown_keys_are_warnings_with_the_nearest_known_one(project: Project) -> None:
    """A slip in a key does not keep the article back."""
    reading = read(project, matter(tilte="x"))
    assert reading.article is not None
    problem = only(reading)
    assert (problem.kind.name, problem.kind.severity, dict(problem.values)["near"]) == ("key-unknown", "warning", "title")


def test_all_problems_of_a_file_are_found_at_once(project: Project) -> None:
    """One reading names every wrong value and every missing key."""
    reading = read(project, "---\ndate: hôm qua\nviews: x\nstatus: y\n---\nNội dung.\n")
    assert sorted(p.kind.name for p in reading.problems) == ["key-missing", "key-missing", "value-date", "value-number", "value-status"]


def test_photos_in_their_three_forms(project: Project) -> None:
    """Full entries, `file: caption`, and bare names are all photos beside the article."""
    text = matter(photos="\n  - file: a.jpg\n    caption: Một\n    alt: Mô tả\n  - b.jpg: Hai\n  - c.jpg")
    article = good(read(project, text, "yen-bai/2023/bai/index.md"))
    assert [(photo.file, photo.caption) for photo in article.photos] == [
        ("yen-bai/2023/bai/a.jpg", "Một"),
        ("yen-bai/2023/bai/b.jpg", "Hai"),
        ("yen-bai/2023/bai/c.jpg", ""),
    ]
    assert article.id == "yen-bai/2023/bai"
    assert article.slug == "bai"


def test_the_lead_comes_from_the_first_paragraph(project: Project) -> None:
    """Without a summary the first paragraph leads: marks and a closing ./. dropped, an agency mark taken out."""
    article = good(read(project, matter("![](a.jpg)\n\n(HBĐT) - Sáng **22/3**, [Liên minh](x.md) họp./.\n\nĐoạn hai.")))
    assert (article.card.summary, article.card.mark) == ("Sáng 22/3, Liên minh họp.", "HBĐT")


def test_bylines_with_a_department_are_split(project: Project) -> None:
    """`Name - Department` in author is both."""
    article = good(read(project, matter(author="Nguyễn Thị Thúy - Văn phòng")))
    assert (article.author, article.department) == ("Nguyễn Thị Thúy", "Văn phòng")


def test_an_article_outside_every_province_is_an_error(project: Project) -> None:
    """A file in a folder of no province must say which it belongs to."""
    assert only(read(project, matter(), "khac/bai.md")).kind.name == "province-missing"
    assert good(read(project, matter(province="yen bai"), "khac/bai.md")).province == "yen-bai"


def test_files_are_found_in_order_without_hidden_ones(project: Project) -> None:
    """Drafts of editors and hidden folders are no articles."""
    for path in ("yen-bai/b.md", "yen-bai/a/index.md", "yen-bai/.trash/x.md", "yen-bai/_mau.md", "yen-bai/~$x.md", "yen-bai/a.txt"):
        project.write(f"content/{path}", "x")
    assert source.find(stamps(project.root / "content")) == ["yen-bai/a/index.md", "yen-bai/b.md"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "---", "---\n---", "chỉ có chữ", "---\ntitle: a\n", "---\n- a\n- b\n---\n", "---\n[]\n---\nx"]
)
def test_files_without_sound_front_matter_are_answered(project: Project, text: str) -> None:
    """Empty and half-written files are problems, never crashes."""
    reading = read(project, text)
    assert reading.article is None
    assert reading.problems
