"""Corrections never change what a text means, good news text is met with silence, and variants of a mistake are found too."""

from __future__ import annotations

import unicodedata

import pytest

from sitegen.checks import mending, rules
from sitegen.checks.desk import Desk

from .conftest import Project
from .test_checks import NOW, findings, names, picture

FENCE = "```"


def mended(project: Project, body: str) -> str:
    """The body of an article after all corrections that have one right answer."""
    file = project.article("yen-bai/bai.md", body)
    assert NOW
    desk = Desk(project.config, NOW[0])
    changed = mending.mend(rules.RULES, desk.drafts[0], desk)
    return (changed.after if changed else file.read_bytes()).decode().partition("---\n\n")[2]


@pytest.mark.parametrize(
    "body",
    [
        "Xem [nghị quyết][thuỷ-sản] về thủy lợi, thủy điện.\n\n[thuỷ-sản]: https://vca.org.vn/1\n",
        "Xem [thuỷ sản] về thủy lợi, thủy điện.\n\n[thuỷ sản]: https://vca.org.vn/1\n",
        "Thủy lợi, thủy điện: chị Thuý có 45 lồng, bà Hoà và HTX tổng hợp Hoà Bình. Thuý kể.\n",
        "Thủy lợi, thủy điện ở HTX “Hoà Bình”, TS. Thuý nói, chị\nHoà kể.\n\n- Xã: Hoà Lạc\n\nHTX HOÀ BÌNH\n\nThuý Hoà\n",
        "Thuý nói về thủy lợi, thủy điện. Hoà và Khoá cười.\n",
        'Đoạn “Màn hình 32" giá rẻ” hết.\n',
        f"Thủy lợi, thủy sản.\n\n{FENCE}\nx = `a`  b  ngày19  thuỷ\n{FENCE}\n",
        f"Thủy lợi, thủy sản, ``a ` thuỷ``.\n\n- Một:\n\n  {FENCE}sh\n  x = `a`  b  ngày19  thuỷ\n  {FENCE}\n",
        "Thủy lợi, thủy sản. <pre>a  b   thuỷ ngày19</pre>\n",
        "Thẻ #ngày20tháng11, @năm2023, tệp /data/năm2022/tin, D:\\Tài liệu\\ngày19\\x.\n",
        "Gia đình 👨‍👩‍👧 và cờ 🏳️‍🌈, chữ می‌خواهم.\n",
    ],
)
def test_what_is_no_slip_is_left_alone(project: Project, body: str) -> None:
    """Labels of links, names, inches, code, paths and tags, signs that other scripts need."""
    assert mended(project, body) == body


def test_only_names_keep_their_capital_and_their_tone(project: Project) -> None:
    """A word at the beginning of a sentence is mended as others are, and so is the name of an office."""
    body = "Thủy lợi, thủy điện, thủy sản, tỉnh ủy, hòa giải. Thuỷ lợi là một. Các Uỷ viên Uỷ ban họp.\n\n- **Thuỷ sản** là hai.\n"
    assert mended(project, body) == body.replace("Thuỷ", "Thủy").replace("Uỷ", "Ủy")


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Họp ngày20tháng11năm2023.\n", "Họp ngày 20 tháng 11 năm 2023.\n"),
        ("Họp sáng10/1, hồi8h, vào19/5/2023, lúc 8giờ30phút.\n", "Họp sáng 10/1, hồi 8h, vào 19/5/2023, lúc 8 giờ 30 phút.\n"),
        ("Chi 5triệu/hộ, 20ngày/tháng.\n", "Chi 5 triệu/hộ, 20 ngày/tháng.\n"),
        ("Theo khoản2, số12/QĐ, có 12HTX, 100ha.\n", "Theo khoản 2, số 12/QĐ, có 12 HTX, 100 ha.\n"),
    ],
)
def test_a_number_is_freed_from_all_its_words(project: Project, body: str, right: str) -> None:
    """And what was mended needs no mending."""
    assert mended(project, body) == right
    assert mended(project, right) == right


