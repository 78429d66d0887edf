"""A build writes whole sites, says what is wrong, and never harms what was published."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from sitegen.build import moment, verify
from sitegen.checks.desk import Desk
from sitegen.errors import Refused

from .conftest import CONFIG, Project, links


@pytest.fixture
def portal(project: Project) -> Project:
    """Two provinces with a few articles, tags, a topic and photos."""
    for n in range(1, 10):
        project.article(
            f"yen-bai/2023/bai-{n}/index.md",
            title=f"Hợp tác xã chè số {n} vào vụ",
            date=f"{n:02d}/0{1 + n % 3}/2023 08:30",
            category="kinh-te" if n % 2 else "kinh-te/ocop",
            author="Hà Nguyễn",
            tags="[Chè, OCOP]",
            topic="Vụ chè 2023",
            views=100 * n,
            photos="\n  - file: anh.jpg\n    caption: Đồi chè",
        )
        project.photo(f"yen-bai/2023/bai-{n}/anh.jpg", color=f"#3a7d{n * 20:02x}")
    project.article("hoa-binh/cam.md", title="Cam Cao Phong vào vụ", date="05/05/2023")
    return project


def test_a_province_is_a_whole_site(portal: Project) -> None:
    """Every kind of page that readers and machines expect stands in the province's own folder."""
    report = portal.build()
    assert report.problems == ()
    files = set(portal.tree())
    expected = [
        "index.html",
        "kinh-te/index.html",
        "kinh-te/trang/1/index.html",
        "kinh-te/ocop/index.html",
        "kinh-te/bai-1/index.html",
        "kinh-te/ocop/bai-2/index.html",
        "tu-khoa/index.html",
        "tu-khoa/che/index.html",
        "dong-su-kien/vu-che-2023/index.html",
        "tac-gia/ha-nguyen/index.html",
        "luu-tru/index.html",
        "luu-tru/2023/index.html",
        "luu-tru/2023/01/index.html",
        "luu-tru/2023/01/03/index.html",
        "kinh-te/luu-tru/2023/01/03/index.html",
        "so-do/index.html",
        "404.html",
        "feed.xml",
        "atom.xml",
        "kinh-te/feed.xml",
        "sitemap.xml",
        "sitemap/2023-01.xml",
        "sitemap/trang.xml",
        "robots.txt",
        ".nojekyll",
    ]
    assert {f"yen-bai/{name}" for name in expected} <= files
    assert {"index.html", "feed.xml", "robots.txt", "hoa-binh/index.html", "hoa-binh/tin-tuc/cam/index.html"} <= files


def test_every_link_leads_somewhere(portal: Project) -> None:
    """From any page of a site, each relative link, picture and style sheet is a file of the output."""
    portal.article("yen-bai/lien-ket.md", "Xem [bài một](2023/bai-1/index.md) và [mục](/kinh-te/).\n")
    portal.build()
    files = portal.tree()
    pages = {path: data.decode() for path, data in files.items() if path.endswith(".html")}
    for path, html in pages.items():
        for target in re.findall(r'(?:href|src)="([^"#]+)"', html) + re.findall(r'(?:srcset="|, )(\S+) \d+w', html):
            if "://" in target or target.startswith("mailto:"):
                continue
            base = "" if target.startswith("/") else path.rpartition("/")[0]
            parts: list[str] = []
            for part in f"{base}/{target}".split("/"):
                parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
            file = "/".join(parts) + ("/index.html" if target.endswith("/") or not parts else "")
            assert file.lstrip("/") in files, f"{path} links to {target}"


def test_building_again_writes_nothing(portal: Project) -> None:
    """The same input gives the same bytes; files that are right are left alone."""
    portal.build()
    before = portal.tree()
    report = portal.build()
    assert (report.written, report.removed, report.drawn) == ((), (), 0)
    assert portal.tree() == before


def test_the_folder_and_the_number_of_processes_do_not_show(portal: Project) -> None:
    """Two clean builds in different folders with different `jobs` are the same."""
    portal.build(jobs=1)
    portal.build(output="elsewhere", jobs=2)
    assert portal.tree() == portal.tree("elsewhere")


