"""The ledger learns what was published, remembers it, and tells the build what was counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sitegen.counter import published, summary
from sitegen.counter.ledger import Ledger
from sitegen.counter.sqlite import SqliteStore
from sitegen.counter.store import Baseline, Count, Move, Views
from sitegen.errors import Refused

DAY, LATER = date(2026, 11, 1), date(2026, 11, 20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty ledger."""
    made = SqliteStore(tmp_path / "ledger.sqlite")
    yield made
    made.close()


def publish(output: Path, site: str = "yen-bai", **told: Any) -> dict[str, published.Published]:
    """Writes a site's list as a build does, and reads all of them."""
    file = output / ".sitegen" / "published" / f"{site}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    usual: dict[str, Any] = {"site": site, "url": f"https://{site}.example/", "visits": None, "carried_by": ""}
    usual |= {"articles": {}, "others": ["/"], "moved": {}}
    file.write_text(json.dumps(usual | told), "utf-8")
    return published.read(output)


def learn(store: SqliteStore, output: Path, day: date = DAY, **told: Any) -> Ledger:
    """Publishes, lets the ledger learn it, and opens it."""
    published.learn(store, publish(output, **told), day)
    return Ledger(store)


def views(store: SqliteStore, permalink: str, human: int, day: date = DAY, site: str = "yen-bai") -> None:
    """Counts views."""
    store.add([Count(site, day, permalink, "log", human, 0)])


def test_baselines_count_as_they_are_stated_now(store: SqliteStore, tmp_path: Path) -> None:
    """A corrected number replaces the old one; a page that is gone keeps its own."""
    learn(store, tmp_path, visits={"total": 1000, "since": "2025-06-30"}, articles={"/a/": ["A", 159], "/b/": ["B", 5], "/c/": ["C", None]})
    assert store.baselines() == [
        Baseline("yen-bai", "", 1000, date(2025, 6, 30)),
        Baseline("yen-bai", "/a/", 159),
        Baseline("yen-bai", "/b/", 5),
    ]
    ledger = learn(store, tmp_path, visits={"total": 900, "since": ""}, articles={"/a/": ["A", 160]})
    assert (ledger.total("yen-bai").human, ledger.views(("yen-bai", "/a/")), ledger.views(("yen-bai", "/b/"))) == (900, 160, 5)
    assert learn(store, tmp_path, articles={"/a/": ["A", None]}).views(("yen-bai", "/a/")) == 0


def test_a_new_slug_takes_the_views_along_for_ever(store: SqliteStore, tmp_path: Path) -> None:
    """The redirect is remembered even when nobody lists it any more; what is carried over counts once."""
    learn(store, tmp_path, articles={"/a/": ["A", 100]})
    views(store, "/a/", 5)
    learn(store, tmp_path, articles={"/b/": ["A", 100]}, moved={"/a/": ["yen-bai", "/b/"]})
    views(store, "/b/", 2)
    ledger = learn(store, tmp_path, articles={"/b/": ["A", 100]})
    assert ledger.views(("yen-bai", "/b/")) == 107
    assert ledger.total("yen-bai").human == 7


def test_a_slug_that_comes_back_has_all_its_views(store: SqliteStore, tmp_path: Path) -> None:
    """A page that was renamed and renamed back is one page."""
    learn(store, tmp_path, articles={"/b/": ["A", None]}, moved={"/a/": ["yen-bai", "/b/"]})
    views(store, "/a/", 5)
    views(store, "/b/", 2)
    ledger = learn(store, tmp_path, articles={"/a/": ["A", None]}, moved={"/b/": ["yen-bai", "/a/"]})
    assert ledger.views(("yen-bai", "/a/")) == 7


def test_an_address_given_to_another_article_begins_anew(store: SqliteStore, tmp_path: Path) -> None:
    """The article that moved away keeps its views, and the new one gets none of them."""
    views(store, "/a/", 5)
    learn(store, tmp_path, articles={"/b/": ["A", None]}, moved={"/a/": ["yen-bai", "/b/"]})
    told = {"/b/": ["A", None], "/a/": ["Khác", None]}
    learn(store, tmp_path, LATER, articles=told)
    views(store, "/a/", 3, LATER)
    ledger = learn(store, tmp_path, date(2026, 12, 1), articles=told)
    assert (ledger.views(("yen-bai", "/b/")), ledger.views(("yen-bai", "/a/"))) == (5, 3)


