"""The commands. Each imports what it runs, so that asking for help costs nothing.

Exit status: 0 done, 1 problems in the content, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.language import LANGUAGES, catalogue

if TYPE_CHECKING:
    from sitegen.build import Progress
    from sitegen.settings import Config


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _ = catalogue(_language(given)).gettext
    parser = _parser(_)
    options = parser.parse_args(given)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    status: int = options.run(options, _)
    return status


def _language(arguments: Sequence[str]) -> str:
    """The language of messages: `--lang`, else the environment's, else Vietnamese."""
    for at, argument in enumerate(arguments):
        text = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and at + 1 < len(arguments):
            text = arguments[at + 1]
        if text in LANGUAGES:
            return text
    said = os.environ.get("SITEGEN_LANG", "")
    return said if said in LANGUAGES else "vi"


def _parser(_: Callable[[str], str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sitegen", description=_("Builds the news sites of a union: Markdown articles in, one finished site per province out.")
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help=_("the configuration, config.toml here if not given")
    )
    shared.add_argument("--lang", choices=LANGUAGES, help=_("language of messages"))
    commands = parser.add_subparsers(title=_("commands"))
    build = commands.add_parser("build", parents=[shared], help=_("build the sites into output/"))
    build.add_argument("--province", action="append", default=[], metavar="ID", help=_("build this site only; may be given again"))
    build.add_argument("--output", type=Path, metavar="DIR", help=_("build into another folder"))
    build.add_argument("--jobs", type=int, default=0, metavar="N", help=_("how many processors to use, all if not given"))
    build.add_argument("--drafts", action="store_true", help=_("show drafts and scheduled articles too"))
    build.add_argument("--at", metavar="DATETIME", help=_("build as it is at that moment, for example 10/01/2023 16:30"))
    build.add_argument("--clean", action="store_true", help=_("empty the output folder first"))
    build.add_argument("--verify", action="store_true", help=_("compare the result with a clean build, byte for byte"))
    build.set_defaults(run=_build)
    serve = commands.add_parser("serve", parents=[shared], help=_("preview the sites in a browser, reloaded on every save"))
    serve.add_argument("--host", default="127.0.0.1", help=_("address to serve on; only this computer if not given"))
    serve.add_argument("--port", type=_port, default=8000, help=_("port to serve on"))
    serve.add_argument("--drafts", action=argparse.BooleanOptionalAction, default=True, help=_("show drafts and scheduled articles too"))
    serve.add_argument("--open", action=argparse.BooleanOptionalAction, help=_("open the browser; on a desktop if not given"))
    serve.set_defaults(run=_serve)
    why = commands.add_parser("why", parents=[shared], help=_("say why the last build rendered, or kept, a page"))
    why.add_argument("permalink", metavar="PERMALINK", help=_("a page of the output, for example /yen-bai/tin-tuc/bai/"))
    why.add_argument("--output", type=Path, metavar="DIR", help=_("the folder it was built into"))
    why.set_defaults(run=_why)
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65_536:
        raise ValueError(text)
    return number


def _build(options: argparse.Namespace, _: Callable[[str], str]) -> int:
    from dataclasses import replace

    from sitegen.build import Options, build, moment, verify
    from sitegen.errors import Refused
    from sitegen.report import problem_lines, summary_lines

    try:
        config = _read_config(options)
        now = moment(options.at)
        unknown = [id for id in options.province if config.site(id) is None]
        if now is None or unknown:
            known = ", ".join(site.id for site in config.provinces)
            print(
                _("“{value}” is not a date; write 10/01/2023 16:30").format(value=options.at)
                if now is None
                else _("There is no site “{name}”. Sites: {known}").format(name=unknown[0], known=known),
                file=sys.stderr,
            )
            return 2
        if options.output:
            config = replace(config, output=options.output.resolve())
        wanted = Options(now, tuple(options.province), options.drafts, options.jobs, options.clean)
        with _progress(_) as progress:
            report = build(config, wanted, progress)
    except Refused as refused:
        for problem in refused.problems:
            print(*problem_lines(problem, _), sep="\n", file=sys.stderr)
        return 2 if any(problem.kind.name.startswith("config") for problem in refused.problems) else 1
    for problem in report.problems:
        print(*problem_lines(problem, _), sep="\n", file=sys.stderr)
    print(*summary_lines(report, _), sep="\n")
    if options.verify:
        different = verify(config, wanted)
        print(_("Equal to a clean build.") if not different else _("Different from a clean build:"), *different, sep="\n")
        return 1 if different or not report.is_clean else 0
    return 0 if report.is_clean else 1


def _serve(options: argparse.Namespace, _: Callable[[str], str]) -> int:
    from sitegen.errors import Problem, Refused
    from sitegen.preview import serve
    from sitegen.report import problem_lines

    def tell(problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            print(*problem_lines(problem, _), sep="\n", file=sys.stderr, flush=True)

    opens = sys.stdout.isatty() and not os.environ.get("CI") and not os.environ.get("SSH_CONNECTION")
    try:
        serve(
            lambda: _read_config(options), options.config, host=options.host, port=options.port, drafts=options.drafts,
            opens=opens if options.open is None else options.open, translate=_, tell=tell, say=partial(print, flush=True),
            progress=_progress(_),
        )  # fmt: skip
    except Refused as refused:
        tell(refused.problems)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _why(options: argparse.Namespace, _: Callable[[str], str]) -> int:
    from sitegen.errors import Refused
    from sitegen.report import problem_lines
    from sitegen.why import explain

    try:
        config = _read_config(options)
    except Refused as refused:
        for problem in refused.problems:
            print(*problem_lines(problem, _), sep="\n", file=sys.stderr)
        return 2
    answer = explain(options.output or config.output, options.permalink, _)
    if answer is None:
        print(_("The last build made no page “{path}”.").format(path=options.permalink), file=sys.stderr)
        return 2
    print(answer)
    return 0


def _read_config(options: argparse.Namespace) -> Config:
    from sitegen.config import read

    return read(options.config)


def _progress(_: Callable[[str], str]) -> AbstractContextManager[Progress]:
    """A progress display on a terminal; nothing where nobody watches."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        return nullcontext(lambda step, done, total: None)
    from sitegen.progress import Display

    names: dict[str, Any] = {"read": _("reading articles"), "photos": _("drawing photos"), "union": _("front page of the union")}
    return Display(names)
