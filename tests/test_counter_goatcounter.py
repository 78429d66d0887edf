"""What a GoatCounter has counted comes into the ledger through its documented API, once, however often and however badly it is answered."""

from __future__ import annotations

import http.server
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sitegen.cli import main
from sitegen.counter import goatcounter
from sitegen.counter.goatcounter import Api, Taken, take
from sitegen.counter.ledger import Ledger
from sitegen.counter.published import Published
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Count
from sitegen.errors import Refused

from .conftest import CONFIG, Project, answering

DAY = date(2026, 11, 20)
PUBLISHED = {
    "yen-bai": Published(
        "yen-bai", "https://u.vn/yen-bai/", articles={f"/tin-tuc/bai-{n}/": (f"Bài {n}", None) for n in range(300)},
        others=frozenset({"/", "/tin-tuc/"}), moved={"/cu/": ("yen-bai", "/tin-tuc/bai-1/")},
    ),
    "hoa-binh": Published("hoa-binh", "https://hoabinh.vn/", articles={"/tin-tuc/cam/": ("Cam", None)}, others=frozenset({"/"})),
    "_union": Published("_union", "https://u.vn/", others=frozenset({"/"})),
}  # fmt: skip
Views = dict[str, dict[date, int]]


@dataclass(slots=True)
class Goat:
    """A GoatCounter with views by path and day; `trouble` may answer a question otherwise: a status, or bytes that break off."""

    views: Views = field(default_factory=dict)
    trouble: Callable[[int, str], int | bytes | None] = lambda number, path: None
    token: str = "x"
    asked: list[str] = field(default_factory=list)
    events: set[str] = field(default_factory=set)

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        """As the API documents it: paths by id in pages, hits by path with one entry a day."""
        ids = dict(enumerate(self.views, 1))
        if path.endswith("/paths"):
            limit, after = int(query["limit"][0]), int(query["after"][0])
            assert limit <= 200
            rest = [id for id in ids if id > after]
            shown = [{"id": id, "path": ids[id], "title": "", "event": ids[id] in self.events} for id in rest[:limit]]
            return {"paths": shown, "more": len(rest) > limit}
        assert path.endswith("/stats/hits")
        wanted = [int(id) for id in query["include_paths"][0].split(",")]
        assert len(wanted) <= int(query["limit"][0]) <= 100
        begin, end = (date.fromisoformat(query[key][0][:10]) for key in ("start", "end"))
        hits = []
        for id in wanted:
            days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
            stats = [{"day": day.isoformat(), "daily": self.views[ids[id]].get(day, 0), "hourly": [0] * 24} for day in days]
            if any(stat["daily"] for stat in stats):
                hits.append({"count": 1, "path_id": id, "path": ids[id], "event": False, "stats": stats})
        return {"hits": hits, "total": 0, "more": False}


