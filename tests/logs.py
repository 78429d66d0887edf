"""Access logs for tests: lines, whole logs with readers who reload, and an import of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sitegen.counter.addresses import Addresses
from sitegen.counter.formats import Format
from sitegen.counter.lines import Reader
from sitegen.counter.logs import Import
from sitegen.counter.published import Published
from sitegen.counter.robots import Robots
from sitegen.counter.store import Store
from sitegen.counter.tally import Tally
from sitegen.dates import ZONE

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
START = datetime(2026, 11, 1, 8, 0, 0, tzinfo=ZONE)
PAGES = ("/", "/tin-tuc/", *(f"/tin-tuc/bai-{number}/" for number in range(6)))
PUBLISHED = {"yen-bai": Published("yen-bai", others=frozenset(PAGES))}
_LATE = 770_000
_ROBOTS = Robots()


def line(
    path: str = "/tin-tuc/bai-1/",
    moment: datetime = START,
    *,
    address: str = "203.0.113.7",
    agent: str = FIREFOX,
    status: int = 200,
    size: int = 1234,
    method: str = "GET",
) -> str:
    """A line of the combined format, with its end."""
    stamp = f"{moment:%d/%b/%Y:%H:%M:%S %z}"
    return f'{address} - - [{stamp}] "{method} {path} HTTP/1.1" {status} {size} "https://www.example.vn/" "{agent}"\n'


def log(seed: int, lines: int, seconds: float = 20.0, late: float = 0.0) -> list[str]:
    """A log of a few readers, who reload, robots, pictures and errors; `late` is by how many seconds a line may be out of order."""
    chance, moment, made = random.Random(seed), START, []
    for number in range(lines):
        moment += timedelta(seconds=chance.random() * 2 * seconds)
        path = chance.choice((*PAGES, "/anh/hoi-nghi.webp", "/khong-co/", "/tin-tuc/bai-1/?trang=2"))
        agent = GOOGLE if chance.random() < 0.1 else FIREFOX
        address = f"198.51.100.{chance.randrange(4)}"
        status = chance.choice((200, 200, 200, 304, 404))
        delay = chance.random() * late if chance.random() < 0.2 else 0
        size = (_LATE if delay else 1000) + number
        made.append(line(path, moment - timedelta(seconds=delay), address=address, agent=agent, status=status, size=size))
    return made


def is_late(text: str) -> bool:
    """Whether a line of such a log is out of order: no server begins a log with what it was asked before the last one ended."""
    return f" {_LATE // 10000}" in text


def take(store: Store, files: Sequence[Path], *, form: str = "combined", source: str = "log") -> Tally:
    """Imports log files of the only site."""
    reader = Reader(Format(form), Addresses(PUBLISHED, "yen-bai"), _ROBOTS, b"key", 1_900_000_000)
    return Import(store, source, source, lambda lines, place: reader).run(files)
