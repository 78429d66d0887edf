"""Remembers what every query read, so that a build runs again only what has changed.

A *fact* is answered from what lies outside (articles, files, settings, the clock); it is looked at in every build. A *query* is answered
from facts and other queries, and what it asked is recorded while it runs: its *trace*. On the next build a query whose reads all have the
fingerprints they had is unchanged without being run; one that is run and answers as before leaves everything above it unchanged (early
cut-off). Nobody writes down what depends on what. After Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte": verifying traces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sitegen.fingerprints import MISSING, fingerprint

Key = tuple[Any, ...]
"""A question: the name of the query or fact, then its arguments (texts, numbers and tuples of them)."""


class Asked(Protocol):
    """What has queries and facts: it carries the memo that answers them."""

    @property
    def memo(self) -> Memo:
        """What answers its queries."""
        ...

    def print_fact(self, key: Key) -> bytes:
        """The fingerprint of a fact as it is now."""
        ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=Asked)


@dataclass(slots=True)
class Traces:
    """What a build leaves for the next: the fingerprint of every answer, and what each query and page read, in order."""

    prints: dict[Key, bytes] = field(default_factory=dict)
    reads: dict[Key, tuple[Key, ...]] = field(default_factory=dict)


class Memo:
    """The answers known in this build, and the traces of the build before."""

    def __init__(self, before: Traces | None = None) -> None:
        self.before = before or Traces()
        self.now = Traces()
        self._known: dict[Key, Any] = {}
        self._recording: list[list[Key]] = []

    def ask(self, function: Callable[..., T], owner: Asked, key: Key, *, is_fact: bool) -> T:
        """The answer to a question: the known one, else its function is run; whoever is being recorded has read it."""
        if self._recording:
            self._recording[-1].append(key)
        try:
            return cast(T, self._known[key])
        except KeyError:
            pass
        if is_fact:
            answer = function(owner, *key[1:])
        else:
            with self.recording(key):
                answer = function(owner, *key[1:])
        self._known[key] = answer
        return answer

    def note(self, key: Key) -> None:
        """Records that the page being rendered depends on a fact that has no method: its template, its settings."""
        if self._recording:
            self._recording[-1].append(key)

    @contextmanager
    def recording(self, key: Key) -> Iterator[None]:
        """Records what is asked inside as the trace of a query or page."""
        reads: list[Key] = []
        self._recording.append(reads)
        try:
            yield
        finally:
            self._recording.pop()
            self.now.reads[key] = tuple(dict.fromkeys(reads))

    def changed_read(self, owner: Asked, key: Key) -> Key | None:
        """The first thing that a page or query read before and that has another answer now; none when its trace still holds."""
        for read in self.before.reads[key]:
            if self.print_of(owner, read) != self.before.prints.get(read):
                return read
        return None

    def print_of(self, owner: Asked, key: Key) -> bytes:
        """The fingerprint of an answer as it is now."""
        prints = self.now.prints
        if key in prints:
            return prints[key]
        function = getattr(getattr(type(owner), key[0], None), "query", None)
        if function is None:
            prints[key] = owner.print_fact(key)
        elif key not in self._known and key in self.before.reads and self.changed_read(owner, key) is None:
            prints[key] = self.before.prints[key]
            self.now.reads[key] = self.before.reads[key]
        else:
            prints[key] = self._run(function, owner, key)
        return prints[key]

    def _run(self, function: Callable[..., Any], owner: Asked, key: Key) -> bytes:
        """The fingerprint of a query that must be run; one that fails, about something that is gone, has that of what is missing."""
        try:
            return fingerprint(self._unrecorded(function, owner, key))
        except Exception:  # whoever asks it again while rendering is told, with a place
            return MISSING

    def forget(self, key: Key) -> None:
        """Drops the trace of a page that could not be rendered."""
        self.now.reads.pop(key, None)

    def _unrecorded(self, function: Callable[..., T], owner: Asked, key: Key) -> T:
        held, self._recording = self._recording, []
        try:
            return self.ask(function, owner, key, is_fact=False)
        finally:
            self._recording = held

    def finish(self, owner: Asked, pages: Iterable[Key]) -> Traces:
        """What the next build needs of this one: the traces that its pages rest on, and their fingerprints."""
        kept = Traces()
        waiting = list(pages)
        while waiting:
            key = waiting.pop()
            if key in kept.reads:
                continue
            reads = kept.reads[key] = self.now.reads[key]
            for read in reads:
                if read not in kept.prints:
                    kept.prints[read] = self.print_of(owner, read)
                    if read in self.now.reads:
                        waiting.append(read)
        return kept

    def learn(self, traces: Traces) -> None:
        """Takes in the traces that another process recorded."""
        self.now.reads.update(traces.reads)
        self.now.prints.update(traces.prints)


def _asking(function: Callable[..., T], is_fact: bool) -> Callable[..., T]:
    name = function.__name__
    defaults = function.__defaults__ or ()
    wanted = function.__code__.co_argcount - 1
    names = function.__code__.co_varnames[1 : 1 + wanted]

    @wraps(function)
    def ask(self: Any, *args: Any, **kwargs: Any) -> T:
        if len(args) < wanted:
            args += tuple(kwargs[n] if n in kwargs else defaults[i - len(names[len(args) :])] for i, n in enumerate(names[len(args) :]))
        memo: Memo = self.memo
        return memo.ask(function, self, (name, *args), is_fact=is_fact)

    return ask


def query(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as a query: its answer is frozen and follows from the facts and queries it asks, nothing else."""
    ask = _asking(function, is_fact=False)
    ask.query = function  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[S, P], T], ask)


def fact(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as a fact: its answer is frozen and comes from outside; it asks no query."""
    return cast(Callable[Concatenate[S, P], T], _asking(function, is_fact=True))
