"""Every rule finds its mistake, says so in two languages, and is silent on good text.

After a change of words that is meant, run the tests with SITEGEN_GOLDEN=write, read the difference in version control, and commit it.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from sitegen import dates
from sitegen.checks import command, mending, rules, words
from sitegen.checks.desk import Desk
from sitegen.checks.rule import Finding
from sitegen.config import read
from sitegen.language import catalogue

from .conftest import CONFIG, Project

NOW = dates.parse("01/06/2025")
GOLDEN = Path(__file__).parent / "golden" / "checks"
LEAD = "Liên minh Hợp tác xã tỉnh họp bàn kế hoạch năm.\n\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A text with one mistake, and texts like it without: of the body, or of the front matter."""

    rule: str
    body: str = LEAD
    good: tuple[str, ...] = ()
    matter: dict[str, object] = field(default_factory=dict)
    good_matter: tuple[dict[str, object], ...] = ()


CASES = (
    Case("loose-accents", unicodedata.normalize("NFD", "Hợp tác xã") + " họp.\n", ("Hợp tác xã họp.\n", "Naïve café.\n")),
    Case("invisible-characters", "Hợp\u200b tác xã họp\xad.\n", ("Hợp tác xã họp.\n",)),
    Case("fixed-spaces", "Hợp\xa0tác xã\n\n\xa0\n\nhọp.\n", ("Hợp tác xã\n\n \n\nhọp.\n",)),
    Case(
        "double-spaces",
        "Hợp tác  xã  họp.\n",
        (
            "Dòng thơ  \nxuống dòng.\n",
            "-   một\n-   hai\n\n1.  ba\n",
            "| a  | b |\n| --- | --- |\n| 1   | 2 |\n",
            "```\na  b\n```\n",
            "`a  b` và.\n",
        ),
    ),
    Case(
        "stuck-number",
        "Họp (ngày19/7/2019), chi 5triệu đồng.\n",
        (
            "Họp ngày 19/7/2019, chi 5 triệu đồng, giống ST25, A5, 20 ha, Covid19, H2O.\n",
            "Xem https://bao.vn/nam2019/tin.html và [bài](https://bao.vn/nam2019).\n",
        ),
    ),
    Case(
        "tone-style",
        "Hòa Bình có nhiều hoa. Tỉnh ủy họp, Tỉnh uỷ bàn. Quý vị khỏe.\n",
        (
            "Tỉnh ủy Hòa Bình họp, quý vị khỏe.\n",
            "Tỉnh uỷ Hoà Bình họp, quý vị khoẻ, hoàn thành.\n",
            "Tỉnh ủy mời bà Nguyễn Thị Thuý.\n",
            "Tỉnh ủy [họp](https://a.vn/hoà/).\n\n`hoà`\n",
        ),
    ),
    Case(
        "old-font",
        "Sáng nay, Hîp t¸c x· n«ng nghiÖp häp bµn kÕ ho¹ch.\n",
        ("Nhiệt độ 3 - 5°C, diện tích 20 m², ½ vụ, 2 × 3, café, Nguyễn Thị Ý.\n", "Hợp tác · Tự chủ ®, São Tomé và Príncipe.\n"),
    ),
    Case(
        "mixed-quotes",
        'Đề án "Hỗ trợ hợp tác xã” được duyệt.\n',
        ("Đề án “Hỗ trợ hợp tác xã” được duyệt.\n", 'Đề án "Hỗ trợ hợp tác xã" được duyệt.\n', 'Màn hình 32" treo tường.\n'),
    ),
    Case(
        "unpaired-mark",
        "Ông nói: “Bà con phấn khởi. Họp tại xã (huyện Văn Yên.\n",
        (
            "“Đoạn một.\n\n“Đoạn hai”, ông nói.\n",
            "“Đoạn một.\n\nĐoạn hai”, ông nói.\n",
            "Gồm: a) một; b) hai; 1) ba.\n\n1) bốn\n",
            "Vui :) (thật).\n\n[bài](https://a.vn/so-(do)/) `(`\n",
            "> “Một câu\n> hai dòng”.\n",
        ),
    ),
    Case(
        "short-form",
        "HTX làm theo chuẩn QRZT của HTX.\n",
        (
            "HTX làm theo chuẩn Quy trình sạch (QRZT), QRZT là chính.\n",
            "Số 2434/QĐ-UBND, Luật 17/2023/QH15, khóa XIII, giống ST25, TNHH MTV, tại TP HCM; UBND, HĐND, VietGAP.\n",
            "HỘI NGHỊ TỔNG KẾT LMQT TOÀN TỈNH\n",
            "QRZT (quy trình sạch) được dùng.\n",
            "Nhãn “QRZT” được dùng.\n",
        ),
    ),
    Case(
        "heading-order",
        "## Một\n\nChữ.\n\n#### Hai\n\nChữ.\n",
        ("### Một\n\nChữ.\n\n## Hai\n\nChữ.\n\n### Ba\n\nChữ.\n", "```\n## a\n#### b\n```\n"),
    ),
    Case("body-empty", "<!-- Viết bài ở đây. -->\n", ("<!-- Ảnh -->\n\n![Lớn](du-lon.jpg)\n", "https://vca.org.vn/\n")),
    Case(
        "link-place",
        "Xem [bài hai](hai.md#khong-co).\n",
        (
            "Xem [bài hai](hai.md#ket-qua), [bài hai](hai.md), [bài ba](../hoa-binh/ba.md), `[x](hai.md#khong-co)`.\n\n## C\n",
            "Xem [bài hai][2] và [cuối](#c).\n\n## C\n\n[2]: hai.md#cuoi\n",
        ),
    ),
    Case(
        "sum",
        "Có 129 HTX (51 + 25 + 17 + 13).\n\nSố HTX là 525 + 29 + 98 = 651.\n\n"
        "Có 129 HTX hoạt động (51 HTX xây dựng, 25 HTX dịch vụ, 17 HTX vận tải, 13 HTX điện năng).\n\n"
        "Toàn tỉnh có 597 tổ chức ổn định, gồm: 433 HTX, 3 quỹ (lớn), 164 THT. Còn lại 1 quỹ.\n",
        (
            "Có 106 HTX (51 + 25 + 17 + 13); 525 + 29 + 98 = 652; 1.000 + 2,5 = 1.002,5.\n",
            "HTX có 27 thành viên (9 thành viên nữ, 5 thành viên trẻ), trong đó 15 nữ, 14 hộ nghèo.\n",
            "Ông có 3 ha đất, gồm 2 ha cam, 1.000 m2 nhà kho. Mua 10 xe, gồm 4 xe tải, 6 xe con.\n",
            "Kỷ niệm 73 năm (11/4/1946 - 11/4/2019), lớp học 2 ngày (1 + 1). Điện thoại 0216 3 852 (gặp 1 + 2).\n",
        ),
    ),
    Case(
        "percentage",
        "Thành lập mới 92/80 HTX, đạt 125% kế hoạch. Lập mới 97 HTX, bằng 131,2% chỉ tiêu tỉnh giao (80 HTX).\n",
        (
            "Thành lập mới 92/80 HTX, đạt 115% kế hoạch. Lập mới 97 HTX, bằng 121,2% so với chỉ tiêu tỉnh giao (80 HTX), tức 121,3%.\n",
            "Ngày 10/12 HTX họp, 39/44 phiếu, đạt 88,6%; 2/3 hộ, chiếm 67%.\n",
        ),
    ),
    Case(
        "table-total",
        "| Lớp | Số học viên | Giá |\n| --- | ---: | ---: |\n| A | 70 | 5 |\n| B | 65 | 6 |\n| **Cộng** | **136** | 5 |\n",
        (
            "| Lớp | Số học viên | Giá |\n| --- | ---: | ---: |\n| A | 70 | 5 |\n| B | 65 | 6 |\n| **Cộng** | **135** | 5 |\n",
            "| Nhóm | Số |\n| --- | ---: |\n| A | 70 |\n| Trong đó: nữ | 30 |\n| B | 30 |\n| Cộng | 100 |\n",
        ),
    ),
    Case(
        "identity-number",
        "Ông A, CCCD 015085001234, và bà B, CMND số 060 123 456. Ông C 001185012345.\n",
        ("Gọi 0216.3852.123 hoặc 02163852123, chi 120.000.000.000 đồng, mã 8934567890123, 005085001234.\n", "Số thửa 123456789.\n"),
    ),
    Case(
        "bank-account",
        "Ủng hộ qua STK 1903 4567 890 hoặc tài khoản ngân hàng số: 0123456789.\n",
        (
            "Ủng hộ qua tài khoản của Ủy ban MTTQ tỉnh, số tài khoản: 3713.0.1046597.00000.\n",
            "Tài khoản có 1.200.000 đồng; tài khoản ngân hàng của 120 hộ; số tài khoản tăng 1200000 người.\n",
        ),
    ),
    Case("press-source", matter={"source": "Theo Báo Yên Bái"}, good_matter=({"source": "Theo Báo cáo của tỉnh"}, {"source": "CTTĐT"})),
    Case("long-title", matter={"title": "Hội nghị " * 23 + "năm"}, good_matter=({"title": "Hội nghị " * 22},)),
    Case("capital-title", matter={"title": "HỘI NGHỊ TỔNG KẾT NĂM 2022"}, good_matter=({"title": "HTX Chè"}, {"title": "UBND, HĐND"})),
    Case("long-summary", matter={"summary": "Lời dẫn dài. " * 50}, good_matter=({"summary": "Lời dẫn dài. " * 40},)),
    Case("scheduled", matter={"date": "10/01/2027 08:00"}, good_matter=({"date": "10/01/2027", "status": "draft"}, {"date": "01/06/2025"})),
    Case("odd-views", matter={"views": 302302302}, good_matter=({"views": 302, "comments": 3}, {"views": 0, "comments": 3})),
    Case(
        "other-date",
        "Chiều ngày 10/01/2022, Liên minh họp.\n",
        (
            "Chiều ngày 08/01/2023, Liên minh họp.\n",
            "Ngày 20/6/2022, Quốc hội thông qua Luật Hợp tác xã.\n",
            "Ngày 12/3/2021 đến 15/3/2021 là hội chợ.\n",
            "Thực hiện Quyết định số 12/QĐ-UBND ngày 10/01/2022, Liên minh họp.\n",
        ),
    ),
    Case("same-title", matter={"title": "Bài hai"}, good_matter=({"title": "Bài ba"},)),
    Case(
        "photo-caption", matter={"photos": "[{file: du-lon.jpg, alt: Hội trường}]"}, good_matter=({"photos": "[du-lon.jpg: Hội trường]"},)
    ),
    Case(
        "photo-alt", "![](du-lon.jpg)\n\nChữ.\n", ("![Hội trường](du-lon.jpg)\n\nChữ.\n", "![](du-lon.jpg)\n\nẢnh: Quang cảnh Hội nghị\n")
    ),
    Case("photo-small", "![Nhỏ](nho.jpg)\n", ("![Lớn](du-lon.jpg)\n",)),
    Case("photo-large", "![Nặng](nang.jpg)\n", ("![Lớn](du-lon.jpg)\n",)),
    Case("photo-mirrored", "![Lật](lat.jpg)\n", ("![Xoay](xoay.jpg)\n",)),
    Case("photo-place", "![Nơi chụp](noi-chup.jpg)\n", ("![Lớn](du-lon.jpg)\n", "![Xoay](xoay.jpg)\n")),
)


