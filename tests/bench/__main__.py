"""The command: `python -m tests.bench --articles 10000 --peer hugo`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from tests.bench.contenders import PEERS, Contender, Sitegen
from tests.bench.corpus import Corpus
from tests.bench.layout import ensure
from tests.bench.steps import PHOTO_STEPS, STEPS, Failed, Preparation, Sample, measure
from tests.bench.table import lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what the arguments ask for and prints a table. Returns 1 when a build failed."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if not given.steps and not given.photos:
        parser.error("--steps none leaves nothing to measure without --photos")
    chosen = {name: STEPS[name] for name in STEPS if name in given.steps}
    kinds: list[type[Contender]] = [Sitegen]
    if given.peer:
        if PEERS[given.peer].program():
            kinds.append(PEERS[given.peer])
        else:
            _say(f"{given.peer} is not installed here and is left out: {Path(sys.executable).name} -m pip install {given.peer}")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    labels = {kind.name: kind(Path(), Corpus()).label for kind in kinds}
    samples: list[Sample] = []
    corpora = [(given.articles, 0, chosen)] if chosen else []
    corpora += [(2 * given.photos, given.photos, PHOTO_STEPS)] if given.photos else []
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory(prefix="sitegen-bench-") as folder:
        try:
            for count, photos, steps in corpora:
                contenders = [kind(_folder(Path(folder), kind, count, photos), Corpus(given.seed, photos)) for kind in kinds]
                samples += _take(contenders, count, steps, given.runs)
        except Failed as failed:
            _say(f"{failed}:\n{failed.log.read_text('utf-8', errors='replace')[-2000:]}")
            return 1
    if given.json:
        facts = {"seed": given.seed, "python": platform.python_version(), "processors": os.cpu_count()}
        with given.json.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({**asdict(one), **facts, "version": labels[one.contender]}) + "\n" for one in samples)
    sizes = [f"{count} articles" + (f" with {photos} photos" if photos else "") for count, photos, _ in corpora]
    versions = [*labels.values(), f"Python {platform.python_version()}", f"{os.cpu_count()} processors"]
    print(f"{' and '.join(sizes)}, rounds: {given.runs}; {', '.join(versions)}", end="\n\n")
    print(*lines(samples), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures whole builds of sitegen, beside a peer if wanted.")
    parser.add_argument("--articles", type=_positive, default=1000, metavar="N", help="size of the corpus (1000)")
    parser.add_argument("--photos", type=_positive, default=0, metavar="K", help="measure photos too: K of them in 2K articles")
    parser.add_argument("--runs", type=_positive, default=3, metavar="R", help="rounds of each step (3)")
    parser.add_argument("--steps", type=_steps, default=list(STEPS), metavar="A,B", help=f"of {','.join(STEPS)}; none for photos alone")
    parser.add_argument("--peer", choices=sorted(PEERS), help="another generator to compare with")
    parser.add_argument("--seed", type=int, default=1, help="another corpus of the same kind (1)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the projects here, and use those that lie here")
    parser.add_argument("--json", type=Path, metavar="FILE", help="append every single measurement to this file, one line each")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _steps(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    if unknown := [name for name in names if name not in STEPS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} is no step; there are {', '.join(STEPS)}, or none")
    return names


def _folder(folder: Path, kind: type[Contender], count: int, photos: int) -> Path:
    """Where a project lies, one folder for each contender and size."""
    return (folder / f"{kind.name}-{count}{'-photos' if photos else ''}").resolve()


def _take(contenders: Sequence[Contender], count: int, steps: Mapping[str, Preparation], rounds: int) -> list[Sample]:
    """The samples of one corpus, with a word about each on the error stream."""
    for contender in contenders:
        if ensure(contender, count):
            _say(f"wrote {count} articles for {contender.name}")
    samples = []
    try:
        for sample in measure(contenders, count, steps, rounds):
            samples.append(sample)
            _say(f"{sample.step} {sample.round}/{rounds}  {sample.contender}  {sample.run.wall:.2f} s")
    finally:
        for contender in contenders:
            contender.tidy()
    return samples


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
