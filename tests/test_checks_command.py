"""`sitegen check` answers with the promised status and formats, and mends files without losing a byte."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sitegen import dates
from sitegen.checks import exif, mending, rules, words
from sitegen.checks.desk import Desk
from sitegen.checks.draft import HIDDEN, Draft
from sitegen.checks.rule import Finding
from sitegen.cli import main
from sitegen.errors import Kind, Place
from sitegen.settings import Config

from .conftest import CONFIG, Project

WRONG = 'Tỉnh ủy họp (ngày19/7/2019),  Tỉnh uỷ bàn,\xa0Tỉnh ủy\u200b kết luận: "Tốt”.\n'
RIGHT = "Tỉnh ủy họp (ngày 19/7/2019), Tỉnh ủy bàn, Tỉnh ủy kết luận: “Tốt”.\n"


def run(project: Project, *arguments: str) -> int:
    """Runs the command in a project, in English."""
    return main(["check", *arguments, "--lang", "en", "--config", str(project.root / "config.toml")])


def mended(config: Config, data: bytes) -> bytes:
    """The bytes of an article once every safe edit is made."""
    now = dates.parse("01/06/2025")
    assert now
    desk = Desk(config, now[0])
    found = mending.mend(rules.RULES, Draft(config, "yen-bai/bai.md", data), desk)
    return found.after if found else data


def test_a_sound_portal_has_status_0(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary says how many articles were looked at."""
    project.article("yen-bai/bai.md")
    assert run(project) == 0
    assert capsys.readouterr().out == "1 article checked: nothing to correct.\n"


def test_warnings_have_status_0_and_errors_status_1(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what must not be published stops a publication."""
    project.article("yen-bai/bai.md", "Hợp  tác xã.\n")
    assert run(project) == 0
    assert "1 article checked: 0 errors, 1 warning. 1 of them can be corrected with --fix." in capsys.readouterr().out
    project.article("yen-bai/bai.md", "CCCD 015085001234.\n")
    assert run(project) == 1
    project.article("yen-bai/bai.md", title="a: b")
    assert run(project) == 1


def test_some_articles_are_checked_against_all(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Files and folders choose what is reported; links to the others hold."""
    file = project.article("yen-bai/2023/bai.md", "[a](../hai.md)  b  c\n")
    project.article("yen-bai/hai.md", "a  b\n")
    project.article("hoa-binh/ba.md", "a  b\n")
    for path, count in ((file, 1), (file.parent, 1), (project.root / "content/yen-bai", 2), (project.root, 3)):
        assert run(project, str(path), "--format", "json") == 0
        assert len(json.loads(capsys.readouterr().out)) == count
    assert run(project, str(project.root / "content/nowhere")) == 2
    assert "There is no article at" in capsys.readouterr().err


def test_a_rule_that_does_not_exist_has_status_2(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in [check] is named with its line and the nearest rule."""
    project.article("yen-bai/bai.md")
    project.configure(CONFIG + '[check]\noff = ["tone-stile"]\n')
    assert run(project) == 2
    told = capsys.readouterr().err
    assert "config.toml:17: error: “tone-stile” is not a rule of sitegen check." in told
    assert "Did you mean “tone-style”?" in told
    project.configure(CONFIG + '[check]\ntone = "modern"\n')
    assert run(project) == 2
    assert "either, old, new; here it is “modern”" in capsys.readouterr().err


def test_json_is_one_array_with_the_same_keys(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs find every finding in one form, and nothing else on standard output."""
    assert run(project, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    project.article("yen-bai/bai.md", "Hợp  tác xã.\n\nXem [a](khong.md).\n")
    assert run(project, "--format", "json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "rule": "double-spaces",
        "severity": "warning",
        "path": "content/yen-bai/bai.md",
        "line": 7,
        "message": "More than one space stands between words here; places in this file: 1.",
        "hint": "One space is enough. --fix leaves one.",
        "fixable": True,
    }
    assert (second["rule"], second["severity"], second["line"], second["fixable"]) == ("link-broken", "warning", 9, False)


def test_github_annotations_are_escaped() -> None:
    """What would end a workflow command is written as GitHub asks."""
    kind = Kind("rule-name", "100%\nof {it}", "hint")
    finding = Finding(kind.at(Place("content/a,b:c.md", 3), it="a:b,c"))
    assert [*words.github([finding], str)] == ["::error file=content/a%2Cb%3Ac.md,line=3,title=rule-name::100%25%0Aof a:b,c hint"]


# -- mending ----------------------------------------------------------------------------------------------------------------------------


def test_nothing_is_changed_unasked(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal and without --yes the difference is shown, and the file stays."""
    file = project.article("yen-bai/bai.md", WRONG)
    before = file.read_bytes()
    assert run(project) == 0
    assert run(project, "--fix") == 0
    assert file.read_bytes() == before
    told = capsys.readouterr().err
    assert "-" + WRONG.replace("\xa0", "⍽").replace("\u200b", "<U+200B>") in told
    assert f"+{RIGHT}" in told
    assert "Nothing was changed. Add --yes" in told


def test_what_has_one_right_answer_is_corrected_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--fix --yes makes every safe edit, leaves nothing else behind, and has nothing to do a second time."""
    file = project.article("yen-bai/bai.md", WRONG)
    before = file.read_text("utf-8")
    file.chmod(0o640)
    assert run(project, "--fix", "--yes") == 0
    assert file.read_text("utf-8") == before.replace(WRONG, RIGHT)
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(file.parent) == ["bai.md"]
    out, err = capsys.readouterr()
    assert "Corrected: content/yen-bai/bai.md" in err
    assert out == "1 article checked: nothing to correct.\n"
    assert run(project, "--fix", "--yes") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="terminals of this kind are not everywhere")
@pytest.mark.parametrize(("answer", "is_mended"), [("y", True), ("n", False), ("", False)])
def test_an_editor_is_asked_file_by_file(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, is_mended: bool
) -> None:
    """On a terminal each file waits for its answer; anything but yes leaves it."""
    file = project.article("yen-bai/bai.md", WRONG)
    ours, theirs = os.openpty()
    os.write(ours, f"{answer}\n".encode())
    with os.fdopen(theirs) as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        assert run(project, "--fix") == 0
    os.close(ours)
    assert "Correct content/yen-bai/bai.md? [y/N]" in capsys.readouterr().err
    assert (RIGHT in file.read_text("utf-8")) is is_mended


def test_a_file_that_changes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """What somebody else has just saved is never overwritten."""
    file = tmp_path / "bai.md"
    file.write_bytes(b"newer")
    assert not mending.write(file, mending.Mended("bai.md", b"old", b"mended"))
    assert file.read_bytes() == b"newer"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_stay(project: Project, mark: bytes, end: str) -> None:
    """A file from Notepad stays a file of Notepad's."""
    text = "---\ntitle: Bài\ndate: 10/01/2023\ncategory: tin-tuc\n---\n\n{}\nDòng  \ncuối \n\n\n"
    before, after = (mark + text.format(part).replace("\n", end).encode() for part in (WRONG, RIGHT))
    assert mended(project.config, before) == after


WORDS = ["Tỉnh uỷ ", "Tỉnh ủy ", "hoà", "ngày19", unicodedata.normalize("NFD", "hợp "), "Hîp t¸c x·", "a", "1", HIDDEN]
SIGNS = ["  ", " ", "\xa0", "\u200b", "\xad", '"', "“", "”", "(", ")", "\n", "\n\n", "\r\n", "\\"]
MARKDOWN = ["|", "```", "`", "- ", "> ", "[a](b  c)", "https://a.vn/hoà", "<b  c>", "{#x}", "---"]
PIECES = st.sampled_from(WORDS + SIGNS + MARKDOWN)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=25))
def test_mending_twice_is_mending_once(project: Project, pieces: list[str]) -> None:
    """Whatever was typed: the second run changes nothing, no visible letter is lost, and the front matter reads as before."""
    head = "---\ntitle: Bài\ndate: 10/01/2023\ncategory: tin-tuc\n---\n\n"
    before = (head + "".join(pieces)).encode()
    once = mended(project.config, before)
    assert mended(project.config, once) == once
    assert once.startswith(head.encode())
    assert letters(once) == letters(before)


def letters(data: bytes) -> str:
    """The letters and digits of a file, without tone marks and accents: what mending never touches."""
    return "".join(sign for sign in unicodedata.normalize("NFD", data.decode()) if sign.isalnum())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=25))
