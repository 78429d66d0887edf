"""Preview: builds, serves what was built, and reloads the browser on every save.

The livereload package is the server and the browser's half; a save runs an ordinary build, which renders only what changed. Drafts and
scheduled articles are shown. The preview has a folder of its own, so it never touches what is published.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from livereload import Server

from sitegen.build import Options, Report, build, moment
from sitegen.errors import Problem, Refused
from sitegen.settings import Config
from sitegen.state import FOLDER


def folder(config: Config) -> Path:
    """Where the preview is built."""
    return config.output / FOLDER / "preview"


def rebuild(config: Config, *, drafts: bool) -> Report:
    """Brings the preview up to date. Raises `Refused` when nothing can be built."""
    now = moment(None)
    assert now is not None
    return build(replace(config, output=folder(config)), Options(now, drafts=drafts))


def serve(read: Callable[[], Config], *, host: str, port: int, drafts: bool, tell: Callable[[Report | tuple[Problem, ...]], None]) -> None:
    """Serves the preview until it is interrupted. `read` reads the configuration anew; `tell` is told what each build did."""

    def again() -> None:
        try:
            tell(rebuild(read(), drafts=drafts))
        except Refused as refused:  # the server outlives whatever was written wrong
            tell(refused.problems)

    config = read()
    again()
    logging.getLogger("livereload").setLevel(logging.ERROR)
    server = Server()
    for path in (config.content, config.themes, config.assets, config.root / "config.toml"):
        if path.exists():
            server.watch(str(path), again)
    server.serve(port=port, host=host, root=str(folder(config)), open_url_delay=None)
