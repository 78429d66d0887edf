"""How many hits the live service takes, and how long each waits until it is in the ledger; measured from outside with wrk.

    .venv/bin/python -m tests.bench.hits --seconds 20 [--folder DIR] [--database postgresql://…] [--rate 1500]

Every hit is another reader's, sent with the headers of a browser. The service has one processor and wrk another, where the system can
arrange that. First as many hits as it takes, then `--rate` a second, spread at random.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

from sitegen.config import read
from sitegen.counter.open import open_store
from tests.counting import BROWSER, ORIGIN, Portal, Service

ARTICLES = 2_000

_SCRIPT = """
local n, pause = 0, %(pause)d
local headers = {["Content-Type"] = "text/plain;charset=UTF-8", ["Origin"] = "%(origin)s", ["Referer"] = "%(origin)s/",
  ["User-Agent"] = "%(browser)s", ["Accept"] = "*/*", ["Accept-Encoding"] = "gzip, deflate, br, zstd", ["Accept-Language"] = "vi,en;q=0.8",
  ["Sec-Fetch-Site"] = "cross-site", ["Sec-Fetch-Mode"] = "no-cors", ["Sec-Fetch-Dest"] = "empty", ["Sec-CH-UA-Platform"] = "Windows"}
function request()
  n = n + 1
  headers["X-Forwarded-For"] = %(net)d .. "." .. math.floor(n / 65536) %% 256 .. "." .. math.floor(n / 256) %% 256 .. "." .. n %% 256
  return wrk.format("POST", "/hit", headers, "yen-bai/tin-tuc/bai-" .. n * 7919 %% %(articles)d .. "/")
end
if pause > 0 then
  function delay() return math.random(0, 2 * pause) end
end
function done(summary, latency)
  local e = summary.errors
  local form = '{"hits": %%d, "seconds": %%f, "failed": %%d, "p50": %%f, "p90": %%f, "p99": %%f, "max": %%f}'
  print("FIGURES " .. string.format(form, summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3))
end
"""


def main() -> None:
    """Measures, and prints one line for each load."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=1_500)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept meanwhile: another disk is another figure")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database, instead of SQLite in the folder")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        parser.error("wrk is not installed (Debian: apt-get install wrk)")
    folder = Path(tempfile.mkdtemp(prefix="hits", dir=given.folder))
    try:
        portal = Portal(folder, given.database)
        portal.publish("yen-bai", f"{ORIGIN}/", pages=ARTICLES)
        with Service(folder, pinned=_on(0)) as service:
            print("load      hits/s  p50 ms  p90 ms  p99 ms  max ms  failed  CPU %")
            # so many connections that the pauses between their hits, of a tenth of a second on average, make the rate
            taken = sum(
                _measure(service, name, connections, pause, given.seconds, net)
                for name, connections, pause, net in (("warm-up", 64, 0, 9), ("most", 128, 0, 10), ("steady", given.rate // 10, 100, 11))
            )
            assert service.stop() == 0, service.said()
        store = open_store(read(folder / "config.toml"))
        kept = sum(count.human for count in store.counts(start=date(2020, 1, 1)))
        store.close()
        print(f"acknowledged {taken}, in the ledger {kept}" + ("" if kept >= taken else ": LOST"))
    finally:
        shutil.rmtree(folder)


def _measure(service: Service, name: str, connections: int, pause: int, seconds: int, net: int) -> int:
    """One load; how many hits were acknowledged."""
    script = _SCRIPT % {"pause": pause, "origin": ORIGIN, "browser": BROWSER, "net": net, "articles": ARTICLES}
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        before, begun = _used(service.process.pid), time.monotonic()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "-s", file.name, f"http://127.0.0.1:{service.port}/"]
        said = subprocess.run([*_on(1), *command], check=True, capture_output=True, text=True).stdout
        used, elapsed = _used(service.process.pid) - before, time.monotonic() - begun
    found = json.loads(said.partition("FIGURES ")[2])
    times = "".join(f"{found[key]:8.1f}" for key in ("p50", "p90", "p99", "max"))
    print(f"{name:8}{found['hits'] / found['seconds']:8.0f}{times}{found['failed']:8}{100 * used / elapsed:7.0f}", flush=True)
    return int(found["hits"]) - int(found["failed"])


def _on(processor: int) -> tuple[str, ...]:
    """What makes a program run on one processor only, where there is another."""
    return ("taskset", "-c", str(processor)) if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else ()


def _used(pid: int) -> float:
    """Seconds of processor time that a program has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
