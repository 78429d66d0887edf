"""The preview ranks one article at a time, and ranks it as a build would."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from sitegen import likeness, related, terms
from sitegen.article import Article, Card
from sitegen.dates import ZONE
from sitegen.preview.nearness import Index, Nearness

WORDS = [f"từ{number}" for number in range(160)]


def article(chance: random.Random, number: int) -> Article:
    """An article of any of four years."""
    date = datetime(2021, 1, 1, tzinfo=ZONE) + timedelta(days=chance.randrange(1500))
    card = Card(f"yen-bai/{number}", " ".join(chance.choices(WORDS, k=6)), f"/tin/{number}/", date, "", "tin")
    return Article(card, f"content/yen-bai/{number}.md", "yen-bai", str(number), tags=(chance.choice("ab"),))


def remembered(chance: random.Random, one: Article) -> dict[str, bytes]:
    """What ranking remembers of an article with some body."""
    return {one.path.partition("/")[2]: terms.remember(one, " ".join(chance.choices(WORDS, k=60)))}


@pytest.mark.parametrize("seed", range(3))
def test_one_rank_is_what_a_build_ranks(seed: int) -> None:
    """Over rounds of edited, new and deleted articles, few or many, every rank is that of a ranking of all."""
    chance = random.Random(seed)
    articles = {number: article(chance, number) for number in range(120)}
    known: dict[str, bytes] = {}
    for one in articles.values():
        known |= remembered(chance, one)
    nearness = Nearness(known)
    for step in range(12):
        for number in chance.sample(sorted(articles), chance.choice([1, 1, 2, 30])):
            if chance.random() < 0.2 and len(articles) > 60:
                del articles[number]
                continue
            if chance.random() < 0.3:
                number = 1000 + step * 100 + number
            if number not in articles or chance.random() < 0.3:
                articles[number] = article(chance, number)
            read = remembered(chance, articles[number])
            known |= read
            nearness.learn(read)
        shown = list(articles.values())
        entries = likeness.entries(shown, [known[one.path.partition("/")[2]] for one in shown])
        whole = related.rank(entries.copy)
        alone = nearness.ranking("yen-bai", shown)
        for one in shown:
            assert alone.related(one.id, 8) == whole.related(one.id, 8)
            assert alone.best(one.id) == whole.best(one.id)


def test_the_index_forgets_the_terms_an_article_had() -> None:
    """An article is found by its newest terms alone, however often it was saved, and when the index is made anew."""
    index = Index({"a": terms_of(1, 2), "b": terms_of(2, 3)})
    assert sorted(index.who(2)) == [0, 1]
    index.learn({"a": terms_of(3)})
    index.learn({"a": terms_of(4), "c": terms_of(2)})
    assert sorted(index.who(2)) == [1, 2]
    assert list(index.who(3)) == [1]
    assert list(index.who(4)) == [0]
    index.learn({f"p{number}": terms_of(9) for number in range(1001)})
    assert (sorted(index.who(2)), list(index.who(1)), len(list(index.who(9)))) == ([1, 2], [], 1001)


def terms_of(*numbers: int) -> bytes:
    """Terms as they are remembered."""
    from array import array

    return array("I", numbers).tobytes()
