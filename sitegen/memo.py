"""Remembers what every query read, so that a build runs again only what has changed.

A *fact* is answered from what lies outside (articles, files, the clock) and looked at in every build. A *query* is answered from facts and
other queries, and what it asked is recorded while it runs: its *trace*, each read with the fingerprint of its answer. On the next build a
query whose reads all have the fingerprints they had is unchanged without being run; one that is run and answers as before leaves everything
above it unchanged (early cut-off). What is *derived* has no fingerprint of its own: whoever asks it has read what it read. Nobody writes
down what depends on what. After Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte": verifying traces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from itertools import islice
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sitegen.fingerprints import MISSING, fingerprint

Key = tuple[Any, ...]
"""A question: the name of the query or fact, then its arguments (texts, numbers and tuples of them)."""

Reads = tuple[tuple[Key, bytes], ...]
"""What was read, in order, each question with the fingerprint of its answer."""

Trace = tuple[bytes, Reads]
"""The fingerprint of a query's answer, and what it read."""


class Asked(Protocol):
    """What has queries and facts: it carries the memo that answers them."""

    @property
    def memo(self) -> Memo:
        """What answers its queries."""
        ...

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a fact as it is now; that of what is missing where there is no answer."""
        ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=Asked)


class Memo:
    """The answers known in this build, and the traces of the build before.

    `unchanged` names the facts of which it is known as a whole that none has another answer than before.
    """

    def __init__(self, before: Mapping[Key, Trace] | None = None, unchanged: frozenset[str] = frozenset()) -> None:
        self.before = before or {}
        self.unchanged = unchanged
        self.traces: dict[Key, Trace] = {}
        self.known: dict[Key, Any] = {}
        self.recorded: dict[Key, dict[Key, None]] = {}
        self.reads: dict[Key, None] | None = None
        self._prints: dict[Key, bytes] = {}

    def note(self, key: Key) -> None:
        """Records that the page being rendered depends on a fact that has no method: its template, its assets."""
        if self.reads is not None:
            self.reads[key] = None

    @contextmanager
    def recording(self) -> Iterator[dict[Key, None]]:
        """Records what is asked inside."""
        held, self.reads = self.reads, {}
        try:
            yield self.reads
        finally:
            self.reads = held

    def forget(self, subject: str, since: int) -> None:
        """Forgets what was answered about a subject after the first `since` answers: when its page is done, nobody asks again."""
        for key in list(islice(reversed(self.known), len(self.known) - since)):
            if subject in key[1:2]:
                del self.known[key]
                self.recorded.pop(key, None)
                self._prints.pop(key, None)

    def printed(self, owner: Asked, reads: Iterable[Key]) -> Reads:
        """What was read, with the fingerprints of the answers."""
        known = self._prints
        return tuple((key, known[key] if key in known else self.print_of(owner, key)) for key in reads)

    def changed_read(self, owner: Asked, reads: Iterable[tuple[Key, bytes]]) -> Key | None:
        """The first of these reads that has another answer now; none when all hold. Later ones are not looked at."""
        known, unchanged = self._prints, self.unchanged
        for key, before in reads:
            if key[0] not in unchanged and (known[key] if key in known else self.print_of(owner, key)) != before:
                return key
        return None

    def print_of(self, owner: Asked, key: Key) -> bytes:
        """The fingerprint of an answer as it is now."""
        found = self._prints.get(key)
        if found is None:
            function = _query(type(owner), key[0])
            found = owner.print_fact(key) if function is None else self._settle(owner, key, function)
            self._prints[key] = found
        return found

    def _settle(self, owner: Asked, key: Key, function: Callable[..., Any]) -> bytes:
        """The fingerprint of a query: without running it where nothing it read has changed."""
        if key not in self.known:
            trace = self.before.get(key)
            if trace is not None and self.changed_read(owner, trace[1]) is None:
                self.traces[key] = trace
                return trace[0]
            try:
                run(self, function, owner, key)
            except Exception:  # about something that is gone; whoever asks it again while rendering is told, with a place
                self.traces[key] = (MISSING, self.printed(owner, self.recorded[key]))
                return MISSING
        found = fingerprint(self.known[key])
        self.traces[key] = (found, self.printed(owner, self.recorded[key]))
        return found


@cache
def _query(kind: type, name: str) -> Callable[..., Any] | None:
    """What answers a query of that name; none where it is a fact."""
    return getattr(getattr(kind, name, None), "query", None)


def run(memo: Memo, function: Callable[..., T], owner: Asked, key: Key) -> T:
    """Answers a question, and records what it read."""
    held = memo.reads
    memo.reads = memo.recorded[key] = {}
    try:
        answer = memo.known[key] = function(owner, *key[1:])
    finally:
        memo.reads = held
    return answer


def fact(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as a fact: its answer is frozen and comes from outside; it asks no query."""
    name, given = function.__name__, _Arguments(function)
    answered: Callable[..., T] = function

    @wraps(function)
    def ask(self: Any, *args: Any, **named: Any) -> Any:
        memo: Memo = self.memo
        key = (name, *(args if not named and len(args) == given.count else given.all(args, named)))
        if memo.reads is not None:
            memo.reads[key] = None
        if key in memo.known:
            return memo.known[key]
        answer = memo.known[key] = answered(self, *key[1:])
        return answer

    return cast(Callable[Concatenate[S, P], T], ask)


def query(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as a query: its answer is frozen and follows from the facts and queries it asks, nothing else."""
    name, given = function.__name__, _Arguments(function)

    @wraps(function)
    def ask(self: Any, *args: Any, **named: Any) -> Any:
        memo: Memo = self.memo
        key = (name, *(args if not named and len(args) == given.count else given.all(args, named)))
        if memo.reads is not None:
            memo.reads[key] = None
        return memo.known[key] if key in memo.known else run(memo, function, self, key)

    ask.query = function  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[S, P], T], ask)


def derived(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as derived: answered once like a query, while its reads count as those of whoever asks it."""
    name, given = function.__name__, _Arguments(function)

    @wraps(function)
    def ask(self: Any, *args: Any, **named: Any) -> Any:
        memo: Memo = self.memo
        key = (name, *(args if not named and len(args) == given.count else given.all(args, named)))
        try:
            return memo.known[key] if key in memo.known else run(memo, function, self, key)
        finally:
            if memo.reads is not None:
                memo.reads.update(memo.recorded[key])

    return cast(Callable[Concatenate[S, P], T], ask)


class _Arguments:
    """The arguments that a question may be asked with, so that one question has one key however it is put."""

    def __init__(self, function: Callable[..., Any]) -> None:
        code = function.__code__
        self.names = code.co_varnames[1 : code.co_argcount]
        self.count = len(self.names)
        self.defaults = dict(zip(reversed(self.names), reversed(function.__defaults__ or ()), strict=False))

    def all(self, args: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
        """Every argument in order, those not given by their defaults. Raises `TypeError` where one is missing or unknown."""
        rest = self.names[len(args) :]
        if len(args) > self.count or not named.keys() <= set(rest):
            raise TypeError(f"arguments: {', '.join(self.names)}")
        given = {**self.defaults, **named}
        if missing := [name for name in rest if name not in given]:
            raise TypeError(f"missing: {', '.join(missing)}")
        return (*args, *(given[name] for name in rest))
