"""Text written as Markdown is read back by the portal as the same text."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from sitegen import matter
from sitegen.article import Figure, Photo
from sitegen.errors import Place
from sitegen.importers import markdown
from sitegen.importers.blocks import Paragraph, Picture, Span
from sitegen.importers.words import count, listed, missing, shown
from sitegen.importers.writing import quoted
from sitegen.markup import Link, render
from sitegen.vietnamese import clean

SIGNS = st.text(alphabet=st.sampled_from("aă1 .,:;-+*_#>=|`[](){}<>!&~^\\/@'\"“”%$0x"), max_size=30)
WORDS = st.text(max_size=40)
LOOKS = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(("", "sup", "sub")))


def read_back(source: str) -> str:
    """The text that the portal shows of a body."""
    rendered = render(source, place=Place("x"), photo_at=Photo, link=Link)
    html = "".join(part for part in rendered.body.parts if isinstance(part, str))
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(SIGNS | WORDS)
@example("1. a")
@example(": a")
@example("===")
@example("[^1]: x")
@example("{.a}")
@example("&amp; &#60;")
@example("- - -")
@example("a_b_c _d_ __e__")
@example("https://x.vn/a_b_(c)")
@example("![x](y.jpg)")
@example("<b>đậm</b>")
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """Whatever signs a sentence has, a reader sees these signs."""
    line = " ".join(clean(text).split())
    assert " ".join(read_back(f"Đầu.\n\n{markdown.escape(line)}\n\nCuối.").split()) == " ".join(f"Đầu. {line} Cuối.".split())


@given(st.lists(st.builds(lambda text, look: Span(text, *look), SIGNS, LOOKS), max_size=6))
def test_no_word_of_a_paragraph_is_lost_whatever_its_looks(spans: list[Span]) -> None:
    """Bold, italic, struck out, raised or lowered, touching one another."""
    text = "".join(span.text for span in spans)
    body = markdown.body([Paragraph((Span("Đầu."),)), Paragraph(tuple(spans))], {}, {})
    rendered = render(body, place=Place("x"), photo_at=Photo, link=Link)
    assert not missing([text], shown(rendered.body))


@given(SIGNS | WORDS)
@example("true")
@example("a: b")
@example("“a”: b")
@example('it\'s "x" \\ y')
@example("10:30")
def test_a_value_of_the_front_matter_is_read_as_it_was_typed(text: str) -> None:
    """No title, name or caption needs to be typed with care."""
    value = " ".join(clean(text).split())
    if value:
        parts = matter.read(f"---\ntiêu đề: {quoted(value)}\n---\n".encode(), "x.md")
        assert parts.problems == ()
        assert [node.text for _, node in parts.entries] == [value]


def test_words_are_counted_and_named() -> None:
    """What stands too seldom is missing, with how often."""
    lost = missing(["Hội nghị, hội nghị: một hai", "hai"], ["hội nghị, hai"])
    assert listed(lost) == "Hội, nghị, một, hai"
    assert listed(count("a a b")) == "a ×2, b"
    assert listed(count(" ".join("abcdefghijklmnopqrstuvwxyz")), most=2) == "a, b … (+24)"


def test_a_photo_keeps_its_words_where_a_caption_of_none_follows() -> None:
    """A line that the portal takes for a caption never replaces the caption that is known."""
    picture = Picture(b"", "Quang cảnh", "Đinh Hòa")
    body = markdown.body([picture, Paragraph((Span("Lời dẫn nghiêng.", italic=True),))], {}, {id(picture): "a.jpg"})
    figure, text = render(body, place=Place("x"), photo_at=Photo, link=Link).body.parts
    assert isinstance(figure, Figure)
    assert (figure.photo.caption, figure.photo.credit) == ("Quang cảnh", "Đinh Hòa")
    assert text == "<p><em>Lời dẫn nghiêng.</em></p>"
