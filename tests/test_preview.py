"""What the preview answers: pages with what is wrong laid over them, assets, pictures, downloads; and nothing it should not."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from sitegen.build import moment
from sitegen.config import read
from sitegen.errors import Problem
from sitegen.preview import address
from sitegen.preview.answers import Answer
from sitegen.preview.changes import EVERYTHING, Changes, sort
from sitegen.preview.generation import Generation
from sitegen.preview.server import Desk
from sitegen.preview.watching import is_far

from .conftest import THEMES, Project

PAGE = "/yen-bai/tin-tuc/bai/"


class Preview:
    """A preview without its server; `told` are the problems that the terminal was told of."""

    def __init__(self, project: Project) -> None:
        self.project = project
        now = moment("01/06/2025")
        assert now is not None
        self.at = now
        self.told: list[Problem] = []
        root = project.root
        generation = Generation(lambda: read(root / "config.toml"), lambda: self.at, drafts=True, progress=lambda step, done, total: None)
        self.desk = Desk(generation, "config.toml", lambda text: text, self.told.extend)

    def answer(self, path: str) -> Answer:
        """What is sent."""
        found: Answer | Callable[[], Answer] = self.desk.answer(path)
        return found if isinstance(found, Answer) else found()

    def page(self, path: str = PAGE) -> str:
        """A page as text."""
        return self.answer(path).data.decode()

    def save(self, file: Path, old: str, new: str) -> str:
        """Changes a text in a file, notices it, and returns what the browser is asked to reload."""
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        self.desk.notice({str(file)})
        return self.desk.due()


def test_a_page_is_current_before_anybody_notices(project: Project) -> None:
    """A request that comes before the notice shows the new text; the notice then still asks for a reload, once."""
    file = project.article("yen-bai/bai.md", "Bản một.\n", status="draft")
    preview = Preview(project)
    assert "Bản một." in preview.page()
    file.write_text(file.read_text("utf-8").replace("Bản một", "Bản hai"), "utf-8")
    assert "Bản hai." in preview.page()
    preview.desk.notice({str(file)})
    assert preview.desk.due() == "*"
    preview.desk.notice({str(file)})
    assert preview.desk.due() == ""


def test_new_moved_and_deleted_files_and_folders_count(project: Project) -> None:
    """Files that come and go one by one or in folders, noticed by the folder alone."""
    project.article("yen-bai/bai.md")
    preview = Preview(project)
    file = project.article("yen-bai/a/moi.md", "Bài mới.\n")
    preview.desk.notice({str(file.parent)})
    assert "Bài mới." in preview.page("/yen-bai/tin-tuc/moi/")
    (project.root / "content/hoa-binh").mkdir()
    file.parent.rename(project.root / "content/hoa-binh/b")
    preview.desk.notice({str(file.parent), str(project.root / "content/hoa-binh/b")})
    assert "Bài mới." in preview.page("/hoa-binh/tin-tuc/moi/")
    assert preview.answer("/yen-bai/tin-tuc/moi/").status == 404
    (project.root / "content/hoa-binh/b/moi.md").unlink()
    preview.desk.notice({str(project.root / "content/hoa-binh/b/moi.md")})
    assert preview.answer("/hoa-binh/tin-tuc/moi/").status == 404


def test_a_style_sheet_is_swapped_and_found_under_any_digest(project: Project) -> None:
    """A saved style sheet reloads itself alone; an older address has the new bytes; together with anything else the page is reloaded."""
    for file in (THEMES / "plain").rglob("*"):
        if file.is_file():
            project.write(f"themes/plain/{file.relative_to(THEMES / 'plain').as_posix()}", file.read_bytes())
    (project.root / "config.toml").write_text((project.root / "config.toml").read_text("utf-8").split("\n", 1)[1], "utf-8")
    article = project.article("yen-bai/bai.md")
    preview = Preview(project)
    old = re.findall(r'href="[./]*(_assets/site\.\w+\.css)"', preview.page())[0]
    style = project.root / "themes/plain/assets/site.css"
    style.write_text(style.read_text("utf-8") + "main { color: teal }", "utf-8")
    preview.desk.notice({str(style)})
    assert preview.desk.due() == str(style)
    answer = preview.answer(f"/yen-bai/{old}")
    assert (answer.status, answer.type, b"teal" in answer.data) == (200, "text/css; charset=utf-8", True)
    style.write_text(style.read_text("utf-8") + "main { color: red }", "utf-8")
    preview.desk.notice({str(style)})
    preview.page()
    assert preview.save(article, "Nội", "nội") == "*"
    style.write_text(style.read_text("utf-8") + "main { color: navy }", "utf-8")
    preview.desk.notice({str(style)})
    preview.desk.notice(None)  # everything is looked at once more, and only the style sheet is another
    assert preview.desk.due() == str(style)
    preview.desk.notice(None)
    assert preview.desk.due() == ""
    times = style.stat()
    style.write_text(style.read_text("utf-8").replace("navy", "pink"), "utf-8")
    os.utime(style, ns=(times.st_atime_ns, times.st_mtime_ns))
    preview.desk.notice(None)
    assert preview.desk.due() == str(style)


def test_a_broken_article_keeps_its_last_page_with_what_is_wrong_over_it(project: Project) -> None:
    """Line, message and hint are laid over the last good page and leave again; the terminal is told once."""
    file = project.article("yen-bai/bai.md", "Bản một.\n")
    preview = Preview(project)
    preview.page()
    assert preview.save(file, "date: 10/01/2023", "date: hôm qua") == "*"
    page = preview.page()
    assert "Bản một." in page
    assert 'role="alert"' in page
    assert "content/yen-bai/bai.md:3" in page
    assert "as it was before" in page
    assert len(preview.told) == 1
    preview.save(file, "date: hôm qua", "date: 11/01/2023")
    assert "sitegen-problems" not in preview.page()


def test_an_article_that_never_was_right_has_a_page_that_says_why(project: Project) -> None:
    """Where the page would stand; after a real build the published page is kept instead."""
    project.article("yen-bai/bai.md", date="hôm qua")
    page = Preview(project).answer(PAGE)
    assert page.status == 500
    assert b"content/yen-bai/bai.md:3" in page.data
    file = project.article("yen-bai/bai.md", "Đã đăng.\n")
    project.build()
    file.write_text(file.read_text("utf-8").replace("date: 10/01/2023", "date: hôm qua"), "utf-8")
    assert "Đã đăng." in Preview(project).page()


def test_problems_of_the_body_lie_over_the_new_text(project: Project) -> None:
    """A missing photo does not hide what was written; the union's front page has nothing to do with it."""
    project.article("yen-bai/bai.md", "Bản mới.\n\n![Ảnh](khong-co.jpg)\n")
    preview = Preview(project)
    assert "Bản mới." in preview.page()
    assert "khong-co.jpg" in preview.page().partition("sitegen-problems")[2]
    assert "sitegen-problems" not in preview.page("/")


