"""Every word that a command says is read over, in both languages: what stood on the screen is kept in `tests/golden/words`.

After a change that is meant, run the tests with SITEGEN_GOLDEN=write, read the difference in version control, and commit it.
"""

from __future__ import annotations

import argparse
import os
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from babel.messages.extract import extract_from_dir

from sitegen import amounts, cli, report, running, why
from sitegen.counter import command as counting
from sitegen.counter import hits
from sitegen.dates import ZONE
from sitegen.errors import Place, Translate
from sitegen.importers import asking, command
from sitegen.importers.dialogue import Dialogue
from sitegen.language import LANGUAGES, catalogue
from sitegen.preview import address, overlay, server
from sitegen.progress import STEPS
from sitegen.report import problem_lines

from .conftest import CONFIG, THEMES, Project
from .logs import GOOGLE, START, log
from .logs import line as asked
from .test_docs import ROOT, kinds
from .test_importers_text import OPENING, PAGES
from .test_new import Terminal
from .word import NAMES, docx, p, r

GOLDEN = ROOT / "tests" / "golden"
NOW = datetime(2023, 1, 10, 16, 30, tzinfo=ZONE)


class Screen:
    """Commands run in a project in one language, and what they said."""

    def __init__(self, project: Project, language: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.project, self.language, self._capsys = project, language, capsys
        self._: Translate = catalogue(language).gettext
        self.text = ""

    def run(self, *arguments: str) -> int:
        """A command as it is typed, without a terminal."""
        status = cli.main(arguments)
        self.note(f"$ sitegen {' '.join(arguments)}", *self._capsys.readouterr())
        return status

    def talk(self, answers: list[str], work: Callable[[command.Desk], int], shown: str) -> None:
        """A command that asks, and what is answered."""
        terminal = Terminal(answers)
        dialogue = Dialogue(terminal.ask, terminal.tell, self._)
        desk = command.Desk(
            self.project.config, dialogue, terminal.tell, lambda one: terminal.tell("\n".join(problem_lines(one, self._))), self._, NOW
        )
        work(desk)
        self.note(f"$ sitegen {shown}", terminal.text)

    def note(self, head: str, *texts: str) -> None:
        """Adds what stood on the screen; what differs from day to day and place to place is masked."""
        text = "\n".join(text.rstrip("\n") for text in texts if text.strip())
        text = f"{head}\n{text}\n\n".replace(str(self.project.root), "PROJECT").replace(str(PAGES), "PAGES")
        text = text.replace(f"/{datetime.now(ZONE).year}/", "/YEAR/")
        self.text += re.sub(r"^.*(?: s| giây)$", lambda line: re.sub(r"\d[\d.,]*( B| KB| MB)?", "#", line[0]), text, flags=re.MULTILINE)

    def check(self, name: str, by: Callable[[str], object] = str) -> None:
        """Compares with what was read over."""
        file = GOLDEN / "words" / f"{name}.{self.language}.txt"
        if os.environ.get("SITEGEN_GOLDEN") == "write":
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.text, "utf-8")
        assert by(file.read_text("utf-8")) == by(self.text)


@pytest.fixture(params=LANGUAGES)
def screen(project: Project, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A screen in each language, a hundred columns wide, in front of nobody, in the folder of a project."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SITEGEN_LANG", request.param)
    monkeypatch.chdir(project.root)
    monkeypatch.setattr("sys.stdin", None)
    return Screen(project, request.param, capsys)