def test_a_retired_site_counts_for_the_one_that_carries_it(store: SqliteStore, tmp_path: Path) -> None:
    """After a merger, and until the carrier lets it go."""
    views(store, "/a/", 5)
    ledger = learn(store, tmp_path, carried_by="lao-cai", others=[], moved={"/a/": ["lao-cai", "/yen-bai/a/"]})
    assert ledger.total("lao-cai") == Views(5, 0)
    assert ledger.views(("lao-cai", "/yen-bai/a/")) == 5
    assert learn(store, tmp_path, carried_by="").total("lao-cai") == Views(0, 0)


def test_a_merger_that_is_undone_gives_the_views_back(store: SqliteStore, tmp_path: Path) -> None:
    """The page that stood for it on the carrier is gone, so what was counted before the merger is the site's own again."""
    views(store, "/a/", 5)
    publish(tmp_path, "lao-cai", articles={"/yen-bai/a/": ["A", None]})
    learn(store, tmp_path, carried_by="lao-cai", others=[], moved={"/a/": ["lao-cai", "/yen-bai/a/"], "/": ["lao-cai", "/yen-bai/"]})
    publish(tmp_path, "lao-cai")
    ledger = learn(store, tmp_path, LATER, articles={"/a/": ["A", None]})
    assert (ledger.views(("yen-bai", "/a/")), ledger.total("yen-bai").human, ledger.total("lao-cai").human) == (5, 5, 0)


def test_nothing_new_is_nothing_written(store: SqliteStore, tmp_path: Path) -> None:
    """Learning twice changes nothing."""
    told: dict[str, Any] = {"articles": {"/a/": ["A", 1]}, "moved": {"/b/": ["yen-bai", "/a/"]}, "carried_by": "lao-cai"}
    learn(store, tmp_path, **told)
    before = store._database.total_changes
    learn(store, tmp_path, **told)
    assert store._database.total_changes == before
    assert Move("yen-bai", "/b/", "yen-bai", "/a/") in store.moves()


@pytest.mark.parametrize("text", ["{", "[]", '{"site": 1}', '{"site": "a", "url": "", "articles": {"/": 1}, "others": [], "moved": {}}'])
def test_a_broken_list_is_named(tmp_path: Path, text: str) -> None:
    """It is a problem with a place, and what to do."""
    publish(tmp_path)
    (tmp_path / ".sitegen/published/yen-bai.json").write_text(text)
    with pytest.raises(Refused, match="counter-published") as caught:
        published.read(tmp_path)
    assert caught.value.problems[0].place.path.endswith("/.sitegen/published/yen-bai.json")


def test_the_build_is_told_what_was_counted(store: SqliteStore, tmp_path: Path) -> None:
    """Totals, periods that end with the last day counted, views by page, most read; the same again writes nothing."""
    for day in range(1, 31):
        views(store, "/a/", 1, date(2026, 11, day))
    views(store, "/b/", 90, date(2026, 10, 25))
    views(store, "/b/", 2, date(2026, 11, 30))
    ledger = learn(store, tmp_path, visits={"total": 1000, "since": "2026-10-31"}, articles={"/a/": ["A", 7]})
    assert summary.write(tmp_path, ledger, ["yen-bai", "son-la"]) == ["yen-bai.json"]
    assert json.loads((tmp_path / "yen-bai.json").read_text("utf-8")) == {
        "counted_until": "2026-11-30",
        "total": 1032,
        "since": "2026-10-31",
        "carries": [],
        "month": 32,
        "days7": 9,
        "days30": 32,
        "views": {"/a/": 30, "/b/": 92},
        "most7": [["/a/", 7], ["/b/", 2]],
        "most30": [["/a/", 30], ["/b/", 2]],
    }
    assert summary.write(tmp_path, ledger, ["yen-bai"]) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".y")] == []
