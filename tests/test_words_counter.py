"""The words of `sitegen counter` are read over like all others (`test_words`)."""

from __future__ import annotations

import re
import resource
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.counter import goatcounter, logs
from sitegen.counter.tally import Tally
from sitegen.dates import ZONE

from . import test_words
from .conftest import CONFIG
from .counting import ORIGIN, PAGE, Portal
from .logs import FIREFOX, GOOGLE, line
from .test_counter_goatcounter import DAY, Goat, serving
from .test_words import Screen

screen = test_words.screen
COUNTED = CONFIG.replace("[provinces.yen-bai]", '[provinces.yen-bai]\nvisits = { total = 266141, since = "30/07/2019" }') + "[counter]\n"


def publish(screen: Screen) -> None:
    """Builds a portal that counts."""
    project = screen.project
    project.configure(COUNTED)
    project.article("yen-bai/mot.md", title="Hội nghị tổng kết phong trào thi đua", views=1159)
    project.article("yen-bai/hai.md")
    project.article("hoa-binh/ba.md", title="Mùa cam Cao Phong")
    project.build()


def views(path: str, count: int, moment: datetime, agent: str = FIREFOX) -> list[str]:
    """Lines of a log: so many readers of a page."""
    return [line(path, moment, address=f"203.0.113.{number}", agent=agent) for number in range(count)]


def test_ledger(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """What logs tell, how it is shown, and the copy to keep: all of it, and what can be wrong with what was typed."""
    project = screen.project
    assert screen.run("counter", "show") == 2
    project.configure(CONFIG + "[counter]\n")
    assert screen.run("counter", "show") == 0
    publish(screen)
    early, late = datetime(2025, 3, 1, 8, tzinfo=ZONE), datetime(2025, 4, 9, 15, tzinfo=ZONE)
    first = [*views("/yen-bai/tin-tuc/mot/", 120, early), *views("/yen-bai/tin-tuc/mot/", 1, early, GOOGLE), *views("/", 12, early)]
    then = [*views("/yen-bai/tin-tuc/hai/", 7, late), *views("/hoa-binh/tin-tuc/ba/", 30, late), "cut off\n"]
    project.write("access.log", "".join(first))

    def stop(self: logs.Import, paths: Sequence[Path]) -> Tally:
        raise KeyboardInterrupt

    with monkeypatch.context() as keyboard:
        keyboard.setattr(logs.Import, "run", stop)
        assert screen.run("counter", "import-log", "access.log") == 130
    assert screen.run("counter", "import-log", "access.log") == 0
    project.write("access.log", "".join(first + then))
    for arguments in ("access.log", "access.log.1", "access.log --source web2", "config.toml", "access.log --log-format %h"):
        screen.run("counter", "import-log", *arguments.split())
    for arguments in ("access.log --province nowhere", "access.log --source máy-chủ/2"):
        assert screen.run("counter", "import-log", *arguments.split()) == 2
    for arguments in (
        "", "--province yen-bai", "--by page", "--by page --province yen-bai --count 1 --from 01/03/2025 --to 31/03/2025", "--by day",
        "--by month", "--format csv", "--by page --format csv", "--by month --format json", "--to 01/01/2020",
    ):  # fmt: skip
        assert screen.run("counter", "show", *arguments.split()) == 0
    for arguments in ("--province nowhere", "--from hôm-qua"):
        assert screen.run("counter", "show", *arguments.split()) == 2
    assert screen.run("counter", "export", "so-dem.csv") == 0
    assert screen.run("counter", "export", "khong-co/so-dem.csv") == 1
    assert screen.run("counter", "import", "so-dem.csv") == 0
    project.write("tay.csv", "site;day;permalink;human\nyen-bai;30/11/2020;/tin-tuc/mot/;1.200\nyen-bai;01/12/2020;/tin-tuc/mot/;900\n")
    assert screen.run("counter", "import", "tay.csv") == 0
    project.write("sai.csv", "site,day,permalink,human\nyen-bai,hôm qua,/tin-tuc/mot/,nhiều\n" + 2 * "yen-bai,1/12/2020,/tin-tuc/hai/,9\n")
    for name in ("sai.csv", "config.toml", "khong-co.csv"):
        assert screen.run("counter", "import", name) == 1
    screen.text = re.sub(r"(?<=so-dem.csv \()[\d.,]+ K?B", "#", screen.text)
    screen.check("counter")


def test_goatcounter(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a GoatCounter has counted, and what is needed to ask it."""
    monkeypatch.setattr(goatcounter, "PAUSE", 0)
    monkeypatch.delenv("GOATCOUNTER_TOKEN", raising=False)
    publish(screen)
    command = ("counter", "import-goatcounter")
    assert screen.run(*command) == 2
    with serving(Goat({"/yen-bai/tin-tuc/mot/": {DAY: 1023}, "/hoa-binh/": {DAY: 5}, "/cu/": {DAY: 9}})) as address:
        screen.project.configure(f'{COUNTED}goatcounter = "{address}"\n')
        assert screen.run(*command) == 1
        monkeypatch.setenv("GOATCOUNTER_TOKEN", "y")
        assert screen.run(*command) == 1
        monkeypatch.setenv("GOATCOUNTER_TOKEN", "x")
        assert screen.run(*command, "--from", "hôm-qua") == 2
        assert screen.run(*command, "--from", "20/11/2026", "--to", "20/11/2026") == 0
    screen.check("counter-goatcounter")


@pytest.mark.skipif(sys.platform != "linux", reason="the size of a running program's files can be limited on Linux only")
def test_live(screen: Screen) -> None:
    """The line that says where the service is, its answers to what cannot be counted, and a disk that is full for a while."""
    publish(screen)
    assert screen.run("counter", "serve", "--province", "nowhere") == 2
    portal = Portal(screen.project.root / "live")
    with portal.start("--lang", screen.language) as service:

        def ask(method: str, path: str, body: str = "", **headers: str) -> int:
            status, text = service.ask(method, path, body, **headers)
            screen.note(f"# {method} {path}: {status}", text.encode("latin-1").decode())
            return status

        screen.note("$ sitegen counter serve", service.start.replace(str(service.port), "PORT"))
        assert ask("POST", "/hit", "yen-bai") == 400
        assert ask("POST", "/hit", PAGE) == 403
        assert ask("GET", "/views?p=yen-bai/khong-co/") == 404
        assert ask("GET", "/hit") == 405
        assert ask("POST", "/hit", 10_000 * "a") == 413
        with socket.create_connection(("127.0.0.1", service.port)) as door:
            door.sendall(b"GET /" + 20_000 * b"a")
            screen.note("# GET /aaa…", door.makefile(encoding="utf-8").read().partition("\n\n")[2])
        while service.ask("POST", "/hit", PAGE)[0] != 429:
            pass
        assert ask("POST", "/hit", PAGE) == 429
        reader = {"Origin": ORIGIN, "X_Forwarded_For": "203.0.113.9"}
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
        assert ask("POST", "/hit", PAGE, **reader) == 503
        screen.note("# stderr", service.said())
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert ask("POST", "/hit", PAGE, **reader) == 204
        assert service.stop() == 0
        assert service.process.stdout is not None
        screen.note("# ^C", service.process.stdout.read())
    screen.check("counter-serve")
