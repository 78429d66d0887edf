"""config.toml is read whole: what is missing is filled in from the country's tables, what is wrong is named at its line."""

from __future__ import annotations

import pytest

from sitegen.config import read
from sitegen.errors import Problem, Refused
from sitegen.settings import Counter

from .conftest import CONFIG, Project


def refused(project: Project, text: str) -> tuple[Problem, ...]:
    """The problems of a configuration that cannot be used."""
    (project.root / "config.toml").write_text(text, "utf-8")
    with pytest.raises(Refused) as caught:
        read(project.root / "config.toml")
    return caught.value.problems


def test_two_lines_make_a_province(project: Project) -> None:
    """Its name, kind, title, address and successor come from what the country knows."""
    site = project.config.site("yen-bai")
    assert site is not None
    assert (site.name, site.kind, site.era, site.archived) == ("Yên Bái", "tỉnh", 2024, True)
    assert (site.title, site.url) == ("Liên minh Hợp tác xã tỉnh Yên Bái", "https://union.example/yen-bai/")
    assert (site.successor, site.successor_kind) == ("Lào Cai", "tỉnh")


@pytest.mark.parametrize(
    ("id", "table", "kind", "archived", "successor"),
    [
        ("lao-cai", "", "tỉnh", False, ""),
        ("lao-cai-cu", 'province = "lao-cai"\nera = 2024', "tỉnh", True, "Lào Cai"),
        ("hue", "", "thành phố", False, ""),
        ("dong-nai", "", "thành phố", False, ""),
        ("binh-phuoc", "", "tỉnh", True, "Đồng Nai"),
        ("cao-bang", "", "tỉnh", False, ""),
        ("tp-hcm", 'province = "TP. Hồ Chí Minh"', "thành phố", False, ""),
    ],
)
def test_the_word_and_the_successor_come_from_the_data(
    project: Project, id: str, table: str, kind: str, archived: bool, successor: str
) -> None:
    """Same names before and after the mergers are told apart by era; a site's id is its own."""
    project.configure(f'[union]\nurl = "https://u.example"\n[provinces.{id}]\n{table}\n')
    site = project.config.site(id)
    assert site is not None
    assert (site.kind, site.archived, site.successor) == (kind, archived, successor)


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("page_size = 4\nthem = 'x'\n", "config-key", 2),
        ("page_size = 'vier'\n", "config-number", 1),
        ("abbreviations = 1\n", "config-switch", 1),
        ("[union]\nurl = 'https://u.example'\nnaem = 'x'\n", "config-key", 3),
        ("[provinces.sao-hoa]\nurl = 'https://x.example'\n", "config-province", 1),
        ("[provinces.yen-bai]\nmotto = 'x'\n", "config-url", 1),
        ("[provinces.yen-bai]\nurl = 'https://x.example'\ncarries = ['nowhere']\n", "config-site", 3),
        ("[provinces.yen-bai]\nurl = 'https://x.example'\n[provinces.yen-bai.contact]\nfone = '1'\n", "config-key", 4),
        ("[sections.'a/b']\nname = 'B'\n", "config-section", 1),
        ("page_size = 4\ntitle = Yên Bái\n", "config-toml", 2),
        ("counter = true\n", "config-table", 1),
        ("sections = 3\n", "config-table", 1),
        ("[sections]\ntin-tuc = 'Tin tức'\n", "config-table", 2),
        ("provinces = ['yen-bai']\n", "config-table", 1),
        ("[provinces]\nyen-bai = 3\n", "config-table", 2),
        ("[union.settings]\naccent = ['red']\n", "config-value", 2),
        ("[union.settings]\naccent = { a = 1 }\n", "config-value", 2),
        ("[union.settings]\naccent = 10:00:00\n", "config-value", 2),
        ("[provinces.yen-bai]\nurl = 'https://x.example'\nvisits = { since = '1/1/2020' }\n", "config-no-value", 3),
        ("[[union.links]]\nurl = 'https://x.example'\n", "config-no-value", 1),
        ("[[union.links]]\ntitle = 3\nurl = 'https://x.example'\n", "config-text", 2),
        ("page_size = 0\n", "config-range", 1),
        ("[sections.'.bai']\nname = 'B'\n", "config-folder", 1),
        ("[provinces.'../yen-bai']\nprovince = 'yen-bai'\nurl = 'https://x.example'\n", "config-folder", 1),
        ("[images]\nquality = 101\n", "config-range", 2),
        ("[images]\nformat = 'gif'\n", "config-choice", 2),
        ("[counter]\nservise = 'x'\n", "config-key", 2),
        ("[counter]\nfolder = 'visits'\nservice = 'dem.example.vn'\n", "config-address", 3),
        ("[counter]\nservice = 'https://dem.example.vn/?a=1'\n", "config-address", 2),
        ("[counter]\ngoatcounter = 'javascript:alert(1)'\n", "config-address", 2),
        ("[counter]\ndatabase = 'mysql://localhost/x'\n", "config-address", 2),
        ("[counter]\nfolder = 'output/visits'\n", "config-counter-folder", 2),
        ("[counter]\nfolder = '.'\n", "config-counter-folder", 2),
        ("[sections.a]\nname = 'A'\nmenu = 'top'\n", "config-choice", 3),
        ("[sections.a]\nname = 'A'\nmenu = ['main']\n", "config-text", 3),
        ("[archives]\nsite = ['year', 'week']\n", "config-choices", 2),
        ("[archives]\nsection = 'day'\n", "config-list", 2),
        ("[union]\nurl = 'lienminh.vn'\n", "config-address", 2),
        ("[provinces.yen-bai]\nurl = 'ftp://x.example'\n", "config-address", 2),
        ("[[union.links]]\ntitle = 'A'\nurl = 'https://a.vn'\n[[union.links]]\ntitle = 'B'\nurl = 'www.b.vn'\n", "config-link", 6),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\nlinks = [{ title = 'B', url = 'b.vn' }]\n", "config-link", 3),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\nera = 1999\n", "config-choice", 3),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\nera = 2025\n", "config-era", 3),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\nvisits = { total = 3, since = '31/02/2020' }\n", "config-date", 3),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\n[provinces.yen-bai.visits]\ntotal = 3\nsince = 'hè'\n", "config-date", 5),
        ("[provinces.yen-bai]\nurl = 'https://x.vn'\nretired = true\n", "config-retired", 3),
        ("page_size = 4\n[section.a]\nname = 'A'\n", "config-key", 2),
        ("[[province]]\nid = 'yen-bai'\n", "config-key", 1),
        ("[union]\nname = 'A'\n[union.contct]\nphone = '1'\n", "config-key", 3),
        ("content = 3\n", "config-text", 1),
        ("[counter]\nservice = 'https://a.vn/'\ngoatcounter = 'https://b.vn/'\n", "config-two-counters", 3),
    ],
)
def test_slips_are_named_at_their_line(project: Project, text: str, kind: str, line: int) -> None:
    """Unknown keys, wrong types and unknown names are problems with a place, not tracebacks."""
    (problem,) = refused(project, text)
    assert (problem.kind.name, problem.place.path, problem.place.line) == (kind, "config.toml", line)


