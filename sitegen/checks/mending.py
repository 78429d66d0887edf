"""What `--fix` does to a file: the safe edits and nothing else, shown before they are made, written whole or not at all.

The one idea: a file is characters between the bytes that were read, so line ends, byte order mark and everything that no edit names come
out as they went in. Edits are made until no rule proposes another, so that a second run has nothing to do.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.checks import rules
from sitegen.checks.desk import Desk
from sitegen.checks.draft import Draft
from sitegen.checks.rule import Edit, Rule
from sitegen.files import replace

_ROUNDS = 10
_UNSEEN = re.compile("[\xa0\xad\u0300-\u036f\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff]")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after."""

    path: str
    before: bytes
    after: bytes

    def diff(self) -> Iterator[str]:
        """The lines that differ, as a unified diff; what nobody could see in it is shown by a sign or its code point."""
        before, after = (_UNSEEN.sub(_sign, data.decode()).splitlines() for data in (self.before, self.after))
        yield from difflib.unified_diff(before, after, self.path, self.path, n=0, lineterm="")


def _sign(unseen: re.Match[str]) -> str:
    return "⍽" if unseen[0] == "\xa0" else f"<U+{ord(unseen[0]):04X}>"


def mend(chosen: tuple[Rule, ...], draft: Draft, desk: Desk) -> Mended | None:
    """The file of a draft with every safe edit made, or none where there is nothing to mend."""
    now = draft
    for _ in range(_ROUNDS):
        found = rules.edits(chosen, now, desk)
        if not found:
            break
        now = Draft(desk.config, draft.file, _apply(now.text, found).encode())
    return Mended(draft.path, draft.data, now.data) if now.data != draft.data else None


def _apply(text: str, found: list[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in found:
        if edit.start >= done:
            pieces += text[done : edit.start], edit.text
            done = edit.end
    return "".join(pieces) + text[done:]


def write(path: Path, mended: Mended) -> bool:
    """Puts the mended file in the place of the one that was read; not where somebody has changed that meanwhile."""
    path = path.resolve()  # a link stays a link
    if path.read_bytes() != mended.before:
        return False
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with partial.open("wb") as file:
            file.write(mended.after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, partial)
        replace(partial, path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return True
