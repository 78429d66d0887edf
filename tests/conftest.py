"""A small project to build in: `project` writes articles, photos and settings into a folder of its own, and builds it."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import HTTPServer
from pathlib import Path

import pytest
from hypothesis import settings
from PIL import Image

from sitegen.build import Options, Report, build, moment
from sitegen.config import read
from sitegen.settings import Config

settings.register_profile("sitegen", deadline=None, print_blob=True, max_examples=60)
settings.load_profile("sitegen")

os.environ["LC_ALL"] = "C.UTF-8"  # whoever runs the tests, wherever: messages come in the language that is asked for
os.environ.pop("SITEGEN_LANG", None)

THEMES = Path(__file__).parent / "themes"

CONFIG = """
theme = "plain"
page_size = 4
[union]
name = "Liên minh Hợp tác xã Việt Nam"
url = "https://union.example/"
[sections.tin-tuc]
name = "Tin tức - Sự kiện"
[sections.kinh-te]
name = "Kinh tế tập thể"
[sections."kinh-te/ocop"]
name = "Sản phẩm OCOP"
[provinces.yen-bai]
[provinces.hoa-binh]
"""


@contextmanager
def answering(server: HTTPServer) -> Iterator[str]:
    """A web server of this machine at work in a thread of its own; gives its address."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Project:
    """A project folder under test."""

    root: Path

    def configure(self, text: str = CONFIG) -> None:
        """Writes config.toml; themes are those of the tests."""
        head = f'themes = "{THEMES.as_posix()}"\n'
        (self.root / "config.toml").write_text(head + text, "utf-8")

    def write(self, path: str, text: str | bytes) -> Path:
        """Writes a file below the project folder."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    def article(self, path: str, body: str = "Nội dung bài viết.\n", **matter: object) -> Path:
        """Writes an article; keys not given are a title made of its path, a date and the section `tin-tuc`."""
        known = {"title": f"Bài {path}", "date": "10/01/2023", "category": "tin-tuc"} | matter
        lines = "".join(f"{key}: {value}\n" for key, value in known.items() if value is not None)
        return self.write(f"content/{path}", f"---\n{lines}---\n\n{body}")

    def photo(self, path: str, width: int = 900, height: int = 600, color: str = "#3a7d44") -> Path:
        """Writes a plain JPEG photo."""
        file = self.root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (width, height), color).save(file, quality=70)
        return file

    @property
    def config(self) -> Config:
        """The configuration as it stands."""
        return read(self.root / "config.toml")

    def build(self, at: str = "01/06/2025", output: str = "output", **options: object) -> Report:
        """Builds the project as of a date and returns the report."""
        now = moment(at)
        assert now is not None
        config = self.config._replace(output=self.root / output)
        return build(config, Options(now, **options))  # type: ignore[arg-type]

    def page(self, path: str) -> str:
        """A built file as text."""
        return (self.root / "output" / path).read_text("utf-8")

    def tree(self, output: str = "output") -> dict[str, bytes]:
        """Every published file with its bytes, the machine's own state left out."""
        folder = self.root / output
        files = (file for file in folder.rglob("*") if file.is_file() and ".sitegen" not in file.parts)
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two provinces, three sections and no article yet."""
    made = Project(tmp_path)
    made.configure()
    return made


def links(html: str, css_class: str = "") -> list[str]:
    """The targets of the links in a page, or of those in paragraphs of a class."""
    pattern = rf'<p class="{css_class}"><a href="([^"]*)"' if css_class else r'<a [^>]*href="([^"]*)"'
    return re.findall(pattern, html)
