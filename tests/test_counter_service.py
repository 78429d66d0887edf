"""The live service counts what was read, once, and keeps what it has acknowledged."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Count
from sitegen.counter.visitors import BURST, RATE
from sitegen.dates import ZONE
from tests.counting import BROWSER, ORIGIN, PAGE, Portal, Service


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """A portal whose pages are published."""
    return Portal(tmp_path)


@pytest.fixture
def service(portal: Portal) -> Iterator[Service]:
    """Its running service."""
    with portal.start() as running:
        yield running


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Service]]:
    """A portal and its running service, for all tests of what is refused."""
    portal = Portal(tmp_path_factory.mktemp("strict"))
    with portal.start() as running:
        yield portal.root, running


def counted(root: Path) -> dict[str, tuple[int, int]]:
    """Human and robot views by page address, as the ledger has them."""
    store = SqliteStore(root / "visits" / "ledger.sqlite")
    try:
        return {count.site + count.permalink: (count.human, count.robot) for count in store.counts()}
    finally:
        store.close()


def until(is_so: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether something becomes so, waited for."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def test_a_hit_is_counted_and_shown(portal: Portal, service: Service) -> None:
    """A page's views are those carried over and those counted; the site has its totals and who is here now."""
    assert service.views() == {"views": 10, "today": 0, "month": 0, "total": 1000, "online": 0}
    assert service.hit() == 204
    assert service.views() == {"views": 11, "today": 1, "month": 1, "total": 1001, "online": 1}
    assert service.hit("yen-bai/", "203.0.113.2") == service.hit("yen-bai/") == 204
    assert service.views("yen-bai/") == {"views": None, "today": 3, "month": 3, "total": 1003, "online": 2}
    assert service.views("lao-cai/") == {"views": None, "today": 0, "month": 0, "total": 0, "online": 0}
    assert counted(portal.root) == {PAGE: (1, 0), "yen-bai/": (2, 0)}


def test_a_visitor_reads_a_page_once(portal: Portal, service: Service) -> None:
    """Reloading counts nothing; another browser at the same address is another visitor."""
    assert [service.hit() for _ in range(5)] == [204] * 5
    assert service.hit(User_Agent=BROWSER.replace("142", "143")) == 204
    assert counted(portal.root) == {PAGE: (2, 0)}


def test_robots_have_a_column_of_their_own_and_nobody_read_what_was_fetched_in_advance(portal: Portal, service: Service) -> None:
    """Robots are counted apart and are not here; a page fetched in advance was not read."""
    assert service.hit(User_Agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)") == 204
    assert service.hit(User_Agent="") == 204
    assert service.hit("yen-bai/", Sec_Purpose="prefetch;prerender") == service.hit("yen-bai/", Purpose="prefetch") == 204
    assert service.views() == {"views": 10, "today": 0, "month": 0, "total": 1000, "online": 0}
    assert counted(portal.root) == {PAGE: (0, 2)}


def test_the_pixel_counts_for_browsers_without_scripts(portal: Portal, service: Service) -> None:
    """A picture says where it is shown by its referrer; it is kept by nobody."""
    status, picture = service.ask("GET", f"/hit.gif?p={PAGE}", Referer=f"{ORIGIN}/tin-tuc/bai-1/", User_Agent=BROWSER)
    assert (status, picture[:6]) == (200, "GIF89a")
    assert service.ask("GET", f"/hit.gif?p={PAGE}", Sec_Fetch_Site="same-site", User_Agent="Firefox")[0] == 200
    assert counted(portal.root) == {PAGE: (2, 0)}