def test_a_broken_configuration_or_template_keeps_the_last_good_pages(project: Project) -> None:
    """What is wrong lies over every page while it lasts; articles are still taken in meanwhile."""
    file = project.article("yen-bai/bai.md", "Bản một.\n")
    preview = Preview(project)
    config = project.root / "config.toml"
    assert preview.save(config, "page_size = 4", "page_sise = 4") == "*"
    assert "page_sise" in preview.page("/yen-bai/").partition("sitegen-problems")[2]
    preview.save(file, "Bản một", "Bản hai")
    assert "Bản hai." in preview.page()
    assert preview.save(config, "page_sise = 4", 'page_size = 4\nlanguage = "en"') == "*"
    assert "sitegen-problems" not in preview.page()
    assert '<html lang="en">' in preview.page()
    assert preview.save(config, 'theme = "plain"', 'theme = "nowhere"') == "*"
    assert "“nowhere”" in preview.page()
    assert "Bản hai." in preview.page()


def test_pictures_downloads_and_root_files_are_served(project: Project) -> None:
    """A rendition is drawn when asked for and kept; a download and a file for the root come as they are, each with its type."""
    project.photo("yen-bai/anh.jpg", 900, 600)
    project.write("content/yen-bai/mau.pdf", b"%PDF-1.7")
    project.write("assets/root/google.html", "<p>mã</p>")
    project.article("yen-bai/bai.md", photos="\n  - anh.jpg: Chú thích", attachments="[mau.pdf]")
    preview = Preview(project)
    assert preview.answer(f"{PAGE}mau.pdf").data == b"%PDF-1.7"
    photo = re.findall(r"_photos/[\w-]+\.webp", preview.page())[0]
    first = preview.answer(f"/yen-bai/{photo}")
    assert (first.status, first.type) == (200, "image/webp")
    assert Image.open(io.BytesIO(first.data)).format == "WEBP"
    kept = list((project.root / "output/.sitegen/preview/photos").iterdir())
    assert [file.read_bytes() for file in kept] == [first.data]
    preview.desk.notice({str(project.article("yen-bai/khac.md"))})
    assert preview.answer(f"/yen-bai/{photo}").data == first.data
    assert preview.answer("/yen-bai/google.html").data.startswith("<p>mã</p>".encode())
    assert preview.answer("/yen-bai/_photos/khong-co.webp").status == 404
    assert project.tree() == {}


