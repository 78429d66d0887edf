"""A simple body that is written at once is what the library and the sanitiser make of it."""

from __future__ import annotations

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sitegen.errors import Place
from sitegen.markup.lines import Lines
from sitegen.markup.parser import Parser
from sitegen.markup.sanitize import sanitize
from sitegen.markup.simple import write
from sitegen.markup.source import is_ordinary

from .test_markup_parser import LINES, NEWS, bodies

LIBRARY = Parser(plain=False)
SHAPES = """- a¶- b~1. a¶2. b~* [a](b)¶* **c**~## a~# b > c~a "b" > c~> a¶> b~> a **b** [c](d)~>a¶> b > c~> a¶b~> # a~> - a¶> b~> a¶>¶> b~>
~> > a~a¶> b~| a | b |¶| --- | ---: |¶| c | **d** |¶| e | |~|a|b|¶|:-|:-:|¶|c|[d](e)|~| a |¶|---|¶| > b |¶~| a | b |¶| - | - |¶| c |
~| a | b |¶| - | : |¶| c | d |~| a | b |¶| - | - |~a | b¶- | -¶c | d~| a |¶| b |¶| c |~||¶|-|¶||~| a | b |¶| - | - | ¶| ![c](d.jpg) | |"""
BLOCKS = st.lists(NEWS | st.sampled_from(SHAPES.replace("\n", "").replace("¶", "\n").split("~"))).map("\n\n".join)
CELLS = "a~ b ~~ ~**c**~-~--~:-~-:~:-:~ --- ~:~[d](e)~f > g~*~\\~`~#~>"
ROWS = st.lists(st.sampled_from(CELLS.split("~")), min_size=1, max_size=3).map(lambda cells: f"|{'|'.join(cells)}|")
TABLES = st.lists(ROWS, max_size=5).map("\n".join)
SAID = "> a~>b~> ~>~>  c~> - d~> 1. e~> # f~g~> **h**~>> i~> j  ~> ---"
QUOTES = st.lists(st.sampled_from(SAID.split("~"))).map("\n".join)


@given(BLOCKS | LINES | TABLES | QUOTES | st.text(max_size=60))
@settings(max_examples=1000)
@example("- a\n- b\n\n- c")
@example("- a\n\nb\n\n- c")
@example("1. a\n\n2. b")
@example('![a "b" > c](d.jpg)')
@example("a > b [c > d](e)")
@example("\n\na\n \n\n\nb \n")
@example("a\n\n\n\n## b\n\n- c")
def test_what_is_written_at_once_is_what_the_library_makes_of_it(source: str) -> None:
    """Every text that is taken has the same safe HTML either way."""
    assume(is_ordinary(source))
    html = write(source)
    if html is not None:
        assert html == sanitize(LIBRARY.convert(source), Lines(source, Place("x")), raw=False)


def test_most_news_is_written_at_once() -> None:
    """Of the articles of the benchmark, one in five of which has a table or a quotation, hardly any needs the library."""
    texts = [body.strip("\n") for body in bodies("bench")]
    taken = [text for text in texts if is_ordinary(text) and write(text) is not None]
    assert len(taken) / len(texts) > 0.97
