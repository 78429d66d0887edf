"""A query is run again only when something it read has another answer, and stops the change when its own answer is as before."""

from __future__ import annotations

import marshal
from collections.abc import Mapping

import pytest

from sitegen.fingerprints import MISSING, fingerprint
from sitegen.memo import Key, Memo, Reads, Trace, derived, fact, query


class Sums:
    """Numbers by name, and questions about them; `runs` names the queries that were run."""

    def __init__(
        self, numbers: Mapping[str, int], before: Mapping[Key, Trace] | None = None, unchanged: frozenset[str] = frozenset()
    ) -> None:
        self.numbers = numbers
        self.memo = Memo(before, unchanged)
        self.runs: list[str] = []
        self.looked_at: list[Key] = []

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a number."""
        self.looked_at.append(key)
        return fingerprint(self.numbers[key[1]]) if key[1] in self.numbers else MISSING

    @fact
    def number(self, name: str) -> int:
        """A number. Raises `LookupError` where there is none."""
        return self.numbers[name]

    @query
    def parity(self, name: str, base: int = 2) -> int:
        """What is left of a number."""
        self.runs.append(f"parity {name}")
        return self.number(name) % base

    @query
    def parities(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """What is left of several."""
        self.runs.append("parities")
        return tuple(self.parity(name) for name in names)

    @derived
    def twice(self, name: str) -> int:
        """A number twice."""
        self.runs.append(f"twice {name}")
        return 2 * self.number(name)

    def page(self) -> Reads:
        """What a page reads that shows the parities of a and b, and a number twice."""
        with self.memo.recording() as asked:
            self.parities(("a", "b"))
            self.twice("c")
        return self.memo.printed(self, asked)


def travelled(sums: Sums) -> Mapping[Key, Trace]:
    """The traces as they come back from the state of the last build."""
    found: Mapping[Key, Trace] = marshal.loads(marshal.dumps(sums.memo.traces))
    return found


def test_what_is_derived_counts_as_read_by_whoever_asks() -> None:
    """A page's trace names the query it asked, and the fact behind what is derived."""
    sums = Sums({"a": 1, "b": 2, "c": 3})
    assert [key for key, _ in sums.page()] == [("parities", ("a", "b")), ("number", "c")]
    assert [key for key, _ in sums.memo.traces["parities", ("a", "b")][1]] == [("parity", "a", 2), ("parity", "b", 2)]


@pytest.mark.parametrize(
    ("numbers", "changed", "runs"),
    [
        ({"a": 1, "b": 2, "c": 3}, None, []),
        ({"a": 3, "b": 2, "c": 3}, None, ["parity a"]),
        ({"a": 2, "b": 2, "c": 3}, ("parities", ("a", "b")), ["parity a", "parities", "parity b"]),
        ({"a": 1, "b": 2, "c": 5}, ("number", "c"), []),
        ({"b": 2, "c": 3}, ("parities", ("a", "b")), ["parity a", "parities", "parity a"]),
    ],
)
def test_only_what_changed_is_run_and_an_equal_answer_stops_the_change(
    numbers: dict[str, int], changed: Key | None, runs: list[str]
) -> None:
    """Nothing, an equal remainder, another remainder, another derived number, a number that is gone."""
    first = Sums({"a": 1, "b": 2, "c": 3})
    reads = first.page()
    again = Sums(numbers, travelled(first))
    assert again.memo.changed_read(again, reads) == changed
    assert again.runs == runs


def test_reads_are_looked_at_in_order_up_to_the_first_change() -> None:
    """After the first read with another answer no later one is looked at."""
    first = Sums({"a": 1, "b": 2, "c": 3})
    reads = (*first.page(), (("number", "z"), MISSING))
    again = Sums({"a": 2, "b": 2, "c": 9}, travelled(first))
    assert again.memo.changed_read(again, reads) == ("parities", ("a", "b"))
    assert ("number", "c") not in again.looked_at
    assert ("number", "z") not in again.looked_at


def test_what_is_forgotten_is_answered_anew() -> None:
    """Only answers about the subject go, and only those that came after the first so many."""
    sums = Sums({"a": 1, "b": 2, "c": 3})
    sums.twice("c")
    since = len(sums.memo.known)
    sums.parities(("a", "b"))
    sums.memo.forget("c", since)
    sums.memo.forget("a", since)
    assert set(sums.memo.known) == {("twice", "c"), ("number", "c"), ("parities", ("a", "b")), ("parity", "b", 2), ("number", "b")}
    assert sums.parity("a") == 1


def test_facts_known_to_be_unchanged_are_not_looked_at() -> None:
    """Where the whole is as it was, its parts need no look."""
    first = Sums({"a": 1, "b": 2, "c": 3})
    reads = first.page()
    again = Sums({"a": 1, "b": 2, "c": 3}, travelled(first), frozenset({"number"}))
    assert again.memo.changed_read(again, reads) is None
    assert again.looked_at == []


def test_a_question_has_one_key_however_it_is_put() -> None:
    """Arguments by place, by name and by default are the same question; unknown ones are refused."""
    sums = Sums({"a": 5})
    with sums.memo.recording() as asked:
        assert {sums.parity("a"), sums.parity("a", 2), sums.parity(name="a"), sums.parity("a", base=2)} == {1}
    assert list(asked) == [("parity", "a", 2)]
    assert sums.runs == ["parity a"]
    for wrong in ({"bass": 3}, {"name": "b"}):
        with pytest.raises(TypeError):
            sums.parity("a", **wrong)
    with pytest.raises(TypeError):
        sums.parity()  # type: ignore[call-arg]
