"""Questions on a terminal, one at a time, with an answer proposed wherever one is known.

The one idea: plain lines and numbers, so that it works in every window, cmd.exe too, and Enter always means what stands in brackets. An
answer that cannot be used is answered with what to type instead, and the question comes again. It knows nothing of articles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sitegen.errors import Translate
from sitegen.vietnamese import fold

T = TypeVar("T")


class Stopped(Exception):
    """Raised when the writer ends the questions (Ctrl+C, Ctrl+Z)."""


class Dialogue:
    """Asks with `ask`, which shows a prompt and returns the line typed, and speaks with `tell`."""

    def __init__(self, ask: Callable[[str], str], tell: Callable[[str], None], _: Translate) -> None:
        self._ask, self.tell, self._ = ask, tell, _

    def line(self, question: str, default: str = "", *, required: bool = False) -> str:
        """A line of text; Enter takes the default. A required one is asked for until there is one."""
        while True:
            shown = f" [{default}]" if default else ""
            try:
                answer = self._ask(f"{question}{shown}: ").strip()
            except (EOFError, KeyboardInterrupt):
                raise Stopped from None
            if answer or default or not required:
                return answer or default
            self.tell("  " + self._("This cannot stay empty. Type something, or press Ctrl+C to stop."))

    def checked(self, question: str, default: str, read: Callable[[str], T | None], hint: str, *, required: bool = True) -> T | None:
        """An answer that `read` understands; `hint` says what to type where it does not. None if it may stay empty and does."""
        while True:
            answer = self.line(question, default, required=required)
            if not answer:
                return None
            if (value := read(answer)) is not None:
                return value
            self.tell("  " + hint.format(value=answer))

    def choose(self, question: str, names: Sequence[str], default: int = 0) -> int:
        """Which of the names, as an index: by its number, or by its beginning in any spelling."""
        self.tell(question)
        for number, name in enumerate(names, 1):
            self.tell(f"  {number}. {name}")

        def read(answer: str) -> int | None:
            if answer.isascii() and answer.isdigit():
                return int(answer) - 1 if 0 < int(answer) <= len(names) else None
            found = [at for at, name in enumerate(names) if fold(name).startswith(fold(answer))]
            return found[0] if len(found) == 1 and fold(answer) else None

        hint = self._("“{value}” is not in the list. Type a number from 1 to {last}.").replace("{last}", str(len(names)))
        chosen = self.checked(self._("Number"), str(default + 1), read, hint)
        assert chosen is not None
        return chosen