def picture(project: Project, name: str, width: int = 900, orientation: int = 0, *, place: bool = False) -> Path:
    """A photo in the folder of the article, with what a camera would say of it."""
    file = project.photo(f"yen-bai/{name}", width, 600)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 42.0, 10.0), 3: "E", 4: (104.0, 52.0, 0.0)})
        exif[0x8825] = exif.get_ifd(0x8825)
    with Image.open(file) as image:
        image.load()
    image.save(file, exif=exif)
    return file


@pytest.fixture
def desk_of(project: Project) -> Project:
    """A project with photos of every kind and another article."""
    picture(project, "du-lon.jpg")
    picture(project, "nho.jpg", 480)
    picture(project, "lat.jpg", orientation=2)
    picture(project, "xoay.jpg", orientation=6)
    picture(project, "noi-chup.jpg", place=True)
    heavy = picture(project, "nang.jpg")
    heavy.write_bytes(heavy.read_bytes() + bytes(8_000_000))
    project.article("yen-bai/hai.md", "Bài thứ hai.\n\n## Kết quả\n\nTốt.\n\n## Hết {#cuoi}\n\nHết.\n", title="Bài hai", date="09/01/2023")
    project.article("hoa-binh/ba.md", "Bài thứ ba.\n", title="Bài ba", date="09/01/2023")
    return project


