"""Where the preview can be reached: a port that is free, the addresses of this machine, and one of them as a picture for a phone."""

from __future__ import annotations

import contextlib
import io
import os
import socket

import segno


def is_free(host: str, port: int) -> bool:
    """Whether nobody serves there yet."""
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as door:
        if os.name == "posix":  # elsewhere it would mean to share a port that is in use
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            return False
        return True


def is_here(host: str) -> bool:
    """Whether this machine can serve at an address at all."""
    return is_free(host, 0)


def next_free(host: str, port: int) -> int:
    """The next port on which nobody serves; 0 where there is none near."""
    return next((other for other in range(port + 1, min(port + 100, 65_536)) if is_free(host, other)), 0)


def is_here_only(host: str) -> bool:
    """Whether only this machine reaches an address."""
    return host in ("localhost", "::1") or host.startswith("127.")


def reachable(host: str) -> list[str]:
    """The addresses under which others in the network reach what serves at `host`."""
    if host not in ("0.0.0.0", "::", ""):
        return [host]
    found = []
    with contextlib.suppress(OSError), contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: the system says which of its addresses it would send from
        found.append(str(probe.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += (str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def picture(url: str) -> str:
    """An address as a QR code for the terminal."""
    text = io.StringIO()
    segno.make(url, error="l").terminal(out=text, border=2, compact=True)
    return text.getvalue()
