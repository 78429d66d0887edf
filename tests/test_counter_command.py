"""`sitegen counter` does what it is asked, and tells it in both languages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.dates import ZONE

from .conftest import CONFIG, Project
from .logs import GOOGLE, line


@pytest.fixture
def counted(project: Project) -> Project:
    """A portal that counts, with three articles and one of an old address."""
    project.configure(
        CONFIG.replace("[provinces.yen-bai]", '[provinces.yen-bai]\nvisits = { total = 266141, since = "30/07/2019" }') + "[counter]\n"
    )
    project.article("yen-bai/mot.md", title="Hội nghị tổng kết", views=159)
    project.article("yen-bai/hai.md", aliases="[/cu/]")
    project.article("hoa-binh/ba.md")
    project.build()
    now = datetime.now(ZONE)
    lines = [
        line("/yen-bai/tin-tuc/mot/", now - timedelta(days=3)),
        line("/yen-bai/tin-tuc/mot/", now, address="203.0.113.8"),
        line("/yen-bai/tin-tuc/hai/", now),
        line("/yen-bai/cu/", now),
        line("/yen-bai/khong-co/", now),
        line("/yen-bai/tin-tuc/mot/", now, method="POST"),
        line("/yen-bai/tin-tuc/mot/", now, agent=GOOGLE),
        line("/hoa-binh/tin-tuc/ba/", now),
        line("/", now),
        "truncated\n",
    ]
    project.write("access.log", "".join(lines))
    return project


def run(project: Project, *arguments: str) -> int:
    """Runs a command in a project."""
    return main(["counter", *arguments, "--config", str(project.root / "config.toml")])


def test_logs_are_counted_and_shown(counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Import says what was found; totals hold what was carried over, in the Vietnamese form, robots apart."""
    log = str(counted.root / "access.log")
    assert run(counted, "import-log", log) == 0
    said = capsys.readouterr()
    assert "10 dòng" in said.out
    assert "5 lượt xem" in said.out
    assert "Có 1 trong số 10 dòng không đọc được theo khuôn dạng “combined”" in said.err
    assert run(counted, "import-log", log) == 0
    assert "0 lượt xem" in capsys.readouterr().out
    assert run(counted, "show") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("266.144" in line and "yen-bai" in line and "30/07/2019" in line for line in lines)
    assert run(counted, "show", "--by", "page", "--province", "yen-bai", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0] == {
        "site": "yen-bai",
        "permalink": "/tin-tuc/mot/",
        "title": "Hội nghị tổng kết",
        "human": 2,
        "robot": 1,
        "carried": 159,
    }
    told = json.loads((counted.root / "visits" / "yen-bai.json").read_text("utf-8"))
    assert (told["total"], told["views"]) == (266_144, {"/tin-tuc/hai/": 1, "/tin-tuc/mot/": 2})


