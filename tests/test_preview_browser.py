"""The preview in a browser: what was saved is on the screen, at the place where the reader was."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .conftest import THEMES, Project
from .test_browser import browser, playwright, reading

__all__ = ["browser", "playwright"]
PAGE = "yen-bai/tin-tuc/bai/"


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(project: Project, language: str = "en") -> Iterator[int]:
    """`sitegen serve` in a project, once it answers; it ends quietly when it is interrupted. Gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "sitegen", "serve", "--config", str(project.root / "config.toml"), "--port", str(port), "--no-open"]
    environment = {**os.environ, "SITEGEN_LANG": language}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                get(port, "/")
                break
            except OSError:
                time.sleep(0.05)
        yield port
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in said) == (0, False), said
    finally:
        process.kill()
        process.wait()


def get(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    """The status, headers and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def test_saves_are_served_and_nothing_ends_the_preview(project: Project) -> None:
    """Over HTTP: drafts, edits before any notice, mistakes, HEAD, other methods; the output folder stays as it was."""
    file = project.article("yen-bai/bai.md", "Bản một.\n", status="draft")
    with serving(project) as port:
        status, headers, text = get(port, f"/{PAGE}")
        assert (status, headers["Cache-Control"], headers["Content-Type"]) == (200, "no-store", "text/html; charset=utf-8")
        assert "Bản một." in text
        assert "livereload.js" in text
        style = re.search(r'[^"]*(/_assets/site\.)\w+(\.css)', text)
        assert style, text
        assert get(port, f"/yen-bai{style[1]}0123456789{style[2]}")[1]["Cache-Control"] == "no-store"
        assert "immutable" in get(port, f"/yen-bai{style[0][style[0].index('/_assets/') :]}")[1]["Cache-Control"]
        file.write_text(file.read_text("utf-8").replace("Bản một", "Bản hai"), "utf-8")
        assert "Bản hai." in get(port, f"/{PAGE}")[2]
        project.article("yen-bai/hong.md", date="hôm qua")
        moi = project.article("yen-bai/moi.md", "Bài mới.\n")
        until = time.monotonic() + 30
        while "Bài mới." not in get(port, "/yen-bai/tin-tuc/moi/")[2] and time.monotonic() < until:
            time.sleep(0.05)
        assert "hong.md:3" in get(port, "/yen-bai/tin-tuc/hong/")[2]
        head = get(port, f"/{PAGE}", "HEAD")
        assert (head[0], head[2]) == (200, "")
        assert get(port, f"/{PAGE}", "POST")[0] == 405
        moi.unlink()
        while get(port, "/yen-bai/tin-tuc/moi/")[0] != 404 and time.monotonic() < until:
            time.sleep(0.05)
        assert get(port, "/yen-bai/tin-tuc/moi/")[0] == 404
    assert project.tree() == {}


def test_a_port_in_use_is_said_with_the_next_free_one(project: Project) -> None:
    """No traceback, status 2, and the option to type."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "sitegen",
            "serve",
            "--config",
            str(project.root / "config.toml"),
            "--port",
            str(port),
            "--lang",
            "en",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_the_browser_shows_each_save_where_the_reader_was(project: Project, request: pytest.FixtureRequest) -> None:
    """A save reloads the page at the same place, a style sheet is swapped without that, and what is wrong comes and goes."""
    for source in (THEMES / "plain").rglob("*"):
        if source.is_file():
            project.write(f"themes/plain/{source.relative_to(THEMES / 'plain').as_posix()}", source.read_bytes())
    config = project.root / "config.toml"
    config.write_text(config.read_text("utf-8").split("\n", 1)[1], "utf-8")
    body = "".join(f"Đoạn thứ {number}.\n\n" for number in range(150))
    file = project.article("yen-bai/bai.md", body)
    style = project.root / "themes/plain/assets/site.css"

    def save(old: str, new: str) -> None:
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    with serving(project) as port, reading(request.getfixturevalue("browser")) as reader:
        page = reader.page
        page.goto(f"http://127.0.0.1:{port}/{PAGE}")
        page.evaluate("scrollTo(0, 1500)")
        with page.expect_response(lambda answer: "/_preview/" in answer.url and answer.status == 204):  # it hears, and has the newest
            save("thứ 60.", "thứ sáu mươi.")  # perhaps before it hears of reloads
            page.get_by_text("thứ sáu mươi.").wait_for()
        page.wait_for_function("scrollY === 1500")
        page.evaluate("window.same = true")
        style.write_text(style.read_text("utf-8") + "main { letter-spacing: 3px }", "utf-8")
        page.wait_for_function("getComputedStyle(document.querySelector('main')).letterSpacing === '3px'")
        assert page.evaluate("window.same && scrollY") == 1500
        save("date: 10/01/2023", "date: hôm qua")
        page.get_by_role("alert").wait_for()
        assert page.get_by_text("content/yen-bai/bai.md:3").is_visible()
        assert page.get_by_text("thứ sáu mươi.").count() == 1
        save("date: hôm qua", "date: 11/01/2023")
        page.get_by_role("alert").wait_for(state="detached")
        page.get_by_text("thứ sáu mươi.").wait_for()


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("seed", range(2))
def test_no_save_is_lost_whenever_it_comes(project: Project, seed: int, request: pytest.FixtureRequest) -> None:
    """Saves at random moments, while pages are rendered, while the browser reloads, in place and by another file: the last one is shown."""
    r = random.Random(seed)
    for number in range(40):
        project.article(f"yen-bai/khac-{number}.md", "Hợp tác xã chè, quế và hồi.\n\n" * 20)
    file = project.article("yen-bai/bai.md", "Lần 0.\n")
    head = file.read_text("utf-8").rpartition("Lần")[0]

    def save(number: int) -> None:
        text = f"{head}Lần {number}.\n\n" + "Đoạn văn.\n\n" * r.randrange(200)
        if r.random() < 0.5:
            file.write_text(text, "utf-8")
        else:
            beside = file.with_name("~bai.md.tmp")
            beside.write_text(text, "utf-8")
            os.replace(beside, file)
        if r.random() < 0.2:
            project.article(f"yen-bai/khac-{r.randrange(40)}.md", f"Sửa lần {number}.\n", title=f"Bài sửa lần {number}")

    number = 0
    with serving(project) as port, reading(request.getfixturevalue("browser")) as reader:
        page = reader.page
        page.goto(f"http://127.0.0.1:{port}/{PAGE}", wait_until="commit")
        for _ in range(12):
            for _ in range(r.randrange(1, 6)):
                number += 1
                save(number)
                time.sleep(r.choice((0, 0.01, 0.03, 0.08, 0.2)) * r.random())
            assert f"Lần {number}." in get(port, f"/{PAGE}")[2]
            page.get_by_text(f"Lần {number}.", exact=True).last.wait_for(timeout=20_000)
