"""Hostile and unlucky texts are refused at their line before the library reads them; what people write is not, however much there is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup import limits
from tests.test_markup import body, kinds

SIZE = 100_000
SLOWEST = 4.0
"""Seconds of this process for 100,000 characters; the aim is 1 on a free machine, and what is not refused would take minutes."""


def many(unit: str, size: int = SIZE) -> str:
    """A text of that size made of one unit."""
    return unit * (size // len(unit))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (many("["), "body-unclosed"),
        (many("!["), "body-unclosed"),
        (many("[a](b "), "body-unclosed"),
        (many("[a](((("), "body-unclosed"),
        (many('[a](b "c '), "body-unclosed"),
        (many("[^a "), "body-unclosed"),
        ("[" * 4_000 + "a" + "](b)" * 4_000, "body-unclosed"),
        (many("``a`"), "body-unclosed"),
        (many("<img "), "body-unclosed"),
        (many('<img b="'), "body-unclosed"),
        (many("<![CDATA["), "body-unclosed"),
        (many("<!["), "body-unclosed"),
        (many("**a ", 50_000) + many("a* ", 50_000), "body-unclosed"),
        (many("- a\n---\n"), "body-crowded"),
        (many("# a\n"), "body-crowded"),
        (many("[x]:\n"), "body-crowded"),
        (many("a\n: b\n"), "body-crowded"),
        (many("> ", 500), "body-too-deep"),
        (many("1. ", 500) + "a", "body-too-deep"),
        (many("* * \t", 500), "body-too-deep"),
        (many("<div>"), "body-open-tags"),
        (many("<b id=x>"), "body-open-tags"),
        ("[^a] " * 3_000 + "\n\n[^a]: b", "body-note-repeated"),
        (many("- a\n\n"), "body-too-many-marks"),
        (many("a  \n"), "body-too-many-marks"),
        (many("&#1;"), "body-too-many-marks"),
        (many("<br>"), "body-too-many-marks"),
        (f"{'a|' * 900}\n{'-|' * 900}\n" + "|\n" * 900, "body-too-many-marks"),
        ("a" * 600_000, "body-too-long"),
    ],
)
def test_hostile_texts_are_refused(source: str, kind: str) -> None:
    """Each shape that makes the library slow or lets it fail is refused quickly, for the right reason, with its text as a preview."""
    start = time.process_time()
    rendered = body(f"Một.\n\n{source}")
    assert time.process_time() - start < SLOWEST
    assert [name for name, _ in kinds(rendered)] == [kind]
    assert rendered.problems[0].place.line >= 9
    assert rendered.problems[0].kind.severity == "error"
    assert rendered.body.parts


def test_the_line_is_where_it_is_worst() -> None:
    """The problem names the paragraph that has the marks, and the mark to close."""
    (problem,) = body(f"Một [x].\n\nHai.\n\n{'[' * 3_000}").problems
    assert problem.place.line == 13
    assert "“[”" in problem.words(str)[0]
    assert "“\\[”" in problem.words(str)[1]


LAW = "Điều {0}. Quyền của hợp tác xã\n\n1. Thực hiện mục tiêu [khoản {0}](#dieu) theo **Luật**.\n\na) Được “bảo đảm” (theo mục {0}).\n"


@pytest.mark.parametrize(
    "source",
    [
        "| a | b | c | d | e | f | g | h | i | k |\n" + "|-" * 10 + "|\n" + ("| 1,2 " * 10 + "|\n") * 500,
        "| a | b | c | d | e | f | g | h | i | k |\n" + "|-" * 10 + "|\n" + ("| **1** " * 10 + "|\n") * 500,
        " ".join(f'[văn bản {number}](https://a.vn/(x)_{number} "tên")' for number in range(300)),
        "\n".join(f"- [văn bản {number}](https://a.vn/{number}) của *tỉnh*" for number in range(300)),
        "\n".join(f"[^{number}]: Nghị quyết" for number in range(200)) + "\n\n" + " ".join(f"x[^{number}]" for number in range(200)),
        "\n\n".join(LAW.format(number) for number in range(1, 116)) + "\n\n## Điều {#dieu}",
        "\n".join(f"## Phần {number}\nNội dung của phần này.\n" for number in range(200)),
        "\n\n".join(f"![Ảnh {number}](anh-{number}.jpg)\n\nẢnh: Đại biểu thứ {number} phát biểu" for number in range(100)),
        "\n".join(f"{number}. Hợp tác xã thứ {number}" for number in range(1, 1_000)),
        "* * *\n\n- - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n>>> Xem thêm",
        "<table>" + "<tr><td><b>1</b></td><td><p>2</p></td></tr>\n" * 500 + "</table>",
        "\n".join(f"<p><span style='a'>Đoạn {number}</span><br></p>" for number in range(500)),
    ],
)
def test_long_honest_texts_are_not_refused(source: str) -> None:
    """A table of 500 rows, 300 links, 200 footnotes, a whole law, a page copied from the web: all are read."""
    start = time.process_time()
    rendered = body(source)
    assert time.process_time() - start < SLOWEST
    assert [problem.kind.name for problem in rendered.problems if problem.kind.severity == "error"] == []


MARKS = """
    [ ] ]( ) ![ [^ ` `` * ** _ < <a <b> </b> <!-- --> > # | |-| & &#1; \\ " ' ( { } a https:// @
"""
UNITS = st.sampled_from([*MARKS.split(), "<div>\n", "> ", "- ", "1. ", "# ", ": ", "\n", "\n\n", "    ", "  \n", "HTX "])


@given(st.lists(st.tuples(UNITS, st.integers(1, 400)), min_size=1, max_size=5), st.integers(1, 40))
def test_no_mixture_is_slow(runs: list[tuple[str, int]], times: int) -> None:
    """Runs of marks in any order, again and again: refused or read, never slow and never a crash."""
    source = ("".join(unit * count for unit, count in runs) * times)[:30_000]
    start = time.process_time()
    rendered = body(source)
    assert time.process_time() - start < SLOWEST
    assert ("body-unreadable", 9) not in kinds(rendered)


def test_problems_of_one_kind_end_at_fifty() -> None:
    """A thousand equal slips are told of fifty times."""
    assert len(body("![]()\n\n" * 1_000).problems) == 50
    assert limits.LONGEST >= 500_000
