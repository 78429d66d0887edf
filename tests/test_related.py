"""Articles of one story find each other, however much official boilerplate they share with all others."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import likeness, related, terms
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


PLACES = [
    *("Mường Lò", "Đại Minh", "Tú Lệ", "Việt Thành", "Suối Giàng", "Nậm Búng"),
    *("Xuân Ái", "Khe Chè", "Bản Mù", "Lâm Giang", "Tân Hương", "Phình Hồ"),
]
HEADLINES = ["Mùa mới ở vùng", "Đổi thay ở vùng", "Nông dân góp vốn trồng", "Hội nghị đánh giá vùng", "Thêm đầu ra cho"]
DETAILS = [
    "ký hợp đồng với siêu thị",
    "dựng kho lạnh mười tấn",
    "mua máy sấy đời mới",
    "khoan giếng chống hạn",
    "mở đường vào khu sản xuất",
    "dán tem truy xuất",
    "vay quỹ hỗ trợ phát triển",
    "đón đoàn học sinh trải nghiệm",
    "bán hàng qua điện thoại",
    "gắn mã vùng trồng",
    "ươm giống tại chỗ",
    "khôi phục nhà xưởng sau lũ",
]
SENTENCES = [
    *(f"{sentence}." for sentence in BOILERPLATE.strip(" .").split(". ")),
    "Cùng dự có lãnh đạo các sở, ban, ngành, đoàn thể của tỉnh và đại diện các hợp tác xã thành viên.",
    "Năm qua, khu vực kinh tế tập thể của tỉnh tiếp tục ổn định, nhiều chỉ tiêu đạt và vượt kế hoạch đề ra.",
    "Các đại biểu tập trung thảo luận về vốn, đất đai, đào tạo nguồn nhân lực và chuyển đổi số.",
    "Thời gian tới, các đơn vị tăng cường phối hợp, tháo gỡ khó khăn, vướng mắc cho các hợp tác xã.",
    "Nhân dịp này, nhiều tập thể và cá nhân được tặng bằng khen vì có thành tích xuất sắc trong phong trào thi đua.",
    "Thu nhập bình quân của người lao động đạt từ sáu đến tám triệu đồng mỗi tháng.",
    "Liên kết theo chuỗi giá trị là hướng đi tất yếu để nâng cao sức cạnh tranh của nông sản địa phương.",
    "Buổi làm việc kết thúc trong không khí cởi mở, thẳng thắn và trách nhiệm.",
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


def ranking_of(written: list[Written], before: Mapping[str, bytes] | None = None) -> related.Ranking:
    """The ranking of articles, starting from what an earlier one left."""
    return related.rank(lambda: entries_of(written), (before or {}).get)


def entries_of(written: list[Written]) -> list[likeness.Entry]:
    """What ranking knows of articles."""
    return likeness.entries([w.article for w in written], [terms.remember(w.article, w.body) for w in written])


def rank_all(written: list[Written], count: int = 5) -> dict[str, tuple[str, ...]]:
    """The related articles of every article, as a site computes them."""
    ranking = ranking_of(written)
    return {w.article.id: ranking.related(w.article.id, count) for w in written}


def all_of(ranking: related.Ranking, written: list[Written]) -> dict[str, tuple[tuple[int, str], ...]]:
    """The ranks of every article with their scores."""
    return {w.article.id: ranking.best(w.article.id) for w in written}


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


def stories() -> list[Written]:
    """Ten stories of five articles among a thousand of their official sentences, subjects, places and headlines, over four years."""
    r = random.Random(11)
    written = []
    for n in range(950):
        subject, other, place = *r.sample(SUBJECTS, 2), r.choice(PLACES)
        own = f"Hợp tác xã {subject} {place} sản xuất {subject} và {other}, {r.choice(DETAILS)}, doanh thu {r.randint(2, 90)} tỷ đồng."
        text = r.sample(SENTENCES, 5)
        text.insert(r.randrange(6), own)
        title = f"{r.choice(HEADLINES)} {subject} {place}"
        written.append(article(f"bai-{n}", title, " ".join(text), r.randrange(1400), r.choice("abc")))
    for k in range(10):
        subject, place, details = r.choice(SUBJECTS), r.choice(PLACES), r.sample(DETAILS, 5)
        name = f"{r.choice(['Tân', 'Phú', 'Minh', 'Đại', 'An'])} {r.choice(['Thịnh', 'Lộc', 'Sơn', 'Hòa', 'Phát'])} {place}"
        for n in range(5):
            told = r.sample(details, 2)
            sentences = r.sample(SENTENCES, 5)
            sentences.insert(r.randrange(6), f"Hợp tác xã {name} {told[0]}.")
            sentences.insert(r.randrange(6), f"Giám đốc hợp tác xã {name} nói với {subject}, {told[1]} là việc của cả xã.")
            title = f"{r.choice(HEADLINES)} {subject} {place}"
            written.append(article(f"chuyen-{k}-{n}", title, " ".join(sentences), r.randrange(1400), r.choice("abc")))
    return written


def test_ten_stories_are_told_apart_among_a_thousand_articles() -> None:
    """Nineteen in twenty of the others of its story are among the first five of each, though a thousand share all sentences but two."""
    ranked = rank_all(stories())
    found = sum(f"chuyen-{k}-{other}" in ranked[f"chuyen-{k}-{n}"] for k in range(10) for n in range(5) for other in range(5) if other != n)
    assert found / 200 >= 0.95


@given(st.permutations(range(12)))
def test_the_order_of_reading_does_not_matter(order: list[int]) -> None:
    """The same articles give the same lists in whatever order their files were found."""
    articles = archive()[-12:]
    assert rank_all([articles[n] for n in order]) == rank_all(articles)


def test_a_score_is_the_same_from_both_sides() -> None:
    """Whatever an article is to another, that one is to it."""
    written = archive()
    scores = {(id, other): score for id, rank in all_of(ranking_of(written), written).items() for score, other in rank}
    assert all(scores.get((other, id), score) == score for (id, other), score in scores.items())


def test_a_new_article_moves_no_old_score() -> None:
    """In the year that is not closed yet, an article more changes nothing between the others."""
    written = archive()
    news = article("moi", "Hợp tác xã cam vào vụ", written[0].body, 1001)
    before, after = all_of(ranking_of(written), written), all_of(ranking_of([*written, news]), written)
    for id, rank in after.items():
        assert {pair for pair in rank if pair[1] != "moi"} <= set(before[id])


def test_the_first_article_of_a_year_moves_no_score_of_a_portal_that_has_grown() -> None:
    """Weights move when the portal has grown by a quarter since they last did, not with every New Year."""
    written = [w for year in range(10) for w in years_of(year)]
    news = article("moi", "Hợp tác xã cam vào vụ", written[0].body, 365 * 10 + 30)
    before, after = all_of(ranking_of(written), written), all_of(ranking_of([*written, news]), written)
    for id, rank in after.items():
        assert {pair for pair in rank if pair[1] != "moi"} <= set(before[id])


def years_of(year: int) -> list[Written]:
    """Twelve articles of a year, with subjects of their own."""
    subjects = SUBJECTS[year:] + SUBJECTS[:year]
    return [
        article(f"{year}-{n}", f"Hợp tác xã {subject}", f"{BOILERPLATE} {subject} {PLACES[n % 12]}", 365 * year + 25 * n + 5)
        for n, subject in enumerate(subjects[:12])
    ]


EDITS = st.sampled_from(["remove", "text", "hide", "date", "section", "topic", "tags"])


def edited(w: Written, edit: str, number: int) -> Written:
    """An article after an edit; dates move up to seven years on, so that years close."""
    card = w.article.card
    match edit:
        case "text":
            return Written(w.article, f"{STORY[number % 5]} {w.body} {STORY[(number + 1) % 5]}")
        case "hide":
            return Written(w.article._replace(card=card._replace(status="hidden" if card.status == "published" else "published")), w.body)
        case "date":
            return Written(w.article._replace(card=card._replace(date=card.date + timedelta(days=73 * number - 900))), w.body)
        case "section":
            return Written(w.article._replace(card=card._replace(section="abc"[number % 3])), w.body)
        case "topic":
            return Written(w.article._replace(topic=["", "Đại hội", "Mùa vải"][number % 3]), w.body)
        case _:
            return Written(w.article._replace(tags=tuple(SUBJECTS[: number % 4])), w.body)


@settings(max_examples=60)
@given(
    st.sets(st.integers(0, 59), min_size=1),
    st.lists(st.lists(st.tuples(st.integers(0, 59), EDITS, st.integers(0, 40)), max_size=6), min_size=1, max_size=4),
    st.sets(st.integers(0, 59)),
)
def test_a_ranking_that_is_brought_up_to_date_equals_a_fresh_one(
    start: set[int], steps: list[list[tuple[int, str, int]]], asked: set[int]
) -> None:
    """From any earlier state, whatever of it was asked for, any edits lead to the ranks that a fresh start gives."""
    site = dict(enumerate(archive()[-60:]))
    present = {n: site[n] for n in site if n not in start}
    packed: Mapping[str, bytes] = {}
    for edits in [[], *steps]:
        for n, edit, number in edits:
            if edit == "remove" and n in present:
                del present[n]
            else:
                present[n] = edited(present[n], edit, number) if n in present else site[n]
        written = list(present.values())
        ranking = ranking_of(written, packed)
        for n in asked & present.keys():
            ranking.best(present[n].article.id)
        packed = {**packed, **ranking.pack()}
        assert all_of(ranking, written) == all_of(ranking_of(written), written)
        assert all_of(ranking_of(written, packed), written) == all_of(ranking, written)


def test_one_article_more_in_a_large_archive_is_ranked_as_from_a_fresh_start() -> None:
    """Where years are closed and hundreds of ranks are known, an article that comes, changes and goes leads where a fresh start does."""
    written = stories()
    packed = known(ranking_of(written), written)
    for number in (0, 40, 400):
        news = article("moi", f"Hợp tác xã chè vào vụ {number}", written[number].body, 1300 + number, "a")
        for now in ([*written, news], [w for w in [*written, news] if w is not written[-number]]):
            ranking = ranking_of(now, packed)
            assert all_of(ranking, now) == all_of(ranking_of(now), now)
            packed = {**packed, **ranking.pack()}


def known(ranking: related.Ranking, written: list[Written]) -> Mapping[str, bytes]:
    """What a ranking leaves when every article was asked for."""
    all_of(ranking, written)
    return ranking.pack()


def test_where_nothing_changed_nothing_is_read_before_it_is_asked_for() -> None:
    """Of an unchanged site only the list of articles is compared, and what it leaves is what it found."""
    written = archive()
    packed = known(ranking_of(written), written)
    read: list[str] = []

    def before(name: str) -> bytes | None:
        read.append(name)
        return packed.get(name)

    ranking = related.rank(lambda: entries_of(written), before)
    assert read == ["articles"]
    best = ranking.best(written[0].article.id)
    assert read == ["articles", "ranks"]
    assert ranking.pack() == {}
    told = related.rank(lambda: pytest.fail("asked for articles that are known to be the same"), before, is_same=True)
    assert told.best(written[0].article.id) == best
    assert told.related(written[0].article.id, len(written) - 1) == ranking.related(written[0].article.id, len(written) - 1)


def test_ranks_that_several_processes_made_are_one_ranking() -> None:
    """What was ranked elsewhere is added as it is, and left to the next build with the rest."""
    written = archive()
    whole, one, other = ranking_of(written), ranking_of(written), ranking_of(written)
    for n, w in enumerate(written):
        (one if n % 2 else other).best(w.article.id)
    one.ranks.update(other.ranks)
    assert all_of(one, written) == all_of(whole, written)
    assert one.pack() == whole.pack()