@pytest.mark.parametrize(
    "path",
    ["/../config.toml", "/yen-bai/../../config.toml", "/%2e%2e/config.toml", "/yen-bai/%2e%2e%2fconfig.toml", "/..%5cconfig.toml",
     "//config.toml", "/config.toml", "/yen-bai/_assets/../theme.toml", "/yen-bai/_assets/%2e%2e/theme.toml", "/.sitegen/state.db",
     "/yen-bai/%00", "/%ff", "/C:/x", "/content/yen-bai/bai.md", "/yen-bai/bai.md", "/yen-bai/_photos/../../config.toml"],
)  # fmt: skip
def test_nothing_but_the_site_is_served(project: Project, path: str) -> None:
    """Ways out of the folder, and files that no build publishes, are answered 404."""
    project.article("yen-bai/bai.md")
    assert Preview(project).answer(path).status == 404


def test_addresses_are_those_of_the_output_folder(project: Project) -> None:
    """The union at the top, provinces below it, a missing slash, `index.html`, and the error page of a site."""
    project.article("yen-bai/bai.md")
    preview = Preview(project)
    assert preview.answer("/").status == 200
    assert preview.answer("/yen-bai").location == "/yen-bai/"
    assert preview.answer(PAGE.rstrip("/")).location == PAGE
    assert preview.page(f"{PAGE}index.html").startswith(preview.page().split("<body")[0])
    assert preview.answer("/yen-bai/khong-co/").status == 404
    assert "<nav>" in preview.page("/yen-bai/khong-co/")
    assert preview.answer("/khong-co/").status == 404
    assert preview.answer("/yen-bai/feed.xml").type == "application/xml; charset=utf-8"


def test_time_passes(project: Project) -> None:
    """A scheduled article is shown and marked as such until its moment has come."""
    project.article("yen-bai/bai.md", date="02/06/2025 08:00")
    preview = Preview(project)
    assert [card.status for card in preview.desk.generation.portal.libraries["yen-bai"].cards] == ["scheduled"]
    later = moment("02/06/2025 08:01")
    assert later is not None
    preview.at = later
    preview.page()
    assert [card.status for card in preview.desk.generation.portal.libraries["yen-bai"].cards] == ["published"]


def test_what_should_never_happen_is_kept_in_a_file(project: Project) -> None:
    """The page names a file that has the whole of it, and the preview goes on."""
    project.article("yen-bai/bai.md", "Bản một.\n")
    preview = Preview(project)
    portal = preview.desk.generation.portal
    del preview.desk.generation.portal
    answer = preview.answer("/")
    assert answer.status == 500
    (report,) = (project.root / "output/.sitegen/preview").glob("loi-*.txt")
    assert str(report) in answer.data.decode()
    assert "AttributeError" in report.read_text("utf-8")
    preview.desk.generation.portal = portal
    assert "Bản một." in preview.page()


def test_a_page_asks_whether_it_is_still_the_newest(project: Project) -> None:
    """A reload that the browser could not hear yet is not lost: the mark in the page tells."""
    file = project.article("yen-bai/bai.md")
    preview = Preview(project)
    mark = re.findall(r'fetch\("/_preview/([\w-]+)"\)', preview.page())[0]
    assert preview.desk.is_newest(mark)
    preview.save(file, "Nội", "nội")
    assert not preview.desk.is_newest(mark)


def test_what_an_earlier_build_read_is_not_read_again(project: Project) -> None:
    """After a real build the preview begins with its readings and rankings, and leaves every file of the output as it was."""
    for number in range(8):
        project.article(f"yen-bai/bai-{number}.md", f"Nội dung {number}.\n")
    project.build()
    before, state = project.tree(), (project.root / "output/.sitegen/state.db").read_bytes()
    preview = Preview(project)
    for number in range(8):
        assert f"Nội dung {number}." in preview.page(f"/yen-bai/tin-tuc/bai-{number}/")
    assert (project.tree(), (project.root / "output/.sitegen/state.db").read_bytes()) == (before, state)


