"""Live numbers in Chromium, over those that were baked: from a counter that answers, and from one that is dead, slow or lying."""

from __future__ import annotations

import contextlib
import http.server
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from .conftest import Project, answering
from .test_browser import SHIFTS, WIDER, browser, playwright, reading, serve
from .test_counter_pages import configure, count, news
from .test_preview_browser import free_port

__all__ = ["browser", "playwright"]
pytestmark = pytest.mark.browser

ARTICLE = "yen-bai/tin-tuc/bai-1/"
NEW = "yen-bai/tin-tuc/bai-5/"
GOOD = json.dumps({"views": 266141, "today": 12, "month": 1300, "total": 1290321, "online": 46})
LIES = {
    "a page of HTML": "<!doctype html><title>404</title>",
    "nothing": "",
    "null": "null",
    "fewer": '{"views": 3, "today": 0, "month": 1, "total": 5, "online": 0}',
    "negative": '{"views": -5, "today": -1, "month": -1, "total": -9, "online": -2}',
    "texts": '{"views": "<b>9999</b>", "today": "12", "month": "x", "total": "1e9", "online": "46"}',
    "fractions": '{"views": 1000.5, "today": 0.5, "month": 1e-9, "total": 1e12, "online": 1e99}',
    "lists": '{"views": [1000], "today": {}, "month": true, "total": null}',
    "half": '{"views": 1000, "tod',
}


@dataclass(slots=True)
class Heard:
    """What a counter was told and asked, and how it answers: `hit` answers 204, anything else `text` after a pause, or `status`."""

    text: str = GOOD
    pause: float = 0
    status: int = 200
    hits: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def wait(self, page: Page) -> None:
        """Waits until as many hits as questions were heard: a beacon has its own time."""
        for _ in range(100):
            if len(self.hits) >= len(self.asked):
                break
            page.wait_for_timeout(50)


@contextmanager
def counter(heard: Heard) -> Iterator[str]:
    """A small counter on this machine; gives its address."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.hits.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def do_GET(self) -> None:
            heard.asked.append(unquote(self.path))
            time.sleep(heard.pause)
            is_picture = "gif" in self.path
            self.send_response(heard.status)
            self.send_header("Content-Type", "image/gif" if is_picture else "application/json")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" if is_picture else heard.text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser that no longer waits is no error."""

    with answering(Server(("127.0.0.1", 0), Answers)) as address:
        yield address


def built(project: Project, table: str) -> None:
    """A portal with one way of counting, its counts, and a second article of the month without views."""
    configure(project, f"[counter]\n{table}\n")
    news(project)
    count(project, views={"/tin-tuc/bai-1/": 5, "/tin-tuc/bai-5/": 1234}, most7=[["/tin-tuc/bai-5/", 3]], most30=[["/tin-tuc/bai-4/", 9]])
    project.build()


PERSON = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
VIEWS = "document.querySelector('[data-views]').textContent"
ROWS = """() => [...document.querySelectorAll("[data-count]")].filter((row) => getComputedStyle(row).visibility == "visible")
  .map((row) => [row.dataset.count, row.textContent])"""
