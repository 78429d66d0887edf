"""A live service under test: a small portal's lists of what was published, and `sitegen counter serve` in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
ORIGIN = "https://yenbai.example"
PAGE = "yen-bai/tin-tuc/bai-1/"

_CONFIG = """
[union]
name = "Liên minh"
url = "https://union.example/"
[counter]
database = "{database}"
[provinces.yen-bai]
url = "https://yenbai.example/"
visits = {{ total = 1000, since = "30/06/2025" }}
[provinces.lao-cai]
"""


class Portal:
    """A portal with `[counter]` and some published pages, and the service that counts them."""

    def __init__(self, root: Path, database: str = "") -> None:
        self.root = root
        self.lists = root / "output" / ".sitegen" / "published"
        self.lists.mkdir(parents=True)
        (root / "config.toml").write_text(_CONFIG.format(database=database), "utf-8")
        self.publish("yen-bai", "https://yenbai.example/", visits={"total": 1000, "since": "2025-06-30"}, moved={"/cu/": PAGE})
        self.publish("lao-cai", "https://union.example/lao-cai/")

    def publish(
        self, site: str, url: str, *, visits: dict[str, Any] | None = None, pages: int = 40, moved: dict[str, str] | None = None
    ) -> None:
        """Writes the list of a site: its front page, a section, and articles of which each carries ten times its number of views."""
        ways = {old: page.partition("/") for old, page in (moved or {}).items()}
        told = {
            "site": site,
            "url": url,
            "visits": visits,
            "carried_by": "",
            "articles": {f"/tin-tuc/bai-{n}/": [f"Bài {n}", 10 * n or None] for n in range(pages)},
            "others": ["/", "/tin-tuc/"],
            "moved": {old: [to, f"/{rest}"] for old, (to, _, rest) in ways.items()},
        }
        partial = self.lists / f"{site}.partial"
        partial.write_text(json.dumps(told), "utf-8")
        os.replace(partial, self.lists / f"{site}.json")

    def start(self, *options: str) -> Service:
        """Starts the service at a port that is free."""
        return Service(self.root, *options)


class Service:
    """A running service."""

    def __init__(self, root: Path, *options: str, pinned: tuple[str, ...] = ()) -> None:
        command = [*pinned, sys.executable, "-m", "sitegen", "counter", "serve", "--lang", "en", "--port", "0", *options]
        self._log = (root / "service.log").open("a+", encoding="utf-8")
        self.process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=self._log, text=True)
        assert self.process.stdout is not None
        self.start = self.process.stdout.readline()
        found = re.search(r":(\d+)/", self.start)
        assert found, self.start + self.said()
        self.port = int(found[1])

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()

    def ask(self, method: str, path: str, body: str | bytes | None = None, **headers: str) -> tuple[int, str]:
        """Status and body of an answer; `headers` have `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("latin-1")
        finally:
            connection.close()

    def hit_from(self, address: str, reader: str, page: str = PAGE) -> int:
        """Sends a hit from another address of this machine, which says whose it is; the status of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(address, 0))
        try:
            connection.request("POST", "/hit", page, {"Origin": ORIGIN, "User-Agent": BROWSER, "X-Forwarded-For": reader})
            return connection.getresponse().status
        finally:
            connection.close()

    def hit(self, page: str | bytes = PAGE, reader: str = "203.0.113.1", **headers: str) -> int:
        """Sends what the script on a page sends; the status of the answer."""
        given = {"Origin": ORIGIN, "User_Agent": BROWSER, "X_Forwarded_For": reader, "Content_Type": "text/plain;charset=UTF-8", **headers}
        return self.ask("POST", "/hit", page, **{name: value for name, value in given.items() if value})[0]

    def views(self, page: str = PAGE) -> dict[str, int]:
        """The numbers that are shown on a page."""
        status, text = self.ask("GET", f"/views?p={page}")
        assert status == 200
        return dict(json.loads(text))

    def stop(self) -> int:
        """Tells it to stop, and waits; its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def said(self) -> str:
        """What it said that was wrong."""
        self._log.seek(0)
        return self._log.read()