def test_periods_are_named_day_first(counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """By day and by month, from a day, to a day, of the last days; CSV for a spreadsheet."""
    run(counted, "import-log", str(counted.root / "access.log"))
    today = datetime.now(ZONE).date()
    first = today - timedelta(days=3)
    capsys.readouterr()
    for arguments, human in (
        (("--days", "2"), 2),
        (("--days", "4"), 3),
        (("--from", f"{first:%d/%m/%Y}", "--to", f"{first:%d/%m/%Y}"), 1),
        (("--to", f"{first - timedelta(days=1):%d/%m/%Y}"), 0),
        (("--days", "2", "--to", f"{first + timedelta(days=1):%d/%m/%Y}"), 1),
    ):
        assert run(counted, "show", "--province", "yen-bai", "--by", "day", "--format", "json", *arguments) == 0
        assert sum(row["human"] for row in json.loads(capsys.readouterr().out)) == human
    assert run(counted, "show", "--by", "month", "--format", "csv") == 0
    assert capsys.readouterr().out.startswith("\ufeffmonth,human,robot\n")
    assert run(counted, "show", "--by", "page", "--count", "1") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(counted, "show", "--by", "day", "--to", "01/01/2020", "--lang", "en") == 0
    assert capsys.readouterr().out == "Nothing was counted in this period.\n"


def test_each_source_is_shown_by_itself(counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """What two logs and a table of one's own counted, of all sites or of one; carried-over numbers are of no source."""
    run(counted, "import-log", str(counted.root / "access.log"))
    counted.write("more.log", line("/yen-bai/tin-tuc/mot/", datetime.now(ZONE) - timedelta(days=3), address="203.0.113.9"))
    run(counted, "import-log", str(counted.root / "more.log"), "--source", "web2")
    run(counted, "import", str(counted.write("own.csv", "site,day,permalink,human\nyen-bai,01/05/2020,/tin-tuc/mot/,7\n")))
    capsys.readouterr()
    for arguments, found in (
        (("--province", "yen-bai"), {"csv": (7, 0), "log": (3, 1), "log:web2": (1, 0)}),
        (("--days", "9"), {"log": (5, 1), "log:web2": (1, 0)}),
    ):
        assert run(counted, "show", "--by", "source", "--format", "json", *arguments) == 0
        rows = json.loads(capsys.readouterr().out)
        assert {row["source"]: (row["human"], row["robot"]) for row in rows} == found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_import_that_is_interrupted_has_a_status_of_its_own(counted: Project) -> None:
    """Ctrl+C ends it with 130, as every command, and says that the same command goes on."""
    pipe = counted.root / "pipe.log"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "sitegen", "counter", "import-log", str(pipe), "--lang", "en"]
    with subprocess.Popen(command, cwd=counted.root, stderr=subprocess.PIPE, text=True) as importing, pipe.open("w"):
        time.sleep(0.2)  # it waits for lines by now
        importing.send_signal(signal.SIGINT)
        assert importing.stderr is not None
        said = importing.stderr.read()
    assert importing.returncode == 130
    assert said.startswith("Stopped. What was counted till then is kept")


def test_the_ledger_is_kept_and_put_back(counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Exported, lost and imported it is the same, and the logs are not counted again."""
    log, copy = str(counted.root / "access.log"), counted.root / "copy.csv"
    run(counted, "import-log", log)
    assert run(counted, "export", str(copy)) == 0
    capsys.readouterr()
    run(counted, "export")
    first = capsys.readouterr().out
    for file in (counted.root / "visits").iterdir():
        file.unlink()
    assert run(counted, "import", str(copy)) == 0
    run(counted, "import-log", log)
    capsys.readouterr()
    run(counted, "export")
    assert capsys.readouterr().out == first
    assert (counted.root / "visits" / "yen-bai.json").is_file()


def test_an_address_that_changed_takes_its_views_along(counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A new slug with its alias: one page, one number, carried over once."""
    run(counted, "import-log", str(counted.root / "access.log"))
    (counted.root / "content/yen-bai/mot.md").unlink()
    counted.article("yen-bai/moi.md", title="Hội nghị tổng kết", views=159, aliases="[/tin-tuc/mot/]")
    counted.build()
    capsys.readouterr()
    run(counted, "show", "--by", "page", "--province", "yen-bai", "--format", "json")
    rows = {row["permalink"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["/tin-tuc/moi/"]["human"] == 2
    assert rows["/tin-tuc/moi/"]["carried"] == 159
    assert "/tin-tuc/mot/" not in rows


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "--province", "nowhere"),
        ("show", "--from", "hôm nào"),
        ("show", "--from", "01/11/2026", "--days", "3"),
        ("import-log", "access.log", "--province", "nowhere"),
        ("import-log", "access.log", "--source", "máy chủ"),
    ],
)
def test_wrong_usage_has_status_2(counted: Project, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """It is said in words, without a traceback."""
    assert run(counted, *arguments) == 2
    assert capsys.readouterr().err


def test_what_is_in_the_way_is_said(project: Project, counted: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """No [counter], a broken ledger, a log that is not there: a place, a hint, a status."""
    assert run(counted, "import-log", str(counted.root / "none.log")) == 1
    assert "none.log" in capsys.readouterr().err
    (counted.root / "visits" / "ledger.sqlite").write_bytes(b"x" * 5000)
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (counted.root / "visits" / name).unlink(missing_ok=True)
    assert run(counted, "show") == 1
    assert "visits/ledger.sqlite" in capsys.readouterr().err
    assert (counted.root / "visits" / "ledger.sqlite").read_bytes() == b"x" * 5000
    project.configure(CONFIG)
    assert run(project, "show") == 2
    assert "[counter]" in capsys.readouterr().err


def test_a_portal_without_counts_says_so(project: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing was counted yet, and asking is no error."""
    project.configure(CONFIG + "[counter]\n")
    assert run(project, "show", "--by", "day", "--lang", "en") == 0
    assert capsys.readouterr().out == "Nothing was counted yet.\n"