ARRIVED = "() => document.querySelector('[data-fragment*=stats] [data-count]')"
LAID = "() => document.querySelector('[data-count=online]')?.textContent == '46'"
BAKED = [["total", "266.500"]]


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_live_numbers_are_laid_over_the_baked_ones(browser: Browser, project: Project, width: int) -> None:
    """One view is told by name, then the numbers stand in Vietnamese form in their places, and nothing has moved for it."""
    heard = Heard()
    with counter(heard) as service, reading(browser, width) as reader:
        built(project, f'service = "{service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            page.add_init_script(SHIFTS)
            for path in (ARTICLE, NEW, "yen-bai/"):
                page.goto(address + path)
                page.wait_for_function(LAID)
                assert page.evaluate(ROWS) == [["total", "1.290.321"], ["month", "1.300"], ["today", "12"], ["online", "46"]]
                assert page.locator("[data-wait]").count() == 0
                assert page.evaluate("window.shifts") == []
                assert page.evaluate(WIDER) <= 0
                assert page.locator(".stats .stats-what").count() == 0 or not page.locator(".stats .stats-what").is_visible()
                if path != "yen-bai/":
                    assert page.evaluate(VIEWS) == "266.141"
                heard.wait(page)
            assert heard.hits == [ARTICLE, NEW, "yen-bai/"]
            assert heard.asked == [f"/views?p={path}" for path in heard.hits]
            assert reader.complaints == []


PLACES = """() => Object.fromEntries([".article-end", ".related", ".after", ".side > :last-child"].map((name) => {
  const box = document.querySelector(name).getBoundingClientRect();
  return [name, [box.top, box.bottom]];
}))"""


def test_a_side_column_longer_than_the_text_pushes_nothing(browser: Browser, project: Project) -> None:
    """The further news follow a short text at once, whatever arrives beside it; on a phone the related news come between the two."""
    with counter(Heard()) as service:
        built(project, f'service = "{service}"')
    with serve(project.root / "output") as address:
        for width in (360, 1280):
            with reading(browser, width) as reader:
                reader.page.goto(address + ARTICLE)
                text, related, after, side = reader.page.evaluate(PLACES).values()
                if width == 360:
                    assert text[1] < related[0] < related[1] < after[0] < after[1] < side[0]
                else:
                    assert related[0] < text[0]
                    assert side[1] > text[1]
                    assert 0 <= after[0] - text[1] < 80


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_counter_changes_nothing(browser: Browser, project: Project, lie: str) -> None:
    """What is no number, or less than what is known, is passed over, without an error; what waits for a number goes on waiting."""
    heard = Heard(LIES[lie])
    with counter(heard) as service, reading(browser) as reader:
        built(project, f'service = "{service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            page.goto(address + ARTICLE)
            page.wait_for_function(ARRIVED)
            page.wait_for_timeout(300)
            assert len(heard.asked) == 1
            assert page.evaluate(VIEWS) == "100"
            assert [row for row in page.evaluate(ROWS) if row[0] in ("total", "today", "online")] == BAKED
            assert reader.complaints == []


@pytest.mark.parametrize("way", ["dead", "slow", "failing"])
def test_a_dead_counter_neither_slows_nor_breaks_a_page(browser: Browser, project: Project, way: str) -> None:
    """A page whose counter is not there, says nothing for long, or fails is loaded as soon and shows what was baked."""
    heard = Heard(pause=20 if way == "slow" else 0, status=500 if way == "failing" else 200, text=GOOD if way == "slow" else "oh")
    with counter(heard) as service, reading(browser) as reader:
        built(project, f'service = "{"http://127.0.0.1:9/" if way == "dead" else service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            started = time.monotonic()
            page.goto(address + ARTICLE)
            assert time.monotonic() - started < 5
            page.wait_for_function(ARRIVED)
            page.wait_for_timeout(5000 if way == "slow" else 300)  # a little longer than the script waits
            assert page.evaluate(VIEWS) == "100"
            assert page.evaluate(ROWS) == BAKED
            assert errors == []


def test_without_script_the_baked_numbers_stay_and_a_pixel_counts(browser: Browser, project: Project) -> None:
    """Readers without script see what was carried over, nothing that waits, and are counted by a picture."""
    heard = Heard()
    with counter(heard) as service, reading(browser, 360, java_script_enabled=False) as reader:
        built(project, f'service = "{service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            page.goto(address + ARTICLE)
            assert page.locator("[data-views]").text_content() == "100"
            assert page.locator("[data-count=total]").text_content() == "266.141"
            assert not page.locator("[data-count=online]").is_visible()
            assert heard.asked == [f"/hit.gif?p={ARTICLE}"]
            assert heard.hits == []


def test_a_page_in_a_frame_is_no_view(browser: Browser, project: Project) -> None:
    """Who puts a page into a frame of his own has not read it."""
    heard = Heard()
    with counter(heard) as service, reading(browser) as reader:
        built(project, f'service = "{service}"')
        project.write("output/frame.html", f'<!doctype html><title>x</title><iframe src="{ARTICLE}"></iframe>')
        with serve(project.root / "output") as address:
            reader.page.goto(f"{address}frame.html")
            reader.page.wait_for_timeout(500)
            assert (heard.hits, heard.asked) == ([], [])


def test_a_page_that_is_only_prepared_is_no_view(browser: Browser, project: Project) -> None:
    """A page that the browser prepares is told of when it is shown, and not before."""
    heard = Heard()
    with counter(heard) as service, reading(browser) as reader:
        built(project, f'service = "{service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            page.add_init_script("Object.defineProperty(document, 'prerendering', { configurable: true, value: true })")
            page.goto(address + ARTICLE)
            page.wait_for_timeout(500)
            assert (heard.hits, heard.asked) == ([], [])
            page.evaluate(
                "Object.defineProperty(document, 'prerendering', { value: false });document.dispatchEvent(new Event('prerenderingchange'))"
            )
            page.wait_for_function(LAID)
            heard.wait(page)
            assert heard.hits == [ARTICLE]


def test_views_come_from_a_file_where_only_logs_are_counted(browser: Browser, project: Project) -> None:
    """No service: an article asks the file of its month; an article that nobody counted keeps what it has, without an error."""
    built(project, "")
    with reading(browser) as reader, serve(project.root / "output") as address:
        page = reader.page
        page.add_init_script(SHIFTS)
        for path, shown in ((ARTICLE, "105"), (NEW, "1.234"), ("yen-bai/tin-tuc/bai-2/", "200"), ("yen-bai/tin-tuc/bai-4/", "")):
            page.goto(address + path)
            page.wait_for_function(ARRIVED)
            page.wait_for_function(f"() => {VIEWS} == '{shown}'")
            assert page.locator(".meta [data-views]").is_visible() == bool(shown)
            assert page.evaluate(ROWS) == BAKED
            assert page.evaluate("window.shifts") == []
        assert reader.complaints == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [('{"count": "1\u202f234"}', "1.334"), ('{"count": "17"}', "117"), ('{"count": "-17"}', "100"), ("{}", "100"), ("x", "100")],
)
def test_views_come_from_a_goatcounter(browser: Browser, project: Project, text: str, shown: str) -> None:
    """Its number, as it writes it, is added to what was carried over; its own script counts."""
    heard = Heard(text)
    with counter(heard) as address_of, reading(browser) as reader:
        built(project, f'goatcounter = "{address_of}"')
        with serve(project.root / "output") as address:
            page = reader.page
            page.goto(address + ARTICLE)
            page.wait_for_timeout(600)
            assert page.evaluate(VIEWS) == shown
            assert sorted(heard.asked) == ["/count.js", "/counter//yen-bai/tin-tuc/bai-1/.json"]


def test_the_lists_of_a_period_open_without_script(browser: Browser, project: Project) -> None:
    """The fragment is plain HTML: seven days stand open, the others open by mouse and keyboard."""
    built(project, "")
    with reading(browser, 360, java_script_enabled=False) as reader, serve(project.root / "output") as address:
        page = reader.page
        page.goto(f"{address}yen-bai/_fragments/most-read.html")
        lists = page.locator("ol.ranked")
        assert [lists.nth(n).is_visible() for n in range(3)] == [True, False, False]
        page.locator("summary", has_text="30 ngày").focus()
        page.keyboard.press("Enter")
        assert lists.nth(1).is_visible()
        page.locator("summary", has_text="Tất cả").click()
        assert lists.nth(2).is_visible()


@pytest.mark.skipif(not find_spec("axe_playwright_python"), reason="axe-playwright-python is not installed")
@pytest.mark.parametrize("path", [ARTICLE, "yen-bai/"])
def test_axe_finds_nothing_where_numbers_arrived(browser: Browser, project: Project, path: str) -> None:
    """No violation of WCAG 2.2 AA in the lists of periods and the block of visits, with live numbers and without, in light and dark."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
    heard = Heard()
    with counter(heard) as service, reading(browser, 360, bypass_csp=True) as reader:
        built(project, f'service = "{service}"')
        with serve(project.root / "output") as address:
            page = reader.page
            for text, arrived in ((GOOD, LAID), ("x", ARRIVED)):
                heard.text = text
                page.goto(address + path)
                page.wait_for_function(arrived)
                page.evaluate(axe)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    found = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", rules)
                    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == [], (text, scheme)


def test_a_view_goes_all_the_way(browser: Browser, project: Project) -> None:
    """A page that is opened is counted by `sitegen counter serve`, shown by it at once, and by the next build in its fragments."""
    port = free_port()
    (project.root / "output").mkdir()
    with serve(project.root / "output") as address, reading(browser, user_agent=PERSON) as reader:
        configure(project, f'[counter]\nservice = "http://127.0.0.1:{port}/"\n')
        text = (project.root / "config.toml").read_text("utf-8").replace("https://union.example/", address)
        (project.root / "config.toml").write_text(text, "utf-8")
        news(project)
        project.build()
        command = [sys.executable, "-m", "sitegen", "counter", "serve", "--config", str(project.root / "config.toml"), "--port", str(port)]
        service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/health", "")
            page = reader.page
            for path, views in ((ARTICLE, 101), (NEW, 1)):
                page.goto(address + path)
                wait_for(f"http://127.0.0.1:{port}/views?p={path}", f'"views": {views},')
            with reading(browser, user_agent=PERSON) as another:
                another.page.goto(address + ARTICLE)
                another.page.wait_for_function(f"() => {VIEWS} == '101'")
                assert another.page.evaluate(ROWS)[-1] == ["online", "1"]
                assert another.complaints == reader.complaints == []
        finally:
            service.send_signal(signal.SIGTERM)
            _, said = service.communicate(timeout=30)
        assert service.returncode == 0, said
    report = project.build()
    assert "yen-bai/_fragments/most-read.html" in report.written
    assert all("_fragments" in path for path in report.written)
    assert json.loads((project.root / "visits/yen-bai.json").read_text("utf-8"))["views"] == {"/tin-tuc/bai-1/": 1, "/tin-tuc/bai-5/": 1}


def wait_for(address: str, text: str) -> None:
    """Waits until what is answered at an address has a text in it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            if text in answer.read().decode():
                return
        time.sleep(0.1)
    raise TimeoutError(address)
