"""Writes the articles and photos of a project, unless they lie there already.

Run as a program of its own (`ensure` does that), so that what it takes in memory is gone before anything is measured. A project is whole
when its stamp says so; the stamp changes with everything that the articles come from.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

from tests.bench.contenders import PEERS, Contender, Sitegen, photo_name
from tests.bench.corpus import VOCABULARY, Corpus

SOURCES = ("corpus.py", "photos.py", "contenders.py", "layout.py", VOCABULARY.name)
STAMP = ".written"


def ensure(contender: Contender, count: int) -> bool:
    """Makes a project hold its first `count` articles and nothing else; tells whether they had to be written."""
    contender.folder.mkdir(parents=True, exist_ok=True)
    contender.configure()
    if _is_whole(contender, count):
        contender.reset(count)
        return False
    numbers = (str(number) for number in (count, contender.corpus.seed, contender.corpus.photos))
    subprocess.run([sys.executable, "-m", "tests.bench.layout", contender.name, str(contender.folder), *numbers], check=True)
    return True


def _is_whole(contender: Contender, count: int) -> bool:
    path = contender.folder / STAMP
    return path.is_file() and path.read_text("utf-8") == _stamp(contender, count)


def _stamp(contender: Contender, count: int) -> str:
    digest = hashlib.blake2b(f"{contender.name} {count} {contender.corpus.seed} {contender.corpus.photos}".encode(), digest_size=16)
    for name in SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


def _write(contender: Contender, count: int) -> None:
    for path in (contender.folder / "content").rglob("*.md"):
        if path.name != "_index.md":
            path.unlink()
    for index in range(count):
        contender.write(contender.corpus.story(index))
    if contender.corpus.photos:
        from tests.bench import photos

        contender.photos.mkdir(parents=True, exist_ok=True)
        for number in range(contender.corpus.photos):
            photos.draw(contender.photos / photo_name(number), number, contender.corpus.seed)
    (contender.folder / STAMP).write_text(_stamp(contender, count), "utf-8")


def main() -> None:
    """Writes one project."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.layout")
    parser.add_argument("contender", choices=["sitegen", *PEERS])
    parser.add_argument("folder", type=Path)
    for name in ("count", "seed", "photos"):
        parser.add_argument(name, type=int)
    given = parser.parse_args()
    kinds: dict[str, type[Contender]] = {"sitegen": Sitegen, **PEERS}
    _write(kinds[given.contender](given.folder, Corpus(given.seed, given.photos)), given.count)


if __name__ == "__main__":
    main()
