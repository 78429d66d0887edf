"""What an article is remembered by: pairs of syllables that say something, the same ones in every article that has them."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sitegen import terms
from sitegen.article import Article, Card
from sitegen.dates import ZONE


def remembered(body: str, title: str = "", summary: str = "", tags: tuple[str, ...] = ()) -> set[int]:
    """The terms of an article."""
    card = Card("a", title, "/a/", datetime(2024, 1, 1, tzinfo=ZONE), summary, "tin-tuc")
    return set(terms.read(terms.remember(Article(card, "a.md", "yen-bai", "a", tags=tags), body)))


def test_case_markup_and_punctuation_do_not_matter() -> None:
    """A pair is the same in bold, in a link, in quotation marks, in capitals and at the end of a sentence."""
    plain = remembered("hồ Thác Bà")
    for body in ("Hồ **Thác Bà**", "hồ [Thác Bà](../ho-thac-ba.md)", "“HỒ THÁC BÀ”", "hồ thác bà.", "hồ <em>Thác</em> Bà"):
        assert remembered(body) == plain != set()


def test_a_pair_is_not_its_reverse() -> None:
    """`nhà máy` is not `máy nhà`."""
    assert remembered("nhà máy").isdisjoint(remembered("máy nhà"))


def test_nothing_is_said_across_a_comma_a_number_or_a_function_word() -> None:
    """Only neighbours within a phrase are a pair; a number belongs to the word before it."""
    assert remembered("cam, chè") == remembered("cam và chè") == remembered("40 chè") == set()
    assert len(remembered("bão số 3")) == 2


def test_a_headline_says_more_than_a_body() -> None:
    """A title has its single syllables too, and counts again where another title has it; a tag does not run into the next."""
    body, title = remembered("chè Suối Giàng"), remembered("", title="chè Suối Giàng")
    assert body < title
    assert remembered("", tags=("chè Suối", "Giàng")) < title


def test_a_summary_that_is_the_first_paragraph_changes_nothing() -> None:
    """What is said twice counts once."""
    body = "Lòng hồ Thác Bà mùa cạn nước.\n\nCác lồng cá dời ra giữa hồ."
    assert remembered(body, summary="Lòng hồ Thác Bà mùa cạn nước.") == remembered(body)


def test_a_long_body_is_read_to_a_blank() -> None:
    """Only the head of a body is read, and no syllable is cut."""
    start = "cá lồng, " * 300
    assert remembered(start + "nhà máy") == remembered("cá lồng")
    assert remembered("a" * (terms.HEAD - 6) + ", lồng cágiống") == remembered("lồng")


@given(st.lists(st.sampled_from([f"t{n}" for n in range(900)]), min_size=350, max_size=400, unique=True), st.data())
def test_two_long_articles_keep_the_same_of_what_they_share(words: list[str], data: st.DataObject) -> None:
    """Of the terms that two articles share, both keep those with the least numbers."""
    cut = data.draw(st.integers(50, 150))
    one, other = remembered(" ".join(words[:200])), remembered(" ".join(words[cut : 200 + cut]))
    shared = remembered(" ".join(words[cut:200]))
    least = min(max(one), max(other), max(shared))
    assert len(one) == len(other) == terms.MOST
    assert {term for term in shared if term <= least} <= one & other