def test_help(screen: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command tells of itself."""
    parsers = {"": cli._parser(screen._, ["counter"])}
    while parsers:
        name, parser = parsers.popitem()
        screen.note(f"$ sitegen {name} --help".replace("  ", " "), parser.format_help())
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers |= {f"{name} {each}".strip(): found for each, found in action.choices.items()}
    screen.check("help", by=str.split)  # line ends differ between versions of Python


def test_wrong_usage(screen: Screen) -> None:
    """What cannot be understood is said with what to type instead, status 2."""
    for line in (
        "biuld", "build --provnce yen-bai", "build yen-bai", "build --jobs nhiều", "build --clean=1", "serve --port", "serve --port 0",
        "check --format xml", "why", "import", "import doc", "import docx", "build --at hôm-nào", "build --province nowhere",
        "counter", "counter shw", "counter show --days 0", "counter show --from", "counter show --by week", "counter import",
        "counter import-log", "counter import-log a.log --log-format", "counter import-log a.log --source", "counter export a.csv b.csv",
        "counter serve --port x", "counter serve --proxy", "counter import-goatcounter --to", "build --jobs -1",
    ):  # fmt: skip
        assert screen.run(*line.split()) == 2
    screen.check("usage")


def test_build(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Summaries, comparisons, reasons, steps, and the end that the writer makes."""
    project, _ = screen.project, screen._
    file = project.article("yen-bai/bai.md")
    assert screen.run("build", "--verify") == 0
    screen.run("why", "/yen-bai/tin-tuc/bai/")
    file.write_text(file.read_text("utf-8") + "\n![](thieu.jpg)\n\n# Một\n", "utf-8")
    project.article("yen-bai/hai.md", titel="Thừa")
    screen.run("build")
    screen.run("why", "/yen-bai/tin-tuc/hai/")
    project.article("yen-bai/ba.md", date="hôm qua")
    screen.run("build")
    screen.run("why", "/yen-bai/tin-tuc/hai/")
    project.write("output/yen-bai/la.html", "của ai?")
    screen.run("build", "--verify")
    screen.run("why", "/yen-bai/khong-co/")
    for reason in [*why.REASONS, *(f"{question}(yen-bai/bai)" for question in why.ANSWERS), "site_name()"]:
        screen.note(f"# {reason}", why._words(reason, _))
    pairs = (amounts.ARTICLES, amounts.PAGES, amounts.ERRORS, amounts.WARNINGS, amounts.VIEWS, amounts.LINES, report.WRITTEN, report.DRAWN)
    screen.note("# amounts", *(amounts.several(count, pair, _) for pair in (*pairs, counting.IMPORTED) for count in (1, 1200)))
    screen.note("# before", *(_(words) for words in why.BEFORE))
    screen.note("# steps", *(_(step) for step in STEPS.values()))

    def stop() -> int:
        raise KeyboardInterrupt

    assert running.run(stop, _, "build", lambda: project.config, traceback=False) == 130
    screen.note("^C", screen._capsys.readouterr().err)
    screen.check("build")


def test_config(screen: Screen) -> None:
    """What a setting needs, and of which kind."""
    screen.project.configure(
        CONFIG.replace("page_size = 4", 'page_size = "bốn"\nabbreviations = 1\nmessages = "en"\narchives = 3')
        + 'carries = "yen-bai"\nmotto = 7\n'
    )
    assert screen.run("build") == 2
    screen.check("config")


def test_check(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts, what can be corrected, the question, and a file that was changed meanwhile."""
    project = screen.project
    file = project.article("yen-bai/bai.md", "Hợp tác xã họp.\n")
    screen.run("check")
    screen.run("check", "khong-co")
    file.write_text(file.read_text("utf-8").replace("Hợp tác", "Hợp  tác"), "utf-8")
    screen.run("check")

    class Keyboard:
        """Answers y, once with the file changed before."""

        def __init__(self, changes: bool) -> None:
            self.changes = changes

        def isatty(self) -> bool:
            """Somebody sits there."""
            return True

        def readline(self) -> str:
            """The answer."""
            if self.changes:
                file.write_text(file.read_text("utf-8") + "Thêm.\n", "utf-8")
            return "y\n"

    class Nobody(Keyboard):
        """Nobody sits there."""

        def isatty(self) -> bool:
            """Nobody sits there."""
            return False

    for keyboard in (Nobody(False), Keyboard(True), Keyboard(False)):
        monkeypatch.setattr("sys.stdin", keyboard)
        screen.run("check", "--fix")
    assert "Hợp tác" in file.read_text("utf-8")
    project.article("yen-bai/hai.md", "Hợp tác xã họp.\n")
    screen.run("check")
    screen.note("# yes", screen._("y yes"))
    screen.check("check")


def test_new(screen: Screen) -> None:
    """The questions, the advice for wrong answers, what was written and what comes next."""
    project = screen.project
    photo, more = project.photo("../gốc/Ảnh 1.JPG", 60, 40), project.photo("../khác.jpg", 60, 40)
    folder = photo.parent
    answers = ["7", "hòa", "3", "", "Hội nghị", "hôm qua", "", "Hà My - Văn phòng", "khong-co.jpg", str(folder), "", "Quang cảnh", ""]
    screen.talk(answers, lambda desk: command.new(desk, asking.Wanted()), "new")
    screen.talk(answers, lambda desk: command.new(desk, asking.Wanted()), "new  # once more")
    screen.talk(["1"], lambda desk: command.new(desk, asking.Wanted()), "new  # ^C")
    text = next((project.root / "content").rglob("index.md")).read_text("utf-8")
    screen.note("# index.md", text)
    tin = str(project.write("tin.txt", f"Một khởi đầu mới\n\n{OPENING}\n\nẢnh: Quang cảnh\n\nHết.\n\nHà My\n"))
    again = asking.Wanted("yen-bai", "tin-tuc", "Liên minh HTX tỉnh tổng kết năm 2022", "1/2/2023", "Trần Văn Ba", (str(photo), str(more)))
    screen.talk(["", "", ""], lambda desk: command.new(desk, again, tin), "new --from tin.txt")
    screen.talk(["1"], lambda desk: command.run_import(desk, asking.Wanted(), [tin]), "import text tin.txt  # ^C")
    assert screen.run("new", "--province", "yen-bay", "--section", "tin-tuc") == 2
    assert screen.run("new") == 2
    assert screen.run("new", "--province", "yen-bai") == 2
    screen.check("new")


def test_import(screen: Screen) -> None:
    """What was understood of pasted text, old encodings and Word documents, each with its name."""
    project = screen.project
    project.photo("../hop.jpg", 60, 40)
    project.photo("../khac.jpg", 90, 40)
    known = ("--province", "yen-bai", "--section", "tin-tuc")
    project.write(
        "hai.txt", f"Hội nghị lần hai\n\n{OPENING}\n\nẢnh: Quang cảnh\n\nhop.jpg\n\nẢnh: Toàn cảnh\n\nHết.\n\nTheo: Báo Yên Bái\n"
    )
    project.write("ba.txt", f"Hội nghị lần ba\n\n{OPENING}\n\nhop.jpg\n\nHết hội nghị.\n\nẢnh: Đinh Hòa\n")
    project.write("bon.txt", "Héi nghÞ tæng kÕt\n\nLiªn minh Hîp t¸c x· tØnh häp.\n\nHÕt.\n".encode())
    for file in (*sorted(PAGES.glob("*.txt")), *(project.root / f"{name}.txt" for name in ("hai", "ba", "bon"))):
        screen.run("import", "text", str(file), *known)
    word = docx(project.root / "nam.docx", p("Hội nghị lần năm"), p(OPENING), p(r("Chờ duyệt.", "h")), p("Hết."))
    with zipfile.ZipFile(word, "a") as archive:
        archive.writestr("word/header1.xml", f"<w:hdr {NAMES}>{p('Liên minh HTX tỉnh')}</w:hdr>")
    screen.run("import", "docx", str(word), *known, "--date", "1/2/2023")
    screen.check("import")


def test_serve(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the preview is, and what it lays over a page."""
    project, _ = screen.project, screen._
    project.article("yen-bai/bai.md")
    monkeypatch.setattr(server.Preview, "serve", lambda self, **options: None)
    monkeypatch.setattr(address, "is_here", lambda host: True)
    monkeypatch.setattr(address, "is_free", lambda host, port: True)
    monkeypatch.setattr(address, "reachable", lambda host: ["192.0.2.7"])
    monkeypatch.setattr(address, "picture", lambda url: f"(QR {url})")
    assert screen.run("serve", "--host", "0.0.0.0", "--no-open") == 0
    by_severity = {kind.severity: kind.at(Place("content/yen-bai/bai.md", 3)) for kind in kinds() if "{" not in kind.message + kind.hint}
    for severity, problem in sorted(by_severity.items()):
        html = re.sub(r"<style>.*?</style>", "", overlay.overlay((problem,), _, is_last=severity == "error"), flags=re.DOTALL)
        screen.note(f"# {severity}", html)
    screen.note("# nothing here", overlay.alone("", _(overlay.GONE), screen.language))
    screen.check("serve")


def test_counter(screen: Screen) -> None:
    """What was counted, from where, how it is kept, and what a live service says to readers and to whoever runs it."""
    project, _ = screen.project, screen._
    visits = '[provinces.yen-bai]\nvisits = { total = 266141, since = "30/07/2019" }'
    head = f'themes = "{THEMES.as_posix()}"\nlanguage = "{screen.language}"\n'
    project.write("config.toml", head + CONFIG.replace("[provinces.yen-bai]", visits) + "[counter]\n")
    project.article("yen-bai/bai.md", title="Hội nghị tổng kết", views=159)
    project.build()
    assert screen.run("counter", "show", "--by", "day") == 0
    project.write("access.log", "".join((*log(1, 60), asked("/yen-bai/tin-tuc/bai/"), asked("/yen-bai/", agent=GOOGLE), "?\n")))
    file = str(project.root / "access.log")
    for arguments in (("import-log", file), ("show",), ("show", "--days", "3", "--to", "02/11/2026")):
        assert screen.run("counter", *arguments) == 0
    for by in ("day", "month", "page", "source"):
        assert screen.run("counter", "show", "--by", by) == 0
    project.write("few.log", asked("/yen-bai/", START + timedelta(minutes=7), size=7))
    assert screen.run("counter", "import-log", str(project.root / "few.log")) == 0
    screen.run("counter", "show", "--by", "day", "--to", "01/01/2020")
    copy = str(project.root / "copy.csv")
    for arguments in (("export", copy), ("import", copy)):
        assert screen.run("counter", *arguments) == 0
    for wrong in (
        ("show", "--from", "hôm nào"), ("show", "--from", "1/11/2026", "--days", "3"), ("show", "--province", "nowhere"),
        ("import-log", file, "--source", "máy chủ"), ("show", "--by", "week"), ("show", "--days", "0"), ("serve", "--province", "nowhere"),
    ):  # fmt: skip
        assert screen.run("counter", *wrong) == 2
    human, pages = amounts.several(1234, amounts.VIEWS, _), amounts.several(12, amounts.PAGES, _)
    goat = _(counting.FROM_GOATCOUNTER).format(human=human, pages=pages, unknown=3)
    screen.note("# elsewhere", goat, _(counting.STOPPED))
    screen.note("# readers", *(f"{status} {_(text)}" for status, text in sorted(hits._SAID.items())))
    serving = _("Counting: http://{host}:{port}/  (Ctrl+C ends it)").format(host="127.0.0.1", port=8100)
    screen.note("# serve", serving, _("Counting again."))
    screen.check("counter-show")


def test_titles(screen: Screen) -> None:
    """What pages are called that no template names."""
    project = screen.project
    head = f'themes = "{THEMES.as_posix()}"\nlanguage = "{screen.language}"\n'
    project.write("config.toml", head + CONFIG)
    for number in range(12):
        project.article(f"yen-bai/bai-{number}.md", tags="[OCOP]")
    project.build()
    for path in ("tu-khoa/ocop", "luu-tru/2023", "luu-tru/2023/01", "luu-tru/2023/01/10", "tin-tuc/trang/1"):
        screen.note(f"# {path}", *re.findall(r"<title>.*</title>", project.page(f"yen-bai/{path}/index.html")))
    screen.check("titles")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_forgotten(language: str) -> None:
    """Whatever sitegen's own code says is found in a golden file, its values aside."""
    _ = catalogue(language).gettext
    files = [*GOLDEN.rglob(f"*{language}.txt")]
    lines = "\n".join(" ".join(line.split()) for file in files for line in file.read_text("utf-8").splitlines())
    flat = " ".join(lines.split())
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOT / "sitegen", method_map=[("**.py", "python")], keywords=keywords)
    forgotten = []
    for file, line, message, _comments, _context in found:
        text = " ".join(_(message if isinstance(message, str) else message[0]).split())
        pattern = r"(?<!\w)" + re.sub(r"\\\{\w+\\\}", ".*?", re.escape(text)) + r"(?!\w)"
        if not re.search(pattern, lines if "{" in text else flat):
            forgotten.append(f"sitegen/{file}:{line}: {text}")
    assert forgotten == [], "\n".join(forgotten)
