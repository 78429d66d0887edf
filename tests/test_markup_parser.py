"""What the parser reads by itself is what the library would have made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.markup.parser import Parser
from sitegen.markup.plain import cut, read
from sitegen.markup.source import clean_source
from tests.bench.corpus import Corpus

FAST, LIBRARY = Parser(), Parser(plain=False)
CONTENT = Path(__file__).parents[1] / "content"

MARKS = (
    'a - = 12. + : * ** _ ` # > | |-| [ ] ( ) ](b) [^1] <b> </b> <div> < & &amp; {.a} { } \\ ! @ a@b.vn https://a.vn www.a.vn ~ . … –– "'
)
BLANKS = [
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\n\n",
    "\t",
    "\xa0",
    "- ",
    "1. ",
    ": ",
    "# ",
    "> ",
    "[^1]: ",
    "[a]: ",
    "Liên minh HTX tỉnh",
    "2434/QĐ-UBND",
]
LINES = st.lists(st.sampled_from([*MARKS.split(), *BLANKS]), max_size=30).map("".join)

SIMPLE = "a b. ( ) ! , **a** **a_b** *a* ** * *** [a](b) [a](../b_c-1.md) [*a*](b) **[a](b)** ![a](b.jpg) ![](b) [](b) [a](b*c) [a]"
HARD = "[a][b] [^1] \\* \\[ ` < & &amp; &#1 R&D NN&PTNT; : :// www. @ _a_ {.a} <b> </b> <Nguyễn> | |-|-|\n"
STARTS = "\n,\n\n,\n- ,- ,-a,**,*,## ,#a,> ,1. ,2.,: ,\n: ,\n---\n,\n===\n,    ,  \n,[b]: c\n,[^1]: "
PIECES = [*SIMPLE.split(), *SIMPLE.replace(" ", "  ").split(" "), *HARD.split(" "), *STARTS.split(","), "\n\n", "\n\n", " ", "a "]
NEWS = st.lists(st.sampled_from(PIECES), min_size=2, max_size=24).map("".join)


def html(parser: Parser, source: str) -> str:
    """The HTML of a source. Where the library loses a piece of a text, it shows the piece's number, which counts what it kept before."""
    html = parser.convert(source)
    return re.sub("[0-9]", "", html) if "\x03" in html else html


@given(LINES | st.text(max_size=60) | NEWS)
@settings(max_examples=600)
@example("a\n\n: b")
@example("a **b** c\n\n: d")
@example("a\n===\nb  \nc")
@example("- a\n\n    b\n\nc")
@example("- **a**\n    - *b* c\n\n    d [e](f)")
@example("*a**b*")
@example("*a**b**c*")
@example("a![b](c)!![d](e)")
@example("[a](b)\n\n*a**b*[c](d)")
@example("[^1](a)\n\n[^1]: b")
@example("**a**\n# *b\n\n-c\n+ d")
def test_what_is_plain_is_what_the_library_makes_of_it(source: str) -> None:
    """With and without the short cuts, every text gives the same HTML."""
    source = clean_source(source)
    assert html(FAST, source) == html(LIBRARY, source)


def bodies(name: str) -> list[str]:
    """The texts of the demonstration, or of a benchmark."""
    if name == "bench":
        return [Corpus().story(index).body for index in range(60)]
    return [file.read_text("utf-8").split("---\n", 2)[2] for file in sorted(CONTENT.rglob("*.md"))]


@pytest.mark.parametrize(("name", "share"), [("bench", 0.95), ("content", 0.85)])
def test_most_news_is_plain(name: str, share: float) -> None:
    """Of the paragraphs, headings and lists of news, next to none is left to the library."""
    blocks = [block for body in bodies(name) for block in body.split("\n\n") if re.match(r"\n?(?:## |- |\*\*|\w)", block)]
    plain = [block for block in blocks if (found := read(block.strip("\n"))) and all(map(cut, found[1]))]
    assert len(blocks) > 100
    assert len(plain) / len(blocks) > share


@given(LINES)
def test_cleaning_keeps_the_lines(source: str) -> None:
    """A position in the cleaned text names a line of the file; cleaning it again changes nothing."""
    cleaned = clean_source(source)
    assert cleaned.count("\n") == source.count("\n")
    assert clean_source(cleaned) == cleaned
