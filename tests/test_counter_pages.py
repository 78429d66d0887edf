"""Where visits are counted, pages are counted by name, counts reach fragments and JSON alone, and whoever counts is told what there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitegen import counts, files
from sitegen.build import moment
from sitegen.files import PACKAGE
from sitegen.preview.answers import Answer, Answers
from sitegen.preview.changes import folders
from sitegen.preview.generation import Generation
from sitegen.preview.server import Desk

from .conftest import CONFIG, Project

ROOT = Path(__file__).parents[1]
SERVICE = '[counter]\nservice = "https://dem.example.vn/"\n'
GOAT = '[counter]\ngoatcounter = "https://ten.goatcounter.com/"\n'


def configure(project: Project, counter: str = "[counter]\n", head: str = "", provinces: str = "") -> None:
    """A portal with the theme that ships, and a way of counting."""
    text = CONFIG.replace('theme = "plain"', f'themes = "{(ROOT / "themes").as_posix()}"\n{head}')
    text = text.replace("[provinces.yen-bai]", '[provinces.yen-bai]\nvisits = { total = 266141, since = "30/07/2019" }')
    (project.root / "config.toml").write_text(text + provinces + counter, "utf-8")


def count(project: Project, site: str = "yen-bai", **values: Any) -> None:
    """Leaves the counts of a site as the counter does."""
    known = {"counted_until": "2025-05-31", "total": 266500, "since": "2019-07-30", "month": 120, "views": {}, "most7": [], "most30": []}
    project.write(f"visits/{site}.json", json.dumps(known | values))


def news(project: Project) -> None:
    """Five articles of two months, some with views from before."""
    for n in range(1, 6):
        views = 100 * n if n < 4 else None
        project.article(f"yen-bai/bai-{n}.md", title=f"Bài số {n}", date=f"{n:02d}/0{1 if n < 4 else 2}/2023", views=views)
    project.article("hoa-binh/cam.md", title="Cam Cao Phong", date="06/01/2024", also_in="[yen-bai]", views=40)


def told(project: Project, site: str) -> Any:
    """What whoever counts is told of a site."""
    return json.loads((project.root / f"output/.sitegen/published/{site}.json").read_text("utf-8"))


def titles(html: str) -> list[str]:
    """The ranked titles of a fragment, list by list."""
    return [part.split("</a>")[0].rpartition(">")[2] for part in html.split("<li>")[1:]]


# -- what is published is told


def test_whoever_counts_is_told_what_is_published(project: Project) -> None:
    """Articles with titles and views, other pages that are opened, where old addresses lead; views only where an article lives."""
    configure(project)
    news(project)
    project.article("yen-bai/an.md", title="Bài ẩn", status="hidden", aliases="[/node/7]")
    project.build()
    known = told(project, "yen-bai")
    assert (known["site"], known["url"], known["carried_by"]) == ("yen-bai", "https://union.example/yen-bai/", "")
    assert known["visits"] == {"total": 266141, "since": "2019-07-30"}
    assert known["articles"]["/tin-tuc/bai-1/"] == ["Bài số 1", 100]
    assert known["articles"]["/tin-tuc/bai-5/"] == ["Bài số 5", None]
    assert known["articles"]["/tin-tuc/cam/"] == ["Cam Cao Phong", None]
    assert known["articles"]["/tin-tuc/an/"] == ["Bài ẩn", None]
    assert told(project, "hoa-binh")["articles"] == {"/tin-tuc/cam/": ["Cam Cao Phong", 40]}
    assert {"/", "/tin-tuc/", "/luu-tru/2023/01/", "/so-do/"} <= set(known["others"])
    assert all(permalink.endswith("/") for permalink in known["others"])
    assert known["moved"] == {"/node/7/": ["yen-bai", "/tin-tuc/an/"]}
    assert told(project, "_union") == {
        "site": "_union", "url": "https://union.example/", "visits": None, "carried_by": "", "articles": {}, "others": ["/"], "moved": {},
    }  # fmt: skip
    files_told = {path.name for path in (project.root / "output").rglob("*.json") if path.parent.name == "published"}
    assert files_told == {"yen-bai.json", "hoa-binh.json", "_union.json"}
    opened = {f"/{path}".removesuffix("index.html").removeprefix("/yen-bai") for path in project.tree() if path.startswith("yen-bai/")}
    named = {*known["articles"], *known["others"]}
    assert named <= opened
    assert {path for path in opened if path.endswith("/")} - named == {"/node/7/"}


def test_a_retired_site_is_told_with_where_it_went(project: Project) -> None:
    """Each of its addresses leads to a site and a permalink there; its carrier knows the old addresses too."""
    configure(project, provinces='retired = true\n[provinces.lao-cai]\ncarries = ["hoa-binh"]\n')
    news(project)
    project.build()
    known = told(project, "hoa-binh")
    assert (known["carried_by"], known["articles"], known["others"]) == ("lao-cai", {}, [])
    assert known["moved"]["/tin-tuc/cam/"] == ["lao-cai", "/hoa-binh/tin-tuc/cam/"]
    assert known["moved"]["/tin-tuc/"] == ["lao-cai", "/hoa-binh/tin-tuc/"]
    assert known["moved"]["/"] == ["lao-cai", "/hoa-binh/"]
    carrier = told(project, "lao-cai")
    assert carrier["articles"] == {"/hoa-binh/tin-tuc/cam/": ["Cam Cao Phong", 40]}
    assert carrier["moved"]["/tin-tuc/cam/"] == ["lao-cai", "/hoa-binh/tin-tuc/cam/"]


def test_what_is_told_is_written_only_when_it_is_other(project: Project) -> None:
    """An edited body leaves it alone, a title does not; what was deleted comes back; one site alone leaves the others as they are."""
    configure(project)
    news(project)
    project.build()
    place = project.root / "output/.sitegen/published"
    project.article("yen-bai/bai-1.md", "Khác.\n", title="Bài số 1", date="01/01/2023", views=100)
    assert not [path for path in project.build().written if "published" in path]
    project.article("yen-bai/bai-1.md", "Khác.\n", title="Bài số một", date="01/01/2023", views=100)
    assert [path for path in project.build().written if "published" in path] == [".sitegen/published/yen-bai.json"]
    (place / "hoa-binh.json").unlink()
    project.build()
    assert told(project, "hoa-binh")["articles"]
    project.article("yen-bai/bai-1.md", title="Bài một", date="01/01/2023")
    project.build(only=("hoa-binh",))
    assert told(project, "yen-bai")["articles"]["/tin-tuc/bai-1/"] == ["Bài số một", 100]
    project.build()
    assert told(project, "yen-bai")["articles"]["/tin-tuc/bai-1/"] == ["Bài một", None]
    configure(project, "")
    project.build()
    assert not place.exists()


def test_two_builds_tell_the_same(project: Project) -> None:
    """What is told depends on the project alone, not on what was built before."""
    configure(project)
    news(project)
    project.build()
    project.article("yen-bai/bai-6.md")
    project.build()
    project.build(output="clean")
    for site in ("yen-bai", "hoa-binh", "_union"):
        first, second = (project.root / folder / f".sitegen/published/{site}.json" for folder in ("output", "clean"))
        assert first.read_bytes() == second.read_bytes()


# -- counts reach fragments and JSON alone


@pytest.mark.parametrize("way", ["fetch", "ssi"])
@pytest.mark.parametrize("counter", ["[counter]\n", SERVICE, GOAT])
def test_new_counts_change_fragments_and_json_alone(project: Project, way: str, counter: str) -> None:
    """No article, list or front page is rendered or written again, however the counts change; then all is as built afresh."""
    configure(project, counter, f'fragments = "{way}"')
    news(project)
    project.build()
    for values in (
        {"views": {"/tin-tuc/bai-1/": 900}, "most7": [["/tin-tuc/bai-1/", 9]], "most30": [["/tin-tuc/bai-1/", 99]]},
        {"views": {"/tin-tuc/bai-1/": 901, "/tin-tuc/bai-5/": 2}, "total": 300000, "counted_until": "2025-06-01"},
        {"month": 0, "total": 1},
    ):
        count(project, **values)
        report = project.build()
        assert report.written
        assert {path for path in report.written if "_fragments/" not in path} == set()
        assert report.rendered <= 8
        project.build(output="clean")
        assert project.tree() == project.tree("clean")
    assert project.build().written == ()


def test_baked_parts_are_what_inline_asks_for(project: Project) -> None:
    """With `inline` the counts stand in the pages, which is what was chosen; the numbers under the titles still do not change."""
    configure(project, head='fragments = "inline"')
    news(project)
    count(project)
    project.build()
    assert "266.500" in project.page("yen-bai/tin-tuc/bai-1/index.html")
    count(project, total=266501)
    assert "yen-bai/tin-tuc/bai-1/index.html" in project.build().written
    assert "266.501" in project.page("yen-bai/tin-tuc/bai-1/index.html")


def test_a_page_shows_for_good_what_was_carried_over(project: Project) -> None:
    """Without script the number from before stands in the block, on articles and on the front page; the counted one is in the fragment."""
    configure(project)
    news(project)
    count(project, views={"/tin-tuc/bai-5/": 700})
    project.build()
    for path in ("yen-bai/index.html", "yen-bai/tin-tuc/bai-1/index.html"):
        page = project.page(path)
        assert "266.141" in page
        assert "30/07/2019" in page
        assert "266.500" not in page
    home = project.page("yen-bai/index.html").partition("most-read.html")[2].partition("</section>")[0]
    assert titles(home) == ["Bài số 3", "Bài số 2", "Bài số 1", "Cam Cao Phong"]
    fragment = project.page("yen-bai/_fragments/stats.html")
    assert "266.500" in fragment
    assert "31/05/2025" in fragment


# -- what the questions answer


def test_most_read_is_of_a_period_or_of_all_time(project: Project) -> None:
    """Seven days, thirty days, and ever: views from before and counted ones together. Hidden and unknown articles are in no list."""
    configure(project)
    news(project)
    project.article("yen-bai/an.md", title="Bài ẩn", status="hidden")
    count(
        project,
        views={"/tin-tuc/bai-5/": 250, "/tin-tuc/bai-1/": 5, "/tin-tuc/an/": 9999, "/khong/co/": 5},
        most7=[["/tin-tuc/bai-5/", 3], ["/tin-tuc/bai-1/", 2], ["/tin-tuc/an/", 7], ["/khong/co/", 5]],
        most30=[["/tin-tuc/bai-4/", 30], ["/tin-tuc/bai-5/", 30]],
    )
    project.build()
    week, month, ever = project.page("yen-bai/_fragments/most-read.html").split("</details>")[:3]
    assert titles(week) == ["Bài số 5", "Bài số 1"]
    assert titles(month) == ["Bài số 5", "Bài số 4"]  # as often: the newer first
    assert titles(ever) == ["Bài số 3", "Bài số 5", "Bài số 2", "Bài số 1", "Cam Cao Phong"]


@pytest.mark.parametrize(("at", "lists"), [("31/05/2025", 3), ("06/06/2025", 3), ("07/06/2025", 2), ("30/06/2025", 1), ("01/05/2025", 3)])
def test_a_period_that_has_long_ended_is_not_shown(project: Project, at: str, lists: int) -> None:
    """Counting that stopped tells nothing of these days: the list goes once its period is over, and the same build is a clean build's."""
    configure(project)
    news(project)
    count(project, most7=[["/tin-tuc/bai-5/", 3]], most30=[["/tin-tuc/bai-4/", 30]])
    project.build("30/05/2025")
    project.build(at)
    found = project.page("yen-bai/_fragments/most-read.html")
    assert found.count('<ol class="ranked">') == lists
    assert found.count("<details") == (lists if lists > 1 else 0)
    project.build(at, output="clean")
    assert project.tree() == project.tree("clean")