@contextmanager
def serving(goat: Goat) -> Iterator[str]:
    """The GoatCounter on this machine; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            goat.asked.append(self.path)
            trouble: int | bytes | None = goat.trouble(len(goat.asked), parts.path)
            if self.headers["Authorization"] != f"Bearer {goat.token}":
                trouble = 401
            if isinstance(trouble, int):
                self.send_response(trouble)
                self.send_header("X-Rate-Limit-Reset", "7")
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                self.wfile.write(b'{"error": "oh"}')
                return
            data = json.dumps(goat.answer(parts.path, parse_qs(parts.query))).encode() if trouble is None else trouble
            self.send_response(200)
            self.send_header("Content-Length", str(len(data) + (100 if trouble is not None and data.startswith(b'{"p') else 0)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with answering(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as address:
        yield address


@pytest.fixture
def store(tmp_path: Any) -> Iterator[SqliteStore]:
    """An empty ledger."""
    opened = SqliteStore(tmp_path / "ledger.sqlite", "ledger.sqlite")
    yield opened
    opened.close()


def fetch(goat: Goat, store: SqliteStore, start: date | None = DAY, stop: date = DAY, waits: list[float] | None = None) -> Taken:
    """One import, whose waiting takes no time."""
    with serving(goat) as address:
        return take(Api(address, "x", (waits if waits is not None else []).append), store, PUBLISHED, start, stop)


def counts(store: SqliteStore) -> list[tuple[str, str, str, int]]:
    """What the ledger holds, without its sources."""
    return [(count.site, count.permalink, count.day.isoformat(), count.human) for count in store.counts()]


def test_pages_are_taken_by_day_and_nothing_else(store: SqliteStore) -> None:
    """By the name that sitegen's tag gives, or as they stand on the web; events, other addresses and days without views are left out."""
    goat = Goat(
        {
            "/yen-bai/tin-tuc/bai-1/": {DAY: 5, DAY - timedelta(days=1): 3, DAY - timedelta(days=9): 99},
            "/tin-tuc/cam/": {DAY: 4},
            "/yen-bai/": {DAY: 7},
            "/": {DAY: 2},
            "/khong/co/": {DAY: 100},
            "/yen-bai/../": {DAY: 100},
            "tai-ve": {DAY: 100},
            "/yen-bai/tin-tuc/bai-2/": {DAY: 50},
        },
        events={"/yen-bai/tin-tuc/bai-2/"},
    )
    taken = fetch(goat, store, DAY - timedelta(days=1))
    assert taken == Taken(21, 4, 4)
    assert sorted(counts(store)) == [
        ("_union", "/", "2026-11-20", 2),
        ("hoa-binh", "/tin-tuc/cam/", "2026-11-20", 4),
        ("yen-bai", "/", "2026-11-20", 7),
        ("yen-bai", "/tin-tuc/bai-1/", "2026-11-19", 3),
        ("yen-bai", "/tin-tuc/bai-1/", "2026-11-20", 5),
    ]
    assert {count.source for count in store.counts()} == {"goatcounter"}


def test_taking_twice_is_taking_once(store: SqliteStore) -> None:
    """Numbers are set: the same again changes nothing, later numbers of a day replace earlier ones."""
    goat = Goat({"/yen-bai/tin-tuc/bai-1/": {DAY: 5}})
    fetch(goat, store)
    first = counts(store)
    fetch(goat, store)
    assert counts(store) == first
    goat.views["/yen-bai/tin-tuc/bai-1/"][DAY] = 8
    fetch(goat, store)
    assert Ledger(store).sum("yen-bai").human == 8


def test_addresses_of_one_page_add_up(store: SqliteStore) -> None:
    """With and without a query, by an older name and by the new one: the ledger sums them, again and again the same."""
    goat = Goat({"/yen-bai/tin-tuc/bai-1/": {DAY: 5}, "/yen-bai/tin-tuc/bai-1/?fbclid=x": {DAY: 2}, "/yen-bai/tin-tuc/bai-1": {DAY: 1}})
    for _ in range(2):
        fetch(goat, store)
        assert Ledger(store).sum("yen-bai").human == 8


def test_many_pages_and_days_are_asked_in_parts(store: SqliteStore) -> None:
    """Two hundred paths, a hundred pages and a quarter of a year a question, with a pause before each."""
    goat = Goat({f"/yen-bai/tin-tuc/bai-{n}/": {DAY: 1, DAY - timedelta(days=100): 2} for n in range(250)})
    waits: list[float] = []
    assert fetch(goat, store, DAY - timedelta(days=100), waits=waits) == Taken(750, 250, 0)
    assert len(goat.asked) == 2 + 2 * 3
    assert waits == [goatcounter.PAUSE] * 8
    assert goatcounter.PAUSE >= 0.25


def test_an_import_that_stopped_goes_on(store: SqliteStore) -> None:
    """What was taken stays when GoatCounter fails for good; the next import of the period asks for the rest only."""
    goat = Goat({f"/yen-bai/tin-tuc/bai-{n}/": {DAY: 1} for n in range(250)})
    goat.trouble = lambda number, path: 503 if number > 4 else None
    with pytest.raises(Refused) as refused:
        fetch(goat, store)
    assert refused.value.problems[0].kind.name == "goatcounter-unheard"
    assert Ledger(store).sum("yen-bai").human == 200
    goat.trouble, goat.asked = (lambda number, path: None), []
    fetch(goat, store)
    assert len(goat.asked) == 2 + 1
    assert Ledger(store).sum("yen-bai").human == 250
    goat.asked = []
    fetch(goat, store, None, DAY + timedelta(days=1))
    assert all("start=2026-11-20" in path for path in goat.asked if "hits" in path)


