"""How fast logs are counted, and in how much memory, beside plain parsing of the same lines.

The log is invented: of a hundred lines 62 ask for pictures, styles and scripts, 25 for pages, 5 for feeds and fragments, 8 meet errors and
redirects; one of six is a robot's. The import runs as its command does, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apachelogs

PAGES = 5000
CONFIG = '[union]\nname = "Liên minh"\n[provinces.yen-bai]\nurl = "https://yenbai.example/"\n[counter]\n'
_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
READERS = [
    *(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/{number}.0.0.0 Safari/537.36" for number in range(80, 140)),
    *(f"Mozilla/5.0 (Linux; Android {number}; SM-A0{number}) {_KIT} Chrome/128.0.0.0 Mobile Safari/537.36" for number in range(7, 15)),
    *(f"Mozilla/5.0 (iPhone; CPU iPhone OS {number}_0 like Mac OS X) {_KIT} Mobile/15E148 Safari/604.1" for number in range(12, 19)),
]
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "curl/8.5.0",
]


def write(path: Path, lines: int, seed: int = 1) -> None:
    """Writes a log of so many lines, over some days."""
    chance, moment = random.Random(seed), datetime(2026, 11, 1, tzinfo=UTC)
    pages = [f"/tin-tuc/bai-viet-so-{number}/" for number in range(PAGES)]
    with path.open("w", encoding="ascii") as file:
        for _ in range(lines):
            moment += timedelta(seconds=chance.expovariate(10))
            kind, status = chance.random(), 200
            if kind < 0.62:
                name, ending = chance.choice((("anh", "webp"), ("anh", "jpg"), ("assets/site", "css"), ("assets/live", "js")))
                target = f"/{name}-{chance.randrange(3000)}.{ending}"
                status = chance.choice((200, 200, 304))
            elif kind < 0.87:
                target = pages[int(PAGES * chance.random() ** 3)]
                target += chance.choice(("", "", "", "?fbclid=IwAR0abcdefghijklmnopqrstuvwxyz"))
            elif kind < 0.92:
                target = chance.choice(("/rss.xml", "/_fragments/latest.html", "/tin-tuc/rss.xml"))
            else:
                target, status = f"/wp-login.php?{chance.randrange(999)}", chance.choice((404, 404, 301, 403))
            agent = chance.choice(ROBOTS if chance.random() < 0.17 else READERS)
            address = f"{chance.randrange(1, 224)}.{chance.randrange(8)}.{chance.randrange(256)}.{chance.randrange(256)}"
            referer = chance.choice(("-", "https://www.google.com/", "https://yenbai.example/tin-tuc/"))
            stamp = moment.strftime("%d/%b/%Y:%H:%M:%S +0000")
            file.write(f'{address} - - [{stamp}] "GET {target} HTTP/1.1" {status} {chance.randrange(90_000)} "{referer}" "{agent}"\n')


def publish(folder: Path) -> None:
    """Lays out a portal that published those pages."""
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    told: dict[str, object] = {
        "site": "yen-bai",
        "url": "https://yenbai.example/",
        "visits": None,
        "carried_by": "",
        "others": ["/"],
        "moved": {},
    }
    articles = {f"/tin-tuc/bai-viet-so-{number}/": [f"Bài {number}", None] for number in range(PAGES)}
    place = folder / "output" / ".sitegen" / "published"
    place.mkdir(parents=True)
    (place / "yen-bai.json").write_text(json.dumps(told | {"articles": articles}), "utf-8")


def largest(parent: int) -> int:
    """The memory of a process and its children now, in MB, of pages they share the part of each (PSS); 0 where that is not known."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(entry.name) == parent or int(fields[1]) == parent:
                text = (entry / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration, IndexError):
            continue
    return total // 1024


def plain(path: Path, lines: int) -> float:
    """Lines a second of `apachelogs` alone, which keeps nothing, on the first lines."""
    parser, sample = apachelogs.LogParser(apachelogs.COMBINED), min(lines, 30_000)
    with path.open(encoding="iso-8859-1") as file:
        start = time.perf_counter()
        for _, line in zip(range(sample), file, strict=False):
            parser.parse(line)
        return sample / (time.perf_counter() - start)


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.logs", description=__doc__)
    options.add_argument("--lines", type=int, default=2_000_000, help="lines of the log")
    options.add_argument("--keep", type=Path, help="keep the log in this file, and use it if it is there")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = given.keep or folder / "access.log"
        if not log.exists():
            write(log, given.lines)
        publish(folder)
        command = [
            sys.executable,
            "-m",
            "sitegen",
            "counter",
            "import-log",
            str(log),
            "--config",
            str(folder / "config.toml"),
            "--lang",
            "en",
        ]
        for step in ("all lines new", "all lines known"):
            before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
            process = subprocess.Popen(command)
            while process.poll() is None:
                peak = max(peak, largest(process.pid))
                time.sleep(0.2)
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            rate = f"{given.lines / wall:,.0f} lines/s" if process.returncode == 0 else f"status {process.returncode}"
            print(f"{step}: {wall:.1f} s on the clock, {cpu:.1f} s of CPU, {rate}, {peak} MB at most")
        print(f"log: {os.path.getsize(log) / 1e6:,.0f} MB; apachelogs alone, one process: {plain(log, given.lines):,.0f} lines/s")


if __name__ == "__main__":
    main()
