"""The steps of a benchmark: what is changed before each build, and in which order builds are run.

Contenders take turns, A B A B, so that a machine that slows down slows both. Every build is a whole process that starts from the output
that the one before it left; the first of a series without one is run beforehand and not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contenders import Contender
from tests.bench.measure import Change, Run, Tree, compare, run, tree


def _edit(contender: Contender, count: int, number: int) -> None:
    story = contender.corpus.story(contender.corpus.middle(count))
    contender.write(story, f"Bài viết được sửa lần thứ {number}.")


def _add(contender: Contender, count: int, number: int) -> None:
    contender.write(contender.corpus.newest(count, number))


def _clear(contender: Contender, count: int, number: int) -> None:
    contender.clear()


def _empty(contender: Contender, count: int, number: int) -> None:
    contender.empty_pages()


def _leave(contender: Contender, count: int, number: int) -> None:
    pass


Preparation = Callable[[Contender, int, int], None]
"""What happens to the project of a contender with `count` articles before the build of a round."""

STEPS: dict[str, Preparation] = {
    "cold": _clear,  # neither output nor caches
    "same": _leave,  # nothing has changed
    "edit": _edit,  # one more sentence in the article in the middle
    "add": _add,  # an article that is newer than all
}
"""The steps by their names."""

PHOTO_STEPS: dict[str, Preparation] = {"photos-cold": _clear, "photos-warm": _leave, "photos-pages": _empty}
"""The same for projects with photos; before the last, the pages are removed and the drawn pictures stay."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured build: its step and round, who built how many articles, the measurement, and what it did to the output."""

    step: str
    round: int
    contender: str
    articles: int
    run: Run
    change: Change


class Failed(Exception):
    """A build ended with another status than 0; `log` is where it said why."""

    def __init__(self, contender: Contender, step: str, status: int, log: Path) -> None:
        super().__init__(f"{contender.name} ended with status {status} in step {step}")
        self.log = log


def measure(
    contenders: Sequence[Contender],
    count: int,
    steps: Mapping[str, Preparation],
    rounds: int,
) -> Iterator[Sample]:
    """The samples of all steps, round by round, each as it is taken. Raises `Failed` at the first build that fails."""
    states: dict[str, Tree] = {}
    for step, change in steps.items():
        for contender in contenders:
            if change is not _clear and contender.name not in states:
                _build(contender, step)
                states[contender.name] = _published(contender)
        for number in range(1, rounds + 1):
            for contender in contenders:
                change(contender, count, number)
                before = states.pop(contender.name, {}) if change not in (_clear, _empty) else _published(contender)
                measured = _build(contender, step)
                states[contender.name] = _published(contender)
                articles = count + number if change is _add else count
                yield Sample(step, number, contender.name, articles, measured, compare(before, states[contender.name]))


def _published(contender: Contender) -> Tree:
    return tree(contender.output, contender.hidden)


def _build(contender: Contender, step: str) -> Run:
    log = contender.folder / "build.log"
    measured = run(contender.command, contender.environment, log)
    if measured.status:
        raise Failed(contender, step, measured.status, log)
    return measured