def test_only_what_was_measured_is_shown(project: Project) -> None:
    """The month is that of today or none; a total is never below the number carried over; a site without either has no block."""
    configure(project)
    news(project)
    count(project, total=5)
    project.build("31/05/2025")
    assert '<dd data-count="month">120</dd>' in project.page("yen-bai/_fragments/stats.html")
    project.build("01/06/2025")
    fragment = project.page("yen-bai/_fragments/stats.html")
    assert 'data-count="month"' not in fragment
    assert '<dd data-count="total">266.141</dd>' in fragment
    assert "data-count" not in project.page("hoa-binh/_fragments/stats.html")
    assert "online" not in fragment


def test_views_of_a_month_are_a_file(project: Project) -> None:
    """Where no service tells them, each month of articles has its views: those from before and those counted, where there are any."""
    configure(project)
    news(project)
    count(project, views={"/tin-tuc/bai-1/": 5, "/tin-tuc/bai-4/": 1})
    project.build()
    assert json.loads(project.page("yen-bai/_fragments/views/2023-01.json")) == {"/tin-tuc/bai-1/": 105}
    assert json.loads(project.page("yen-bai/_fragments/views/2023-02.json")) == {"/tin-tuc/bai-4/": 1}
    assert json.loads(project.page("hoa-binh/_fragments/views/2024-01.json")) == {}
    count(project, views={"/tin-tuc/bai-1/": 6, "/tin-tuc/bai-4/": 1})
    assert [path for path in project.build().written if "/views/" in path] == ["yen-bai/_fragments/views/2023-01.json"]
    configure(project, SERVICE)
    project.build()
    assert not [path for path in project.tree() if "/views/" in path]


