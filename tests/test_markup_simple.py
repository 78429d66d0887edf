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
BLOCKS = st.lists(NEWS | st.sampled_from(["- a\n- b", "1. a\n2. b", "* [a](b)\n* **c**", "## a", "# b > c", 'a "b" > c'])).map("\n\n".join)


@given(BLOCKS | LINES | st.text(max_size=60))
@settings(max_examples=600)
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
    """Of the articles of the benchmark, one in five of which has a table, most need no library."""
    texts = [body.strip("\n") for body in bodies("bench")]
    taken = [text for text in texts if is_ordinary(text) and write(text) is not None]
    assert len(taken) / len(texts) > 0.7
