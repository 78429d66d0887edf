"""What a save may have touched: noticed paths, told apart by what they mean for the preview.

A path may be anything: a file that changed, one that is gone, a folder that was moved in or away. What is a plain file known by its path is
looked at alone; whenever that is in doubt, the whole content folder is looked at again, which is quick and cannot miss anything.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sitegen import counts
from sitegen.settings import Config


@dataclass(frozen=True, slots=True)
class Changes:
    """What must be looked at again: files of the content by their paths from there, all of it, the themes, the configuration, counts."""

    files: frozenset[str] = frozenset()
    is_whole: bool = False
    has_theme: bool = False
    has_config: bool = False
    has_counts: bool = False


EVERYTHING = Changes(is_whole=True, has_theme=True, has_config=True, has_counts=True)


def folders(config: Config) -> tuple[Path, ...]:
    """The folders whose files a page may show."""
    counted = counts.folder(config)
    return config.content, config.themes, config.assets, *((counted,) if counted else ())


def is_ours(config: Config, path: str) -> bool:
    """Whether a path lies in the output folder, is hidden, or is a ledger: nothing there is ever shown of."""
    counted = counts.folder(config)
    if counted and _is_below(path, counted) and path != str(counted):
        return not path.endswith(".json") or os.path.basename(path).startswith(".")
    relative = os.path.relpath(path, config.root)
    return _is_below(path, config.output) or any(part.startswith(".") and part.strip(".") for part in relative.split(os.sep))


def sort(config: Config, name: str, paths: Iterable[str], known: Collection[str]) -> Changes:
    """What noticed paths mean; `name` is that of the configuration file, `known` are the content's files as they were."""
    files: set[str] = set()
    counted = counts.folder(config)
    is_whole = has_theme = has_config = has_counts = False
    for path in paths:
        if is_ours(config, path):
            continue
        if counted and _is_below(path, counted):
            has_counts = True
            continue
        has_config |= path == str(config.root / name)
        is_whole |= path == str(config.content)
        has_theme |= _is_below(path, config.themes) or _is_below(path, config.assets)
        if _is_below(path, config.content) and path != str(config.content):
            inside = os.path.relpath(path, config.content).replace(os.sep, "/")
            if inside in known or os.path.isfile(path):
                files.add(inside)
            else:  # a folder that came or went; what was never known and is gone again was a program's own
                is_whole |= os.path.isdir(path) or any(other.startswith(f"{inside}/") for other in known)
        is_whole |= not _is_below(path, config.root)  # perhaps ours under its real name, behind a link
    return Changes(frozenset(files), is_whole, has_theme, has_config, has_counts)


def _is_below(path: str, folder: Path) -> bool:
    return path == str(folder) or path.startswith(f"{folder}{os.sep}")
