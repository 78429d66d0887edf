"""Publishes what pages need: assets and downloads as they are, renditions drawn once each, whatever sites show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sitegen import faults, images, workers
from sitegen.errors import Place, Problem
from sitegen.needs import Asset, Copy, Drawn, Need
from sitegen.output import Output
from sitegen.pictures import Pictures
from sitegen.settings import Config
from sitegen.state import State

Batch = list[tuple[Drawn, list[str]]]
Drawing = tuple[list[tuple[str, bytes]], list[tuple[str, images.PhotoError]]]


def publish(
    config: Config, pictures: Pictures, output: Output, state: State, needs: dict[str, Need], jobs: int,
    progress: Callable[[str, int, int], None],
) -> tuple[int, list[Problem]]:  # fmt: skip
    """Publishes the needs of rendered pages; returns how many renditions were drawn, and what was wrong with photos."""
    photos: dict[str, dict[str, tuple[Drawn, list[str]]]] = {}
    problems: list[Problem] = []
    state.announce(path for path in needs if path not in output.before)
    for path, need in needs.items():
        if isinstance(need, Asset):
            output.write(path, need.data)
        elif isinstance(need, Copy):
            try:
                data = (config.content / need.file).read_bytes()
            except OSError as error:
                problems.append(faults.refusal(error)._replace(place=Place(f"{config.content.name}/{need.file}")))
                output.keep(path)
            else:
                output.write(path, data)
        elif output.is_intact(path):
            output.keep(path)
        else:
            photos.setdefault(need.rendition.digest, {}).setdefault(need.permalink, (need, []))[1].append(path)
    batches = [(pictures.path(next(iter(wanted.values()))[0].file), list(wanted.values())) for wanted in photos.values()]
    for done, (drawn, found) in enumerate(_drawings(batches, jobs), 1):
        for path, data in drawn:
            output.write(path, data)
        problems += (error.at(Place(f"{config.content.name}/{file}")) for file, error in found)
        progress("photos", done, len(batches))
    return sum(len(batch) for _, batch in batches), problems


def _drawings(batches: list[tuple[Path, Batch]], jobs: int) -> Iterator[Drawing]:
    """The drawings of all photos in order; over several processes where there are enough to be worth starting them."""
    with workers.pool(min(jobs, len(batches)) if len(batches) >= 8 else 1) as pool:
        yield from pool.map(_draw, batches) if pool else map(_draw, batches)


def _draw(batch: tuple[Path, Batch]) -> Drawing:
    """The renditions of one photo, decoded once, as (output path, bytes); or what is wrong with it."""
    path, wanted = batch
    paths = {need.permalink: places for need, places in wanted}
    drawn: list[tuple[str, bytes]] = []
    try:
        images.draw(path, [need.rendition for need, _ in wanted], lambda permalink, data: drawn.extend((p, data) for p in paths[permalink]))
    except images.PhotoError as error:
        return [], [(wanted[0][0].file, error)]
    return drawn, []