def findings(project: Project, path: str = "") -> tuple[Finding, ...]:
    """What a check of a project, or of one of its articles, finds as of a fixed day."""
    assert NOW
    desk = Desk(project.config, NOW[0])
    chosen = rules.chosen(project.config.check, project.root / "config.toml")
    drafts, _ = command.select(desk, [project.root / "content" / path] if path else [])
    return command.check(chosen, drafts, desk)


def names(project: Project) -> set[str]:
    """The rules that find something in the article under test."""
    return {finding.problem.kind.name for finding in findings(project, "yen-bai/bai.md")}


def test_every_rule_has_an_example() -> None:
    """No rule without a mistake that it finds, and none twice."""
    assert [case.rule for case in CASES] == [rule.name for rule in rules.RULES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_finds_its_mistake_and_nothing_else(desk_of: Project, case: Case) -> None:
    """The example is reported by its rule, and by no other."""
    desk_of.article("yen-bai/bai.md", case.body, **case.matter)
    assert names(desk_of) == {case.rule}


@pytest.mark.parametrize(
    ("body", "matter"),
    [
        pytest.param(body, matter, id=f"{case.rule}-{number}")
        for case in CASES
        for number, (body, matter) in enumerate(
            [*((body, {}) for body in case.good), *((case.body, matter) for matter in case.good_matter)]
        )
    ],
)
def test_good_text_is_met_with_silence(desk_of: Project, body: str, matter: dict[str, object]) -> None:
    """What looks like a mistake and is none is reported by no rule at all."""
    desk_of.article("yen-bai/bai.md", body, **matter)
    assert names(desk_of) - {"photo-caption", "photo-alt"} == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_finding_is_said_to_the_letter(desk_of: Project, language: str) -> None:
    """The words of each rule, with its place, excerpt and hint, in both languages."""
    lines = []
    for case in CASES:
        desk_of.article("yen-bai/bai.md", case.body, **case.matter)
        lines += [*words.text(findings(desk_of, "yen-bai/bai.md"), catalogue(language).gettext), ""]
    file = GOLDEN / f"{language}.txt"
    if os.environ.get("SITEGEN_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines), "utf-8")
    assert lines == file.read_text("utf-8").split("\n")


def test_personal_numbers_are_never_printed(desk_of: Project) -> None:
    """Neither message nor excerpt holds a number that the rule wants out of the article."""
    case = next(case for case in CASES if case.rule == "identity-number")
    desk_of.article("yen-bai/bai.md", case.body)
    found = findings(desk_of, "yen-bai/bai.md")
    told = "\n".join([*words.text(found, str), *words.as_json(found, str), *words.github(found, str)])
    assert len(found) == 3
    assert not any(number in told for number in ("015085001234", "060 123 456", "001185012345"))


def test_a_place_is_the_line_and_the_excerpt_the_words(project: Project) -> None:
    """In long paragraphs the excerpt shows the part around the mistake."""
    long = "Hợp tác xã họp bàn. " * 30
    project.article("yen-bai/bai.md", f"Chữ.\n\n{long}Họp ngày19/7/2019. {long}\n")
    (finding,) = findings(project)
    assert (finding.problem.place.path, finding.problem.place.line) == ("content/yen-bai/bai.md", 9)
    assert "ngày19/7/2019" in finding.problem.excerpt
    assert len(finding.problem.excerpt) < 160
    assert finding.problem.excerpt.startswith("…")
    assert finding.problem.excerpt.endswith("…")


def test_rules_are_switched_off_and_a_house_has_its_style(project: Project) -> None:
    """`off`, `tone` and `known` of [check] are heard."""
    project.article("yen-bai/bai.md", "Tỉnh uỷ  họp về QRZT.\n")
    assert names(project) == {"double-spaces", "short-form"}
    project.configure(CONFIG + '[check]\noff = ["double-spaces"]\nknown = ["QRZT"]\ntone = "old"\n')
    (finding,) = findings(project)
    assert dict(finding.problem.values)["fixed"] == "ủy"


def test_front_matter_is_read_for_its_words_only(project: Project) -> None:
    """Titles and captions are prose; file names, tags, addresses and keys are not."""
    project.article(
        "yen-bai/bai.md", "Tỉnh ủy họp. " * 5, title='"Tỉnh uỷ họp"', tags="[hoà, uỷ]", aliases="[/uỷ/ngày19/]", topic="Tỉnh uỷ",
        summary=">\n  Lời dẫn của\n  Tỉnh uỷ", photos="\n  - file: hoà.jpg\n    caption: Tỉnh uỷ  họp\n  - uỷ.jpg: Tỉnh uỷ",
    )  # fmt: skip
    (finding,) = [one for one in findings(project) if one.problem.kind.name == "tone-style"]
    written = (project.root / "content/yen-bai/bai.md").read_text("utf-8").splitlines()
    changed = mending.mend(rules.RULES, Desk(project.config, NOW[0]).drafts[0], Desk(project.config, NOW[0]))  # type: ignore[index]
    assert changed
    after = changed.after.decode().splitlines()
    assert [line for line in after if line not in written] == [
        'title: "Tỉnh ủy họp"', "  Tỉnh ủy", "    caption: Tỉnh ủy họp", "  - uỷ.jpg: Tỉnh ủy",
    ]  # fmt: skip
    assert len(finding.edits) == 4


def test_a_date_that_has_come_is_not_ahead(project: Project) -> None:
    """What is scheduled is told by the clock of the check."""
    assert NOW
    project.article("yen-bai/bai.md", date=dates.day(NOW[0] + timedelta(days=1)))
    assert names(project) == {"scheduled"}
    project.article("yen-bai/bai.md", date=dates.day(NOW[0] - timedelta(days=1)))
    assert names(project) == set()


def test_everything_the_build_reports_is_reported(project: Project) -> None:
    """Broken front matter, links, photos, attachments and addresses: a clean check means a clean build."""
    project.article(
        "yen-bai/bai.md", "[a](khong-co.md) [b](/khong/) ![](khong.jpg)\n\n<script>x</script>\n", slug="mot", aliases="[/tin-tuc/]"
    )
    project.article("yen-bai/hai.md", "[c](#khong)\n", slug="mot", date="11/01/2023", photos="[thieu.jpg]", tag="x")
    project.article("yen-bai/ba.md", title="a: b")
    project.article("hoa-binh/bon.md", "[a](../yen-bai/nam.md)\n", also_in="[yen-bai]", attachments="[thieu.pdf]")
    project.write("content/yen-bai/sau.md", "Hợp tác xã".encode("utf-16"))
    project.write("content/yen-bai/bay.md", "---\ntitle: x\n")
    project.photo("yen-bai/hong.jpg").write_bytes(b"\xff\xd8\xff\xe0 hong")
    project.article("yen-bai/tam.md", "![x](hong.jpg)\n")
    built, checked = set(project.build().problems), {finding.problem for finding in findings(project)}
    assert len(built) > 12
    assert built <= checked


def test_drafts_are_looked_at_among_drafts(project: Project) -> None:
    """A draft may lead to another draft; an article that readers see may not."""
    project.article("yen-bai/bai.md", "[a](nhap.md)\n", status="draft")
    project.article("yen-bai/nhap.md", status="draft")
    assert findings(project) == ()
    project.article("yen-bai/bai.md", "[a](nhap.md)\n")
    assert names(project) == {"link-broken"}
    project.article("yen-bai/bai.md", "[a](nhap.md)  và  chữ\n", expires="11/01/2023")
    assert names(project) == {"double-spaces"}


def test_the_demo_portal_is_clean() -> None:
    """Fifty-two articles of the kind that are checked: nothing to correct but what is meant."""
    assert NOW
    root = Path(__file__).parents[1]
    desk = Desk(read(root / "config.toml"), NOW[0])
    found = command.check(rules.RULES, desk.drafts, desk)
    assert len(desk.drafts) > 50
    assert [finding.problem for finding in found if finding.problem.kind.name != "scheduled"] == []


def test_many_articles_are_checked_in_several_processes_alike(project: Project) -> None:
    """What is found does not depend on how many look."""
    for number in range(command.WORTH + 1):
        project.article(f"yen-bai/bai-{number}.md", "Hợp  tác xã.\n", date="10/01/2023", title=f"Bài {number}")
    together = findings(project)
    assert len(together) == command.WORTH + 1
    assert findings(project, "yen-bai/bai-7.md")[0] in together
