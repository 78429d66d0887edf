"""The settings for web servers that come with the portal and stand in the README, tried with an Apache and an nginx."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import CONFIG, Project
from tests.serving import block, port

ROOT = Path(__file__).parents[1] / "assets" / "root"
MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mpm_event", "authz_core", "authz_host", "dir", "mime")
MORE = ("headers", "filter", "deflate", "include")


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: Message
    body: bytes


class Server(NamedTuple):
    """A web server at work."""

    port: int

    def ask(self, path: str, **headers: str) -> Answer:
        """What it says to somebody who asks for a path."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read())


@contextlib.contextmanager
def running(command: list[str], own: int) -> Iterator[Server]:
    """A server from its command, once it answers."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    Server(own).ask("/")
                    break
                assert process.poll() is None, process.stdout and process.stdout.read()
                time.sleep(0.05)
            yield Server(own)
        finally:
            process.terminate()


@contextlib.contextmanager
def apache(folder: Path, site: Path, allowed: str, more: Sequence[str] = MORE) -> Iterator[Server]:
    """An Apache with `more` modules in front of a site, whose own settings may say what is allowed to them."""
    program = shutil.which("apache2")
    if not program or not all((MODULES / f"mod_{name}.so").is_file() for name in (*NEEDED, *more)):
        pytest.skip("there is no Apache here")
    own = port()
    lines = [
        *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in (*NEEDED, *more)),
        f"ServerRoot {folder}", f"PidFile {folder}/pid", f"ErrorLog {folder}/error.log", f"DefaultRuntimeDir {folder}",
        f"Listen 127.0.0.1:{own}",
        "ServerName localhost", "TypesConfig /etc/mime.types", "DirectoryIndex index.html", f"DocumentRoot {site}",
        f"<Directory {site}>", f"AllowOverride {allowed}", "Require all granted", "</Directory>",
        '<FilesMatch "^\\.ht">', "Require all denied", "</FilesMatch>",
    ]  # fmt: skip
    if os.geteuid() == 0:
        lines += ["User www-data", "Group www-data"]
    settings = folder / "apache.conf"
    settings.write_text("\n".join((*lines, "")), "utf-8")
    with running([program, "-f", str(settings), "-D", "FOREGROUND"], own) as server:
        yield server


@contextlib.contextmanager
def nginx(folder: Path, site: Path, more: str = "") -> Iterator[Server]:
    """An nginx with the server of the README in front of a site."""
    program = shutil.which("nginx")
    if not program:
        pytest.skip("there is no nginx here")
    own = port()
    text = block("nginx", "server {")
    for there, here in (("listen 80;", f"listen 127.0.0.1:{own};{more}"), ("/srv/portal/output/yen-bai", str(site))):
        assert there in text
        text = text.replace(there, here)
    places = "".join(f"{name}_temp_path {folder};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    settings = folder / "nginx.conf"
    settings.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\nevents {{}}\n"
        f"http {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{places}{text}}}\n",
        "utf-8",
    )
    with running([program, "-p", str(folder), "-c", str(settings), "-e", f"{folder}/error.log"], own) as server:
        yield server


@contextlib.contextmanager
def uploaded(site: Path) -> Iterator[Path]:
    """A copy of a site where also a server may read that gives up its rights: the temporary folders of tests are nobody else's."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(shutil.copytree(site, Path(folder) / "site"))


@pytest.fixture
def site(project: Project) -> Iterator[Path]:
    """The built site of a province, with the files for its root that come with the portal."""
    shutil.copytree(ROOT, project.root / "assets" / "root")
    project.photo("yen-bai/anh.jpg")
    project.article("yen-bai/bai.md", "Nội dung bài viết. " * 200, photos="[anh.jpg]")
    project.build()
    with uploaded(project.root / "output" / "yen-bai") as folder:
        yield folder


def check(server: Server, site: Path) -> None:
    """A server answers as a portal needs it."""
    page = server.ask("/tin-tuc/bai/")
    assert page.body == (site / "tin-tuc/bai/index.html").read_bytes()
    assert page.headers["Content-Type"].lower() == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"

    small = server.ask("/tin-tuc/bai/", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.body) == page.body
    assert small.headers["Vary"] == "Accept-Encoding"
    known = {"If-Modified-Since": small.headers["Last-Modified"], **({"If-None-Match": tag} if (tag := small.headers["ETag"]) else {})}
    assert server.ask("/tin-tuc/bai/", **{"Accept-Encoding": "gzip"}, **known).status == 304

    missing = server.ask("/tin-tuc/khong-co/")
    assert (missing.status, missing.body) == (404, (site / "404.html").read_bytes())

    for folder, pattern, kind in (("_photos", "*.webp", "image/webp"), ("_assets", "*.css", "text/css")):
        file = next((site / folder).glob(pattern))
        answer = server.ask(f"/{folder}/{file.name}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"].partition(";")[0] == kind
        assert answer.body == file.read_bytes()
    feed = server.ask("/feed.xml", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(feed.body) == (site / "feed.xml").read_bytes()


def test_apache_serves_a_site_as_it_comes(site: Path, tmp_path: Path) -> None:
    """With the rights that shared hosts give."""
    with apache(tmp_path, site, "FileInfo") as server:
        check(server, site)
        assert server.ask("/.htaccess").status == 403


def test_an_apache_without_modules_serves_a_site_too(site: Path, tmp_path: Path) -> None:
    """What it has not got is skipped."""
    with apache(tmp_path, site, "FileInfo", more=()) as server:
        page = server.ask("/tin-tuc/bai/", **{"Accept-Encoding": "gzip"})
        assert (page.status, page.body) == (200, (site / "tin-tuc/bai/index.html").read_bytes())
        assert server.ask("/tin-tuc/khong-co/").body == (site / "404.html").read_bytes()


def test_nginx_serves_a_site_as_the_readme_says(site: Path, tmp_path: Path) -> None:
    """The server of the README does what the files for Apache do."""
    with nginx(tmp_path, site) as server:
        check(server, site)


def test_both_put_fragments_into_pages(project: Project, tmp_path: Path) -> None:
    """What `ssi` leaves to the server is done by both, with the lines of the README."""
    project.configure(f'fragments = "ssi"\n{CONFIG}url = "https://hoa-binh.example/"\n')
    shutil.copytree(ROOT, project.root / "assets" / "root")
    settings = project.root / "assets/root/.htaccess"
    settings.write_text(settings.read_text("utf-8") + block("apache", "Options +Includes"), "utf-8")
    project.article("hoa-binh/bai.md", title="Đại hội")
    project.build()
    before = project.page("hoa-binh/tin-tuc/bai/index.html")
    included = re.findall(r'<!--#include virtual="(\S+)" -->', before)
    assert included
    parts = [project.page(f"hoa-binh{address}") for address in included]
    with uploaded(project.root / "output" / "hoa-binh") as site:
        for serving in (apache(tmp_path, site, "FileInfo Options"), nginx(tmp_path, site, " ssi on;")):
            with serving as server:
                page = server.ask("/tin-tuc/bai/").body.decode()
                assert "#include" not in page
                assert all(part.strip() in page for part in parts)
