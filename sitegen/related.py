"""Which articles tell the same story: text similarity as pure functions.

Vietnamese words are mostly two syllables, so syllables and pairs of neighbouring syllables stand for words without a segmenter. Official
news shares most of its sentences; what is rare in the archive tells stories apart (TF-IDF), and each article is remembered only by its most
telling terms, its *signature*. Term weights come from closed years alone and in coarse steps: a new article moves no old score, and an
edited one hardly any. All arithmetic on scores is in whole numbers, so a score is the same from both sides.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from importlib.resources import files
from itertools import pairwise
from math import log2, sqrt
from typing import Any
from zlib import crc32

from sitegen.article import Article

RARE = 3
"""A term that so few articles have is as rare as can be."""
SIGNATURE = 48
"""How many terms an article is remembered by."""
DEPTH = 16
"""How many related articles are ranked: lists ask for fewer."""
HALF_LIFE = 3 * 365 * 86400
"""Seconds between two articles that halve their nearness."""
TOPIC, SECTION = 250_000, 30_000
"""What a shared topic and a shared section add to a likeness, where 1 000 000 is the same text."""

_SYLLABLE = re.compile(r"[^\W_]+(?:[-/&.][^\W_]+)*")
_MARKUP = re.compile(r"\]\([^)]*\)|https?://\S+|<[^>]*>|[*_`#>|]+")

Terms = tuple[tuple[int, int], ...]
"""Terms as 32-bit numbers, each with how often it stands there (or, in a signature, how much it weighs)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What ranking knows of an article: its terms with their counts, packed, and what else makes it kin."""

    id: str
    terms: bytes
    when: int
    year: int
    section: str
    topic: str
    is_listed: bool


@cache
def stopwords() -> frozenset[str]:
    """Vietnamese function words that say nothing alone."""
    text = (files("sitegen") / "data" / "stopwords_vi.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def entry(article: Article, body: str) -> Entry:
    """What ranking knows of an article. Its title and tags count three times, its lead twice; of the body what stands there twice."""
    found = Counter(_terms(_MARKUP.sub(" ", body)))
    counts = {term: count for term, count in found.items() if count > 1}
    card = article.card
    for text, weight in ((card.title, 3), (" . ".join((*article.tags, article.topic)), 3), (card.summary, 2)):
        for term in _terms(text):
            counts[term] = counts.get(term, 0) + weight
    return Entry(
        article.id, _pack(counts), int(card.date.timestamp()), card.date.year, card.section, article.topic, card.status != "hidden"
    )


def _terms(text: str) -> list[str]:
    """The syllables of a text that say something alone, and all pairs of neighbours."""
    stop = stopwords()
    syllables = _SYLLABLE.findall(text.casefold())
    terms = [term for term in syllables if term not in stop and not term.isdigit()]
    terms += [f"{first} {second}" for first, second in pairwise(syllables)]
    return terms


def _pack(counts: Mapping[str, int]) -> bytes:
    flat = array("I")
    for number, count in sorted((crc32(term.encode()), count) for term, count in counts.items()):
        flat.extend((number, count))
    return flat.tobytes()


def _pairs(packed: bytes) -> Iterable[tuple[int, int]]:
    flat = array("I", packed)
    return zip(flat[::2], flat[1::2], strict=True)


def closed(entries: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """The articles of closed years: all but those of the newest year, or all where there is but one."""
    newest = max((one.year for one in entries.values()), default=0)
    return {id: one for id, one in entries.items() if one.year < newest} or entries


def weigh(entries: Mapping[str, Entry]) -> Mapping[int, int]:
    """The weight of each term by how many articles of closed years have it, in half bits; what three or fewer have weighs alike.

    Under 0 stands the weight of all terms that are not listed.
    """
    frequency: Counter[int] = Counter()
    for one in entries.values():
        frequency.update(array("I", one.terms)[::2])
    total = len(entries) + 1
    rarest = round(2 * log2(total / RARE)) if total > RARE else 1
    weights = {term: round(2 * log2(total / count)) for term, count in frequency.items() if count > RARE}
    return {term: weight for term, weight in weights.items() if weight != rarest} | {0: rarest}


def signature(one: Entry, weights: Mapping[int, int]) -> Terms:
    """The most telling terms of an article, of length 1000 together."""
    rarest = weights[0]
    scored = sorted((-weights.get(term, rarest) * (1 + log2(count)), term) for term, count in _pairs(one.terms))[:SIGNATURE]
    length = sqrt(sum(weight * weight for weight, _ in scored)) or 1.0
    return tuple((term, round(-1000 * weight / length)) for weight, term in scored if weight < 0)


@dataclass(frozen=True, slots=True)
class Table:
    """The ranking of a site: each article's entry and signature, and the best others with their scores, best first."""

    entries: Mapping[str, Entry]
    weights: Mapping[int, int]
    signatures: Mapping[str, Terms]
    ranks: Mapping[str, tuple[tuple[int, str], ...]]


EMPTY = Table({}, {}, {}, {})


