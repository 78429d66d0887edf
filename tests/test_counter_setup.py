"""What the README says of setting the live service up is what systemd and nginx understand, and what counts right."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counting import BROWSER, ORIGIN, PAGE, Portal
from tests.serving import block, port


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Every key is known where it stands; the program and the user are those of this machine instead."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze here")
    text = block("ini", "[Unit]").replace("/srv/portal/.venv/bin/sitegen", f"{sys.executable} -m sitegen").replace("User=sitegen\n", "")
    unit = tmp_path / "sitegen-counter.service"
    unit.write_text(text.replace("/srv/portal", str(tmp_path)), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert ours == []
    unit.write_text(text.replace("RestartSec", "RestartSecs"), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    assert "RestartSecs" in done.stdout + done.stderr


@contextlib.contextmanager
def nginx(folder: Path, service: int) -> Iterator[int]:
    """An nginx with the server of the README, in front of the service at a port; its own port."""
    own = port()
    certificate, key = folder / "cert.pem", folder / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=dem.example.vn"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    text = block("nginx", "upstream")
    for there, here in (
        ("127.0.0.1:8100", f"127.0.0.1:{service}"),
        ("listen 443", f"listen 127.0.0.1:{own}"),
        ("    listen [::]:443 ssl;\n", ""),
        ("/etc/letsencrypt/live/dem.example.vn/fullchain.pem", str(certificate)),
        ("/etc/letsencrypt/live/dem.example.vn/privkey.pem", str(key)),
    ):
        assert there in text
        text = text.replace(there, here)
    config = folder / "nginx.conf"
    places = "".join(f"{name}_temp_path {folder};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config.write_text(f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{places}{text}}}\n", "utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(config), "-e", f"{folder}/error.log"]
    done = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert "test is successful" in done.stderr, done.stderr
    assert "warn" not in done.stderr
    with subprocess.Popen([*command, "-g", "daemon off;"]) as running:
        try:
            yield own
        finally:
            running.terminate()


def test_it_counts_behind_nginx(tmp_path: Path) -> None:
    """The server of the README passes on what is asked and by whom, whatever readers claim to be, and keeps no address."""
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("there is no nginx here")
    (tmp_path / "nginx").mkdir()
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE

    with Portal(tmp_path).start() as service, nginx(tmp_path / "nginx", service.port) as own:

        def ask(path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
            request = urllib.request.Request(f"https://127.0.0.1:{own}/{path}", body, {"User-Agent": BROWSER, "Origin": ORIGIN, **headers})
            try:
                with urllib.request.urlopen(request, context=trust) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as refused:
                with refused:
                    return refused.code, refused.read()

        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", own)).close()
                break
            time.sleep(0.05)
        assert [ask("hit", PAGE.encode(), **{"X-Forwarded-For": f"198.51.100.{n}"})[0] for n in range(5)] == [204] * 5
        assert ask("hit", b"a" * 5000)[0] == 413
        assert ask(f"views?p={PAGE}") == (200, b'{"views": 11, "today": 1, "month": 1, "total": 1001, "online": 1}')
        assert ask("health")[0] == 200
        assert service.stop() == 0
    assert all(b"127.0.0.1" not in file.read_bytes() for file in (tmp_path / "visits").iterdir())


def test_the_named_options_are_there() -> None:
    """The commands of the README are ones that sitegen takes."""
    command = re.findall(r"sitegen (counter serve [^\n`]*)", block("ini", "[Unit]"))[0].split()
    done = subprocess.run([sys.executable, "-m", "sitegen", *command, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--host", "--port", "--province", "--proxy"))