def test_an_address_that_has_just_moved_keeps_its_views(project: Project) -> None:
    """A build shows what was counted at the old address before the counter has heard of the move, and the same once it has."""
    configure(project)
    project.article("yen-bai/moi.md", title="Bài một", date="01/01/2023", views=100, aliases="[/tin-tuc/cu/]")
    project.article("yen-bai/hai.md", title="Bài hai", date="02/01/2023", aliases="[/tin-tuc/moi/]")
    count(project, views={"/tin-tuc/cu/": 5, "/tin-tuc/moi/": 2}, most7=[["/tin-tuc/cu/", 3], ["/tin-tuc/hai/", 4], ["/tin-tuc/moi/", 2]])
    project.build("31/05/2025")
    before = project.tree()
    assert json.loads(project.page("yen-bai/_fragments/views/2023-01.json")) == {"/tin-tuc/moi/": 107}
    assert titles(project.page("yen-bai/_fragments/most-read.html"))[:2] == ["Bài một", "Bài hai"]
    count(project, views={"/tin-tuc/moi/": 7}, most7=[["/tin-tuc/moi/", 5], ["/tin-tuc/hai/", 4]])
    project.build("31/05/2025")
    assert project.tree() == before


def test_a_merged_site_takes_its_visits_along_at_once(project: Project) -> None:
    """The carrier shows the visits and views of both before the counter has heard of the merger, and the same once it has."""
    configure(project, provinces='retired = true\n[provinces.lao-cai]\ncarries = ["hoa-binh"]\nvisits = { total = 50 }\n')
    project.article("hoa-binh/cam.md", title="Cam Cao Phong", date="06/01/2024", views=40, aliases="[/node/7/]")
    project.article("lao-cai/cam.md", title="Cam Lào Cai", date="07/01/2024", section="tin-tuc")
    old = {
        "views": {"/tin-tuc/cam/": 5, "/node/7/": 1},
        "most7": [["/tin-tuc/cam/", 4]],
        "since": "2019-01-02",
        "counted_until": "2025-05-30",
    }
    count(project, "hoa-binh", total=900, month=20, **old)
    count(project, "lao-cai", total=70, month=10, since="2020-02-01", views={"/tin-tuc/cam/": 2}, most7=[["/tin-tuc/cam/", 2]])
    project.build("31/05/2025")
    before = project.tree()
    stats = project.page("lao-cai/_fragments/stats.html")
    assert '<dd data-count="total">970</dd>' in stats
    assert '<dd data-count="month">30</dd>' in stats
    assert "31/05/2025" in stats
    home = "/hoa-binh/tin-tuc/cam/"
    assert json.loads(project.page("lao-cai/_fragments/views/2024-01.json")) == {home: 46, "/tin-tuc/cam/": 2}
    assert titles(project.page("lao-cai/_fragments/most-read.html"))[:2] == ["Cam Cao Phong", "Cam Lào Cai"]
    count(project, "hoa-binh", total=900, month=20, since="2019-01-02", counted_until="2025-05-30")
    views, week = {home: 6, "/tin-tuc/cam/": 2}, [[home, 4], ["/tin-tuc/cam/", 2]]
    count(project, "lao-cai", total=970, month=30, since="2019-01-02", views=views, most7=week, carries=["hoa-binh"])
    project.build("31/05/2025")
    assert project.tree() == before


