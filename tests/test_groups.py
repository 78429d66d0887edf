"""What pages read, sorted: by what it follows from, and in columns where it is about the article of the page."""

from __future__ import annotations

import marshal

from hypothesis import given
from hypothesis import strategies as st

from sitegen.groups import Form, Own, columns, pack

READS = (
    (("template", "article.html"), b"1"),
    (("article", "a/bai"), b"2"),
    (("permalink_of", "a/khac"), b"3"),
    (("older_in", "a/bai", 1), b"4"),
    (("text", "a/bai"), b"5"),
)


def test_what_is_read_about_the_article_itself_stands_apart() -> None:
    """The page of an article leaves that to the columns; any other page keeps all it read by groups, in order."""
    parts, own = pack(READS, "a/bai")
    assert own == {("article",): b"2", ("older_in", 1): b"4", ("text",): b"5"}
    assert {group: marshal.loads(part) for group, part in parts.items()} == {"": (READS[0],), "articles": (READS[2],)}
    parts, own = pack(READS)
    assert not own
    assert {group: marshal.loads(part) for group, part in parts.items()} == {"": READS[:1], "articles": READS[1:4], "texts": READS[4:]}


IDS = st.sampled_from("abcd")
OWN = st.dictionaries(st.sampled_from([("article",), ("older_in", 1), ("older_in", 2), ("text",)]), st.binary(min_size=1, max_size=1))


@given(st.lists(st.tuples(st.dictionaries(IDS, OWN), st.sets(IDS))))
def test_columns_hold_what_each_page_read_last(builds: list[tuple[dict[str, Own], set[str]]]) -> None:
    """Whatever was rendered, asked no more or gone, build after build: of each page all its reads are there, and none of before."""
    table: dict[Form, dict[str, bytes]] = {}
    last: dict[str, Own] = {}
    for rendered, gone in builds:
        gone = gone - rendered.keys()
        about: dict[Form, dict[str, bytes]] = {}
        for id, own in rendered.items():
            for form, answer in own.items():
                about.setdefault(form, {})[id] = answer
        for form, (changed, lost) in columns(about, rendered, gone, table).items():
            column = table.setdefault(form, {})
            for id in lost:
                column.pop(id, None)
            column.update(changed)
        last = {id: own for id, own in (last | rendered).items() if id not in gone}
        found: dict[str, Own] = {id: {} for id in last}
        for form, column in table.items():
            for id, answer in column.items():
                found[id][form] = answer
        assert found == last
