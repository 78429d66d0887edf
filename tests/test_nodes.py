"""Plain front matter read without YAML is what YAML reads in it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from sitegen import matter, nodes
from sitegen.nodes import Node

KEYS = ["title", "lượt xem", "also_in", "a-b", "x.jpg", "(k)", "<<", "~", "a b "]
VALUES = [
    "", "a", "Hội nghị 2023", "8:30", "a#b", "http://x.vn/a", "“a, b”", "(x) - y.", "null", "no", "...", "=", "a  b ", "<<", "a, [b] {c}",
    '"a: b # c"', '"[a]"', "'x \"y\"'", "''", "[]", "[a, b c ,d]", "[ \"a, b\" , 'c' ]",
]  # fmt: skip
SIGNS = ":#-?,[]{}&*!|>'\"%@`~.\\/ \t\n\u3000\u0301\ufffe\x85🎉0đ"
SLIPS = [*SIGNS, ": ", " #", "- ", "---", "--- ", "... ", "\n\n", "  ", "''", ":\n", "<<: ", "\n  - "]

keys, values = st.sampled_from(KEYS), st.sampled_from(VALUES)
pairs = st.builds("{}: {}\n".format, keys, values) | keys.map("{}:\n".format)
tables = st.lists(pairs, min_size=1, max_size=3).map("    ".join)
items = (values.map("{}\n".format) | tables).map("  - {}".format)
blocks = st.builds("{}: \n{}".format, keys, st.lists(items, max_size=3).map("".join))
sound = st.lists(pairs | blocks, max_size=5).map("".join)


@st.composite
def typed(draw: st.DrawFn) -> str:
    """Front matter as it is typed: sound, or with a few slips."""
    text = draw(sound)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(SLIPS)) + text[at + draw(st.integers(0, 2)) :]
    return text.strip("\n") + "\n"


@settings(max_examples=300)
@given(typed() | st.text(SIGNS, max_size=20).map("{}\n".format))
@example("... a: b\n")
@example("a: b\n  - c\n")
@example("a:\n  - b\n    c: d\n")
@example("a: [b,c]\nd: [e]: f\n")
@example(f"{'a' * 1100}: b\n")
def test_what_is_read_without_yaml_is_what_yaml_reads(text: str) -> None:
    """The same nodes with the same texts and lines, or None."""
    found = nodes.read(text, 7)
    event("read" if found is not None else "left to YAML")
    if found is not None:
        assert found == matter._compose(text, 7)


@pytest.mark.parametrize("loader", [yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)])
def test_the_usual_front_matter_needs_no_yaml(loader: type[yaml.BaseLoader], monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain values, quotes, lists in both forms and photos with captions are read at once, as either of YAML's readers reads them."""
    text = 'title: "Hội nghị: tổng kết"\nngày: 10/01/2023 16:30\ntags: [HTX, OCOP]\nnote:\n'
    text += "photos:\n  - file: a.jpg\n    caption: Một\n  - b.jpg\n"
    found = nodes.read(text, 2)
    monkeypatch.setattr(matter, "_LOADER", loader)
    assert found == matter._compose(text, 2)
    assert found is not None
    assert found[0] == (Node(2, "title"), Node(2, "Hội nghị: tổng kết"))
    assert found[2][1].items == (Node(4, "HTX"), Node(4, "OCOP"))
    assert found[4][1] == Node(
        7, items=(Node(7, entries=((Node(7, "file"), Node(7, "a.jpg")), (Node(8, "caption"), Node(8, "Một")))), Node(9, "b.jpg"))
    )
