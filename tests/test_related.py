"""Articles of one story find each other, however much official boilerplate they share with all others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import related
from sitegen.article import Article, Card, Status
from sitegen.dates import ZONE

BOILERPLATE = (
    "Thực hiện Chương trình hành động của Tỉnh ủy, Liên minh Hợp tác xã tỉnh phối hợp với các sở, ban, ngành tiếp tục đẩy mạnh "
    "tuyên truyền các chủ trương của Đảng, chính sách, pháp luật của Nhà nước về phát triển kinh tế tập thể. Phát biểu tại Hội nghị, "
    "đồng chí Chủ tịch Liên minh Hợp tác xã tỉnh đề nghị các hợp tác xã thành viên nâng cao hiệu quả hoạt động, góp phần phát triển "
    "kinh tế - xã hội địa phương. "
)
STORY = [
    "Lòng hồ Thác Bà mùa này cạn nước, các lồng cá của hợp tác xã thủy sản phải dời ra giữa hồ.",
    "Sau đợt lũ, hợp tác xã thủy sản hồ Thác Bà dựng lại lồng cá và thả cá giống.",
    "Cá lăng, cá chiên nuôi lồng trên hồ Thác Bà được thương lái Hà Nội đặt mua từ đầu vụ.",
    "Đoàn kiểm tra lồng cá trên hồ Thác Bà, nhắc hộ nuôi ghi nhật ký thức ăn và cá giống.",
    "Người nuôi cá lồng hồ Thác Bà góp vốn mua xuồng chở thức ăn, cá giống thả đợt hai.",
]
SUBJECTS = [
    "cam",
    "chè",
    "quế",
    "lúa nếp",
    "măng tre",
    "mật ong",
    "gà đồi",
    "nấm hương",
    "tơ tằm",
    "gỗ bóc",
    "bưởi",
    "dược liệu",
    "miến dong",
]


@dataclass(frozen=True)
class Written:
    """An article with its body."""

    article: Article
    body: str


def article(id: str, title: str, body: str, day: int, section: str = "tin-tuc", topic: str = "", status: Status = "published") -> Written:
    """An article of a day counted from the start of 2021."""
    date = datetime(2021, 1, 1, tzinfo=ZONE) + timedelta(days=day)
    card = Card(id, title, f"/{section}/{id}/", date, "", section, status=status)
    return Written(Article(card, f"{id}.md", "yen-bai", id, topic=topic), body)


def table_of(written: list[Written], before: related.Table = related.EMPTY) -> related.Table:
    """The ranking of articles, starting from another."""
    return related.rank(before, [related.entry(w.article, w.body) for w in written])


def rank_all(written: list[Written], count: int = 5) -> dict[str, tuple[str, ...]]:
    """The related articles of every article, as a site computes them."""
    table = table_of(written)
    return {w.article.id: related.related(table, w.article.id, count) for w in written}


def archive() -> list[Written]:
    """A hundred ordinary articles and five of one story, spread over three years."""
    r = random.Random(7)
    rest = []
    for n in range(100):
        subject, other = r.sample(SUBJECTS, 2)
        own = f"Hợp tác xã {subject} xã số {n} sản xuất {subject} và {other}, doanh thu {r.randint(2, 90)} tỷ đồng. "
        rest.append(
            article(
                f"bai-{n}",
                f"Hợp tác xã {subject} {r.choice(['vào vụ', 'mở rộng', 'tổng kết năm'])}",
                BOILERPLATE + own + BOILERPLATE,
                r.randrange(1000),
                r.choice("abc"),
            )
        )
    story = [article(f"ca-{n}", text.split(",")[0], BOILERPLATE + text + " " + BOILERPLATE, n * 200) for n, text in enumerate(STORY)]
    return rest + story


def test_five_articles_of_one_story_find_each_other() -> None:
    """Among a hundred others with the same boilerplate, the first four related of each are the other four."""
    ranked = rank_all(archive())
    for n in range(5):
        assert set(ranked[f"ca-{n}"][:4]) == {f"ca-{m}" for m in range(5) if m != n}


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_never_itself_never_empty_never_twice(count: int) -> None:
    """Each list is as long as the site allows, without the article itself and without repetition."""
    articles = archive()[:6]
    for id, ids in rank_all(articles, count).items():
        assert id not in ids
        assert len(set(ids)) == len(ids) == min(count, len(articles) - 1)


def test_articles_without_a_common_word_still_have_company() -> None:
    """Where no text is alike, the nearest in the same section and in time stand in."""
    texts = ["một hai", "ba bốn", "năm sáu"]
    articles = [article(str(n), text, text, n * 10, "a" if n < 2 else "b") for n, text in enumerate(texts)]
    assert rank_all(articles, 2)["0"] == ("1", "2")


def test_hidden_articles_are_never_related() -> None:
    """What lists may not show is not shown here either."""
    articles = [article(str(n), "lồng cá hồ Thác Bà", STORY[n], n, status="hidden" if n == 1 else "published") for n in range(3)]
    assert rank_all(articles)["0"] == ("2",)


def test_a_common_topic_brings_articles_together() -> None:
    """Of two equally similar articles, the one of the same topic comes first."""
    base = article("a", "Hội nghị", STORY[0], 0, topic="Đại hội")
    near, kin = article("b", "Hội nghị", STORY[0], 5), article("c", "Hội nghị", STORY[0], 5, topic="Đại hội")
    assert rank_all([base, near, kin])["a"] == ("c", "b")


@given(st.permutations(range(12)))
def test_the_order_of_reading_does_not_matter(order: list[int]) -> None:
    """The same articles give the same lists in whatever order their files were found."""
    articles = archive()[-12:]
    assert rank_all([articles[n] for n in order]) == rank_all(articles)


@given(st.lists(st.sets(st.integers(0, 24), min_size=1), min_size=2, max_size=4), st.integers(0, 24))
def test_a_ranking_that_is_brought_up_to_date_equals_a_fresh_one(steps: list[set[int]], edited: int) -> None:
    """From any earlier state, articles added, removed and edited lead to the table that a fresh start gives."""
    articles = archive()[-25:]
    table = related.EMPTY
    for number, chosen in enumerate(steps):
        present = [Written(articles[n].article, articles[n].body + (STORY[number % 5] * 2 if n == edited else "")) for n in sorted(chosen)]
        table = table_of(present, related.unpack(related.pack(table)))
        assert table == table_of(present)