def test_a_file_of_another_encoding_is_answered_with_the_one_it_needs(project: Project) -> None:
    """What an older program saved cannot be read; the first line that shows it is named."""
    project.write("config.toml", CONFIG.encode() + 'motto = "Đoàn kết"\n'.encode("utf-16-be"))
    with pytest.raises(Refused) as caught:
        read(project.root / "config.toml")
    (problem,) = caught.value.problems
    assert (problem.kind.name, problem.place.line) == ("config-encoding", CONFIG.count("\n") + 1)
    assert "UTF-8" in problem.kind.hint


def test_counting_is_off_unless_it_is_asked_for(project: Project) -> None:
    """No table, no counter; an empty table counts with the defaults, and addresses end with a slash."""
    for table, counter in (
        ("", None),
        ("[counter]\n", Counter("visits", "", "", "")),
        ('[counter]\nservice = "https://dem.example.vn"\n', Counter(service="https://dem.example.vn/")),
        ('[counter]\ngoatcounter = "https://ten.goatcounter.com"\n', Counter(goatcounter="https://ten.goatcounter.com/")),
    ):
        project.configure(CONFIG + table)
        assert project.config.counter == counter


def test_an_unknown_key_is_answered_with_the_nearest(project: Project) -> None:
    """A slip of the pen is recognised."""
    (problem,) = refused(project, "page_sise = 4\n")
    assert dict(problem.values)["near"] == "page_size"


def test_a_table_is_answered_with_the_one_that_was_meant(project: Project) -> None:
    """`[section.x]` is `[sections.x]`, though that is a table of tables."""
    (problem,) = refused(project, "[section.tin-tuc]\nname = 'Tin tức'\n")
    assert dict(problem.values)["near"] == "sections"


def test_a_value_is_shown_as_it_is_typed(project: Project) -> None:
    """Whoever writes TOML reads TOML, not the words of Python."""
    shown = {"true": "true", '"a"': '"a"', "2020-01-02": "2020-01-02", "[1, 'b']": '[1, "b"]', "{ a = 1 }": "{ a = 1 }"}
    for typed, got in shown.items():
        (problem,) = refused(project, f"page_size = {typed}\n")
        assert dict(problem.values)["got"] == got


def test_all_slips_are_found_at_once(project: Project) -> None:
    """One reading names everything that is wrong."""
    assert len(refused(project, "page_sise = 4\nlanguage = 3\n[provinces.sao-hoa]\nurl = 'https://x.example'\n")) == 3


def test_a_missing_file_is_said_plainly(project: Project) -> None:
    """Being in the wrong folder is the commonest slip of all."""
    with pytest.raises(Refused) as caught:
        read(project.root / "khong-co.toml")
    assert caught.value.problems[0].kind.name == "config-missing"


@pytest.mark.parametrize("text", ["kinh-te/ocop", "Sản phẩm OCOP", "san pham ocop", "Kinh-Te/OCOP", "SẢN PHẨM OCOP"])
def test_sections_are_found_by_path_and_by_name(project: Project, text: str) -> None:
    """An officer may write either, in any case and with or without accents."""
    project.configure(CONFIG)
    section = project.config.section(text)
    assert section is not None
    assert section.path == "kinh-te/ocop"