def test_an_old_address_counts_for_the_page_it_leads_to(portal: Portal, service: Service) -> None:
    """A page that has moved keeps one count."""
    assert service.hit("yen-bai/cu/") == 204
    assert service.views("yen-bai/cu/") == service.views()
    assert counted(portal.root) == {PAGE: (1, 0)}


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("", 400),
        ("yen-bai", 400),
        ("yen-bai/tin-tuc/\0bai-1/", 400),
        (b"\xff\xfe/", 400),
        ("yen-bai/" + 1500 * "a", 400),
        ("yen-bai/" + 10_000 * "a", 413),
        ("ha-noi/", 404),
        ("yen-bai/tin-tuc/bai-4000/", 404),
        ("yen-bai//tin-tuc/bai-1/", 404),
        ("yen-bai/tin-tuc/../tin-tuc/bai-1/", 404),
        ("yen-bai/tin-tuc/bai-1", 404),
        ("yen-bai/tin-tuc%2Fbai-1/", 404),
        ("../yen-bai/", 404),
        (" yen-bai/", 404),
        ('{"s": "yen-bai", "p": "/"}', 404),
        ("lao-cai/", 403),
    ],
)
def test_nobody_invents_pages(strict: tuple[Path, Service], page: str | bytes, status: int) -> None:
    """What is no published address of this site is refused in a few words, and nothing is counted."""
    root, service = strict
    assert service.hit(page) == status
    if isinstance(page, str) and page.isascii() and status in (400, 404) and "\0" not in page:
        assert service.ask("GET", f"/views?p={quote(page)}")[0] == status
    assert counted(root) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://yenbai.example.evil.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "", "Referer": "https://evil.example/https://yenbai.example/"},
        {"Origin": "", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example", "Referer": f"{ORIGIN}/", "Sec_Fetch_Site": "same-origin"},
    ],
    ids=str,
)
def test_only_the_site_itself_sends_its_hits(strict: tuple[Path, Service], headers: dict[str, str]) -> None:
    """A hit comes from a page of the site's own address, as browsers say it."""
    root, service = strict
    assert service.hit(**headers) == 403
    assert counted(root) == {}


def test_the_rest_is_refused_in_a_few_words(strict: tuple[Path, Service]) -> None:
    """Unknown addresses and methods have their statuses; no answer is longer than a line."""
    _, service = strict
    asked = [
        ("GET", "/hit"),
        ("PUT", "/hit"),
        ("DELETE", "/views"),
        ("POST", f"/views?p={PAGE}"),
        ("OPTIONS", "/hit"),
        ("POST", "/hit.gif"),
    ]
    assert [service.ask(*each)[0] for each in asked] == [405] * 6
    assert [service.ask("GET", path)[0] for path in ("/", "/views/", "/../etc/passwd", "/hit.gif/x", "//views")] == [404] * 5
    assert [service.ask("GET", f"/views{query}")[0] for query in ("", "?", "?p", "?p=%ff/", "?x=1", "?" + "a=1&" * 30 + f"p={PAGE}")] == [
        400
    ] * 6
    assert all(len(service.ask(*each)[1].splitlines()) == 1 for each in asked)
    assert service.ask("GET", "/health") == (200, "ok\n")


def test_one_address_cannot_hurry(portal: Portal, service: Service) -> None:
    """Who sends too many is told so; others are not concerned."""
    begun = time.monotonic()
    statuses = [service.hit(f"yen-bai/tin-tuc/bai-{n % 40}/", User_Agent=f"{BROWSER} {n}") for n in range(300)]
    assert set(statuses) == {204, 429}
    assert BURST <= statuses.count(204) <= BURST + RATE * (time.monotonic() - begun) + 1
    assert service.hit(reader="203.0.113.2") == 204
    assert sum(human for human, _ in counted(portal.root).values()) == statuses.count(204) + 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_only_a_proxy_of_ours_says_who_reads(portal: Portal) -> None:
    """Whoever else sends X-Forwarded-For is taken for who he is; of a list, the nearest address that is not our own counts."""
    with portal.start("--proxy", "127.0.0.9") as service:
        assert [service.hit_from("127.0.0.2", f"203.0.113.{n}") for n in range(3)] == [204] * 3
        assert service.views()["views"] == 11
        assert [service.hit_from("127.0.0.9", f"203.0.113.{n}, 127.0.0.9") for n in range(3)] == [204] * 3
        assert service.views()["views"] == 14
        assert [service.hit_from("127.0.0.1", f"198.51.100.{n}, 203.0.113.1, 127.0.0.9") for n in range(3)] == [204] * 3
        assert service.hit_from("127.0.0.1", ", ,") == 204
        assert service.views()["views"] == 15


def test_nothing_of_a_reader_is_written(portal: Portal, service: Service) -> None:
    """No file has the address or the browser of a reader, in any form that could be searched for."""
    assert service.hit(reader="198.51.100.77") == 204
    assert service.stop() == 0
    for file in portal.root.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert b"198.51.100" not in data
            assert b"Windows NT" not in data