@pytest.mark.parametrize("change", ["edit", "add", "remove", "retitle", "move", "photo", "section", "config"])
def test_a_changed_project_equals_a_clean_build(portal: Project, change: str) -> None:
    """After any edit, building over the old output gives what a clean build gives."""
    portal.build()
    folder = portal.root / "content" / "yen-bai" / "2023"
    match change:
        case "edit":
            file = folder / "bai-3" / "index.md"
            file.write_text(file.read_text("utf-8") + "\nThêm một đoạn.\n", "utf-8")
        case "add":
            portal.article("yen-bai/moi.md", title="Bài mới", date="01/05/2025")
        case "remove":
            shutil.rmtree(folder / "bai-4")
        case "retitle":
            file = folder / "bai-5" / "index.md"
            file.write_text(file.read_text("utf-8").replace("vào vụ", "hết vụ"), "utf-8")
        case "move":
            (folder / "bai-6").rename(folder / "bai-sau")
        case "photo":
            portal.photo("yen-bai/2023/bai-1/anh.jpg", 1200, 900, "#aa3333")
        case "section":
            portal.configure(CONFIG.replace("Kinh tế tập thể", "Kinh tế hợp tác"))
        case "config":
            portal.configure(CONFIG.replace("page_size = 4", "page_size = 2"))
    portal.build()
    portal.build(output="clean")
    assert portal.tree() == portal.tree("clean")


def test_verify_of_one_site_compares_no_other(portal: Project) -> None:
    """A build of one site says nothing of the others, nor of the union's front page."""
    from sitegen.build import Options, moment

    now = moment("01/06/2025")
    assert now is not None
    portal.build()
    only = Options(now, only=("yen-bai",))
    assert verify(portal.config, only) == []
    for path in ("index.html", "hoa-binh/index.html", "yen-bai/index.html"):
        portal.write(f"output/{path}", "của ai?")
    assert verify(portal.config, only) == ["yen-bai/index.html"]


def test_verify_sees_a_file_that_was_tampered_with(portal: Project) -> None:
    """The comparison with a clean build names each file that differs."""
    from sitegen.build import Options, moment

    portal.build()
    config = portal.config._replace(output=portal.root / "output")
    now = moment("01/06/2025")
    assert now is not None
    assert verify(config, Options(now)) == []
    (portal.root / "output" / "yen-bai" / "index.html").write_text("x")
    assert verify(config, Options(now)) == ["yen-bai/index.html"]
    portal.build()
    assert verify(config, Options(now)) == []


def test_a_broken_article_keeps_its_old_page(portal: Project) -> None:
    """When an article can no longer be read, what it published stays, the rest is built, and the report says so."""
    portal.build()
    page = portal.page("yen-bai/kinh-te/bai-1/index.html")
    file = portal.root / "content/yen-bai/2023/bai-1/index.md"
    sound = file.read_text("utf-8")
    file.write_text(sound.replace("date: 01/02/2023 08:30", "date: hôm qua"), "utf-8")
    portal.article("yen-bai/moi.md", title="Bài mới", date="01/05/2025")
    report = portal.build()
    assert [problem.kind.name for problem in report.problems] == ["value-date"]
    assert not report.is_clean
    assert portal.page("yen-bai/kinh-te/bai-1/index.html") == page
    assert "Bài mới" in portal.page("yen-bai/index.html")
    file.write_text(sound, "utf-8")
    assert portal.build().problems == ()
    portal.build(output="clean")
    assert portal.tree() == portal.tree("clean")


def test_a_broken_photo_is_an_error_of_its_article(portal: Project) -> None:
    """A photo that cannot be opened is named at its line; everybody else's pages are built."""
    portal.write("content/yen-bai/2023/bai-2/anh.jpg", b"not a photo")
    report = portal.build()
    assert [(p.place.path, p.place.line > 1) for p in report.problems] == [("content/yen-bai/2023/bai-2/index.md", True)]
    assert "Đồi chè" in portal.page("yen-bai/kinh-te/bai-3/index.html")
    assert "<h1>" in portal.page("yen-bai/kinh-te/ocop/bai-2/index.html")


def test_missing_photos_are_named_with_the_nearest_file(portal: Project) -> None:
    """A slip in a file name is answered with the name that is there."""
    portal.photo("yen-bai/x/dong-lua.jpg")
    portal.article("yen-bai/x/index.md", photos="\n  - dong-lu.jpg: Đồng lúa")
    (problem,) = portal.build().problems
    assert (problem.kind.name, problem.place.line) == ("photo-missing", 6)
    assert dict(problem.values)["near"] == " (dong-lua.jpg?)"