def rank(before: Table, entries: Iterable[Entry]) -> Table:
    """The ranking of these articles. `before` saves work and changes nothing: the same articles give the same table from any start."""
    now = {one.id: one for one in sorted(entries, key=lambda one: one.id)}
    old = closed(now)
    weights = before.weights if before.weights and old == closed(before.entries) else weigh(old)
    moved = {term for term in weights.keys() | before.weights.keys() if weights.get(term) != before.weights.get(term)}
    kept = {id for id, one in now.items() if before.entries.get(id) == one and (not moved or _is_steady(one, moved))}
    signatures = {id: before.signatures[id] if id in kept else signature(one, weights) for id, one in now.items()}
    changed = [id for id in now if id not in kept]
    gone = before.entries.keys() - kept
    index = _index(signatures) if len(changed) > 8 else None
    fresh = {id: _scores(now[id], signatures, now, index) for id in changed}
    ranks: dict[str, tuple[tuple[int, str], ...]] = {}
    for id in now:
        if id in fresh:
            ranks[id] = _best(fresh[id], now)
        elif any(other in gone for _, other in before.ranks[id]):
            ranks[id] = _best(_scores(now[id], signatures, now, index), now)
        elif changed:
            ranks[id] = _merge(
                before.ranks[id], [(-scores[id], other) for other, scores in fresh.items() if id in scores and now[other].is_listed]
            )
        else:
            ranks[id] = before.ranks[id]
    return Table(now, weights, signatures, ranks)


def _is_steady(one: Entry, moved: set[int]) -> bool:
    """Whether an article's signature cannot have changed where the weights of these terms have."""
    return 0 not in moved and moved.isdisjoint(array("I", one.terms)[::2])


def _merge(known: tuple[tuple[int, str], ...], added: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    if not added or (len(known) == DEPTH and min(added) > known[-1]):
        return known
    return tuple(sorted((*known, *added))[:DEPTH])


def _index(signatures: Mapping[str, Terms]) -> Mapping[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for id, terms in signatures.items():
        for term, weight in terms:
            found[term].append((id, weight))
    return found


def _scores(
    one: Entry, signatures: Mapping[str, Terms], entries: Mapping[str, Entry], index: Mapping[int, list[tuple[str, int]]] | None
) -> dict[str, int]:
    """The score of each article that shares a term with this one, itself left out; hidden ones are scored too, for their own lists."""
    likeness: dict[str, int] = defaultdict(int)
    if index is None:
        own = dict(signatures[one.id])
        for id, terms in signatures.items():
            for term, weight in terms:
                if term in own:
                    likeness[id] += own[term] * weight
    else:
        for term, weight in signatures[one.id]:
            for id, there in index[term]:
                likeness[id] += weight * there
    likeness.pop(one.id, None)
    return {id: _score(one, entries[id], text) for id, text in likeness.items()}


def _score(one: Entry, other: Entry, text: int) -> int:
    kin = TOPIC * (one.topic == other.topic != "") + SECTION * (one.section == other.section)
    return (text + kin) * HALF_LIFE // (HALF_LIFE + abs(one.when - other.when))


def _best(scores: Mapping[str, int], entries: Mapping[str, Entry]) -> tuple[tuple[int, str], ...]:
    return tuple(nsmallest(DEPTH, ((-score, id) for id, score in scores.items() if entries[id].is_listed)))


def related(table: Table, id: str, count: int) -> tuple[str, ...]:
    """The ids of the listed articles nearest to one, best first.

    Never the article itself; filled with the nearest in time of its section, then of all, so that it is only shorter than `count` when
    the site is.
    """
    one = table.entries[id]
    ids = [other for _, other in table.ranks[id]][:count]
    if len(ids) < count:
        chosen = {id, *ids}
        rest = [other for other in table.entries.values() if other.is_listed and other.id not in chosen]
        rest.sort(key=lambda other: (other.section != one.section, abs(one.when - other.when), other.id))
        ids += [other.id for other in rest[: count - len(ids)]]
    return tuple(ids)


def pack(table: Table) -> tuple[object, ...]:
    """A table for the next build."""
    entries = [(e.id, e.terms, e.when, e.year, e.section, e.topic, e.is_listed) for e in table.entries.values()]
    return entries, dict(table.weights), dict(table.signatures), dict(table.ranks)


def unpack(values: Any) -> Table:
    """The table of the last build, or an empty one."""
    if values is None:
        return EMPTY
    entries, weights, signatures, ranks = values
    return Table({row[0]: Entry(*row) for row in entries}, weights, signatures, ranks)


Ranks = tuple[tuple[int, str], ...]


class Ranking:
    def __init__(self, table: Table, basis: bytes) -> None:
        self.table = table
        self.basis = basis
        self.ranks: dict[str, Ranks] = dict(table.ranks)

    def related(self, id: str, count: int) -> tuple[str, ...]:
        return related(self.table, id, count)

    def pack(self) -> Mapping[str, Any]:
        return {"basis": self.basis, "table": pack(self.table)}


def terms(article: Article, body: str) -> bytes:
    return entry(article, body).terms
