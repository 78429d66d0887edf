"""Remembers what every query answered, so that one build asks each question once.

A *query* is a pure function of what it asks: same site, same arguments, same answer. The decorator `query` marks such a method; the memo
of its object answers it. This is the one place that stands between a question and its answer, and the only one that may remember.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast


class Asked(Protocol):
    """What has queries: it carries the memo that answers them."""

    @property
    def memo(self) -> Memo:
        """What answers its queries."""
        ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=Asked)


class Memo:
    """The answers known in this build, by query and arguments."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}

    def ask(self, name: str, function: Callable[..., T], owner: Asked, *args: Any) -> T:
        """The answer of a query: the known one, else its function is run."""
        key = (name, *args)
        try:
            return cast(T, self._known[key])
        except KeyError:
            answer = function(owner, *args)
            self._known[key] = answer
            return answer


def query(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Marks a method as a query: pure, with hashable positional arguments and a frozen answer."""
    name = function.__name__
    defaults = function.__defaults__ or ()
    wanted = function.__code__.co_argcount - 1

    @wraps(function)
    def ask(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        if kwargs:
            names = function.__code__.co_varnames[1 + len(args) : 1 + wanted]
            filled = [kwargs[n] if n in kwargs else defaults[i - len(names)] for i, n in enumerate(names)]
            return self.memo.ask(name, function, self, *args, *filled)
        missing = wanted - len(args)
        return self.memo.ask(name, function, self, *args, *(defaults[len(defaults) - missing :] if missing else ()))

    return cast(Callable[Concatenate[S, P], T], ask)