def test_it_waits_when_it_is_told_to(store: SqliteStore) -> None:
    """A 429 is answered with the patience it asks for, a failure of the server with its own."""
    goat = Goat({"/yen-bai/": {DAY: 5}})
    goat.trouble = lambda number, path: {1: 429, 2: 500}.get(number)
    waits: list[float] = []
    assert fetch(goat, store, waits=waits) == Taken(5, 1, 0)
    assert [wait for wait in waits if wait != goatcounter.PAUSE] == [7, 7]


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_is_said_at_once(store: SqliteStore, status: int) -> None:
    """It is not tried again, and nothing is taken."""
    goat = Goat({"/yen-bai/": {DAY: 5}}, trouble=lambda number, path: status)
    with pytest.raises(Refused) as refused:
        fetch(goat, store)
    assert refused.value.problems[0].kind.name == "goatcounter-token"
    assert len(goat.asked) == 1


def test_the_token_goes_nowhere_else(store: SqliteStore) -> None:
    """A redirect is not followed."""
    with pytest.raises(Refused):
        fetch(Goat({"/yen-bai/": {DAY: 5}}, trouble=lambda number, path: 302), store)


@pytest.mark.parametrize(
    "data",
    [b'{"paths": [{"id"', b"", b"<html>", b"[]", b'{"paths": 5}', b'{"paths": [5]}', b'{"paths": [{"id": "x", "path": 1}]}'],
)
def test_an_answer_that_is_none_takes_nothing(store: SqliteStore, data: bytes) -> None:
    """Truncated, empty and foreign answers are tried again where that can help, then said; the ledger is as it was."""
    store.put([Count("yen-bai", DAY, "/", "goatcounter", 3, 0)])
    with pytest.raises(Refused) as refused:
        fetch(Goat({"/yen-bai/": {DAY: 5}}, trouble=lambda number, path: data), store)
    assert refused.value.problems[0].kind.name == "goatcounter-unheard"
    assert Ledger(store).sum().human == 3


@pytest.mark.parametrize(
    "stat", ['{"day": "hôm nay", "daily": 5}', '{"day": "2026-11-20", "daily": -5}', '{"day": "2026-11-20", "daily": "5"}', "{}"]
)
def test_lying_numbers_take_nothing(store: SqliteStore, stat: str) -> None:
    """A number that is none, or a day that is none, ends the import with nothing of that answer taken."""
    text = f'{{"hits": [{{"path_id": 1, "stats": [{{"day": "2026-11-20", "daily": 9}}, {stat}]}}]}}'
    goat = Goat({"/yen-bai/": {DAY: 5}}, trouble=lambda number, path: text.encode() if "hits" in path else None)
    with pytest.raises(Refused):
        fetch(goat, store)
    assert counts(store) == []


def test_the_command_takes_them_and_tells_the_build(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """`sitegen counter import-goatcounter` needs an address and a token, and leaves the counts for the build."""
    monkeypatch.setattr(goatcounter, "PAUSE", 0)
    project.article("yen-bai/bai.md", views=100)
    command = ["counter", "import-goatcounter", "--lang", "en", "--config", str(project.root / "config.toml")]
    (project.root / "config.toml").write_text(project.root.joinpath("config.toml").read_text("utf-8") + "[counter]\n", "utf-8")
    project.build()
    assert main(command) == 2
    assert "names no GoatCounter" in capsys.readouterr().err
    with serving(Goat({"/yen-bai/tin-tuc/bai/": {DAY: 23}})) as address:
        project.configure(f'{CONFIG}[counter]\ngoatcounter = "{address}"\n')
        monkeypatch.delenv("GOATCOUNTER_TOKEN", raising=False)
        assert main(command) == 1
        assert "GOATCOUNTER_TOKEN=" in capsys.readouterr().err
        monkeypatch.setenv("GOATCOUNTER_TOKEN", "x")
        assert main([*command, "--from", "20/11/2026", "--to", "20/11/2026"]) == 0
        assert "23 views of 1 page taken" in capsys.readouterr().out
        assert main([*command, "--from", "hôm qua"]) == 2
    assert json.loads((project.root / "visits/yen-bai.json").read_text("utf-8"))["views"] == {"/tin-tuc/bai/": 23}