@pytest.mark.parametrize("key", ["date", "category", "views", "title"])
def test_a_mistake_in_the_front_matter_hides_none_in_the_body(portal: Project, key: str) -> None:
    """Their writer is told of both at once, and by the check too; the page stays as it was."""
    wrong = {"date": "hôm qua", "category": "khong-co", "views": "nhiều", "title": ""}[key]
    portal.article("yen-bai/bai.md", "Xem [bài](khong-co.md).\n\n![](thieu.jpg)\n", **{key: wrong})
    told = [problem for problem in portal.build().problems if problem.place.path == "content/yen-bai/bai.md"]
    assert [problem.kind.name for problem in told][1:] == ["link-broken", "body-photo-missing"]
    assert portal.build().problems == tuple(told)
    now = moment("01/06/2025")
    assert now is not None
    desk = Desk(portal.config, now)
    assert sorted(desk.problems(desk.by_id["yen-bai/bai"])) == sorted(told)


def test_an_article_is_not_taken_for_a_missing_photo_or_file(portal: Project) -> None:
    """Most articles are called like their photos; the file that is proposed is one that could be meant."""
    portal.write("content/yen-bai/dong-lua.txt", "chữ")
    portal.article("yen-bai/hoi-nghi.md", "![](hoi-nghi.jpg)\n", photos="\n  - hoi-nghi.png: Hội nghị", attachments="[hoi-nghi.pdf]")
    problems = portal.build().problems
    assert [dict(problem.values)["near"] for problem in problems] == ["", "", ""]


def test_originals_are_never_published(portal: Project) -> None:
    """Only drawn renditions stand in the output, each under its fingerprint, without metadata."""
    portal.build()
    originals = {path.read_bytes() for path in (portal.root / "content").rglob("*.jpg")}
    for path, data in portal.tree().items():
        assert data not in originals, path
        assert b"Exif" not in data, path


def test_the_same_photo_is_drawn_once(project: Project) -> None:
    """Two articles with the same photo under two names share its renditions."""
    for name in ("mot", "hai"):
        project.photo(f"yen-bai/{name}/{name}.jpg")
        project.article(f"yen-bai/{name}/index.md", photos=f"\n  - {name}.jpg: Ảnh")
    report = project.build()
    digests = {path.split("/")[-1].split("-")[0] for path in project.tree() if "/_photos/" in path}
    assert len(digests) == 1
    again = project.root / "output/yen-bai/_photos"
    assert report.drawn == len(list(again.iterdir()))


def test_drafts_and_scheduled_articles_wait(project: Project) -> None:
    """A draft is never published, a future one not before its hour, an expired one not after its day."""
    project.article("yen-bai/nhap.md", status="nháp")
    project.article("yen-bai/hen.md", date="02/06/2025 08:00")
    project.article("yen-bai/het.md", expires="31/05/2025")
    project.article("yen-bai/an.md", status="hidden")
    project.article("yen-bai/hom-nay.md", date="01/06/2025")
    project.build("01/06/2025 00:00")
    files = project.tree()
    shown = {name for name in ("nhap", "hen", "het", "an", "hom-nay") if f"yen-bai/tin-tuc/{name}/index.html" in files}
    assert shown == {"an", "hom-nay"}
    assert "tin-tuc/an" not in project.page("yen-bai/tin-tuc/index.html")
    assert "noindex" in project.page("yen-bai/tin-tuc/an/index.html")
    project.build("02/06/2025 08:00")
    assert "yen-bai/tin-tuc/hen/index.html" in project.tree()
    project.build("01/06/2025 00:00", drafts=True)
    assert {"yen-bai/tin-tuc/nhap/index.html", "yen-bai/tin-tuc/hen/index.html"} <= set(project.tree())


def test_two_articles_on_one_address_are_kept_apart_and_named(project: Project) -> None:
    """The older keeps the address, the newer is moved, and both are named in one problem."""
    project.article("yen-bai/2022/tet.md", title="Tết cũ", date="01/01/2022")
    project.article("yen-bai/2023/tet.md", title="Tết mới", date="01/01/2023")
    report = project.build()
    (problem,) = report.problems
    assert problem.kind.name == "address-clash"
    assert problem.place.path == "content/yen-bai/2023/tet.md"
    assert all(title in dict(problem.values)["titles"] for title in ("Tết cũ", "Tết mới"))
    assert "Tết cũ" in project.page("yen-bai/tin-tuc/tet/index.html")
    assert "Tết mới" in project.page("yen-bai/tin-tuc/tet-2/index.html")