# -- files that are not what they should be


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"views": {"/tin-tuc/bai-1/": 9',
        "[]",
        "<html>",
        '{"total": -5}',
        '{"total": "266500"}',
        '{"total": 1e400}',
        '{"total": true}',
        '{"month": 99999999999999999999}',
        '{"views": []}',
        '{"views": {"tin-tuc": 5}}',
        '{"views": {"/tin-tuc/bai-1/": 1.5}}',
        '{"most7": [["/tin-tuc/bai-1/"]]}',
        '{"most7": {"/tin-tuc/bai-1/": 5}}',
        '{"most30": [[5, 5]]}',
        '{"counted_until": "hôm nay"}',
        '{"counted_until": 20250531}',
        '{"carries": "hoa-binh"}',
        '{"carries": [5]}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_spoiled_file_is_named_and_counts_as_none(project: Project, text: str) -> None:
    """Truncated and forged counts are a warning with a place; what stood there before counting is shown, at every build the same."""
    configure(project)
    news(project)
    project.write("visits/yen-bai.json", text.encode("utf-8", "surrogateescape"))
    report = project.build()
    (problem,) = report.problems
    assert (problem.kind.name, problem.place.path, problem.kind.severity) == ("counts-spoiled", "visits/yen-bai.json", "warning")
    assert '<dd data-count="total">266.141</dd>' in project.page("yen-bai/_fragments/stats.html")
    assert project.build().problems == report.problems


def test_no_counts_at_all_are_said_where_counts_must_come_from_files(project: Project) -> None:
    """With a log to import, an empty folder is a hint; with a service or a GoatCounter it is what is to be expected."""
    news(project)
    for counter, names in (("[counter]\n", ["counts-missing"]), (SERVICE, []), (GOAT, []), ("", [])):
        configure(project, counter)
        assert [problem.kind.name for problem in project.build().problems] == names
    configure(project)
    count(project, "hoa-binh")
    assert project.build().problems == ()


def test_new_counts_break_the_seal(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build notices that counts are new or gone, though nothing else changed; a ledger beside them does not matter."""
    monkeypatch.setattr(files, "GRAIN", 0)
    configure(project)
    news(project)
    count(project)
    project.build()
    project.write("visits/ledger.sqlite", b"x")
    assert project.build().written == ()
    count(project, total=270000)
    assert project.build().written == ("yen-bai/_fragments/stats.html",)
    (project.root / "visits/yen-bai.json").unlink()
    count(project, "hoa-binh")
    project.build()
    assert "266.141" in project.page("yen-bai/_fragments/stats.html")


def test_counts_of_a_lying_shape_never_raise_anything_else() -> None:
    """Whatever JSON a file holds, it is either counts or a `ValueError`."""
    for text in ("1", "null", '"x"', '{"views": {"": 1}}', '{"most7": 5}', '{"since": []}', '{"total": null}', '{"views": null}'):
        with pytest.raises(ValueError, match=r"."):
            counts.parse(text.encode())


# -- how a page is counted


def test_a_page_tells_the_service_and_asks_it(project: Project) -> None:
    """Every page that is opened has the script and, without script, a pixel; the error page, fragments and redirects have neither."""
    configure(project, SERVICE)
    news(project)
    project.build()
    article = project.page("yen-bai/tin-tuc/bai-1/index.html")
    assert 'data-hit="https://dem.example.vn/hit" data-page="yen-bai/tin-tuc/bai-1/"' in article
    assert 'data-ask="https://dem.example.vn/views?p=yen-bai/tin-tuc/bai-1/"' in article
    assert '<noscript><img src="https://dem.example.vn/hit.gif?p=yen-bai/tin-tuc/bai-1/"' in article
    assert 'data-page="_union/"' in project.page("index.html")
    assert "<span data-views>100</span>" in article
    assert "<li data-wait>Lượt xem: <span data-views></span></li>" in project.page("yen-bai/tin-tuc/bai-5/index.html")
    for path, data in project.tree().items():
        is_opened = path.endswith("index.html")
        assert (b"data-hit=" in data) == is_opened, path
        assert (b"hit.gif" in data) == is_opened, path


def test_an_article_asks_the_file_of_its_month(project: Project) -> None:
    """Where only logs are counted nothing is told, and articles alone ask, at an address that never changes."""
    configure(project)
    news(project)
    project.build()
    tree = project.tree()
    asking = {path for path, data in tree.items() if b"data-ask=" in data}
    assert asking == {path for path in tree if "/tin-tuc/bai-" in path or "/tin-tuc/cam/" in path}
    article = project.page("yen-bai/tin-tuc/bai-1/index.html")
    assert 'data-ask="../../_fragments/views/2023-01.json" data-key="/tin-tuc/bai-1/" data-base="0"' in article
    assert not [path for path, data in tree.items() if b"data-hit" in data or b"<noscript>" in data]


def test_a_goatcounter_counts_by_its_own_script(project: Project) -> None:
    """Its tag names the page by site and permalink; articles ask its public counter; one of one's own brings its own script."""
    configure(project, GOAT)
    news(project)
    project.build()
    article = project.page("yen-bai/tin-tuc/bai-1/index.html")
    assert (
        '<script src="https://gc.zgo.at/count.js" data-goatcounter="https://ten.goatcounter.com/count" '
        'data-goatcounter-settings="{&#34;path&#34;: &#34;/yen-bai/tin-tuc/bai-1/&#34;}" async></script>'
    ) in article
    assert 'data-ask="https://ten.goatcounter.com/counter/%2Fyen-bai%2Ftin-tuc%2Fbai-1%2F.json" data-key="count" data-base="100"' in article
    assert '<noscript><img src="https://ten.goatcounter.com/count?p=%2Fyen-bai%2Ftin-tuc%2Fbai-1%2F"' in article
    assert "data-ask" not in project.page("yen-bai/index.html")
    assert "data-goatcounter=" in project.page("yen-bai/index.html")
    assert "data-goatcounter=" not in project.page("yen-bai/404.html")
    configure(project, GOAT.replace("ten.goatcounter.com", "dem.example.vn"))
    project.build()
    assert 'src="https://dem.example.vn/count.js"' in project.page("yen-bai/index.html")


def test_nothing_is_added_where_nothing_is_counted(project: Project) -> None:
    """Without `[counter]` no page waits for a number, asks for one, or has a script more."""
    configure(project, "")
    news(project)
    count(project)
    project.build()
    for path, data in project.tree().items():
        for added in (b"counter", b"data-wait", b"data-count", b"data-ask", b"noscript", b"266.500"):
            assert path.endswith((".css", ".js")) or added not in data, (path, added)
    assert not list((project.root / "output").rglob("counter.*.js"))


@pytest.mark.parametrize("counter", [SERVICE, GOAT])
def test_a_preview_is_no_visit(project: Project, counter: str) -> None:
    """What `sitegen serve` shows tells nobody anything."""
    configure(project, counter)
    news(project)
    now = moment("01/06/2025")
    assert now is not None
    answers = Answers(Generation(lambda: project.config, lambda: now, drafts=True, progress=lambda step, done, total: None))
    for address in ("/", "/yen-bai/", "/yen-bai/tin-tuc/bai-1/", "/yen-bai/tin-tuc/"):
        answer = answers.answer(address)
        assert isinstance(answer, Answer)
        assert answer.status == 200
        assert b"Li\xc3\xaan minh" in answer.data
        for told_by in (b"dem.example.vn", b"goatcounter", b"data-hit", b"<noscript>"):
            assert told_by not in answer.data


def test_a_preview_shows_new_counts(project: Project) -> None:
    """Counts that are written while it runs are shown at once; the ledger beside them, and the same counts again, concern no page."""
    configure(project)
    news(project)
    count(project)
    now = moment("01/06/2025")
    assert now is not None
    generation = Generation(lambda: project.config, lambda: now, drafts=True, progress=lambda step, done, total: None)
    desk = Desk(generation, "config.toml", lambda text: text, lambda problems: None)
    assert project.root / "visits" in folders(generation.config)

    def shown() -> str:
        answer = desk.answer("/yen-bai/_fragments/stats.html")
        assert isinstance(answer, Answer)
        return answer.data.decode()

    assert "266.500" in shown()
    count(project, total=266_777)
    assert desk.notice({str(project.root / "visits/yen-bai.json")})
    assert desk.due() == "*"
    assert "266.777" in shown()
    assert not desk.notice({str(project.root / "visits" / name) for name in ("ledger.sqlite-wal", ".yen-bai.json.77")})
    desk.notice({str(project.root / "visits/yen-bai.json")})
    assert desk.due() == ""
    (project.root / "visits/yen-bai.json").unlink()
    desk.notice(None)
    assert "266.141" in shown()


def test_the_script_is_small(project: Project) -> None:
    """What every page loads to be counted is under a kilobyte as it is sent."""
    assert len((PACKAGE / "assets/counter.js").read_bytes()) < 1000
    configure(project, SERVICE)
    project.article("yen-bai/bai.md")
    project.build()
    (script,) = (project.root / "output/yen-bai/_assets").glob("counter.*.js")
    assert script.stat().st_size < 1000


def test_a_wrong_number_of_days_is_named(project: Project) -> None:
    """A theme that asks for another period than 7 or 30 days is told so at the line of its template."""
    (project.root / "themes/rieng/templates").mkdir(parents=True)
    project.write("themes/rieng/theme.toml", 'name = "Riêng"\n')
    for name in ("article", "section", "archive", "year", "month", "day", "sitemap", "404", "author", "tag", "topic", "terms", "union"):
        project.write(f"themes/rieng/templates/{name}.html", "x")
    project.write("themes/rieng/templates/home.html", "{{ site.most_read(5, 14) }}")
    (project.root / "config.toml").write_text(CONFIG.replace("plain", "rieng") + "[counter]\n", "utf-8")
    project.article("yen-bai/bai.md")
    (problem,) = (problem for problem in project.build().problems if problem.kind.name != "counts-missing")
    assert (problem.kind.name, problem.place.path, problem.place.line) == ("template", "themes/rieng/templates/home.html", 1)
