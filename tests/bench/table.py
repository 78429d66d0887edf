"""A plain table of the samples: medians and ranges for each step and contender, and how they compare pair by pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from statistics import median, median_low

from tests.bench.steps import Sample

HEAD = ("step", "built by", "wall s", "min-max", "CPU s", "largest MB", "all MB", "changed", "new", "gone", "upload MB")
WALL, CPU, LARGEST = 2, 4, 5


def lines(samples: Sequence[Sample]) -> list[str]:
    """The table. A ratio is the first contender's figure over the other's in the same round; its median is given."""
    rows: list[tuple[str, ...]] = [HEAD]
    for step, found in groupby(samples, key=lambda sample: sample.step):
        of: dict[str, list[Sample]] = {}
        for sample in found:
            of.setdefault(sample.contender, []).append(sample)
        rows += (_row(step, name, taken) for name, taken in of.items())
        first, *others = of
        rows += (_ratio(step, of[first], of[other], f"{first}/{other}") for other in others)
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return [_line(row, widths) for row in rows]


def _row(step: str, name: str, samples: Sequence[Sample]) -> tuple[str, ...]:
    walls = [sample.run.wall for sample in samples]
    together = [sample.run.together for sample in samples if sample.run.together is not None]
    return (
        step,
        name,
        _figure(median(walls)),
        f"{_figure(min(walls))}-{_figure(max(walls))}",
        _figure(median(sample.run.cpu for sample in samples)),
        _megabytes(median(sample.run.largest for sample in samples)),
        _megabytes(median(together)) if together else "",
        *(str(median_low(of(sample) for sample in samples)) for of in (_changed, _new, _gone)),
        f"{median(sample.change.bytes for sample in samples) / 1e6:.2f}",
    )


def _ratio(step: str, ours: Sequence[Sample], theirs: Sequence[Sample], name: str) -> tuple[str, ...]:
    cells = [step, name, *[""] * (len(HEAD) - 2)]
    measures: tuple[tuple[int, Callable[[Sample], float]], ...] = (
        (WALL, lambda sample: sample.run.wall),
        (CPU, lambda sample: sample.run.cpu),
        (LARGEST, lambda sample: sample.run.largest),
    )
    for column, of in measures:
        ratios = [of(our) / of(their) for our, their in zip(ours, theirs, strict=False) if of(their)]
        cells[column] = f"x{_figure(median(ratios))}" if ratios else ""
        if column == WALL and ratios:
            cells[column + 1] = f"x{_figure(min(ratios))}-{_figure(max(ratios))}"
    return tuple(cells)


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) if column < 2 else cell.rjust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
    return "  ".join(cells).rstrip()


def _changed(sample: Sample) -> int:
    return sample.change.changed


def _new(sample: Sample) -> int:
    return sample.change.new


def _gone(sample: Sample) -> int:
    return sample.change.gone


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:.0f}"
