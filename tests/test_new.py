"""`sitegen new` begins an article that builds, from answers or from options, and never touches what is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

import sitegen
from sitegen.cli import main
from sitegen.dates import ZONE
from sitegen.errors import Refused
from sitegen.importers import asking, command, photos, writing
from sitegen.importers.blocks import Picture
from sitegen.importers.dialogue import Dialogue
from sitegen.importers.draft import Draft
from sitegen.language import catalogue
from sitegen.report import problem_lines

from .conftest import Project
from .test_importers_text import OPENING, article_of

NOW = datetime(2023, 1, 10, 16, 30, tzinfo=ZONE)

GOLDEN = (Path(__file__).parent / "data" / "new_dialogue.txt").read_text("utf-8")

ARTICLE = """\
---
tiêu đề: 'Hội nghị: tổng kết "năm 2022"'
ngày: 10/01/2023 16:30
chuyên mục: Sản phẩm OCOP
tác giả: Nguyễn Thị Thúy
phòng ban: Văn phòng
ảnh:
  - tệp: quang-canh-hoi-nghi.jpg
    chú thích: Quang cảnh Hội nghị
    người chụp: Đinh Hòa
  - tệp: anh-2.jpg
---

<!-- Viết nội dung từ đây, giữa các đoạn để một dòng trống.
Muốn đặt ảnh ở chỗ nào thì viết ở đó, riêng một dòng: ![](ten-anh.jpg) -->
"""


class Terminal:
    """A writer who types the answers given; what stood on the screen is in `text`."""

    def __init__(self, answers: Sequence[str]) -> None:
        self.text = ""
        self._answers = iter(answers)

    def ask(self, prompt: str) -> str:
        """The next answer; the end of them is Ctrl+Z."""
        answer = next(self._answers, None)
        self.text += f"{prompt}{answer or ''}\n"
        if answer is None:
            raise EOFError
        return answer

    def tell(self, line: str) -> None:
        """Writes a line."""
        self.text += f"{line}\n"


def talk(project: Project, *answers: str, file: str = "", wanted: asking.Wanted | None = None) -> tuple[int, str]:
    """The exit status of `sitegen new` on a terminal, and what stood there."""
    terminal, _ = Terminal(answers), catalogue("vi").gettext
    dialogue = Dialogue(terminal.ask, terminal.tell, _)
    report = command.Desk(
        project.config, dialogue, terminal.tell, lambda problem: terminal.tell("\n".join(problem_lines(problem, _))), _, NOW
    )
    return command.new(report, wanted or asking.Wanted(), file), terminal.text


def run(project: Project, *options: str) -> int:
    """`sitegen new` without a terminal."""
    return main(["new", *options, "--config", str(project.root / "config.toml")])


def only(project: Project) -> Path:
    """The one article there is."""
    (file,) = (project.root / "content").rglob("index.md")
    return file


def test_the_dialogue_word_by_word(project: Project) -> None:
    """Numbered questions, an answer proposed wherever there is one, advice for every wrong answer, and an article that builds."""
    originals = [project.photo(f"../gốc/Ảnh {number}.JPG", 60, 40) for number in (10, 2)]
    before = [file.read_bytes() for file in originals]
    folder = str(project.root / "gốc")
    answers = ["7", "hòa", "3", "", 'Hội nghị: tổng kết "năm 2022"', "hôm qua", "", "Nguyễn Thị Thúy - Văn phòng", "khong-co.jpg"]
    status, text = talk(project, *answers, f'"{folder}"', "", "Quang cảnh Hội nghị (Ảnh: Đinh Hòa)", "", "")
    assert text == GOLDEN.replace("{photos}", folder)
    assert status == 0
    assert only(project).read_text("utf-8") == ARTICLE
    assert [file.read_bytes() for file in originals] == before
    assert (only(project).parent / "anh-2.jpg").read_bytes() == before[0]
    assert project.build().problems == ()
    assert project.page("hoa-binh/kinh-te/ocop/hoi-nghi-tong-ket-nam-2022/index.html")


def test_without_a_terminal_options_are_enough(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything can be said by options; the article builds, in English keys when asked for."""
    photo = project.photo("../a.jpg", 60, 40)
    options = ["--province", "Yên Bái", "--section", "Tin tức - Sự kiện", "--title", "Hội nghị", "--date", "1/2/2023", "--author", "Hà My"]
    assert run(project, *options, "--photo", str(photo), "--caption", "Quang cảnh", "--summary", "Lời dẫn.", "--draft", "--keys", "en") == 0
    assert (
        only(project)
        .read_text("utf-8")
        .startswith(
            "---\ntitle: Hội nghị\ndate: 01/02/2023\ncategory: tin-tuc\nauthor: Hà My\nsummary: Lời dẫn.\nstatus: draft\n"
            "photos:\n  - file: quang-canh.jpg\n    caption: Quang cảnh\n---\n"
        )
    )
    assert "content/yen-bai/2023/hoi-nghi/index.md" in capsys.readouterr().out
    assert project.build().problems == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--province"),
        (["--province", "yen bay"], "“yen-bai”"),
        (["--province", "TP. Thái Nguyên"], "[provinces.thai-nguyen]"),
        (["--province", "yen-bai"], "--section"),
        (["--province", "yen-bai", "--section", "tin tuk"], "“tin-tuc”"),
        (["--province", "yen-bai", "--section", "tin-tuc"], "--title"),
        (["--province", "yen-bai", "--section", "tin-tuc", "--title", "A", "--date", "hôm qua"], "“hôm qua”"),
        (["--province", "yen-bai", "--section", "tin-tuc", "--title", "A", "--photo", "a.jpg", "--caption", "1", "--caption", "2"], "2"),
    ],
)
def test_what_an_option_must_say_is_wrong_usage(
    project: Project, options: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 2, the option to give with the nearest known value, and nothing written."""
    (project.root / "content").mkdir()
    project.photo("../a.jpg", 60, 40)
    monkeypatch.chdir(project.root)
    assert run(project, *options) == 2
    assert said in capsys.readouterr().err
    assert list((project.root / "content").iterdir()) == []


def test_nothing_is_ever_overwritten(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The next free address is taken, also when the other article lies in another year or has a file of its own."""
    project.article("yen-bai/2020/hoi-nghi.md")
    project.article("yen-bai/cu/hoi-nghi-2/index.md")
    before = project.write("content/yen-bai/2023/hoi-nghi-3/index.md", "của người khác").read_bytes()
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--date", "1/2/2023", "--title", "Hội nghị"]
    assert run(project, *options) == 0
    assert "“hoi-nghi-4”" in capsys.readouterr().out
    assert (project.root / "content/yen-bai/2023/hoi-nghi-3/index.md").read_bytes() == before
    (project.root / "content/yen-bai/2023/hoi-nghi-5").mkdir()
    assert run(project, *options) == 0
    assert (project.root / "content/yen-bai/2023/hoi-nghi-5-2/index.md").is_file()


def test_stopping_writes_nothing(project: Project) -> None:
    """Ctrl+C and Ctrl+Z end the questions without a trace."""
    status, text = talk(project, "1", "1", "Hội nghị")
    assert status == 1
    assert text.endswith("Đã dừng. Chưa ghi gì cả.\n")
    assert not (project.root / "content").exists()


def test_a_text_gives_the_answers_that_are_proposed(project: Project) -> None:
    """Enter takes what the text says; photos go above their captions where there are as many."""
    photo = project.photo("../a.jpg", 60, 40)
    text = f"Hội nghị tổng kết\n\nSáng ngày 22/3/2022, {OPENING}\n\nẢnh: Quang cảnh\n\nHội nghị kết thúc.\n\nHà My\n"
    file = str(project.write("tin.txt", text))
    status, said = talk(project, "1", "1", "", "", "", str(photo), "", "", "", file=file)
    assert status == 0, said
    assert "Tiêu đề [Hội nghị tổng kết]: \n" in said
    assert "[22/03/2022]: \n" in said
    article = article_of(project, only(project))
    assert (article.card.title, article.author, [photo.caption for photo in article.photos]) == (
        "Hội nghị tổng kết",
        "Hà My",
        ["Quang cảnh"],
    )
    assert only(project).read_text("utf-8").endswith("về dự.\n\n![](quang-canh.jpg)\n\nHội nghị kết thúc.\n")


def test_an_answer_that_is_no_correction_keeps_the_words_of_the_text(project: Project) -> None:
    """A line taken for the title goes back into the text when the writer types another title."""
    file = str(project.write("tin.txt", f"Một khởi đầu mới\n\n{OPENING}\n"))
    status, _ = talk(project, "1", "1", "Liên minh HTX tỉnh tổng kết năm 2022", "1/2/2023", "", "", "", file=file)
    assert status == 0
    assert "---\n\nMột khởi đầu mới\n\nLiên minh" in only(project).read_text("utf-8")


def test_photos_without_captions_of_their_own_never_take_a_wrong_one(project: Project) -> None:
    """Two photos and one caption line: the photos form the gallery at the end, and the line stays."""
    folder = project.photo("../ảnh/a.jpg", 60, 40).parent
    project.photo("../ảnh/b.jpg", 60, 40, "#123456")
    file = str(project.write("tin.txt", f"Hội nghị\n\n{OPENING}\n\nẢnh: Quang cảnh\n\nHết.\n"))
    wanted = asking.Wanted("yen-bai", "tin-tuc", "Hội nghị", "1/2/2023", "Hà My", (str(folder),), slug="bai")
    status, _ = talk(project, file=file, wanted=wanted)
    text = only(project).read_text("utf-8")
    assert status == 0
    assert "\n\nẢnh: Quang cảnh\n\n" in text
    assert "![]" not in text


def test_a_missing_file_is_answered_with_the_nearest_name(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A Word document works where a text is asked for; what is not there is not."""
    project.write("hoi-nghi.txt", "x")
    assert run(project, "--from", str(project.root / "hoi-nghj.txt")) == 1
    assert "(hoi-nghi.txt?)" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/bin/mount").exists(), reason="a full disk is made with mount, which needs root")
def test_a_full_disk_leaves_nothing_half_written(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder of an article whose photo cannot be copied is gone again, and the problem says so."""
    photo = project.write("a.jpg", project.photo("../b.jpg").read_bytes() + b"\0" * 200_000)
    content = project.root / "content"
    content.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(content)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        assert run(project, "--province", "yen-bai", "--section", "tin-tuc", "--title", "Hội nghị", "--photo", str(photo)) == 1
        assert [path for path in content.rglob("*") if path.is_file()] == []
    finally:
        subprocess.run(["umount", str(content)], check=True)
    assert "Ổ đĩa đã đầy" in capsys.readouterr().err


def test_a_photo_that_vanishes_is_said_plainly(project: Project) -> None:
    """Between the question and the answer a stick may have been pulled out."""
    draft = Draft(title="Hội nghị", date="10/01/2023", section="tin-tuc", province="yen-bai", photos=[Picture(project.root / "a.jpg")])
    with pytest.raises(Refused) as caught:
        writing.write(project.config, draft, "vi")
    assert caught.value.problems[0].kind is writing.CANNOT_WRITE
    assert not (project.root / "content/yen-bai/2023/hoi-nghi").exists()


def test_paths_are_read_as_windows_drop_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With quotes or without, several on a line, with blanks in them, from PowerShell."""
    monkeypatch.chdir(tmp_path)
    for name in ("a b.jpg", "c.jpg"):
        (tmp_path / name).touch()
    assert photos.paths('"a b.jpg" "c.jpg"') == ["a b.jpg", "c.jpg"]
    assert photos.paths("a b.jpg ") == ["a b.jpg"]
    assert photos.paths("c.jpg c.jpg") == ["c.jpg", "c.jpg"]
    assert photos.paths("& 'a b.jpg'") == ["a b.jpg"]
    assert photos.paths("a b.jpg; c.jpg") == ["a b.jpg", "c.jpg"]
    assert photos.paths(r'"C:\Ảnh hội nghị\a.jpg" C:\b.jpg') == [r"C:\Ảnh hội nghị\a.jpg", r"C:\b.jpg"]
    assert photos.paths("khong co.jpg") == ["khong co.jpg"]
    assert photos.paths("  ") == []


def test_paths_are_read_as_other_shells_drop_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With backslashes before signs, with quotes around parts, as addresses; Windows keeps its own backslashes."""
    monkeypatch.chdir(tmp_path)
    assert photos.paths(r"/a/ph\ o/x.jpg /a/x\(1\).jpg") == ["/a/ph o/x.jpg", "/a/x(1).jpg"]
    assert photos.paths(r"/a/x\(1\).jpg") == ["/a/x(1).jpg"]
    assert photos.paths(r"/a/it\'s\;.jpg") == ["/a/it's;.jpg"]
    assert photos.paths(r"'/a/it'\''s.jpg' '/b c.jpg'") == ["/a/it's.jpg", "/b c.jpg"]
    assert photos.paths("file:///a/%C4%90%20o/x.jpg file:///b/y.jpg") == ["/a/Đ o/x.jpg", "/b/y.jpg"]
    assert photos.paths("file:///C:/a%20b.jpg") == ["C:/a b.jpg"]
    assert photos.paths("/a/x.jpg /a/y.jpg") == ["/a/x.jpg", "/a/y.jpg"]
    assert photos.paths(r"C:\Ảnh\(1)\a b.jpg") == [r"C:\Ảnh\(1)\a b.jpg"]
    assert photos.paths(r"\\may-chu\ảnh\a.jpg C:\b.jpg") == [r"\\may-chu\ảnh\a.jpg", r"C:\b.jpg"]
    monkeypatch.setattr("sys.platform", "win32")
    assert photos.paths(r'"anh\(1).jpg" anh\(2).jpg') == [r"anh\(1).jpg", r"anh\(2).jpg"]


def test_a_file_that_is_no_photo_is_refused(project: Project) -> None:
    """A HEIC photo, a text, an empty folder: each with what to do."""
    heic = project.write("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 16)
    text = project.write("b.jpg", "không phải ảnh")
    (project.root / "rỗng").mkdir()
    found, problems = photos.find([str(heic), str(text), str(project.root / "rỗng"), str(project.root / "c.jpg")])
    assert found == []
    assert [problem.kind.name for problem in problems] == ["new-photo-kind", "new-photo-kind", "new-photo-none", "new-photo-missing"]
    assert problems[0].words(lambda text: text)[0].endswith("can show (HEIC).")


def test_an_output_of_an_older_encoding_says_every_letter(project: Project) -> None:
    """On Windows a pipe has the code page of the office, which knows neither ờ nor ← ."""
    options = ["--province", "yen-bai", "--section", "tin-tuc", "--title", "Hội nghị", "--date", "1/2/2023"]
    package = str(Path(sitegen.__file__).parents[1])
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "SITEGEN_LANG": "vi", "PYTHONPATH": package}
    words = [sys.executable, "-m", "sitegen", "new", *options]
    done = subprocess.run(words, cwd=project.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Việc tiếp theo:" in done.stdout.decode("utf-8")


def test_the_editor_of_the_system_is_opened(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """`EDITOR` names it, with its own options."""
    marker = project.root / "opened"
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c \"import sys; open(r'{marker}', 'w').write(sys.argv[1])\"")
    assert run(project, "--province", "yen-bai", "--section", "tin-tuc", "--title", "Hội nghị", "--editor") == 0
    assert Path(marker.read_text()) == only(project)
