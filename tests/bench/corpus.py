"""News that nobody wrote: articles in the words and proportions of a provincial portal, the same ones on every machine.

Its one idea: article `i` of a seed depends on nothing but the two, so a corpus of any size is the beginning of every larger one, and an
article can link to an earlier one without anyone having written that. Forty latent topics give related articles something to find; dates
are spread evenly over five years and no two are equal. The sentences mean nothing. How a generator wants them on disk is not known here.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from sitegen.vietnamese import slug

VOCABULARY = Path(__file__).with_name("vocabulary.toml")
ZONE = timezone(timedelta(hours=7))
START = datetime(2020, 1, 1, tzinfo=ZONE)
SPAN = 5 * 365 * 86_400
"""Seconds over which the articles are spread; all lie in the past, so no build treats them as scheduled."""
STEP = 97_451_603
"""Seconds from one article to the next, around the span: without a common divisor with it, so no second comes twice."""
NEW = "tin-moi-"
"""How the addresses of the articles begin that are added while measuring."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A latent topic: its section, its phrases, and all words of its articles with their cumulative weights."""

    section: str
    phrases: tuple[str, ...]
    words: tuple[str, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """What other articles know of an article: where it stands and what it is called."""

    index: int
    topic: Topic
    title: str
    slug: str
    date: datetime

    @property
    def section(self) -> str:
        """The path of its section."""
        return self.topic.section


@dataclass(frozen=True, slots=True)
class Story:
    """A whole article. `body` is Markdown in which `(story:12)` is a link to article 12 and `(photo:3)` a photo."""

    headline: Headline
    author: str
    tags: tuple[str, ...]
    views: int
    summary: str
    body: str


class Corpus:
    """All articles of a seed. With `photos`, each of them shows one to three of that many photos."""

    def __init__(self, seed: int = 1, photos: int = 0) -> None:
        self.seed = seed
        self.photos = photos
        table = tomllib.loads(VOCABULARY.read_text("utf-8"))
        self.sections: tuple[tuple[str, str], ...] = tuple((section["path"], section["name"]) for section in table["sections"])
        common = _split(table["common"])
        self.topics = tuple(_topic(section["path"], _split(row), common) for section in table["sections"] for row in section["topics"])
        self.tags, self.units, self.places = (_split(table[key]) for key in ("tags", "units", "places"))
        self._parts = tuple(_split(table[key]) for key in ("families", "middles", "names"))

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Sixty people."""
        chance = random.Random(f"{self.seed}:authors")
        return tuple(" ".join(chance.choice(part) for part in self._parts) for _ in range(60))

    def headline(self, index: int) -> Headline:
        """Section, title, address and date of an article."""
        chance = random.Random(f"{self.seed}:{index}:headline")
        topic = chance.choice(self.topics)
        phrases = chance.sample(topic.phrases[1:], 3)
        words = [topic.phrases[0], phrases[0], *chance.choices(topic.words, cum_weights=topic.weights, k=chance.randint(1, 4)), phrases[1]]
        title = f"{_capital(' '.join(words))} ở {chance.choice(self.places)}"
        date = START + timedelta(seconds=(index * STEP + self.seed) % SPAN)
        return Headline(index, topic, title, f"{slug(title)[:56].strip('-')}-{index}", date)

    def story(self, index: int) -> Story:
        """A whole article."""
        return self._story(self.headline(index), index)

    def newest(self, count: int, number: int) -> Story:
        """An article that is newer than the first `count`, and the newer the greater its number; its address begins with `NEW`."""
        old = self.headline(count + number)
        date = START + timedelta(seconds=SPAN, hours=number)
        return self._story(Headline(old.index, old.topic, old.title, f"{NEW}{old.slug}", date), count)

    def middle(self, count: int) -> int:
        """The article that stands in the middle of the first `count` by date."""
        return sorted(range(count), key=lambda index: (index * STEP + self.seed) % SPAN)[count // 2]

    def _story(self, headline: Headline, before: int) -> Story:
        """The article under a headline, with links to the first `before` articles."""
        topic, chance = headline.topic, random.Random(f"{self.seed}:{headline.index}")
        tags = chance.sample(topic.phrases, chance.randint(1, 3)) + chance.sample(self.tags, chance.randint(0, 1))
        author, views = chance.choice(self.authors), int(1000 * chance.paretovariate(1.2)) % 5_000_000
        summary = " ".join(self._sentence(chance, topic) for _ in range(2))
        return Story(headline, author, tuple(tags), views, summary, self._body(chance, headline, before))

    def _sentence(self, chance: random.Random, topic: Topic) -> str:
        words = chance.choices(topic.words, cum_weights=topic.weights, k=chance.randint(6, 13))
        if chance.random() < 0.3:
            words.append(f"{chance.randint(2, 950)} {chance.choice(self.units)}")
        if chance.random() < 0.5:
            words[len(words) // 2] += ","
        return _capital(" ".join(words)) + "."

    def _marked(self, chance: random.Random, topic: Topic, before: int) -> str:
        """A sentence, in one of ten cases with something bold, italic or linked in it."""
        text, kind = self._sentence(chance, topic), chance.random()
        if kind >= 0.1:
            return text
        phrase = chance.choice(topic.phrases)
        if kind < 0.03 and before:
            return f"{text[:-1]} ([{phrase}](story:{chance.randrange(before)}))."
        mark = "**" if kind < 0.08 else "*"
        return f"{text[:-1]} {mark}{phrase}{mark}."

    def _body(self, chance: random.Random, headline: Headline, before: int) -> str:
        """About six kilobytes of text: paragraphs, headings, and in some articles lists, tables and quotations."""
        topic = headline.topic
        blocks: list[str] = []
        size, wanted = 0, chance.randint(4_000, 8_000)
        while size < wanted:
            paragraph = " ".join(self._marked(chance, topic, before) for _ in range(chance.randint(3, 7)))
            size += len(paragraph.encode())
            blocks.append(paragraph)
            if len(blocks) % 5 == 4:
                blocks.append(f"## {_capital(chance.choice(topic.phrases))} {chance.choice(topic.words)}")
        for share, make in ((0.3, self._list), (0.1, self._quotation), (0.08, self._table)):
            if chance.random() < share:
                blocks.insert(_between(chance, blocks), make(chance, topic))
        for number in range(chance.randint(1, 3) if self.photos else 0):
            photo = chance.randrange(self.photos) if number else headline.index % self.photos
            caption = f"{_capital(chance.choice(topic.phrases))} ở {chance.choice(self.places)}"
            blocks.insert(_between(chance, blocks), f"![{caption}](photo:{photo})")
        return "\n\n".join(blocks) + "\n"

    def _list(self, chance: random.Random, topic: Topic) -> str:
        rows = range(chance.randint(3, 6))
        return "\n".join(f"- {_capital(' '.join(chance.choices(topic.words, cum_weights=topic.weights, k=5)))}" for _ in rows)

    def _quotation(self, chance: random.Random, topic: Topic) -> str:
        return f"> {self._sentence(chance, topic)} {self._sentence(chance, topic)}"

    def _table(self, chance: random.Random, topic: Topic) -> str:
        head = f"| Địa bàn | Kế hoạch | {_capital(topic.phrases[0])} |\n| --- | ---: | ---: |\n"
        places = chance.sample(self.places, 5)
        return head + "\n".join(f"| {place} | {chance.randint(10, 999)} | {chance.randint(10, 999)} |" for place in places)


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(";"))


def _topic(section: str, phrases: tuple[str, ...], common: tuple[str, ...]) -> Topic:
    """A topic whose own phrases are about two of five that its articles say."""
    each = round(2 / 3 * len(common) / len(phrases))
    return Topic(section, phrases, (*phrases, *common), tuple(accumulate([each] * len(phrases) + [1] * len(common))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _between(chance: random.Random, blocks: list[str]) -> int:
    """A place between two blocks, never right behind a heading."""
    at = chance.randint(1, len(blocks))
    return at + 1 if blocks[at - 1].startswith("#") else at