def test_prose_is_as_long_as_its_file(project: Project, pieces: list[str]) -> None:
    """Every place in the prose is a place in the file: same length, same line ends, same character where none is hidden."""
    draft = Draft(project.config, "yen-bai/bai.md", ("---\ntitle: Bài\n---\n" + "".join(pieces)).encode())
    assert len(draft.prose) == len(draft.text)
    assert all(shown in (typed, HIDDEN) for shown, typed in zip(draft.prose, draft.text, strict=True))
    assert draft.prose.count("\n") == draft.text.count("\n")
    assert all(draft.prose[passage.start :].startswith(passage.text) for passage in draft.passages)


@settings(max_examples=30)
@given(block=st.binary(max_size=80))
def test_damaged_exif_is_no_crash(tmp_path_factory: pytest.TempPathFactory, block: bytes) -> None:
    """Whatever stands in a photo, reading it ends."""
    file = tmp_path_factory.mktemp("exif") / "a.jpg"
    for order in (b"", b"MM\0*\0\0\0\x08", b"II*\0\x08\0\0\0"):
        Image.new("RGB", (8, 8)).save(file, exif=b"Exif\0\0" + order + block)
        assert isinstance(exif.read(file), exif.Exif)


def test_messages_are_vietnamese_unless_asked_otherwise(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The command speaks the language of the others."""
    project.article("yen-bai/bai.md", "Hợp  tác xã.\n")
    assert main(["check", "--config", str(project.root / "config.toml")]) == 0
    assert "lưu ý: Có 1 chỗ thừa dấu cách giữa các chữ, chỗ đầu tiên ở đây. [double-spaces]" in capsys.readouterr().out
