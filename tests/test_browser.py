"""The demo portal in Chromium: what a reader meets on a phone, with a keyboard, in the dark, on paper, and without JavaScript.

Two provinces and the union's front page are built once with the theme that ships, their photos made small first; the first worker builds,
the others wait for it. Pages are looked at in a sub-folder, and the province's own folder also as the root of a domain.
"""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from sitegen.build import Options, build, moment
from sitegen.config import read

from .conftest import answering

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
SITES = ("yen-bai", "lao-cai")
GALLERY = "yen-bai/san-pham-ocop/mua-vang-la-pan-tan-du-lich-cong-dong/"
TABLE = "yen-bai/kinh-te-tap-the/hoi-nghi-ban-chi-dao-lan-thu-35/"
DAY = "yen-bai/kinh-te-tap-the/luu-tru/2024/01/16/"
PAGES = {
    "union": "",
    "home": "yen-bai/",
    "article with a gallery": GALLERY,
    "article without photo": TABLE,
    "definitions and a download": "yen-bai/gioi-thieu/gioi-thieu-lien-minh-htx-tinh/",
    "section": "yen-bai/kinh-te-tap-the/",
    "newest list page": "yen-bai/tu-khoa/lien-minh-htx-tinh/",
    "older list page": "yen-bai/tu-khoa/lien-minh-htx-tinh/trang/1/",
    "archive": "yen-bai/luu-tru/",
    "year": "yen-bai/luu-tru/2024/",
    "month": "yen-bai/luu-tru/2024/01/",
    "day": DAY,
    "tags": "yen-bai/tu-khoa/",
    "site map": "yen-bai/so-do/",
    "missing": "yen-bai/khong/co/trang-nay/",
}
JUDGED = ("union", "home", "article with a gallery", "article without photo", "older list page", "archive")

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().filter((entry) => entry.value > 0.0005).forEach((entry) => window.shifts.push(
  [entry.value, ...entry.sources.map((source) => (source.node?.outerHTML ?? source.node?.textContent ?? "").slice(0, 80))]
))).observe({ type: "layout-shift", buffered: true });
"""
SCROLL = """async () => {
  await document.fonts.ready;
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  await Promise.all([...document.querySelectorAll("img:not(dialog img)")].map((image) => image.decode().catch(() => {})));
  scrollTo(0, 0);
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BAD_IMAGES = """() => [...document.querySelectorAll("img:not(dialog img)")]
  .filter((image) => !image.naturalWidth || !image.getAttribute("width") || !image.getAttribute("height") || !image.hasAttribute("alt"))
  .map((image) => image.outerHTML)"""
ARRIVED = "() => !document.querySelector('[data-fragment] > p')"
SMALL = """() => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const words = (place) => place?.textContent.trim();
  const inSentence = (link) => getComputedStyle(link).display === "inline" && words(link.closest("p, li, td, th, dd")) !== words(link);
  return [...document.querySelectorAll("a, button, summary, label, input[type=date], .table-wrap")].filter((target) => {
    const box = target.getBoundingClientRect(), whole = getComputedStyle(target, "::after").position === "absolute";
    return box.width && (box.width < 24 || box.height < 24) && !whole && !inSentence(target) && !target.matches(".skip");
  }).map((target) => target.outerHTML);
}"""
LONG = """() => {
  const word = "https://lienminhhtx.example/" + "hoptacxa".repeat(40);
  const text = "h1, h2 a, p:not(.size), li a, li .count, figcaption, .credit, .trail a, .masthead-name a, dd, caption";
  document.querySelectorAll(text).forEach((place) => { place.append(" " + word); });
  document.querySelectorAll(".prose").forEach((prose) => prose.insertAdjacentHTML("beforeend", `<pre>${word}</pre><p><code>${word}</code>
    <div class="table-wrap" tabindex="0"><table><tr>${`<td>1.234.567 ${word}</td>`.repeat(12)}</tr></table></div>`));
}"""
EMPTY = """() => [...document.querySelectorAll("section, nav:not(.bar), .side, .boxes")]
  .filter((part) => !part.matches(".hidden") && !part.querySelector("a, form, dd")).map((part) => part.outerHTML)"""
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const inside = box.top >= 0 && box.bottom <= innerHeight + 1 && box.left >= 0 && box.right <= innerWidth + 1;
  return {
    what: at.outerHTML, href: at.getAttribute("href"), seen: inside && box.width > 1 && box.height > 1,
    line: style.outlineStyle, thick: parseFloat(style.outlineWidth),
  };
}"""


class _Pages(http.server.SimpleHTTPRequestHandler):
    """Plain hosting over a slow line: files, `index.html`, and the nearest `404.html` for what is not there."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Sends a page in pieces of what a server may send at first (ten packets, RFC 6928), so that it is shown while it arrives."""
        while piece := source.read(14_600 if self.path.endswith("/") else -1):
            outputfile.write(piece)
            sleep(0.01)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers with the error page of the site, as hosting does."""
        top = urlsplit(self.path).path.split("/")[1]
        found = [place for place in (Path(self.directory, top, "404.html"), Path(self.directory, "404.html")) if place.is_file()]
        if code != 404 or not found:
            super().send_error(code, message, explain)
            return
        data = found[0].read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


class _Server(http.server.ThreadingHTTPServer):
    """A browser that leaves a page closes its connections; that is no error."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Passes over a connection that the browser closed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """A web server on this machine with a folder as its root; gives its address."""
    with answering(_Server(("127.0.0.1", 0), functools.partial(_Pages, directory=str(folder)))) as address:
        yield address


@dataclass(slots=True)
class Reader:
    """A page of the browser, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Notes errors of the console, of scripts and of the network; the error page is itself an answer 404."""
        page = self.page
        page.on("console", lambda message: self._note(message.location.get("url", ""), message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note("", str(error)))
        page.on("requestfailed", lambda request: self._note(request.url, request.failure or "failed"))  # aborted: the reader went on
        page.on("response", lambda answer: self._note(answer.url, str(answer.status)) if answer.status >= 400 else None)

    def _note(self, url: str, what: str) -> None:
        if not url.endswith(PAGES["missing"]) and "ERR_ABORTED" not in what:
            self.complaints.append(f"{url} {what}")


def _small(source: Path, target: Path) -> None:
    """Copies a province's articles with photos no larger than they are shown on a phone: enough to see, and quick to draw."""
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif file.suffix in (".jpg", ".png", ".webp"):
            with Image.open(file) as photo:
                photo.draft("RGB", (480, 480))
                photo.thumbnail((480, 480))
                photo.save(copy)
        else:
            shutil.copyfile(file, copy)


