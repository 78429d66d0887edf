"""A save is on the screen: the preview builds again and serves the new text."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from .conftest import Project


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(check: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.1)
    return False


def test_a_save_is_served_and_mistakes_do_not_end_the_preview(project: Project) -> None:
    """Drafts are shown, edits and new files arrive, a broken article leaves the server running, and output/ is not touched."""
    file = project.article("yen-bai/bai.md", "Bản một.\n", status="draft")
    port = free_port()

    def page(path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except (urllib.error.URLError, OSError):
            return ""

    command = [sys.executable, "-m", "sitegen", "serve", "--config", str(project.root / "config.toml"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_for(lambda: "Bản một." in page("yen-bai/tin-tuc/bai/"))
        assert "livereload.js" in page("yen-bai/tin-tuc/bai/")
        file.write_text(file.read_text("utf-8").replace("Bản một", "Bản hai"), "utf-8")
        assert wait_for(lambda: "Bản hai." in page("yen-bai/tin-tuc/bai/"))
        project.article("yen-bai/hong.md", date="hôm qua")
        project.article("yen-bai/moi.md", "Bài mới.\n")
        assert wait_for(lambda: "Bài mới." in page("yen-bai/tin-tuc/moi/"))
        assert project.tree() == {}
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait()