def test_an_article_cannot_take_the_place_of_a_section(project: Project) -> None:
    """The address of a sub-section is not for articles."""
    project.article("yen-bai/ocop.md", category="kinh-te")
    project.article("yen-bai/chai.md", category="kinh-te/ocop")
    report = project.build()
    assert [problem.kind.name for problem in report.problems] == ["address-clash"]
    assert {"yen-bai/kinh-te/ocop/index.html", "yen-bai/kinh-te/ocop-2/index.html"} <= set(project.tree())


def test_old_addresses_lead_to_the_article(project: Project) -> None:
    """Every alias is a page that leads on, whether it looked like a folder or like a file."""
    project.article("yen-bai/bai.md", aliases='["/2023/01/10/bai-cu/", /vi/news/bai-12.html, "https://old.example/node/5"]')
    assert project.build().problems == ()
    for path, target in (
        ("2023/01/10/bai-cu/index.html", "../../../../tin-tuc/bai/"),
        ("vi/news/bai-12.html", "../../tin-tuc/bai/"),
        ("node/5/index.html", "../../tin-tuc/bai/"),
    ):
        assert f'url={target}"' in project.page(f"yen-bai/{path}")


def test_an_alias_in_use_is_not_redirected(project: Project) -> None:
    """A page of the site is never replaced by a redirect."""
    project.article("yen-bai/bai.md", aliases="[/tin-tuc/]")
    report = project.build()
    assert [problem.kind.name for problem in report.problems] == ["alias-taken"]
    assert report.is_clean
    assert "refresh" not in project.page("yen-bai/tin-tuc/index.html")


def test_an_article_of_two_provinces_has_one_canonical_address(project: Project) -> None:
    """`also_in` shows it in full on the other site, which names its home."""
    project.article("yen-bai/chung.md", title="Tin chung", also_in="[hoa-binh]")
    project.build()
    home = "https://union.example/yen-bai/tin-tuc/chung/"
    for site in ("yen-bai", "hoa-binh"):
        assert f'<link rel="canonical" href="{home}">' in project.page(f"{site}/tin-tuc/chung/index.html")
    assert links(project.page("hoa-binh/tin-tuc/chung/index.html"), "home") == [home]
    assert "hoa-binh/sitemap/2023-01.xml" not in project.tree()
    assert home in project.page("yen-bai/sitemap/2023-01.xml")


def test_a_successor_carries_the_articles_of_its_predecessor(project: Project) -> None:
    """Old articles stand in a section of their own; their old addresses lead there, and a retired site is nothing but redirects."""
    retired = CONFIG.replace("[provinces.yen-bai]", "[provinces.yen-bai]\nretired = true")
    project.configure(retired + '[provinces.lao-cai]\ncarries = ["yen-bai"]\n')
    project.article("yen-bai/che.md", title="Chè Suối Giàng", category="kinh-te", aliases="[/node/7]")
    project.article("lao-cai/moi.md", title="Tin mới", date="01/12/2025")
    assert project.build("01/01/2026").problems == ()
    assert "Chè Suối Giàng" in project.page("lao-cai/yen-bai/kinh-te/che/index.html")
    assert "Chè Suối Giàng" in project.page("lao-cai/yen-bai/index.html")
    assert 'href="https://union.example/lao-cai/yen-bai/kinh-te/che/"' in project.page("lao-cai/yen-bai/kinh-te/che/index.html")
    for path in ("lao-cai/kinh-te/che", "lao-cai/node/7", "yen-bai/kinh-te/che", "yen-bai/node/7"):
        assert "lao-cai/yen-bai/kinh-te/che/" in project.page(f"{path}/index.html"), path
    assert "url=https://union.example/lao-cai/yen-bai/" in project.page("yen-bai/index.html")


def test_an_archived_province_says_what_it_belongs_to(project: Project) -> None:
    """The word tỉnh and the successor come from the country's table."""
    project.article("yen-bai/bai.md")
    project.build()
    assert "tỉnh Lào Cai" in project.page("yen-bai/index.html")


