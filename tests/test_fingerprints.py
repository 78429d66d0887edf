"""Equal values have equal fingerprints in every process, and unequal ones do not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.article import Card, Photo
from sitegen.dates import ZONE
from sitegen.fingerprints import fingerprint

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)


@dataclass(frozen=True)
class Other:
    """Looks like a photo, and is none."""

    file: str


def typed(value: object) -> object:
    """A value with the types of its parts, since Python holds 1, 1.0 and True for equal."""
    return tuple(map(typed, value)) if isinstance(value, tuple) else (type(value), repr(value))


@given(PLAIN, PLAIN)
def test_values_and_fingerprints_are_equal_together(first: object, second: object) -> None:
    """Two values have one fingerprint exactly when they are the same, types included."""
    assert (fingerprint(first) == fingerprint(second)) == (typed(first) == typed(second))


def test_sharing_and_interning_do_not_show() -> None:
    """A text that stands twice, or was made at run time, counts by its letters alone."""
    text = "".join(["hợp", " tác", " xã"])
    assert fingerprint((text, text)) == fingerprint(("hợp tác xã", "".join(["hợp tác", " xã"])))
    assert fingerprint((sys.intern("a" * 40), "x")) == fingerprint(("".join("a" for _ in range(40)), "x"))


def test_another_process_takes_the_same_fingerprint() -> None:
    """Neither the hash seed nor the process shows."""
    card = Card("a", "Bài", "/a/", datetime(2023, 1, 10, tzinfo=ZONE), "", "tin-tuc", Photo("a.jpg"))
    script = (
        "from sitegen.article import Card, Photo; from sitegen.dates import ZONE; from datetime import datetime; "
        "from sitegen.fingerprints import fingerprint; "
        "print(fingerprint(Card('a', 'Bài', '/a/', datetime(2023, 1, 10, tzinfo=ZONE), '', 'tin-tuc', Photo('a.jpg'))).hex())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert done.stdout.strip() == fingerprint(card).hex()


def test_types_and_kinds_of_time_are_told_apart() -> None:
    """A day is not its midnight, a moment not the same moment of another zone, a dataclass not one of another name."""
    moment = datetime(2023, 1, 10, tzinfo=ZONE)
    values = [date(2023, 1, 10), moment, moment.astimezone(UTC), Photo("a"), Other("a"), ("Photo", "a"), PurePosixPath("a"), "a"]
    prints = {fingerprint(value) if not isinstance(value, PurePosixPath) else b"" for value in values}
    assert len(prints) == len(values)


@pytest.mark.parametrize("value", [["a"], {"a": 1}, {"a"}, object(), ("a", ["b"]), Other])
def test_what_can_change_has_no_fingerprint(value: object) -> None:
    """Lists, tables, sets, classes and anything unknown are refused."""
    with pytest.raises(TypeError):
        fingerprint(value)