def _build(folder: Path) -> None:
    """Builds the demo portal of two provinces into `output` of a folder."""
    for site in SITES:
        _small(ROOT / "content" / site, folder / "content" / site)
    config = read(ROOT / "config.toml")
    provinces = tuple(province._replace(carries=()) for province in config.provinces if province.id in SITES)
    now = moment("01/12/2026")
    assert now is not None
    built = config._replace(content=folder / "content", output=folder / "output", provinces=provinces, page_size=2)
    build(built, Options(now, jobs=1))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the demo portal, built by whichever worker comes first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _build(folder)
            (folder / "done").touch()
    return folder / "output"


@pytest.fixture(scope="module")
def address(portal: Path) -> Iterator[str]:
    """The portal's address: provinces stand in sub-folders."""
    with serve(portal) as address:
        yield address


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium: the machine's own, or the one that playwright brings. It finds no other machine."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if not found and not Path(playwright.chromium.executable_path).exists():
        pytest.skip("no Chromium here: install the package chromium, or run: python -m playwright install chromium")
    launched = playwright.chromium.launch(executable_path=found, args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
    yield launched
    launched.close()


@contextmanager
def reading(browser: Browser, width: int = 1280, **options: Any) -> Iterator[Reader]:
    """A fresh reader with a window of this width."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN", **options)
    context.set_default_timeout(10_000)
    try:
        reader = Reader(context.new_page())
        reader.listen()
        yield reader
    finally:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_still_and_fits_every_screen(browser: Browser, address: str, name: str) -> None:
    """No console error or failed request, every photo there with its size, nothing moves, and nothing is wider than 320, 360 or 1280 px."""
    with reading(browser) as reader:
        page = reader.page
        page.add_init_script(SHIFTS)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address + PAGES[name])
            page.wait_for_function(ARRIVED)
            page.evaluate(SCROLL)
            assert reader.complaints == []
            assert page.evaluate(BAD_IMAGES) == []
            assert page.evaluate("window.shifts") == []
            assert page.evaluate(WIDER) <= 0
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate(WIDER) <= 0
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("name", JUDGED)
def test_nothing_long_widens_a_page(browser: Browser, address: str, name: str) -> None:
    """A word without end in any place, an address, code and a table of many columns leave a page as wide as the screen."""
    with reading(browser, 320) as reader:
        page = reader.page
        page.goto(address + PAGES[name])
        page.wait_for_function(ARRIVED)
        page.evaluate(LONG)
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDER) <= 0, width


@pytest.mark.parametrize("name", PAGES)
def test_what_is_touched_is_large_enough(browser: Browser, address: str, name: str) -> None:
    """Links and buttons are 24 px wide and high at least, but for links within a sentence (WCAG 2.2, 2.5.8)."""
    with reading(browser) as reader:
        page = reader.page
        page.goto(address + PAGES[name])
        page.wait_for_function(ARRIVED)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SMALL) == [], width


def test_a_young_site_has_nothing_empty(browser: Browser, tmp_path: Path) -> None:
    """With no article at all, and with one, no heading stands over nothing, nothing moves; on paper an address is said once."""
    config = read(ROOT / "config.toml")
    provinces = tuple(province._replace(carries=()) for province in config.provinces if province.id == "lao-cai")
    young = config._replace(content=tmp_path / "content", output=tmp_path / "output", provinces=provinces)
    article = tmp_path / "content" / "lao-cai" / "bai.md"
    article.parent.mkdir(parents=True)
    now = moment("01/12/2026")
    assert now is not None
    with serve(young.output) as address, reading(browser) as reader:
        page = reader.page
        page.add_init_script(SHIFTS)
        for paths in (
            ("", "lao-cai/", "lao-cai/so-do/"),
            ("", "lao-cai/", "lao-cai/so-do/", "lao-cai/kinh-te-tap-the/", "lao-cai/kinh-te-tap-the/bai/"),
        ):
            build(young, Options(now, jobs=1))
            for path in paths:
                page.goto(address + path)
                page.wait_for_function(ARRIVED)
                assert page.evaluate(EMPTY) == [], path
                assert page.evaluate("window.shifts") == [], path
            article.write_text(
                "---\ntitle: Ra mắt\ndate: 01/11/2026\ncategory: kinh-te-tap-the\n---\n"
                "Mở đầu.\n\nXem <https://htx.example/tin> và [trang này](https://htx.example/)."
            )
        page.emulate_media(media="print")
        added = page.locator(".prose a").evaluate_all("(links) => links.map((link) => getComputedStyle(link, '::after').content)")
        assert added == ["none", '" (" "https://htx.example/" ")"'] or added == ["none", '" (https://htx.example/)"']


@pytest.mark.skipif(not find_spec("axe_playwright_python"), reason="axe-playwright-python is not installed")
@pytest.mark.parametrize("name", JUDGED)
def test_axe_finds_nothing_in_light_and_dark(browser: Browser, address: str, name: str) -> None:
    """No violation of WCAG 2.2 AA or of good practice, and all contrasts hold in dark colours too."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with reading(browser, 1280 if name == "archive" else 360, bypass_csp=True) as reader:
        page = reader.page
        page.goto(address + PAGES[name])
        page.wait_for_function(ARRIVED)
        page.evaluate(axe)
        whole = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
        colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
        for scheme, options in (("light", whole), ("dark", colours)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
            assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == [], scheme


def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(browser: Browser, address: str) -> None:
    """The first stop skips to the content, and every stop after it is on the screen with a line around it."""
    with reading(browser) as reader:
        page = reader.page
        page.goto(address + TABLE)
        page.keyboard.press("Tab")
        first = page.evaluate(FOCUS)
        assert first["href"] == "#content"
        assert first["seen"]
        for _ in range(20):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            assert stop["seen"], stop
            assert stop["line"] != "none", stop
            assert stop["thick"] >= 2, stop
        assert page.get_by_role("group", name="Bảng").get_attribute("tabindex") == "0"
        page.goto(address + TABLE)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_nothing_is_lost_without_script(browser: Browser, address: str) -> None:
    """Menu, archives by date, photos in full and the way to the newest news are plain HTML; buttons that need script are not shown."""
    with reading(browser, 360, java_script_enabled=False) as reader:
        page = reader.page
        page.goto(address + GALLERY)
        assert not page.locator(".menu a").first.is_visible()
        page.locator(".menu summary").click()
        assert page.locator(".menu a").first.is_visible()
        assert page.locator(".js-only:visible").count() == 0
        assert page.locator("[data-fragment] a").first.is_visible()
        figure = page.locator("figure").first
        figure.scroll_into_view_if_needed()
        assert figure.locator("figcaption").is_visible()
        assert figure.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 300
        page.locator(".by-date-links a", has_text="25/09/2023").first.click()
        page.wait_for_url("**/luu-tru/2023/09/25/")
        page.goto(address + "yen-bai/luu-tru/")
        page.locator(".months a").first.click()
        page.locator(".calendar td a").first.click()
        assert page.locator("main .card a").first.is_visible()
        assert reader.complaints == []


def test_a_day_is_looked_up(browser: Browser, address: str) -> None:
    """The date field goes to the day's page, in the section or in all of them; a day without news is answered in place."""
    with reading(browser) as reader:
        page = reader.page
        page.goto(address + TABLE)
        page.locator("[data-lookup] button").click()
        page.wait_for_url("**/" + DAY)
        page.goto(address + TABLE)
        page.get_by_label("Mọi chuyên mục").check()
        page.locator("[data-lookup] button").click()
        page.wait_for_url("**/yen-bai/luu-tru/2024/01/16/")
        page.goto(address + TABLE)
        page.locator("#lookup-day").fill("2024-01-17")
        page.locator("[data-lookup] button").click()
        page.locator("[data-answer]").filter(has_text="Không có tin").wait_for()
        assert page.url.endswith(TABLE)


def test_a_photo_opens_and_escape_gives_the_focus_back(browser: Browser, address: str) -> None:
    """The photo fills the screen with its caption, arrow keys turn to the next one, and Escape leads back to it on the page."""
    with reading(browser) as reader:
        page = reader.page
        page.goto(address + GALLERY)
        zoom = page.locator("a.zoom")
        zoom.first.click()
        light = page.locator("dialog.light[open]")
        light.wait_for()
        assert page.url.endswith(GALLERY)
        assert light.locator("p").inner_text().startswith("Nắng chiều")
        assert light.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 300
        page.keyboard.press("ArrowRight")
        assert light.locator("p").inner_text().startswith("Sáng sớm")
        page.keyboard.press("Escape")
        light.wait_for(state="detached")
        assert zoom.nth(1).evaluate("(link) => link === document.activeElement")
        assert reader.complaints == []


def test_the_text_size_is_kept(browser: Browser, address: str) -> None:
    """Larger text stays larger on the next page, and becomes small again."""
    size = "(prose) => parseFloat(getComputedStyle(prose).fontSize)"
    with reading(browser) as reader:
        page = reader.page
        page.goto(address + TABLE)
        prose = page.locator(".prose")
        before = prose.evaluate(size)
        for _ in range(3):
            page.locator("[data-size='1']").click()
        larger = prose.evaluate(size)
        assert larger == pytest.approx(before * 1.3, rel=0.01)
        page.goto(address + GALLERY)
        assert prose.evaluate(size) == pytest.approx(larger)
        for _ in range(3):
            page.locator("[data-size='-1']").click()
        assert prose.evaluate(size) == pytest.approx(before)


def test_paper_gets_the_article_and_nothing_else(browser: Browser, address: str) -> None:
    """Printed, an article has its name, text, photos, author and address; menus, lists and tools stay on the screen."""
    with reading(browser, 760) as reader:
        page = reader.page
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(address + GALLERY)
        for shown in (".masthead-name", "h1", ".lead", ".prose figure img >> nth=0", ".byline", ".print-only"):
            assert page.locator(shown).is_visible(), shown
        for hidden in (".bar", ".tools", ".size", ".trail", ".related", ".after", ".side", ".tags", ".footer-grid", ".notice", ".skip"):
            assert not page.locator(hidden).is_visible(), hidden
        assert page.locator(".print-only").inner_text().endswith(GALLERY)
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_dark_colours_are_dark(browser: Browser, address: str) -> None:
    """Who asks for dark colours gets a dark page with light text."""
    bright = "(name) => Math.max(...getComputedStyle(document.documentElement)[name].match(/\\d+/g).map(Number))"
    with reading(browser, color_scheme="dark") as reader:
        reader.page.goto(address + "yen-bai/so-do/")
        assert reader.page.evaluate(bright, "backgroundColor") < 60
        assert reader.page.evaluate(bright, "color") > 200


@pytest.mark.parametrize("folder", ["yen-bai/", ""], ids=["in a sub-folder", "at the root of a domain"])
def test_a_province_is_whole_wherever_it_is_hosted(browser: Browser, portal: Path, folder: str) -> None:
    """Its pages have all they need, and every link that stays within the province leads to a page."""
    with serve(portal if folder else portal / "yen-bai") as address, reading(browser) as reader:
        page = reader.page
        found: set[str] = set()
        for path in ("", TABLE.removeprefix("yen-bai/"), "kinh-te-tap-the/", "luu-tru/2024/"):
            page.goto(f"{address}{folder}{path}")
            page.wait_for_function(ARRIVED)
            assert page.locator(".masthead").evaluate("(head) => getComputedStyle(head).borderTopWidth") == "4px"
            found |= set(page.eval_on_selector_all("a[href]:not(.notice a)", "(links) => links.map((link) => link.href.split('#')[0])"))
        assert reader.complaints == []
        inside = sorted(url for url in found if url.startswith(address + folder))
        assert len(inside) > 40
        roots = portal if folder else portal / "yen-bai"
        missing = []
        for url in inside:
            file = roots / url.removeprefix(address)
            if not (file / "index.html").is_file() and not (file.is_file() and not url.endswith("/")):
                missing.append(url)
        assert missing == []
