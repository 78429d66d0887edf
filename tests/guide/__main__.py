"""Draws the pictures of README.vi.md: `python -m tests.guide`.

Terminals are drawn letter by letter as they were, pages are photographed. Noto Sans and Noto Sans Mono should be installed.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import Project
from tests.guide import scenes
from tests.test_browser import serve
from tests.test_preview_browser import serving

PICTURES = Path(__file__).parent / "pictures"
LINES = 34
PAGE = "lao-cai/tin-tuc-su-kien/hoi-nghi-so-ket-cong-tac-chin-thang-dau-nam-2025/"
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;width:1040px;background:#fff}}
figure{{margin:0;border-radius:8px;overflow:hidden;background:#16191f;color:#e8e8e8;font:15px/1.45 "Noto Sans Mono",monospace}}
figcaption{{padding:8px 16px;background:#2b2f38;color:#c9ccd3;font:14px/1.4 "Noto Sans",sans-serif}}
pre{{margin:0;padding:14px 16px;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}} b{{color:#8ce99a;font-weight:normal}}
</style><figure><figcaption>sitegen</figcaption><pre>D:\\cong-tin&gt; <b>{typed}</b>
{text}</pre></figure>"""


def main() -> int:
    """Plays all scenes, and photographs the preview and the finished site between them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        project = Project(Path(folder, "cong-tin"))
        for name, text in scenes.play(project.root, 12).items():
            terminal(browser, name, scenes.SCENES[name][0], text)
        photograph(browser, project)
    total = sum(file.stat().st_size for file in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {total // 1024} KB")
    return 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that the tests use too."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


def terminal(browser: Browser, name: str, typed: str, text: str) -> None:
    """Draws a terminal as it stood, its last lines cut where it is long."""
    lines = text.strip("\n").splitlines()
    page = browser.new_page(viewport={"width": 1040, "height": 400}, device_scale_factor=1)
    page.set_content(TERMINAL.format(typed=escape(typed), text=escape("\n".join(lines[:LINES]))))
    keep(name, page.locator("figure").screenshot(), 1040)
    page.close()


def photograph(browser: Browser, project: Project) -> None:
    """The preview of the first article, its overlay when something is wrong, and the finished site on a desktop and a phone."""
    article = project.root / scenes.ARTICLE
    with serving(project, "vi") as port:
        page = browser.new_page(viewport={"width": 1100, "height": 760}, locale="vi-VN")
        page.goto(f"http://127.0.0.1:{port}/{PAGE}", wait_until="networkidle")
        keep("xem-truoc", page.screenshot(), 900)
        scenes.change(article, ("ngày: 10/10/2025", "ngày: hôm qua"))
        page.get_by_role("alert").wait_for()
        page.wait_for_load_state("networkidle")
        keep("loi-tren-trang", page.screenshot(), 900)
        scenes.change(article, ("ngày: hôm qua", "ngày: 10/10/2025"))
        page.get_by_role("alert").wait_for(state="detached")
        page.close()
    scenes.typed(project.root, ["build"])
    with serve(project.root / "output") as address:
        page = browser.new_page(viewport={"width": 1100, "height": 900}, locale="vi-VN")
        page.goto(f"{address}lao-cai/", wait_until="networkidle")
        keep("trang-chu", page.screenshot(), 900)
        page.close()
        phone = browser.new_context(viewport={"width": 390, "height": 780}, device_scale_factor=1.5, is_mobile=True, has_touch=True)
        page = phone.new_page()
        page.goto(f"{address}{PAGE}", wait_until="networkidle")
        keep("dien-thoai", page.screenshot(), 390)
        phone.close()


def keep(name: str, data: bytes, width: int) -> None:
    """Keeps a picture, no wider than it is shown."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
        picture.thumbnail((width, 4000))
        picture.save(PICTURES / f"{name}.webp", quality=82, method=6)


if __name__ == "__main__":
    sys.exit(main())
