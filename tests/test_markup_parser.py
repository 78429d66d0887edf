"""The paragraphs that the parser hands on unread are those that the library would not have changed."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.markup.parser import Parser
from sitegen.markup.source import clean_source

FAST, LIBRARY = Parser(), Parser(plain=False)

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


@given(LINES | st.text(max_size=60))
@example("a\n\n: b")
@example("a\n===\nb  \nc")
@example("- a\n\n    b\n\nc")
def test_plain_paragraphs_are_what_the_library_makes_of_them(source: str) -> None:
    """With and without the short cut, every text gives the same HTML."""
    source = clean_source(source)
    assert FAST.convert(source) == LIBRARY.convert(source)


@given(LINES)
def test_cleaning_keeps_the_lines(source: str) -> None:
    """A position in the cleaned text names a line of the file; cleaning it again changes nothing."""
    cleaned = clean_source(source)
    assert cleaned.count("\n") == source.count("\n")
    assert clean_source(cleaned) == cleaned
