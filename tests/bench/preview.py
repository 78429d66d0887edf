"""How soon a save is on the screen: `python -m tests.bench.preview --articles 1000`.

Its one idea: what counts is the whole way of a save. A sentence is written into an article, and its page is asked for over a connection
that stays open, every millisecond, until it says that sentence. Hugo's own server is measured the same way where it is installed.
With `--browser` the page lies open in Chromium, and what counts is the first frame that shows the sentence, reload included.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.contenders import PROVINCE, Contender, Hugo, Sitegen
from tests.bench.corpus import Corpus, Story
from tests.bench.layout import ensure

PLACES = ("end", "first", "title")
MARK = "Lần lưu thứ {number}{number} của bài."
SEEN = """() => {
  const look = () => {
    const found = document.documentElement?.textContent.match(/Lần lưu thứ (\\d+) của bài/);
    if (found && !localStorage[found[1]])
      requestAnimationFrame(() => setTimeout(() => localStorage[found[1]] ||= performance.timeOrigin + performance.now()));
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}"""
"""Runs before the page: notes when the frame with a sentence is painted, by the sentence's number, in milliseconds since 1970."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures saves of an article in the middle of the corpus, and prints how long each took to be shown."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.preview", description="Measures from a save to the page that shows it.")
    parser.add_argument("--articles", type=int, default=1000, metavar="N", help="size of the corpus (1000)")
    parser.add_argument("--saves", type=int, default=20, metavar="R", help="how many saves (20)")
    parser.add_argument(
        "--place", choices=PLACES, default="end", help="where the sentence goes: the end or beginning of the text, the title"
    )
    parser.add_argument("--browser", action="store_true", help="measure in Chromium, where the page lies open")
    parser.add_argument("--alone", action="store_true", help="do not measure hugo")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the projects here, and use those that lie here")
    given = parser.parse_args(arguments)
    kinds: list[type[Contender]] = [Sitegen] if given.alone or not Hugo.program() else [Sitegen, Hugo]
    with contextlib.nullcontext(str(given.keep)) if given.keep else tempfile.TemporaryDirectory(prefix="sitegen-bench-") as folder:
        medians = []
        for kind in kinds:
            contender = kind(Path(folder, f"{kind.name}-{given.articles}").resolve(), Corpus(1))
            ensure(contender, given.articles)
            times = sorted((shown if given.browser else saves)(contender, given.articles, given.saves, given.place))
            medians.append(statistics.median(times))
            most = times[int(len(times) * 0.9)]
            figures = f"median {medians[-1]:7.1f} ms, p90 {most:7.1f}, min {times[0]:7.1f}, max {times[-1]:7.1f}"
            print(f"{contender.label:16} {figures}  ({len(times)} saves)")
    if len(medians) == 2:
        print(f"hugo / sitegen: {medians[1] / medians[0]:.1f}")
    return 0


def saves(contender: Contender, count: int, rounds: int, place: str) -> list[float]:
    """Milliseconds from each save to the first answer with its sentence."""
    story = contender.corpus.story(contender.corpus.middle(count))
    original = contender.path(story).read_text("utf-8")
    try:
        with served(contender) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
            address = _address(contender, story)
            _wait(connection, address, b"</html>")
            time.sleep(2)
            times = []
            for number in range(rounds):
                mark = MARK.format(number=number)
                text = _edited(original, mark, place)
                started = time.perf_counter()
                contender.path(story).write_text(text, "utf-8")
                _wait(connection, address, mark.encode())
                times.append((time.perf_counter() - started) * 1000)
                time.sleep(0.3)
            return times
    finally:
        contender.path(story).write_text(original, "utf-8")


def shown(contender: Contender, count: int, rounds: int, place: str) -> list[float]:
    """Milliseconds from each save to the frame of an open page that shows its sentence."""
    from playwright.sync_api import sync_playwright

    story = contender.corpus.story(contender.corpus.middle(count))
    original = contender.path(story).read_text("utf-8")
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    try:
        with served(contender) as port, sync_playwright() as playwright:
            address = _address(contender, story)
            _wait(http.client.HTTPConnection("127.0.0.1", port, timeout=600), address, b"</html>")
            browser = playwright.chromium.launch(executable_path=found)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(f"({SEEN})()")
            page.goto(f"http://127.0.0.1:{port}{address}", wait_until="networkidle")
            time.sleep(2)
            times = []
            for number in range(10, 10 + rounds):
                text = _edited(original, MARK.format(number=number), place)
                started = time.time() * 1000
                contender.path(story).write_text(text, "utf-8")
                page.wait_for_function(f"localStorage['{number}{number}']", timeout=60_000, polling=20)
                times.append(float(page.evaluate(f"localStorage['{number}{number}']")) - started)
                page.wait_for_load_state("networkidle")
                time.sleep(0.5 + number % 7 / 10)
            browser.close()
            return times
    finally:
        contender.path(story).write_text(original, "utf-8")


@contextlib.contextmanager
def served(contender: Contender) -> Iterator[int]:
    """The contender's own server on a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    if isinstance(contender, Sitegen):
        more = ["-m", "sitegen", "serve", "--no-open", "--port", str(port), "--config", str(contender.folder / "config.toml")]
        command = [sys.executable, *more]
    else:
        command = [str(Hugo.program()), "server", "--source", str(contender.folder), "--port", str(port), "--quiet", "--buildDrafts"]
    process = subprocess.Popen(command, env=os.environ | contender.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _address(contender: Contender, story: Story) -> str:
    page = f"/{story.headline.section}/{story.headline.slug}/"
    return f"/{PROVINCE}{page}" if isinstance(contender, Sitegen) else page


def _edited(text: str, mark: str, place: str) -> str:
    """An article with a sentence more."""
    if place == "end":
        return f"{text}\n{mark}\n"
    if place == "title":
        return text.replace("title: ", f"title: {mark} ", 1)
    head, body = text.split("\n---\n", 1)
    return f"{head}\n---\n\n{mark} {body.lstrip()}"


def _wait(connection: http.client.HTTPConnection, address: str, wanted: bytes) -> None:
    """Asks every millisecond until the answer has some bytes."""
    while True:
        try:
            connection.request("GET", address)
            if wanted in connection.getresponse().read():
                return
            time.sleep(0.001)
        except (ConnectionError, http.client.HTTPException):  # not yet, or not any more
            connection.close()
            time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
