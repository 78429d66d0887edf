"""What tests of web servers share: the settings in the README, and a port."""

from __future__ import annotations

import re
import socket
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def block(language: str, start: str) -> str:
    """The code of the README in a language that begins with some words."""
    (found,) = re.findall(rf"```{language}\n({re.escape(start)}.*?)```", README, re.DOTALL)
    return str(found)


def port() -> int:
    """A port on which nobody serves."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
