"""Which articles tell the same story: text similarity as pure functions.

Vietnamese words are mostly two syllables, so syllables and pairs of neighbouring syllables stand for words without a segmenter. Official
news shares most of its sentences; what is rare in the whole archive tells stories apart (TF-IDF), and each article is remembered only by
its most telling terms, its *signature*. Term weights come from closed years alone, so one new article moves no old score.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from sitegen.article import Article

SIGNATURE = 48
"""How many terms an article is remembered by."""

_SYLLABLE = re.compile(r"[^\W_]+(?:[-/&.][^\W_]+)*")
_MARKUP = re.compile(r"\]\([^)]*\)|https?://\S+|<[^>]*>|[*_`#>|]+")

Signature = tuple[tuple[str, float], ...]


@cache
def stopwords() -> frozenset[str]:
    """Vietnamese function words that say nothing alone."""
    text = (files("sitegen") / "data" / "stopwords_vi.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def counts(article: Article, body: str) -> Counter[str]:
    """How often each syllable and pair of syllables stands in an article; title and tags count three times, the summary twice."""
    found: Counter[str] = Counter()
    stop = stopwords()
    for text, weight in (
        (article.card.title, 3),
        (" . ".join((*article.tags, article.topic)), 3),
        (article.card.summary, 2),
        (_MARKUP.sub(" ", body), 1),
    ):
        syllables = _SYLLABLE.findall(text.casefold())
        for term in syllables:
            if term not in stop and not term.isdigit():
                found[term] += weight
        for first, second in pairwise(syllables):
            if not (first in stop and second in stop):
                found[f"{first} {second}"] += weight
    return found


def weights(documents: Sequence[Iterable[str]]) -> Mapping[str, float]:
    """The inverse document frequency of each term over the documents of closed years; a term in one document alone carries nothing."""
    frequency: Counter[str] = Counter()
    for document in documents:
        frequency.update(document)
    total = len(documents)
    return {term: math.log((total + 1) / (count + 0.5)) for term, count in frequency.items()}


def signature(found: Mapping[str, int], weights: Mapping[str, float], unknown: float) -> Signature:
    """The most telling terms of an article with their weights, of length 1 together; `unknown` weighs terms no closed year had."""
    scored = [((1 + math.log(count)) * weights.get(term, unknown), term) for term, count in found.items()]
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:SIGNATURE]
    length = math.sqrt(sum(weight * weight for weight, _ in best)) or 1.0
    return tuple((term, weight / length) for weight, term in best if weight > 0)


def postings(signatures: Mapping[str, Signature]) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """For each term, the ids whose signature has it, with its weight there."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for id, terms in signatures.items():
        for term, weight in terms:
            found[term].append((id, weight))
    return {term: tuple(ids) for term, ids in found.items()}


def rank(
    article: Article,
    own: Signature,
    index: Mapping[str, tuple[tuple[str, float], ...]],
    articles: Mapping[str, Article],
    count: int,
) -> tuple[str, ...]:
    """The ids of the articles nearest to one, best first: text, a shared topic and section, less the further apart in time.

    Never the article itself, never a hidden one; filled with the nearest in time of its section, then of all, so that it is only
    shorter than `count` when the site is.
    """
    scores: dict[str, float] = defaultdict(float)
    for term, weight in own:
        for id, there in index.get(term, ()):
            scores[id] += weight * there
    ranked = []
    for id, text in scores.items():
        other = articles[id]
        if id == article.id or other.card.status == "hidden":
            continue
        kin = 0.25 * (other.topic == article.topic != "") + 0.03 * (other.card.section == article.card.section)
        ranked.append((-(text + kin) * _nearness(article, other), id))
    ids = [id for _, id in sorted(ranked)[:count]]
    if len(ids) < count:
        chosen = {article.id, *ids}
        rest = [other for other in articles.values() if other.id not in chosen and other.card.status != "hidden"]
        rest.sort(key=lambda other: (other.card.section != article.card.section, -_nearness(article, other), other.id))
        ids += [other.id for other in rest[: count - len(ids)]]
    return tuple(ids)


def _nearness(article: Article, other: Article) -> float:
    """1 on the same day, falling by half with every three years between."""
    days = abs((article.card.date - other.card.date).total_seconds()) / 86400
    return 1 / (1 + days / 1095)