def test_building_one_province_leaves_the_others_alone(portal: Project) -> None:
    """`--province` neither writes nor removes files of other sites."""
    portal.build()
    before = portal.tree()
    portal.article("hoa-binh/moi.md", title="Bài mới của Hòa Bình")
    shutil.rmtree(portal.root / "content/yen-bai/2023/bai-4")
    portal.build(only=("hoa-binh",))
    after = portal.tree()
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} <= {
        p for p in after if p.startswith("hoa-binh/")
    }
    portal.build()
    portal.build(output="clean")
    assert portal.tree() == portal.tree("clean")


def test_files_of_others_are_never_removed(portal: Project) -> None:
    """What a host or a person put into the output folder is theirs."""
    portal.build()
    mine = portal.root / "output/yen-bai/.well-known/x"
    mine.parent.mkdir()
    mine.write_text("host")
    portal.build()
    assert mine.read_text() == "host"


def test_a_spoiled_manifest_is_thrown_away(portal: Project) -> None:
    """A state file that is garbage costs nothing but the knowledge of what to sweep."""
    portal.build()
    before = portal.tree()
    (portal.root / "output/.sitegen/state.db").write_bytes(b"garbage" * 99)
    assert portal.build().problems == ()
    assert portal.tree() == before


def test_attachments_are_published_beside_their_article(project: Project) -> None:
    """A file offered for download keeps its bytes and gets a sound address; so does one that the body links to."""
    project.write("content/yen-bai/x/Danh sách HTX.csv", "a,b\n")
    project.write("content/yen-bai/x/phu-luc.txt", "phụ lục")
    project.article(
        "yen-bai/x/index.md", "Xem [phụ lục](phu-luc.txt).\n", attachments="\n  - file: Danh sách HTX.csv\n    title: Danh sách"
    )
    assert project.build().problems == ()
    assert project.page("yen-bai/tin-tuc/x/danh-sach-htx.csv") == "a,b\n"
    assert project.page("yen-bai/tin-tuc/x/phu-luc.txt") == "phụ lục"
    assert 'href="../../tin-tuc/x/danh-sach-htx.csv"' in project.page("yen-bai/tin-tuc/x/index.html")


def test_broken_links_between_articles_are_named(project: Project) -> None:
    """A link to an article that is not there is a problem at its line, with the nearest one."""
    project.article("yen-bai/hoi-nghi.md")
    project.article("yen-bai/bai.md", "Đoạn một.\n\nXem [bài](hoi-ngi.md).\n")
    (problem,) = project.build().problems
    assert problem.place.line == 9
    assert "hoi-nghi.md" in problem.words(lambda message: message)[1]


def test_project_files_for_the_root_of_every_site(project: Project) -> None:
    """What lies in assets/root/ stands at the root of each site and of the union's front page, in the place of pages of theirs."""
    project.article("yen-bai/bai.md")
    project.write("assets/root/google123.html", "ok")
    project.write("assets/root/robots.txt", "User-agent: *")
    assert project.build().problems == ()
    for site in ("yen-bai/", "hoa-binh/", ""):
        assert project.page(f"{site}google123.html") == "ok"
        assert project.page(f"{site}robots.txt") == "User-agent: *"


@pytest.mark.parametrize("way", ["fetch", "ssi", "inline"])
def test_the_union_has_an_error_page(project: Project, way: str) -> None:
    """It names no part that the union does not publish."""
    project.configure(f'fragments = "{way}"\n{CONFIG}')
    project.article("yen-bai/bai.md")
    project.build()
    page = project.page("404.html")
    assert "Không tìm thấy trang" in page
    assert "_fragments" not in page
    assert 'href="/"' in page


def test_metadata_of_an_article(portal: Project) -> None:
    """Search engines and networks are told the title, the day, the picture with its size, and the trail."""
    portal.build()
    html = portal.page("yen-bai/kinh-te/bai-1/index.html")
    assert '"@type": "NewsArticle"' in html
    assert '"datePublished": "2023-02-01T08:30:00+07:00"' in html
    assert '"BreadcrumbList"' in html
    assert '<meta property="og:image:width" content="900">' in html
    assert re.search(r'og:image" content="https://union.example/yen-bai/_photos/\w+-900x473.jpg"', html)