def test_a_new_build_is_noticed(portal: Portal, service: Service) -> None:
    """A page that was just published is counted within seconds; a list that is broken changes nothing, and is said once."""
    page = "yen-bai/tin-tuc/bai-41/"
    assert service.hit(page) == 404
    (portal.lists / "yen-bai.json").write_text("{", "utf-8")
    assert until(lambda: "yen-bai.json" in service.said())
    assert service.hit() == 204
    portal.publish("yen-bai", f"{ORIGIN}/", pages=50)
    assert until(lambda: service.hit(page) == 204)
    assert service.said().count("yen-bai.json") == 1


def test_what_an_import_adds_is_shown(portal: Portal, service: Service) -> None:
    """The numbers follow the ledger within seconds; of two counters that saw the same readers the larger number stands."""
    assert service.hit() == 204
    today = datetime.now(ZONE).date()
    store = SqliteStore(portal.root / "visits" / "ledger.sqlite")
    store.add([Count("yen-bai", today, "/tin-tuc/bai-1/", "log", 5, 0)])
    store.close()
    assert until(lambda: service.views()["views"] == 15)
    assert service.hit(reader="203.0.113.2") == 204
    assert service.views() == {"views": 15, "today": 5, "month": 5, "total": 1005, "online": 2}


def test_it_waits_for_another_writer(portal: Portal, service: Service) -> None:
    """While an import holds the ledger, hits wait, and are then counted."""
    other = sqlite3.connect(portal.root / "visits" / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done: list[int] = []
    hit = threading.Thread(target=lambda: done.append(service.hit()))
    hit.start()
    hit.join(1)
    assert done == []
    assert service.views()["views"] == 10
    other.execute("ROLLBACK")
    other.close()
    hit.join()
    assert done == [204]
    assert counted(portal.root) == {PAGE: (1, 0)}


def test_it_stops_when_told_to_and_leaves_the_numbers_for_the_build(portal: Portal, service: Service) -> None:
    """It ends in peace, with what was counted written into the file that the next build reads."""
    assert service.hit() == 204
    assert service.stop() == 0
    told = json.loads((portal.root / "visits" / "yen-bai.json").read_text("utf-8"))
    assert (told["total"], told["views"]) == (1001, {"/tin-tuc/bai-1/": 1})
    assert service.said() == ""
    with portal.start() as again:
        assert again.views() == {"views": 11, "today": 1, "month": 1, "total": 1001, "online": 0}


def test_it_leaves_the_numbers_for_the_build_though_it_was_killed_before(portal: Portal) -> None:
    """What a service that was killed had counted reaches the next build with the next service, even if nobody reads anything."""
    with portal.start() as killed:
        assert killed.hit() == 204
    assert not (portal.root / "visits" / "yen-bai.json").exists()
    with portal.start() as service:
        assert service.stop() == 0
    assert json.loads((portal.root / "visits" / "yen-bai.json").read_text("utf-8"))["total"] == 1001


def test_some_sites_only(portal: Portal) -> None:
    """A service for one province knows no other."""
    portal.publish("lao-cai", "https://union.example/lao-cai/", moved={"/chuyen/": PAGE})
    with portal.start("--province", "lao-cai") as service:
        assert service.hit() == 404
        assert service.hit("lao-cai/", Origin="https://union.example") == 204
        assert service.hit("lao-cai/chuyen/") == 204
        assert service.views("lao-cai/chuyen/") == {"views": 11, "today": 1, "month": 1, "total": 1001, "online": 1}


def test_before_the_first_build_nothing_is_counted_and_that_is_said(portal: Portal) -> None:
    """The service starts, says what it waits for, and counts when it is there."""
    for file in portal.lists.iterdir():
        file.unlink()
    with portal.start() as service:
        assert "no build has told which pages there are" in service.said()
        assert service.hit() == 404
        portal.publish("yen-bai", f"{ORIGIN}/")
        assert until(lambda: service.hit() == 204)


def test_an_address_in_use_or_a_site_that_is_none_is_said(portal: Portal, service: Service) -> None:
    """It does not start, and says what to do instead."""

    def said(*options: str) -> str:
        command = [sys.executable, "-m", "sitegen", "counter", "serve", "--lang", "en", *options]
        done = subprocess.run(command, cwd=portal.root, capture_output=True, text=True, timeout=60)
        assert done.returncode in (1, 2)
        return done.stderr

    assert f"sitegen counter serve --port {service.port + 1}" in said("--port", str(service.port))
    assert "Sites: yen-bai, lao-cai, _union." in said("--province", "ha-noi")
    (portal.root / "config.toml").write_text('[union]\nurl = "https://union.example/"\n[provinces.yen-bai]\n', "utf-8")
    assert "[counter]" in said()