def test_a_large_portal_is_previewed_and_its_state_left_alone(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much a preview has to read, it leaves nothing in the output folder for a build."""
    monkeypatch.setattr("sitegen.project.MANY", 2)
    for number in range(4):
        project.article(f"yen-bai/bai-{number}.md", f"Nội dung {number}.\n")
    assert "Nội dung 3." in Preview(project).page("/yen-bai/tin-tuc/bai-3/")
    assert not (project.root / "output/.sitegen/state.db").exists()


def test_noticed_paths_are_told_apart(project: Project) -> None:
    """Content, themes and configuration each count as what they are; the output, hidden files and passing files of editors do not."""
    config, root = project.config, project.root
    project.article("yen-bai/bai.md")
    known = {"yen-bai/bai.md", "yen-bai/cu/x.md"}

    def sorted_(*paths: str) -> Changes:
        return sort(config, "config.toml", [os.path.normpath(root / path) for path in paths], known)

    assert sorted_("content/yen-bai/bai.md").files == {"yen-bai/bai.md"}
    nothing = sort(config, "config.toml", [], known)
    assert sorted_("output/x.html", "output", ".git/HEAD", "content/.bai.md.swp", "README.md", "content/yen-bai/4913") == nothing
    assert sorted_("content/yen-bai").is_whole
    assert sorted_("content/yen-bai/cu").is_whole
    assert sorted_("config.toml").has_config
    assert sorted_("assets/logo.svg").has_theme
    assert sorted_("../elsewhere/x.md").is_whole
    assert EVERYTHING.is_whole


@pytest.mark.parametrize(("kind", "far"), [("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("9p", True)])
def test_network_drives_are_looked_at_again_and_again(tmp_path: Path, kind: str, far: bool) -> None:
    """The innermost file system above a folder decides."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / ext4 rw 0 0\ny {tmp_path} {kind} rw 0 0\nz {tmp_path}/other nfs rw 0 0\n", "utf-8")
    assert is_far(tmp_path, str(mounts)) is far


def test_addresses_of_this_machine() -> None:
    """Only loopback is for this machine alone; a QR code is drawn of whole characters."""
    assert address.is_here_only("127.0.0.1")
    assert address.is_here_only("localhost")
    assert not address.is_here_only("0.0.0.0")
    assert address.reachable("192.168.1.7") == ["192.168.1.7"]
    assert all(not found.startswith("127.") for found in address.reachable("0.0.0.0"))
    assert not address.is_here("192.0.2.1")
    assert len(address.picture("http://192.168.1.7:8000/").splitlines()) > 10


def test_what_a_web_server_would_include_is_included(project: Project) -> None:
    """With `fragments = "ssi"` the preview puts the parts into the page, as Apache and nginx do."""
    config = project.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("page_size = 4", 'page_size = 4\nfragments = "ssi"'), "utf-8")
    project.article("yen-bai/bai.md")
    project.article("yen-bai/khac.md", title="Tin khác hẳn", category="kinh-te")
    page = Preview(project).page()
    assert "Tin khác hẳn" in page
    assert "#include" not in page


def test_a_page_that_is_open_while_its_article_goes_is_no_fault(project: Project) -> None:
    """Deleted or moved away, and asked for before anybody noticed: no page, and no apology."""
    file = project.article("yen-bai/bai.md")
    project.article("yen-bai/thu-muc/khac.md")
    preview = Preview(project)
    preview.page()
    preview.page("/yen-bai/tin-tuc/khac/")
    file.unlink()
    assert preview.answer(PAGE).status == 404
    (project.root / "content/yen-bai/thu-muc").rename(project.root / "cho-khac")
    assert preview.answer("/yen-bai/tin-tuc/khac/").status == 404


def test_two_articles_that_want_one_address_are_told(project: Project) -> None:
    """On the page that has it, and on the one that was put beside it."""
    project.article("yen-bai/mot.md", slug="bai", date="01/01/2023")
    project.article("yen-bai/hai.md", slug="bai", date="02/01/2023")
    preview = Preview(project)
    for path in ("/yen-bai/tin-tuc/bai/", "/yen-bai/tin-tuc/bai-2/"):
        assert "content/yen-bai/hai.md" in preview.page(path), path


def test_an_article_that_has_ended_says_so(project: Project) -> None:
    """Its address has no page any more, and the editor is told why."""
    project.article("yen-bai/bai.md", expires="01/05/2025 10:00")
    answer = Preview(project).answer(PAGE)
    assert answer.status == 404
    assert "content/yen-bai/bai.md:1" in answer.data.decode()
    assert "01/05/2025" in answer.data.decode()