@pytest.mark.skipif(sys.platform == "win32", reason="file names are always text there")
def test_a_name_of_another_encoding_is_said_plainly(project: Project) -> None:
    """A file whose name an old program wrote in its own encoding is named as well as can be; everything else is built, again and again."""
    project.article("yen-bai/bai.md")
    folder = os.fsencode(project.root / "content" / "yen-bai")
    for name in (b"b\xe0i.md", b"\xe0nh.jpg"):
        with open(folder + b"/" + name, "wb") as file:
            file.write(b"---\n---\n")
    for _ in range(2):
        report = project.build()
        assert [problem.kind.name for problem in report.problems] == ["file-unreadable"]
        assert report.problems[0].place.path == "content/yen-bai/b?i.md"
        assert "yen-bai/tin-tuc/bai/index.html" in project.tree()


@pytest.mark.parametrize(("body", "matter"), [("Toàn văn.\n", {"attachments": "[ke-hoach.pdf]"}), ("[Kế hoạch](ke-hoach.pdf)\n", {})])
def test_a_download_replaced_by_one_of_the_same_size_is_published(
    project: Project, body: str, matter: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the front matter names it or a link."""
    monkeypatch.setattr("sitegen.files.GRAIN", 0)
    project.article("yen-bai/bai/index.md", body, **matter)
    for text in (b"AAAA", b"BBBB", b"CCCC"):
        project.write("content/yen-bai/bai/ke-hoach.pdf", text)
        project.build()
        assert (project.root / "output/yen-bai/tin-tuc/bai/ke-hoach.pdf").read_bytes() == text
        assert project.build().rendered == 0


def test_a_hidden_file_is_offered_to_nobody(project: Project) -> None:
    """A link to one is a link to nothing."""
    project.write("content/yen-bai/bai/.mat.txt", b"x")
    project.article("yen-bai/bai/index.md", "[Mật](.mat.txt)\n")
    assert [problem.kind.name for problem in project.build().problems] == ["link-broken"]
    assert not any(path.endswith(".txt") and "mat" in path for path in project.tree())


def test_a_content_folder_that_is_not_there_unpublishes_nothing(project: Project) -> None:
    """A drive that is not connected is said; what was published stays."""
    project.article("yen-bai/bai.md")
    project.build()
    before = project.tree()
    (project.root / "content").rename(project.root / "cho-khac")
    with pytest.raises(Refused) as caught:
        project.build()
    assert [problem.kind.name for problem in caught.value.problems] == ["content-missing"]
    assert project.tree() == before
    assert project.build(output="new").articles == 0  # a new portal may begin without


def test_a_folder_in_the_place_of_a_page_is_put_aside(project: Project) -> None:
    """Or a file in the place of a folder: the page is published, what stood there is kept beside it, and no later build is troubled."""
    project.article("yen-bai/bai.md")
    gone = project.article("yen-bai/xoa.md")
    project.build()
    clean = project.tree()
    page, folder = project.root / "output/yen-bai/tin-tuc/bai/index.html", project.root / "output/yen-bai/tin-tuc/xoa"
    page.unlink()
    page.mkdir()
    (page / "x.txt").write_text("của ai đó", "utf-8")
    (folder / "index.html").unlink()
    folder.rmdir()
    folder.write_text("của ai đó", "utf-8")
    project.build()
    aside = {"yen-bai/tin-tuc/bai/index.html~1/x.txt", "yen-bai/tin-tuc/xoa~1"}
    assert project.tree().keys() == clean.keys() | aside
    assert {path: data for path, data in project.tree().items() if path not in aside} == clean
    (folder / "index.html").unlink()
    (folder / "index.html").mkdir()
    gone.unlink()
    project.build()
    assert project.build().removed == ()


LONG = "a" * 300
SPREADING = {"a": "&a [x,x,x,x,x,x,x,x,x]"} | {b: f"&{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")}


@pytest.mark.parametrize(
    ("body", "matter", "kind"),
    [
        (f"[x]({LONG}.pdf)\n", {}, "link-broken"),
        (f"![]({LONG}/a.jpg)\n", {}, "body-photo-missing"),
        (f"![]({LONG}.jpg)\n", {}, "body-photo-missing"),
        ("x\n", {"attachments": f"[{LONG}.pdf]"}, "attachment-missing"),
        ("x\n", {"photos": f"[{LONG}.jpg]"}, "photo-missing"),
        ("x\n", {"aliases": f"[/{LONG}/]"}, "value-alias"),
        ("x\n", {"aliases": '["/a\\0b/"]'}, "value-alias"),
        ("x\n", {"aliases": "[/cu/bai.html, /cu/bai.html/x/]"}, "alias-taken"),
        ("x\n", {"aliases": "[/cu/bai.html/x/, /cu/bai.html]"}, "alias-taken"),
        ("x\n", {"aliases": "[/tin-tuc/a/index.html/x/]"}, "alias-taken"),
        ("x\n", {"aliases": "[/feed.xml/x/]"}, "alias-taken"),
        ("x\n", {"aliases": "[/.nojekyll]"}, "alias-taken"),
        ("x\n", {"tags": "&x [*x]"}, "matter-sign"),
        ("x\n", SPREADING, "matter-sign"),
    ],
)
def test_no_name_that_one_article_gives_stops_the_others(project: Project, body: str, matter: dict[str, str], kind: str) -> None:
    """Names that no disk can hold, addresses that would be file and folder at once, front matter without end: a problem of that article."""
    project.article("yen-bai/a.md", body, **matter)
    project.article("yen-bai/khac.md")
    report = project.build()
    assert kind in [problem.kind.name for problem in report.problems]
    assert all(problem.place.path == "content/yen-bai/a.md" for problem in report.problems)
    assert {"yen-bai/tin-tuc/khac/index.html", "hoa-binh/index.html", "index.html"} <= project.tree().keys()


def test_an_old_address_that_was_a_file_may_become_a_folder(project: Project) -> None:
    """And the other way round: what stood there was ours, and goes."""
    for aliases in ("[/cu/bai.html]", "[/cu/bai.html/x/]", "[/cu/bai.html]"):
        project.article("yen-bai/a.md", aliases=aliases)
        project.build()
        project.build(output="clean")
        assert project.tree() == project.tree("clean")


@pytest.mark.parametrize("named", ["báo cáo.pdf", "Báo cáo.pdf", unicodedata.normalize("NFD", "Báo cáo.pdf")])
def test_a_download_is_found_however_its_name_is_spelled(project: Project, named: str) -> None:
    """Accents composed otherwise, capitals: by the front matter and by a link, as photos are."""
    project.write(f"content/yen-bai/a/{unicodedata.normalize('NFD', 'Báo cáo.PDF')}", b"%PDF")
    project.article("yen-bai/a/index.md", attachments=f'["{named}"]')
    project.write("content/yen-bai/b/Báo cáo.pdf", b"%PDF")
    project.article("yen-bai/b/index.md", f"[Tải]({named.replace(' ', '%20')})\n")
    assert project.build().problems == ()
    assert {"yen-bai/tin-tuc/a/bao-cao.pdf", "yen-bai/tin-tuc/b/bao-cao.pdf"} <= project.tree().keys()


def test_two_downloads_of_one_name_are_both_published(project: Project) -> None:
    """What their names become in an address is told apart by a number, also for one that only a link names."""
    for name in ("Báo cáo.pdf", "bao-cao.pdf", "bao cao.pdf"):
        project.write(f"content/yen-bai/a/{name}", name.encode())
    project.article("yen-bai/a/index.md", "[Tải](bao%20cao.pdf) [Tải](bao-cao.pdf)\n", attachments='["Báo cáo.pdf", "bao-cao.pdf"]')
    assert project.build().problems == ()
    tree = {path.removeprefix("yen-bai/tin-tuc/a/"): data.decode() for path, data in project.tree().items() if path.endswith(".pdf")}
    assert tree == {"bao-cao.pdf": "Báo cáo.pdf", "bao-cao-2.pdf": "bao-cao.pdf", "bao-cao-3.pdf": "bao cao.pdf"}
    page = project.page("yen-bai/tin-tuc/a/index.html")
    assert "bao-cao-3.pdf" in page


def test_a_download_that_may_not_be_read_is_told_at_its_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """All else is published, and what was published of it stays."""
    project.write("content/yen-bai/a/x.pdf", b"%PDF")
    project.article("yen-bai/a/index.md", attachments="[x.pdf]")
    project.build()
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "x.pdf" and "content" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    project.article("yen-bai/a/index.md", "Bản mới.\n", attachments="[x.pdf]")
    report = project.build()
    assert [(str(problem.place), problem.kind.name) for problem in report.problems] == [("content/yen-bai/a/x.pdf", "file-denied")]
    assert "yen-bai/tin-tuc/a/x.pdf" in project.tree()
    assert "Bản mới." in project.page("yen-bai/tin-tuc/a/index.html")