@pytest.mark.parametrize(
    "body",
    [
        "Đến ngày 30/6 toàn tỉnh đạt 85% kế hoạch. Đến 15/10 các huyện đã giải ngân đạt 62,5% kế hoạch vốn.\n",
        "Tháng 6/2023 doanh thu đạt 90%. Hơn 2/3 số hộ, chiếm 70%; khoảng 1/2 dân số, chiếm 48%.\n",
        "Tiểu đoàn 3/5 anh hùng, đạt 100% quân số. Đơn vị 1/5 xã An Bình đạt 95%.\n",
        "Người dân mang CCCD đến trả 250.000.000 đồng; hộ có CCCD gắn chip vay 120.000.000.000 đồng.\n",
        "Hồ sơ gồm bản sao CCCD; lệ phí nộp vào số tài khoản 112000123456 của Liên minh HTX tỉnh.\n",
        "Bản sao CCCD, mã hồ sơ 520012345, số tờ khai 123456789.\n",
        "Có 100 đại biểu (40 đại biểu nữ, 30 đại biểu trẻ, 35 đại biểu là đảng viên).\n",
        "Có 27 học viên (15 học viên là nữ, 14 học viên là người trẻ). Có 500 hộ (300 hộ nghèo, 150 hộ cận nghèo).\n",
        '"Mỗi ký búp 30.000 đồng.\n\nBà con phấn khởi lắm", ông Phổng chia sẻ.\n',
        'Ông nói: "Mỗi ký 30.000 đồng.\n\nBà con vui lắm", rồi cười.\n\n"Đoạn một.\n\n"Đoạn hai", ông nói.\n',
        "Chuyện dài (Còn nữa\n\nvà đã kết thúc). Chuyện ngắn (hết).\n",
        "Số tài khoản Facebook 100012345678901.\n",
        "Trồng 97/80 ha (121,3%), ngày 20/10 HTX (5%).\n",
        "Tham gia BHYT, BHTN; Sở KHCN, Sở TN&MT; chuẩn TCVN, QCVN; GPMB, ANTT.\n\n- Lưu: VT, XTTM, QRZT.\n",
        "| Mục | Số |\n| --- | --- |\n| A | 10 |\n| B | 20 |\n| Cộng | 30 |\n\n| Mục | Số |\n| --- | --- |\n| A | 1 |\n| B | 2 |\n",
    ],
)
def test_good_news_is_met_with_silence(project: Project, body: str) -> None:
    """Days are no fractions, files and money no identity numbers, some of the parts no sum."""
    project.article("yen-bai/bai.md", body)
    assert names(project) == set()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Anh A, CMND: 060-123-456.\n", "identity-number"),
        ("Nộp CMND của bà Lê Thị B: 060123456.\n", "identity-number"),
        ("Số định danh cá nhân: 0250 8500 1234.\n", "identity-number"),
        ("Thành lập mới 92/80 HTX, đạt 125% kế hoạch.\n", "percentage"),
        ("Thành lập mới 97/80 HTX (150%).\n", "percentage"),
        ("Trồng 97/80 (150%) trong năm.\n", "percentage"),
        ("Họp tại xã (huyện Văn Yên.\n\nBa.\n\nBốn.\n\nNăm.\n\nSáu.\n\nBảy).\n", "unpaired-mark"),
        ("Vừa qua, ngày 10/01/2022, Liên minh họp.\n", "other-date"),
        ("Có 129 HTX (51 HTX chè, 25 HTX quế, 17 HTX cam, 13 HTX dịch vụ).\n", "sum"),
        ('Ông nói: "Bà con phấn khởi.\n\nHọp xong.\n', "unpaired-mark"),
        (
            "| Mục | Số |\n| --- | --- |\n| A | 10 |\n| B | 20 |\n| Cộng | 31 |\n\n| Mục | Số |\n| --- | --- |\n| A | 1 |\n| B | 2 |\n",
            "table-total",
        ),
    ],
)
def test_variants_of_a_mistake_are_found(project: Project, body: str, rule: str) -> None:
    """Numbers of a card in other groups, a table before another one."""
    project.article("yen-bai/bai.md", body)
    assert names(project) == {rule}


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "avif", "tif"])
def test_the_place_of_a_photo_is_found_in_every_format(project: Project, format: str) -> None:
    """Phones and programs write it into all of them."""
    picture(project, f"anh.{format}", place=True)
    project.article("yen-bai/bai.md", f"![Toàn cảnh](anh.{format})\n")
    assert names(project) == {"photo-place"}


def test_a_photo_is_named_where_it_stands_however_it_is_typed(project: Project) -> None:
    """Accents typed loose, or written as an address needs them."""
    picture(project, "ảnh lễ.jpg")
    for typed in (unicodedata.normalize("NFD", "ảnh lễ.jpg"), "%E1%BA%A3nh%20l%E1%BB%85.jpg"):
        project.article("yen-bai/bai.md", f"Chữ.\n\n![](<{typed}>)\n\nChữ.\n")
        (line,) = [one.problem.place.line for one in findings(project) if one.problem.kind.name == "photo-alt"]
        assert line == 9
